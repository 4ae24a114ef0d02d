package org.opendip.jobs.runs;

import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;

/**
 * The tables of one region below one path (local, HDFS or S3A), and the table {@code runs} that says which version of
 * each belongs to which run. Delta commits one table at a time; a run becomes visible by its one row in {@code runs},
 * so a reader sees all tables of a run or none.
 */
public final class Warehouse {
    private static final String RUNS = "runs";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SparkSession spark;
    private final String root;

    private Warehouse(SparkSession spark, String root) {
        this.spark = spark;
        this.root = root;
    }

    /** The warehouse of a region below a path. */
    public static Warehouse of(SparkSession spark, String path, String region) {
        return new Warehouse(spark, path.replaceAll("/+$", "") + "/" + region);
    }

    /** Where the region's tables are. */
    public String root() {
        return root;
    }

    /** All visible runs, oldest first. */
    public List<Run> runs() {
        if (version(RUNS).isEmpty()) {
            return List.of();
        }
        List<Run> runs = new ArrayList<>();
        Dataset<Row> rows = spark.read().format("delta").load(place(RUNS));
        // A warehouse whose runs are all older than keys has no such column yet.
        boolean keyed = List.of(rows.columns()).contains("identifier_key");
        for (Row row : rows.collectAsList()) {
            List<Run.TableVersion> tables = new ArrayList<>();
            List<Row> tableRows = row.getList(row.fieldIndex("tables"));
            for (Row t : tableRows) {
                tables.add(new Run.TableVersion(
                        t.getString(0), t.getString(1), t.getLong(2), t.getLong(3), t.getString(4)));
            }
            List<Run.Input> inputs = new ArrayList<>();
            List<Row> inputRows = row.getList(row.fieldIndex("inputs"));
            for (Row i : inputRows) {
                inputs.add(new Run.Input(i.getString(0), i.getString(1)));
            }
            runs.add(new Run(
                    row.getAs("run"),
                    row.getAs("sequence"),
                    row.getAs("job"),
                    row.getAs("year"),
                    row.getAs("software"),
                    row.getAs("rulebook"),
                    keyed ? row.getAs("identifier_key") : null,
                    row.getList(row.fieldIndex("based_on")),
                    tables,
                    inputs));
        }
        runs.sort(Comparator.comparingInt(Run::sequence));
        return List.copyOf(runs);
    }

    /** The run of that name. */
    public Run run(String name) {
        List<Run> runs = runs();
        return runs.stream()
                .filter(r -> r.run().equals(name))
                .findFirst()
                .orElseThrow(() -> DipErrors.runMissing(
                        name, root, runs.stream().map(Run::run).toList()));
    }

    /** The newest run of a job for a year. */
    public Optional<Run> latest(String job, int year) {
        return runs().stream()
                .filter(r -> r.job().equals(job) && r.year() == year)
                .reduce((a, b) -> b);
    }

    /** A table as a run left it. */
    public Dataset<Row> read(Run run, Table table) {
        Run.TableVersion at = run.table(table.name())
                .orElseThrow(() -> DipErrors.tableNotInRun(
                        table.name(),
                        run.run(),
                        run.tables().stream().map(Run.TableVersion::table).toList()));
        return readWhole(at, table);
    }

    /** A table at a version. */
    public Dataset<Row> read(Run.TableVersion at) {
        return spark.read()
                .format("delta")
                .option("versionAsOf", at.version())
                .load(place(at.location() + "/" + at.table()));
    }

    /**
     * A table at a version that replaced the table whole, as every version does that a stage writes: its files are those
     * that its commit names. Saves Delta's own reading of the log, which costs more than a small table itself.
     */
    public Dataset<Row> readWhole(Run.TableVersion at, Table table) {
        Path folder = new Path(place(at.location() + "/" + at.table()));
        Path commit = new Path(folder, String.format("_delta_log/%020d.json", at.version()));
        List<String> files = new ArrayList<>();
        boolean whole = false;
        try (InputStream in = commit.getFileSystem(hadoop()).open(commit);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode action = JSON.readTree(line);
                JsonNode info = action.path("commitInfo");
                whole |= info.path("operation").asText().equals("WRITE")
                        && info.path("operationParameters")
                                .path("mode")
                                .asText()
                                .equals("Overwrite")
                        && info.path("operationParameters").path("predicate").isMissingNode();
                JsonNode added = action.path("add").path("path");
                if (added.isTextual()) {
                    files.add(new Path(folder, new Path(URI.create(added.asText()))).toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The commit " + commit + " cannot be read.", e);
        }
        if (!whole || files.isEmpty()) {
            return withAllColumns(read(at), table);
        }
        return spark.read().schema(table.schema()).parquet(files.toArray(String[]::new));
    }

    /** An older run lacks columns that were added since: they are absent on its rows. */
    private static Dataset<Row> withAllColumns(Dataset<Row> rows, Table table) {
        Set<String> there = Set.of(rows.columns());
        return rows.withColumns(table.columns().stream()
                .filter(column -> column.nullable() && !there.contains(column.name()))
                .collect(Collectors.toMap(Col::name, column -> column.as(lit(null)))));
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }

    /** Replaces a table; readers of runs do not see it before {@link #commit}. The digest is taken as the rows pass. */
    public Run.TableVersion write(String location, Table table, Dataset<Row> data) {
        String folder = location + "/" + table.name();
        Observation observed = new Observation(table.name());
        List<Column> sums = Digest.sums(table);
        table.select(data)
                .observe(observed, sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .option("overwriteSchema", "true")
                .save(place(folder));
        Map<String, Object> seen = await(observed);
        Digest digest = Digest.of(
                table,
                IntStream.range(0, sums.size())
                        .mapToLong(i -> (Long) seen.get("d" + i))
                        .toArray());
        return new Run.TableVersion(
                table.name(), location, version(folder).orElseThrow(), digest.rows(), digest.value());
    }

    /**
     * Merges rows into a table as a run left it: rows of the same key are replaced, others are added. What a run wrote on
     * top that did not get to its commit is taken back first.
     */
    public Run.TableVersion merge(Run.TableVersion at, Table table, Dataset<Row> changes) {
        String folder = at.location() + "/" + at.table();
        String target = "delta.`" + place(folder) + "`";
        if (version(folder).orElseThrow() != at.version()) {
            spark.sql("RESTORE TABLE " + target + " TO VERSION AS OF " + at.version());
        }
        String same = table.key().stream()
                .map(c -> "t." + c.name() + " = s." + c.name())
                .collect(Collectors.joining(" AND "));
        changes.createOrReplaceTempView("changes");
        try {
            spark.sql("MERGE INTO " + target + " AS t USING changes AS s ON " + same
                    + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *");
        } finally {
            spark.catalog().dropTempView("changes");
        }
        long version = version(folder).orElseThrow();
        Run.TableVersion merged = new Run.TableVersion(at.table(), at.location(), version, 0, "");
        Digest digest = Digest.of(table, read(merged));
        return new Run.TableVersion(at.table(), at.location(), version, digest.rows(), digest.value());
    }

    private static Map<String, Object> await(Observation observed) {
        try {
            return observed.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a table was written.", e);
        }
    }

    /**
     * Makes a run visible: the one commit of a run. Delta takes each number of a run once, so that of two processes that
     * both believe they hold the region's lease only one commits.
     */
    public void commit(Run run) {
        Optional<Long> before = version(RUNS);
        Row row = RowFactory.create(
                run.run(),
                run.sequence(),
                run.job(),
                run.year(),
                run.software(),
                run.rulebook(),
                run.key(),
                run.basedOn().toArray(),
                run.tables().stream()
                        .map(t -> RowFactory.create(t.table(), t.location(), t.version(), t.rows(), t.digest()))
                        .toArray(),
                run.inputs().stream()
                        .map(i -> RowFactory.create(i.path(), i.hash()))
                        .toArray());
        spark.createDataset(List.of(row), Encoders.row(RUNS_SCHEMA))
                .coalesce(1)
                .write()
                .format("delta")
                .mode(SaveMode.Append)
                .option("mergeSchema", "true")
                .option("txnAppId", RUNS)
                .option("txnVersion", run.sequence())
                .save(place(RUNS));
        if (version(RUNS).equals(before)) {
            throw DipErrors.leaseLost(root, run.run(), "a run that was committed meanwhile");
        }
    }

    private String place(String folder) {
        return root + "/" + folder;
    }

    /** The newest Delta version of a folder, from the names in its log. */
    private Optional<Long> version(String folder) {
        Path log = new Path(place(folder), "_delta_log");
        try {
            FileSystem files = log.getFileSystem(hadoop());
            if (!files.exists(log)) {
                return Optional.empty();
            }
            long newest = -1;
            for (FileStatus file : files.listStatus(log)) {
                String name = file.getPath().getName();
                if (name.matches("[0-9]{20}\\.json")) {
                    newest = Math.max(newest, Long.parseLong(name.substring(0, 20)));
                }
            }
            return newest < 0 ? Optional.empty() : Optional.of(newest);
        } catch (IOException e) {
            throw new UncheckedIOException("The log of " + folder + " cannot be read.", e);
        }
    }

    private static final StructType RUNS_SCHEMA = new StructType()
            .add("run", DataTypes.StringType, true, "name of the run")
            .add("sequence", DataTypes.IntegerType, true, "1, 2, 3, ... in the order of commits")
            .add("job", DataTypes.StringType, true, "command")
            .add("year", DataTypes.IntegerType, true, "settlement year")
            .add("software", DataTypes.StringType, true, "version of the software")
            .add("rulebook", DataTypes.StringType, true, "region/year and hash of the resolved rulebook")
            .add("identifier_key", DataTypes.StringType, true, "key of the identifiers: algorithm and id")
            .add("based_on", list(DataTypes.StringType), true, "runs whose tables it read")
            .add(
                    "tables",
                    list(new StructType()
                            .add("table", DataTypes.StringType)
                            .add("location", DataTypes.StringType)
                            .add("version", DataTypes.LongType)
                            .add("rows", DataTypes.LongType)
                            .add("digest", DataTypes.StringType)),
                    true,
                    "each table's place, version, rows and digest")
            .add(
                    "inputs",
                    list(new StructType().add("path", DataTypes.StringType).add("hash", DataTypes.StringType)),
                    true,
                    "each input's place and hash");

    private static DataType list(DataType of) {
        return DataTypes.createArrayType(of);
    }
}
