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
import org.opendip.jobs.inputs.sources.Omitted;
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

    /** The declared columns of a table plus {@link #SOURCE_FILE}; a column that the source lacks is an error, unless it may. */
    public static Dataset<Row> read(SparkSession spark, SettlementLists lists, Table table) {
        return lists.source() == null
                ? read(spark, lists.folder(), table)
                : lists.tables(spark).read(table);
    }

    /** Those of the columns of what was read that the source may lack and does lack: null on every row. */
    public static List<String> omitted(Dataset<Row> read) {
        return Omitted.of(read);
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
        Dataset<Row> data = Omitted.files(spark, "parquet", Omitted.mayLack(table), parquet);
        return data.select(columns(parquet, data, table, SourceTables.fileName().as(SOURCE_FILE)));
    }

    /** The declared columns of data in a plain folder, and others. */
    private static Column[] columns(String place, Dataset<Row> data, Table table, Column... others) {
        List<String> found = Arrays.asList(data.columns());
        List<Col> lacking = Omitted.of(
                place,
                found,
                Omitted.mayLack(table),
                table.columns().stream().map(Col::name).toList());
        for (Col column : table.columns()) {
            if (!found.contains(column.name()) && !lacking.contains(column)) {
                throw DipErrors.columnMissing(place, column.name(), String.join(", ", found));
            }
        }
        return Stream.concat(
                        table.columns().stream()
                                .map(c -> lacking.contains(c)
                                        ? Omitted.column(c.name(), c.kind().type())
                                        : functions.col(c.name())),
                        Stream.of(others))
                .toArray(Column[]::new);
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
        Dataset<Row> files = NumberedFiles.parquet(spark, Omitted.mayLack(table), parquet, sought.files())
                .orElseThrow(() -> DipErrors.fileMissing(parquet, "the national settlement table " + table.name()));
        Column id = SettlementHeaders.SETL_ID.col();
        Column known = functions.when(functions.trim(id).notEqual(""), id);
        return SourceTables.among(spark, files, known, sought)
                .select(columns(
                        parquet,
                        files,
                        table,
                        functions.col(NumberedFiles.FILE).as(SOURCE_FILE),
                        functions.col(NumberedFiles.ROW).as(SourceTables.LINE),
                        functions
                                .to_json(functions.struct(columns(parquet, files, table)))
                                .as(SourceTables.AS_READ),
                        functions.lit(null).cast("string").as(SourceTables.DOCUMENT)));
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
