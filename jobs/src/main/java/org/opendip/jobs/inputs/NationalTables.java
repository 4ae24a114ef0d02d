package org.opendip.jobs.inputs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.opendip.jobs.inputs.sources.NumberedFiles;
import org.opendip.jobs.inputs.sources.Sought;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.inputs.sources.SourceTables;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/**
 * The national settlement tables, wherever they come from. Without a source file they are in a folder: {@code
 * <folder>/<table>/} with Parquet files, or {@code <folder>/<table>.csv} in UTF-8 with a heading.
 */
public final class NationalTables {
    /** Name of the file a row came from. */
    public static final String SOURCE_FILE = SourceTables.SOURCE_FILE;
    /**
     * What of the row could not be read: {@code column=text}, joined by {@code "; "}; null: everything could. Parquet in a
     * plain folder has no such column, since its values have their types already.
     */
    public static final String UNREADABLE = SourceTables.UNREADABLE;

    private NationalTables() {}

    /** The declared columns of a table plus {@link #SOURCE_FILE}; a column that the source lacks is an error. */
    public static Dataset<Row> read(SparkSession spark, SettlementLists lists, Table table) {
        return lists.source() == null
                ? read(spark, lists.folder(), table)
                : lists.tables(spark).read(table);
    }

    /** The same of a plain folder. */
    public static Dataset<Row> read(SparkSession spark, String folder, Table table) {
        String parquet = folder + "/" + table.name();
        if (!exists(spark, parquet)) {
            String csv = parquet + ".csv";
            if (!exists(spark, csv)) {
                throw DipErrors.fileMissing(parquet + "/ or " + csv, "the national settlement table " + table.name());
            }
            return new SourceTables(spark, folder, SourceFile.plain()).read(table);
        }
        Dataset<Row> data = spark.read().parquet(parquet);
        List<String> found = Arrays.asList(data.columns());
        for (Col column : table.columns()) {
            if (!found.contains(column.name())) {
                throw DipErrors.columnMissing(parquet, column.name(), String.join(", ", found));
            }
        }
        Column[] columns = Stream.concat(
                        table.columns().stream().map(c -> functions.col(c.name())),
                        Stream.of(functions.col("_metadata.file_name").as(SOURCE_FILE)))
                .toArray(Column[]::new);
        return data.select(columns);
    }

    /**
     * Headers once more, of those only that may be among the ones sought, with {@link SourceTables#LINE}, {@link
     * SourceTables#AS_READ} and {@link SourceTables#DOCUMENT}.
     */
    public static Dataset<Row> again(SparkSession spark, SettlementLists lists, Sought sought) {
        if (lists.source() != null) {
            return lists.tables(spark).again(sought);
        }
        Table table = SettlementHeaders.TABLE;
        String parquet = lists.folder() + "/" + table.name();
        if (!exists(spark, parquet)) {
            return new SourceTables(spark, lists.folder(), SourceFile.plain()).again(sought);
        }
        Column[] columns =
                table.columns().stream().map(c -> functions.col(c.name())).toArray(Column[]::new);
        Column id = functions.trim(SettlementHeaders.SETL_ID.col());
        return NumberedFiles.parquet(spark, parquet, sought.files()).stream()
                .map(files -> SourceTables.among(
                                spark, files, functions.when(id.notEqual(""), SettlementHeaders.SETL_ID.col()), sought)
                        .select(Stream.concat(
                                        Stream.of(columns),
                                        Stream.of(
                                                functions
                                                        .col(NumberedFiles.FILE)
                                                        .as(SOURCE_FILE),
                                                functions.col(NumberedFiles.ROW).as(SourceTables.LINE),
                                                functions
                                                        .to_json(functions.struct(columns))
                                                        .as(SourceTables.AS_READ),
                                                functions
                                                        .lit(null)
                                                        .cast("string")
                                                        .as(SourceTables.DOCUMENT)))
                                .toArray(Column[]::new)))
                .findFirst()
                .orElseThrow(() -> DipErrors.fileMissing(parquet, "the national settlement table " + table.name()));
    }

    /** Fields of a header's row that may be shown, in lower case; values of all others are personal or may be. */
    public static Set<String> shown(SettlementLists lists) {
        return SourceTables.shown(lists.source() == null ? SourceFile.plain() : lists.source());
    }

    private static boolean exists(SparkSession spark, String place) {
        Path path = new Path(place);
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        try {
            return path.getFileSystem(hadoop).exists(path);
        } catch (java.io.IOException e) {
            throw DipErrors.fileUnreadable(place, "an input folder", e);
        }
    }

    static Optional<DipException> explain(
            SparkSession spark, SettlementLists lists, Exception failure, List<Table> read) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DipException told) {
                return Optional.of(told);
            }
        }
        if (!SourceTables.isDamage(failure)) {
            return Optional.empty();
        }
        Optional<Path> file = SourceTables.failedFile(failure);
        for (Table table : read) {
            if (lists.source() != null) {
                lists.tables(spark).findDamage(table, file);
            } else if (exists(spark, lists.folder() + "/" + table.name() + ".csv")) {
                new SourceTables(spark, lists.folder(), SourceFile.plain()).findDamage(table, file);
            }
        }
        return SourceTables.unreadableFile(failure);
    }
}
