package org.opendip.jobs.stages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.InputHashes;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.QuarantineFolder;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/** What a stage sees of the run it is part of: the rules, the inputs, the tables before it, and a place for its own. */
public final class StageRun {
    private final SparkSession spark;
    private final Warehouse warehouse;
    private final Rulebook rules;
    private final RunFile inputs;
    private final IdentifierKey identifierKey;
    private final String name;
    private final String location;
    private final Intake intake;
    private final List<Integer> years;
    private final List<Run> basis;
    private final List<RunListener> listeners;
    private final Map<String, Run.TableVersion> written = new LinkedHashMap<>();
    private final Set<String> omitted = new HashSet<>();
    private Stage stage;

    /**
     * A run about to start.
     *
     * @param identifierKey for stages that make cases; null where there are none
     * @param name of the run
     * @param location folder of this run's tables below the region's
     * @param intake the settlement lists to take in
     * @param years years of discharge that the records must lie in, oldest first
     * @param basis runs whose tables may be read, the nearest first
     */
    public StageRun(
            SparkSession spark,
            Warehouse warehouse,
            Rulebook rules,
            RunFile inputs,
            IdentifierKey identifierKey,
            String name,
            String location,
            Intake intake,
            List<Integer> years,
            List<Run> basis,
            List<RunListener> listeners) {
        this.spark = spark;
        this.warehouse = warehouse;
        this.rules = rules;
        this.inputs = inputs;
        this.identifierKey = identifierKey;
        this.name = name;
        this.location = location;
        this.intake = intake;
        this.years = List.copyOf(years);
        this.basis = basis;
        this.listeners = listeners;
    }

    /** Takes tables of a run that this one continues for its own. */
    public void adopt(Run continued) {
        continued.tables().forEach(version -> written.put(version.table(), version));
    }

    /** Turns to the next stage. */
    public void enter(Stage next) {
        stage = next;
        describe(next.name());
    }

    /** Tables of this run so far. */
    public List<Run.TableVersion> written() {
        return new ArrayList<>(written.values());
    }

    /** The session. */
    public SparkSession spark() {
        return spark;
    }

    /** The rulebook of the region and settlement year. */
    public Rulebook rules() {
        return rules;
    }

    /** The region's reference files. */
    public ReferenceFiles reference() {
        return new ReferenceFiles(spark.sparkContext().hadoopConfiguration(), inputs);
    }

    /** Paths of what comes in and goes out. */
    public RunFile inputs() {
        return inputs;
    }

    /** The key by which identifiers leave the records layer. */
    public IdentifierKey identifierKey() {
        if (identifierKey == null) {
            throw new IllegalStateException("Stage " + stage.name() + " makes cases in a run without a key.");
        }
        return identifierKey;
    }

    /** What each procedure stands for under the rulebook. */
    public Treatments treatments() {
        return Treatments.of(rules.grouping(), reference().procedures());
    }

    /** The rows of a national workbook that the rulebook asks for. */
    public Library library(Treatments treatments) {
        return Library.of(spark.sparkContext().hadoopConfiguration(), inputs, rules, treatments);
    }

    /** The settlement lists to take in. */
    public Intake intake() {
        return intake;
    }

    /** Years of discharge that the records must lie in, oldest first. */
    public List<Integer> years() {
        return years;
    }

    /** Settlement year. */
    public int year() {
        return inputs.year();
    }

    /** A table as an earlier stage of this run wrote it, or else as a run wrote it that this one stands on. */
    public Dataset<Row> read(Table table) {
        if (!stage.reads().contains(table)
                && !stage.writes().contains(table)
                && !stage.takesOver().contains(table)) {
            throw new IllegalStateException(
                    "Stage " + stage.name() + " does not declare that it reads " + table.name());
        }
        Run.TableVersion own = written.get(table.name());
        if (own != null) {
            return warehouse.readWhole(own, table);
        }
        for (Run run : basis) {
            if (run.table(table.name()).isPresent()) {
                return warehouse.read(run, table);
            }
        }
        throw new IllegalStateException("No stage before " + stage.name() + " wrote " + table.name());
    }

    /** The same where a run may lack it. A stage may ask so for a table of its own: what an earlier run decided. */
    public Optional<Dataset<Row>> readIfWritten(Table table) {
        boolean there = has(table) || standsOn(table);
        return there ? Optional.of(read(table)) : Optional.empty();
    }

    /** Whether an earlier run that this one stands on wrote the table. */
    public boolean standsOn(Table table) {
        return basis.stream().anyMatch(run -> run.table(table.name()).isPresent());
    }

    /**
     * Refuses an input file that is not what it was when a run made a table that this one stands on.
     *
     * @param path as this run's file has it; the same name in the same folder is the other run's, wherever it lay
     */
    public void refuseChanged(Table table, String path) {
        String name = path.substring(path.lastIndexOf('/', path.lastIndexOf('/') - 1));
        String now = InputHashes.of(spark, List.of(path)).get(0).hash();
        basis.stream()
                .filter(run -> run.table(table.name()).isPresent())
                .findFirst()
                .flatMap(run -> run.inputs().stream()
                        .filter(input -> input.path().endsWith(name))
                        .findFirst())
                .filter(then -> !then.hash().equals(now))
                .ifPresent(then -> {
                    throw DipErrors.listChanged(path, then.hash(), now);
                });
    }

    /** Whether the table is one of this run's own so far: those of settlement lists are not where a run starts after them. */
    public boolean has(Table table) {
        return written.containsKey(table.name());
    }

    /** Writes a table of this stage and returns what was written. */
    public Dataset<Row> write(Table table, Dataset<Row> data) {
        if (!stage.writes().contains(table)) {
            throw new IllegalStateException(
                    "Stage " + stage.name() + " does not declare that it writes " + table.name());
        }
        describe(stage.name() + " -> " + table.name());
        Run.TableVersion version = warehouse.write(location, table, data);
        put(table, version);
        return warehouse.readWhole(version, table);
    }

    /** Tells once which columns of a national table the lists lack. */
    public void omitted(Table national, List<String> columns) {
        List<String> fresh = columns.stream()
                .filter(column -> omitted.add(national.name() + "." + column))
                .toList();
        if (!fresh.isEmpty()) {
            listeners.forEach(l -> l.columnsOmitted(stage, national, fresh));
        }
    }

    /** A table of this stage as the run left it that this one goes on from. */
    public Dataset<Row> before(Table table) {
        return warehouse.read(intake.before(), table);
    }

    /** The same where this run goes on from another, and that one wrote the table. */
    public Optional<Dataset<Row>> beforeIfWritten(Table table) {
        Run before = intake.before();
        return before == null || before.table(table.name()).isEmpty() ? Optional.empty() : Optional.of(before(table));
    }

    /** Leaves a table of this stage as the run before left it. */
    public void keep(Table table) {
        put(table, intake.before().table(table.name()).orElseThrow());
    }

    /**
     * Goes on from a table of this stage as the run before left it: rows of the same key are replaced, others are added.
     *
     * @return the whole table
     */
    public Dataset<Row> merge(Table table, Dataset<Row> changes) {
        describe(stage.name() + " -> " + table.name());
        Run.TableVersion version =
                warehouse.merge(intake.before().table(table.name()).orElseThrow(), table, changes);
        put(table, version);
        return warehouse.read(version);
    }

    private void put(Table table, Run.TableVersion version) {
        written.put(table.name(), version);
        listeners.forEach(l -> l.tableWritten(stage, table, version.rows()));
    }

    /** Writes a table of a few thousand rows that was computed in plain Java. */
    public Dataset<Row> write(Table table, List<Row> rows) {
        return write(table, spark.createDataFrame(rows, table.schema()).coalesce(1));
    }

    /** Keeps rows as they were delivered, beside a table of this run that tells of them; only where the run file names a place. */
    public void quarantine(Table table, Iterator<String> rows) {
        QuarantineFolder.of(
                        spark.sparkContext().hadoopConfiguration(),
                        inputs.quarantine().path(),
                        inputs.region())
                .write(name, written.get(table.name()), rows);
    }

    private void describe(String what) {
        spark.sparkContext().setJobDescription(what);
    }
}
