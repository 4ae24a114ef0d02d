package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.CodeLetters;
import org.opendip.jobs.inputs.CodeList;
import org.opendip.jobs.inputs.ReferenceFiles;

/**
 * Code lists and register as small tables to join with. Where a map from clinical codes is in force its codes are rows of
 * the list they lead to, so that a look-up is the same two joins with a map and without.
 *
 * @param diagnoses listed_code; with a map also target, how
 * @param procedures listed_code, has_attribute; with a map also target, how
 * @param hospitals register_code, register_key, register_level, register_division
 */
record CodeLists(Dataset<Row> diagnoses, Dataset<Row> procedures, Dataset<Row> hospitals) {
    static final String LISTED = "listed_code";
    static final String HAS_ATTRIBUTE = "has_attribute";
    static final String REGISTER_CODE = "register_code";
    static final String REGISTER_KEY = "register_key";
    static final String REGISTER_LEVEL = "register_level";
    static final String REGISTER_DIVISION = "register_division";

    /** With a map: the code of the insurance; null where it is not guessed. */
    static final String TARGET = "target";

    /** With a map: {@link #DIRECT}, {@link #MAPPED} or {@link #AMBIGUOUS}. */
    static final String HOW = "how";

    static final int DIRECT = 0;
    static final int MAPPED = 1;
    static final int AMBIGUOUS = 2;

    /** The code as the list writes it, or as {@link #lookUp} normalised it. */
    static final String CODE = "code";

    /** Whether list or map have one code of the insurance for it. */
    static final String KNOWN = "known";

    /** With a map: the code before it was mapped. */
    static final String WRITTEN = "written";

    /** The code as it was written, where that was not in plain characters; null where it was. */
    static final String REPAIRED = "repaired";

    /** One of several codes joined by comma that is a number. */
    static final String ANY_NUMBER = "(?:^|,)(?:" + CodeList.NUMBER + ")(?:,|$)";

    /** One of several codes joined by comma that is none. */
    static final String ANY_OTHER = "(?:^|,)(?!(?:" + CodeList.NUMBER + ")(?:,|$))[^,]";

    /**
     * Looks each row's code up as it is written, and normalised only if the list does not have it so: most codes are
     * written well, and working on text costs more than two look-ups.
     *
     * @return the rows with {@link #CODE}, {@link #KNOWN}, {@link #REPAIRED}, the list's further columns, and with a map
     *     {@link #WRITTEN}
     */
    static Dataset<Row> lookUp(Dataset<Row> rows, Column written, Dataset<Row> list, UnaryOperator<Column> normalise) {
        Column first = col("as_written." + LISTED);
        Column second = col("normalised." + LISTED);
        Column code = coalesce(first, normalise.apply(written));
        Stream<Column> found = hasMap(list)
                ? Stream.of(
                        coalesce(of(TARGET), code).as(CODE),
                        of(TARGET).isNotNull().as(KNOWN),
                        code.as(WRITTEN))
                : Stream.of(
                        code.as(CODE), first.isNotNull().or(second.isNotNull()).as(KNOWN));
        Column repaired = when(first.isNull().and(CodeLetters.plain(written).notEqual(written)), written)
                .as(REPAIRED);
        Stream<Column> further = Arrays.stream(list.columns())
                .filter(c -> !c.equals(LISTED) && !c.equals(TARGET))
                .map(c -> of(c).as(c));
        return rows.join(broadcast(list).as("as_written"), written.equalTo(first), "left")
                .join(
                        broadcast(list).as("normalised"),
                        when(first.isNull(), normalise.apply(written)).equalTo(second),
                        "left")
                .select(Stream.of(
                                Arrays.stream(rows.columns()).map(functions::col), found, Stream.of(repaired), further)
                        .flatMap(s -> s)
                        .toArray(Column[]::new));
    }

    private static Column of(String column) {
        return coalesce(col("as_written." + column), col("normalised." + column));
    }

    /** Whether a map leads to the list. */
    static boolean hasMap(Dataset<Row> list) {
        return Arrays.asList(list.columns()).contains(HOW);
    }

    /** Whether a map is in force. */
    boolean anyMap() {
        return hasMap(diagnoses) || hasMap(procedures);
    }

    static CodeLists load(SparkSession spark, ReferenceFiles reference) {
        List<Row> hospitals = reference.hospitals().stream()
                .map(h ->
                        RowFactory.create(h.hospital(), h.level(), h.division().isEmpty() ? null : h.division()))
                .toList();
        Map<String, List<Object>> diagnoses = new LinkedHashMap<>();
        reference.diagnoses().forEach(d -> diagnoses.put(d.code(), List.of()));
        Map<String, List<Object>> procedures = new LinkedHashMap<>();
        reference
                .procedures()
                .forEach(p -> procedures.put(p.code(), List.of(!p.attribute().isEmpty())));
        return new CodeLists(
                list(spark, diagnoses, new StructType(), reference.targets(CodeList.DIAGNOSIS_MAP)),
                list(
                        spark,
                        procedures,
                        new StructType().add(HAS_ATTRIBUTE, DataTypes.BooleanType),
                        reference.targets(CodeList.PROCEDURE_MAP)),
                spark.createDataFrame(
                                hospitals,
                                new StructType()
                                        .add(REGISTER_CODE, DataTypes.StringType)
                                        .add(REGISTER_LEVEL, DataTypes.IntegerType)
                                        .add(REGISTER_DIVISION, DataTypes.StringType))
                        .withColumn(REGISTER_KEY, xxhash64(col(REGISTER_CODE))));
    }

    /** @param listed each code with what its list says of it, in the order of the further columns */
    private static Dataset<Row> list(
            SparkSession spark,
            Map<String, List<Object>> listed,
            StructType further,
            SortedMap<String, SortedSet<String>> targets) {
        boolean mapped = !targets.isEmpty();
        List<Row> rows = new ArrayList<>();
        listed.forEach((code, said) -> rows.add(row(code, said, mapped, code, DIRECT)));
        ReferenceFiles.replacements(targets, listed.keySet())
                .forEach((from, to) -> rows.add(row(from, listed.get(to), true, to, MAPPED)));
        List<Object> nothing = Collections.nCopies(further.size(), null);
        targets.forEach((from, to) -> {
            if (to.size() > 1 && !listed.containsKey(from)) {
                rows.add(row(from, nothing, true, null, AMBIGUOUS));
            }
        });
        StructType schema = new StructType().add(LISTED, DataTypes.StringType);
        for (StructField field : further.fields()) {
            schema = schema.add(field);
        }
        return spark.createDataFrame(
                rows, mapped ? schema.add(TARGET, DataTypes.StringType).add(HOW, DataTypes.IntegerType) : schema);
    }

    private static Row row(String code, List<Object> said, boolean mapped, String target, int how) {
        List<Object> cells = new ArrayList<>();
        cells.add(code);
        cells.addAll(said);
        if (mapped) {
            cells.add(target);
            cells.add(how);
        }
        return RowFactory.create(cells.toArray());
    }
}
