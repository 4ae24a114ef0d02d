package org.opendip.jobs.inputs;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;

/**
 * The national settlement tables of a folder: {@code <folder>/<table>/} with Parquet files, or {@code
 * <folder>/<table>.csv} in UTF-8 with a heading.
 */
public final class NationalTables {
    /** Name of the file a row came from. */
    public static final String SOURCE_FILE = "source_file";

    private NationalTables() {}

    /** The declared columns of a table plus {@link #SOURCE_FILE}; a column that the files lack is an error. */
    public static Dataset<Row> read(SparkSession spark, String folder, Table table) {
        Dataset<Row> data;
        String parquet = folder + "/" + table.name();
        String csv = parquet + ".csv";
        if (exists(spark, parquet)) {
            data = spark.read().parquet(parquet);
        } else if (exists(spark, csv)) {
            data = spark.read()
                    .option("header", "true")
                    .option("enforceSchema", "false")
                    .option("mode", "FAILFAST")
                    .schema(schema(spark, csv, table))
                    .csv(csv);
        } else {
            throw DipErrors.fileMissing(parquet + "/ or " + csv, "the national settlement table " + table.name());
        }
        for (Col column : table.columns()) {
            if (!java.util.Arrays.asList(data.columns()).contains(column.name())) {
                throw DipErrors.columnMissing(parquet, column.name(), String.join(", ", data.columns()));
            }
        }
        Column[] columns = java.util.stream.Stream.concat(
                        table.columns().stream().map(c -> functions.col(c.name())),
                        java.util.stream.Stream.of(
                                functions.col("_metadata.file_name").as(SOURCE_FILE)))
                .toArray(Column[]::new);
        return data.select(columns);
    }

    /**
     * The columns of a CSV file in its own order, each with its declared type; one that we do not know is text. Amounts have
     * more decimals than a fen, so that reading does not round them before anyone has looked.
     */
    private static StructType schema(SparkSession spark, String csv, Table table) {
        Map<String, Kind> kinds = table.columns().stream().collect(Collectors.toMap(Col::name, Col::kind));
        String[] heading = spark.read().option("header", "true").csv(csv).columns();
        return new StructType(java.util.Arrays.stream(heading)
                .map(name -> {
                    Kind kind = kinds.getOrDefault(name, Kind.TEXT);
                    return DataTypes.createStructField(
                            name, kind == Kind.YUAN ? DataTypes.createDecimalType(22, 6) : kind.type(), true);
                })
                .toArray(StructField[]::new));
    }

    private static boolean exists(SparkSession spark, String place) {
        Path path = new Path(place);
        try {
            FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            return files.exists(path);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(place, "an input folder", e);
        }
    }
}
