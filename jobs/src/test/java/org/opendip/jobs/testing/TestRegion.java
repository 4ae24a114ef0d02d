package org.opendip.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.rulebook.Rulebook;

/** The folders of a made-up region: what a run file names, with reference files for three hospitals H1 to H3. */
public final class TestRegion {
    /** The tables that the records stage reads. */
    public static final List<Table> NATIONAL = List.of(
            SettlementHeaders.TABLE, SettlementDiagnoses.TABLE, SettlementProcedures.TABLE, SettlementItems.TABLE);

    private static final String REGION = "example-city";
    private static final int YEAR = 2026;
    private static final KeySource KEY = KeySource.example("test");

    private final SparkSession spark;
    private final Path folder;
    private final String warehouse;

    private TestRegion(SparkSession spark, Path folder, String warehouse) {
        this.spark = spark;
        this.folder = folder;
        this.warehouse = warehouse;
    }

    /** A region below a folder, with code lists, a register and a fund plan; lists are still to come. */
    public static TestRegion in(SparkSession spark, Path folder) {
        return new TestRegion(spark, folder, "warehouse")
                .file(
                        "codes/diagnoses.csv",
                        "code,name",
                        "A09.900x001,",
                        "A01.000x005+J17.0*,",
                        "C54.100,",
                        "C54.100x001,",
                        "C54.900,",
                        "C73.x00,",
                        "I10.x00,",
                        "I63.900,",
                        "K35.800,",
                        "K35.900,",
                        "K80.100,",
                        "O80.000,",
                        "F20.900,")
                .file(
                        "codes/procedures.csv",
                        "code,name,attribute",
                        "39.9500x007,,therapeutic",
                        "44.1300x001,,diagnostic",
                        "47.0100,,surgery",
                        "47.0900,,surgery",
                        "51.2300,,surgery",
                        "54.5101,,surgery",
                        "36.0700x004,,interventional",
                        "65.6300,,surgery",
                        "68.4101,,surgery",
                        "68.4901,,surgery",
                        "68.4902,,surgery",
                        "99.9900,,")
                .hospitals("H1,乡镇卫生院,1,,990101,", "H2,县医院,2,,990101,", "H3,市医院,3,,990101,")
                .fund("2026,310,inpatient-budget,1000000.00", "2026,390,inpatient-budget,500000.00");
    }

    /** The same inputs with tables elsewhere. */
    public TestRegion intoWarehouse(String name) {
        return new TestRegion(spark, folder, name);
    }

    public TestRegion hospitals(String... lines) {
        return file("reference/hospitals.csv", withHeading("hospital,name,level,type,division,community", lines));
    }

    public TestRegion fund(String... lines) {
        return file("reference/fund_plan.csv", withHeading("year,pool,item,amount", lines));
    }

    public TestRegion file(String name, String... lines) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] withHeading(String heading, String... lines) {
        return Stream.concat(Stream.of(heading), Stream.of(lines)).toArray(String[]::new);
    }

    /** Lists of the three years before, as Parquet. */
    public TestRegion history(Collection<SettlementList> lists) {
        return lists("history", lists);
    }

    /** Lists of the settlement year, as Parquet. */
    public TestRegion year(Collection<SettlementList> lists) {
        return lists("year", lists);
    }

    /** Lists as Parquet in the given folder. */
    public TestRegion lists(String part, Collection<SettlementList> lists) {
        for (Table table : NATIONAL) {
            List<Row> rows = lists.stream().flatMap(l -> l.rows(table).stream()).toList();
            spark.createDataFrame(rows, table.schema())
                    .coalesce(1)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.resolve(part).resolve(table.name()).toString());
        }
        return this;
    }

    /** Lists as CSV files in the given folder. */
    public TestRegion csv(String part, Collection<SettlementList> lists) {
        for (Table table : NATIONAL) {
            String heading = table.columns().stream().map(c -> c.name()).collect(Collectors.joining(","));
            String[] lines = lists.stream()
                    .flatMap(l -> l.cells(table).stream())
                    .map(cells -> Stream.of(cells).map(TestRegion::cell).collect(Collectors.joining(",")))
                    .toArray(String[]::new);
            file(part + "/" + table.name() + ".csv", withHeading(heading, lines));
        }
        return this;
    }

    private static String cell(Object value) {
        if (value instanceof LocalDateTime time) {
            return time.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
        }
        return value == null ? "" : value.toString();
    }

    /** The id that the tables have for the case of a settlement. */
    public static String caseId(String settlementId) {
        return IdentifierKey.load(REGION, KEY).hash(settlementId);
    }

    public Path folder() {
        return folder;
    }

    /** The run file; it names a review where there is a file review.csv. */
    public RunFile runFile() {
        return new RunFile(
                REGION,
                YEAR,
                "",
                folder.resolve(warehouse).toString(),
                folder.resolve("history").toString(),
                folder.resolve("year").toString(),
                folder.resolve("reference").toString(),
                folder.resolve("codes").toString(),
                folder.resolve(warehouse + "-statements").toString(),
                null,
                null,
                KEY,
                Files.exists(folder.resolve("review.csv"))
                        ? folder.resolve("review.csv").toString()
                        : null,
                null);
    }

    /** Tables that stages left. */
    public interface Left {
        Dataset<Row> table(Table table);
    }

    /** Some stages alone, on the history's lists. */
    public Left stages(Rulebook rules, Stage... stages) {
        return stages(rules, folder.resolve("history").toString(), stages);
    }

    /** The run that some stages alone would be, on the history's lists. */
    public Run stagesRun(Rulebook rules, Stage... stages) {
        StageRun run = staged(
                rules,
                SettlementLists.in(folder.resolve("history").toString()),
                Job.CALIBRATE_CATALOG.years(YEAR, rules.history().years()),
                stages);
        return new Run("stages", 1, "stages", YEAR, "", rules.hash(), null, List.of(), run.written(), List.of());
    }

    /** Some stages alone, on the lists of a folder. */
    public Left stages(Rulebook rules, String lists, Stage... stages) {
        return stages(
                rules,
                SettlementLists.in(lists),
                Job.CALIBRATE_CATALOG.years(YEAR, rules.history().years()),
                stages);
    }

    /** Some stages alone, on any lists, whose discharges must lie in some years. */
    public Left stages(Rulebook rules, SettlementLists lists, List<Integer> years, Stage... stages) {
        StageRun run = staged(rules, lists, years, stages);
        Warehouse home = warehouse();
        return table -> home.readWhole(
                run.written().stream()
                        .filter(v -> v.table().equals(table.name()))
                        .findFirst()
                        .orElseThrow(),
                table);
    }

    /** Where its tables are. */
    public Warehouse warehouse() {
        return Warehouse.of(spark, runFile().warehouse(), REGION);
    }

    private StageRun staged(Rulebook rules, SettlementLists lists, List<Integer> years, Stage... stages) {
        Warehouse home = warehouse();
        StageRun run = new StageRun(
                spark,
                home,
                rules,
                runFile(),
                IdentifierKey.load(REGION, KEY),
                "stages",
                "stages",
                Intake.full(lists, List.of(lists)),
                years,
                List.of(),
                List.of());
        for (Stage stage : stages) {
            run.enter(stage);
            stage.run(run);
        }
        return run;
    }

    /** A job, as a command does it. */
    public Run run(Rulebook rules, Job job) {
        return Flow.run(spark, job, rules, runFile(), null, List.of());
    }

    /** The jobs from lists to payments, the newest of their tables. */
    public Left runAll(Rulebook rules) {
        List<Run> runs = Stream.of(Job.CALIBRATE_CATALOG, Job.SET_POINT_VALUE, Job.SETTLE_YEAR)
                .map(job -> run(rules, job))
                .toList();
        Warehouse home = Warehouse.of(spark, runFile().warehouse(), REGION);
        return table -> {
            Run last = runs.stream()
                    .filter(r -> r.table(table.name()).isPresent())
                    .reduce((a, b) -> b)
                    .orElseThrow();
            return home.read(last, table);
        };
    }
}
