package org.opendip.jobs.inputs.sources;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rules.Words;

/**
 * Columns that a source may lack altogether ({@link Col#omissible}) and does lack: null on every row. The data set that was
 * read says which they are.
 */
public final class Omitted {
    private static final String MARK = "omitted";
    private static final Metadata OMITTED =
            new MetadataBuilder().putBoolean(MARK, true).build();

    private Omitted() {}

    /** Names of the columns that the source of a data set lacks. */
    public static List<String> of(Dataset<Row> data) {
        return Arrays.stream(data.schema().fields())
                .filter(f -> f.metadata().contains(MARK))
                .map(StructField::name)
                .toList();
    }

    /** An omitted column: null, and known to be so. */
    public static Column column(String name, DataType type) {
        return functions.lit(null).cast(type).as(name, OMITTED);
    }

    /**
     * Those of some columns that a heading lacks, without regard to case. A heading that nobody reads and that seems to be one
     * of them under another name is refused: what it holds would be lost.
     *
     * @param place file, folder or database, as people know it
     * @param read fields that are read
     */
    public static List<Col> of(
            String place, Collection<String> heading, Collection<Col> mayLack, Collection<String> read) {
        if (mayLack.isEmpty()) {
            return List.of();
        }
        Set<String> there = lower(heading);
        List<Col> lacking =
                mayLack.stream().filter(c -> !there.contains(c.name())).toList();
        Set<String> taken = lower(read);
        for (Col column : lacking) {
            for (String field : heading) {
                boolean free = !taken.contains(field.toLowerCase(Locale.ROOT));
                if (free
                        && (FieldNames.is(column, field)
                                || Words.isSlip(field.toLowerCase(Locale.ROOT), column.name()))) {
                    throw DipErrors.columnUnderAnotherName(place, column.name(), field);
                }
            }
        }
        return lacking;
    }

    /**
     * Files with types. Spark takes the columns of one file for those of all; where it lacks a column that may be missing, all
     * are asked, since others may have it.
     *
     * @param format parquet or orc
     */
    public static Dataset<Row> files(SparkSession spark, String format, Collection<Col> mayLack, String... paths) {
        return files(spark, format, mayLack, Map.of(), paths);
    }

    /** The same, read with some options. */
    static Dataset<Row> files(
            SparkSession spark, String format, Collection<Col> mayLack, Map<String, String> options, String... paths) {
        Dataset<Row> data = spark.read().format(format).options(options).load(paths);
        Set<String> there = lower(Arrays.asList(data.columns()));
        if (mayLack.stream().allMatch(c -> there.contains(c.name()))) {
            return data;
        }
        try {
            return spark.read()
                    .format(format)
                    .options(options)
                    .option("mergeSchema", "true")
                    .load(paths);
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare.
            throw DipErrors.inputDamaged(
                    String.join(", ", paths),
                    0,
                    "",
                    "has files whose columns differ in type: " + CsvHead.shortened(String.valueOf(e.getMessage())),
                    "deliver each column in one type");
        }
    }

    /** The columns of a table that its data may lack. */
    public static List<Col> mayLack(Table table) {
        return table.columns().stream().filter(Col::omissible).toList();
    }

    private static Set<String> lower(Collection<String> names) {
        return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
    }
}
