package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.ReferenceFiles;

/**
 * Code lists and register as small tables to join with.
 *
 * @param diagnoses listed_code
 * @param procedures listed_code, has_attribute
 * @param hospitals register_code, register_key, register_level, register_division
 */
record CodeLists(Dataset<Row> diagnoses, Dataset<Row> procedures, Dataset<Row> hospitals) {
    static final String LISTED = "listed_code";
    static final String HAS_ATTRIBUTE = "has_attribute";
    static final String REGISTER_CODE = "register_code";
    static final String REGISTER_KEY = "register_key";
    static final String REGISTER_LEVEL = "register_level";
    static final String REGISTER_DIVISION = "register_division";

    /** The code as the list writes it, or as {@link #lookUp} normalised it. */
    static final String CODE = "code";

    /** Whether the list has it. */
    static final String KNOWN = "known";

    /**
     * Looks each row's code up as it is written, and normalised only if the list does not have it so: most codes are
     * written well, and working on text costs more than two look-ups.
     *
     * @return the rows with {@link #CODE}, {@link #KNOWN}, and the list's further columns
     */
    static Dataset<Row> lookUp(Dataset<Row> rows, Column written, Dataset<Row> list, UnaryOperator<Column> normalise) {
        Column[] further = Arrays.stream(list.columns())
                .filter(c -> !c.equals(LISTED))
                .map(c ->
                        coalesce(col("as_written." + c), col("normalised." + c)).as(c))
                .toArray(Column[]::new);
        Column first = col("as_written." + LISTED);
        Column second = col("normalised." + LISTED);
        Column code = coalesce(first, normalise.apply(written));
        return rows.join(broadcast(list).as("as_written"), written.equalTo(first), "left")
                .join(
                        broadcast(list).as("normalised"),
                        when(first.isNull(), normalise.apply(written)).equalTo(second),
                        "left")
                .select(Stream.of(
                                Arrays.stream(rows.columns()).map(functions::col),
                                Stream.of(
                                        code.as(CODE),
                                        first.isNotNull().or(second.isNotNull()).as(KNOWN)),
                                Arrays.stream(further))
                        .flatMap(s -> s)
                        .toArray(Column[]::new));
    }

    static CodeLists load(SparkSession spark, ReferenceFiles reference) {
        List<Row> diagnoses = reference.diagnoses().stream()
                .map(d -> RowFactory.create(d.code()))
                .toList();
        List<Row> procedures = reference.procedures().stream()
                .map(p -> RowFactory.create(p.code(), !p.attribute().isEmpty()))
                .toList();
        List<Row> hospitals = reference.hospitals().stream()
                .map(h ->
                        RowFactory.create(h.hospital(), h.level(), h.division().isEmpty() ? null : h.division()))
                .toList();
        return new CodeLists(
                spark.createDataFrame(diagnoses, new StructType().add(LISTED, DataTypes.StringType)),
                spark.createDataFrame(
                        procedures,
                        new StructType().add(LISTED, DataTypes.StringType).add(HAS_ATTRIBUTE, DataTypes.BooleanType)),
                spark.createDataFrame(
                                hospitals,
                                new StructType()
                                        .add(REGISTER_CODE, DataTypes.StringType)
                                        .add(REGISTER_LEVEL, DataTypes.IntegerType)
                                        .add(REGISTER_DIVISION, DataTypes.StringType))
                        .withColumn(REGISTER_KEY, xxhash64(col(REGISTER_CODE))));
    }
}
