package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.opendip.jobs.inputs.sources.SourceFile.Format;
import org.opendip.jobs.tables.Col;
import org.opendip.policy.errors.DipErrors;

/** Files in a binary format with the number of each row, of those files only that somebody asks for. */
public final class NumberedFiles {
    /** The name of the file. */
    public static final String FILE = "_dip_file";
    /** The row of the file, from 1. */
    public static final String ROW = "_dip_row";

    private static final String PATH = "_dip_path";
    private static final String START = "_dip_start";
    private static final String TASK = "_dip_task";
    private static final String PLACE = "_dip_place";
    private static final String FIRST = "_dip_first";
    private static final String ROWS = "_dip_rows";
    private static final String BEFORE = "_dip_before";

    private NumberedFiles() {}

    /** Parquet in a folder. */
    public static Optional<Dataset<Row>> parquet(
            SparkSession spark, List<Col> mayLack, String folder, Set<String> names) {
        return read(spark, Format.PARQUET, mayLack, List.of(folder), names).stream()
                .findFirst();
    }

    /**
     * The columns as they are, {@link #FILE} and {@link #ROW}.
     *
     * @param mayLack columns that some files may lack
     * @param places files or folders
     * @param names of the files asked for
     */
    static List<Dataset<Row>> read(
            SparkSession spark, Format format, List<Col> mayLack, List<String> places, Set<String> names) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        List<Dataset<Row>> read = new ArrayList<>();
        if (format == Format.DELTA) {
            for (String place : places) {
                Column asked = SourceTables.fileName().isin(names.toArray());
                read.add(numbered(
                        format, spark.read().format("delta").load(place).filter(asked)));
            }
            return read;
        }
        List<String> alone = new ArrayList<>();
        for (String place : places) {
            List<String> inside = find(hadoop, place, names);
            if (inside.equals(List.of(place))) {
                alone.add(place);
            } else if (!inside.isEmpty()) {
                // Names of folders may be columns.
                Map<String, String> options = Map.of("basePath", place);
                read.add(numbered(format, load(spark, format, mayLack, options, inside)));
            }
        }
        if (!alone.isEmpty()) {
            read.add(numbered(format, load(spark, format, mayLack, Map.of(), alone)));
        }
        return read;
    }

    private static Dataset<Row> load(
            SparkSession spark, Format format, List<Col> mayLack, Map<String, String> options, List<String> files) {
        String name = format == Format.ORC ? "orc" : "parquet";
        return Omitted.files(spark, name, mayLack, options, SourceTables.paths(files));
    }

    private static List<String> find(Configuration hadoop, String place, Set<String> names) {
        List<String> found = new ArrayList<>();
        Path path = new Path(place);
        try {
            FileSystem files = path.getFileSystem(hadoop);
            if (files.getFileStatus(path).isFile()) {
                return names.contains(InputFiles.name(place)) ? List.of(place) : List.of();
            }
            RemoteIterator<LocatedFileStatus> all = files.listFiles(path, true);
            while (all.hasNext()) {
                String file = all.next().getPath().toString();
                if (names.contains(InputFiles.name(file))) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(place, "an input folder", e);
        }
        found.sort(null);
        return found;
    }

    private static Dataset<Row> numbered(Format format, Dataset<Row> data) {
        Column file = SourceTables.fileName().as(FILE);
        if (format == Format.PARQUET) {
            return data.select(
                    col("*"), file, col("_metadata.row_index").plus(lit(1L)).as(ROW));
        }
        // The others tell the block of a file that a row is of; within a task the order is that of the file.
        List<String> block = List.of(PATH, START, TASK);
        Dataset<Row> rows = data.select(
                col("*"),
                file,
                col("_metadata.file_path").as(PATH),
                col("_metadata.file_block_start").as(START),
                spark_partition_id().as(TASK),
                monotonically_increasing_id().as(PLACE));
        Column before = sum(col(ROWS))
                .over(Window.partitionBy(col(PATH)).orderBy(col(START)).rowsBetween(Window.unboundedPreceding(), -1));
        Dataset<Row> blocks = rows.groupBy(block.stream().map(name -> col(name)).toArray(Column[]::new))
                .agg(min(col(PLACE)).as(FIRST), count(lit(1)).as(ROWS))
                .withColumn(BEFORE, coalesce(before, lit(0L)));
        String[] helpers = {PATH, START, TASK, PLACE, FIRST, ROWS, BEFORE};
        return rows.join(
                        broadcast(blocks),
                        scala.jdk.javaapi.CollectionConverters.asScala(block).toSeq(),
                        "left")
                .withColumn(ROW, col(BEFORE).plus(col(PLACE)).minus(col(FIRST)).plus(lit(1L)))
                .drop(helpers);
    }
}
