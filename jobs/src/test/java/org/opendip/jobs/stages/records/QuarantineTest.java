package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.QuarantineArea;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.Sought;
import org.opendip.jobs.runs.QuarantineFolder;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;

/** A rejected row keeps its file, line and hash, and what it looks like; the row itself lies where few may look. */
class QuarantineTest extends SparkTest {
    private static final LocalDate LONG_AFTER = LocalDate.parse("2999-12-31");

    @TempDir
    private Path folder;

    private TestRegion region;

    @BeforeEach
    void region() {
        region = TestRegion.in(spark(), folder);
    }

    private static List<SettlementList> sound(String prefix) {
        return Stream.of("a", "b", "c", "d", "e", "f")
                .map(name -> aList(prefix + name).year(2026))
                .toList();
    }

    private static List<SettlementList> withRejected(String prefix) {
        List<SettlementList> lists = new ArrayList<>(sound(prefix));
        lists.add(
                3,
                aList(prefix + "X")
                        .year(2026)
                        .diagnosis("Z99.999")
                        .with(SettlementHeaders.PSN_NO, "330102197503120017")
                        .with(SettlementHeaders.MDTRT_ID, "住院-77a")
                        .with(SettlementHeaders.FIXMEDINS_NAME, "张三医院"));
        return lists;
    }

    @Test
    void aRejectedRowHasItsLineAndItsShapeAndSoundListsHaveNone() throws IOException {
        region.csv("lists", withRejected("S"));
        RunFile file = runFile("lists", null);
        Run run = takeIn(file, Intake.Mode.FULL);
        Row row = quarantine(file, run).get(0);
        assertThat(quarantine(file, run)).hasSize(1);
        assertThat(row.<String>getAs("settlement_id")).isEqualTo("SX");
        assertThat(row.<String>getAs("rules")).isEqualTo("main_diagnosis_unknown");
        assertThat(row.<String>getAs("source_file")).isEqualTo("setl_d.csv");
        assertThat(row.<Long>getAs("line")).isEqualTo(5);
        assertThat(row.<String>getAs("as_read"))
                .contains("\"setl_id\":\"AA\"", "\"mdtrt_id\":\"汉汉-99A\"", "\"psn_no\":\"999999999999999999\"")
                .contains("\"fixmedins_name\":\"汉汉汉汉\"", "\"fixmedins_code\":\"H3\"", "\"medfee_sumamt\":\"5000.00\"");
        assertThat(folder.resolve("aside")).doesNotExist();

        region.csv("sound", sound("S"));
        assertThat(takeIn(runFile("sound", null), Intake.Mode.FULL).table("quarantine"))
                .isEmpty();
    }

    @Test
    void aFileKeepsItsNameWhateverStandsInIt() throws IOException {
        String name = "一月 50% + rest.parquet";
        region.lists("named", sound("S"));
        Path headers = folder.resolve("named/setl_d");
        try (Stream<Path> files = Files.list(headers)) {
            Path part = files.filter(f -> f.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            Files.move(part, headers.resolve(name));
        }
        SettlementLists lists = SettlementLists.in(folder.resolve("named").toString());
        assertThat(NationalTables.read(spark(), lists, SettlementHeaders.TABLE)
                        .select(NationalTables.SOURCE_FILE)
                        .distinct()
                        .collectAsList())
                .extracting(r -> r.getString(0))
                .containsExactly(name);
        long[] ids = {spark().sql("SELECT xxhash64('Sc')").first().getLong(0)};
        Row again = NationalTables.again(spark(), lists, new Sought(Map.of(name, ids)))
                .first();
        assertThat(again.<String>getAs(NationalTables.SOURCE_FILE)).isEqualTo(name);
        assertThat(again.<Long>getAs("line")).isEqualTo(3);
    }

    @Tag("full")
    @Test
    void theRowItselfLiesApartForItsOwnerAndGoesWithItsTime() throws IOException {
        region.csv("lists", withRejected("S"));
        RunFile file = runFile("lists", "aside");
        assertThatThrownBy(() -> takeIn(file, Intake.Mode.FULL, new RunListener() {
                    @Override
                    public void stageFinished(Stage stage, double seconds) {
                        throw new IllegalStateException("stopped before the commit");
                    }
                }))
                .hasMessage("stopped before the commit");
        Path raw = only();
        assertThat(held(file)).extracting(QuarantineFolder.Held::run).containsOnlyNulls();
        // The same rows again: the run that is committed has them, and once.
        Run run = takeIn(file, Intake.Mode.FULL);
        assertThat(only()).isEqualTo(raw);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(raw)))
                .isEqualTo("rw-------");
        for (Path above : List.of(raw.getParent(), raw.getParent().getParent())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(above)))
                    .isEqualTo("rwx------");
        }
        assertThat(Files.readAllLines(raw)).hasSize(1).allSatisfy(line -> assertThat(line)
                .contains("\"source_file\":\"setl_d.csv\",\"line\":5", "\"rules\":\"main_diagnosis_unknown\"")
                .contains("\"row\":{\"setl_id\":\"SX\"", "\"psn_no\":\"330102197503120017\"", "张三医院"));
        for (Table table : Tables.ALL) {
            if (run.table(table.name()).isPresent()) {
                assertThat(warehouse(file)
                                .read(run, table)
                                .toJSON()
                                .collectAsList()
                                .toString())
                        .as(table.name())
                        .doesNotContain("330102197503120017", "张三");
            }
        }
        QuarantineFolder.Held held = held(file).get(0);
        assertThat(held.run()).isEqualTo(run.run());
        assertThat(held.isDue(held.written().plusDays(30), 30)).isFalse();
        assertThat(held.isDue(held.written().plusDays(31), 30)).isTrue();
        assertThat(new QuarantineFolder.Held("x", null, LONG_AFTER, 0).isDue(LONG_AFTER, 30))
                .isTrue();
    }

    @Tag("full")
    @Test
    void aRunThatGoesOnKeepsWhatWasFoundAndLooksForWhatIsNew() throws IOException {
        region.csv("months/2026-01", withRejected("J"));
        RunFile file = runFile("months/*", "aside");
        Run first = takeIn(file, Intake.Mode.FULL);
        region.csv("months/2026-02", withRejected("F"));
        Run second = takeIn(file, Intake.Mode.INCREMENTAL);
        assertThat(places(file, second)).containsExactly("FX 2026-02 5", "JX 2026-01 5");
        // Each run holds the rows that it read itself.
        assertThat(held(file)).hasSize(2).allSatisfy(h -> assertThat(h.run()).isIn(first.run(), second.run()));
        RunFile whole = runFile("months/*", null, "whole");
        assertThat(takeIn(whole, Intake.Mode.FULL)
                        .table("quarantine")
                        .orElseThrow()
                        .digest())
                .isEqualTo(second.table("quarantine").orElseThrow().digest());
    }

    @Tag("full")
    @Test
    void aRestatementFindsTheRowsThatItRejectsAnewWhereTheyStillAre() throws IOException {
        List<SettlementList> lists = withRejected("S");
        lists.add(0, aList("late").year(2026).uploaded("2026-03-12T10:00:00"));
        region.csv("months/2026-03", lists);
        RunFile file = runFile("months/*", null);
        takeIn(file, Intake.Mode.FULL);
        Rules strict = Rules.tiny()
                .with("upload-days: 7 ", "upload-days: 1 ")
                .with(
                        "stay-days-tolerance: 0 ",
                        "stay-days-tolerance: 0\n    severities: {uploaded_late: error}\n    # ");
        assertThat(places(file, takeIn(file, strict, Intake.Mode.RESTATE)))
                .containsExactly("SX 2026-03 6", "late 2026-03 2");
        takeIn(file, Rules.tiny(), Intake.Mode.RESTATE);
        Files.delete(folder.resolve("months/2026-03/setl_d.csv"));
        assertThat(places(file, takeIn(file, strict, Intake.Mode.RESTATE)))
                .containsExactly("SX 2026-03 6", "late 2026-03 null");
    }

    private RunFile runFile(String lists, String aside) {
        return runFile(lists, aside, "warehouse");
    }

    private RunFile runFile(String lists, String aside, String warehouse) {
        RunFile own = region.intoWarehouse(warehouse).runFile();
        return new RunFile(
                own.region(),
                own.year(),
                own.rulebook(),
                own.warehouse(),
                own.history(),
                folder.resolve(lists.replace("/*", "")) + (lists.endsWith("/*") ? "/*" : ""),
                own.reference(),
                own.codes(),
                own.statements(),
                null,
                null,
                own.identifiers(),
                null,
                aside == null ? null : new QuarantineArea(folder.resolve(aside).toString(), 30));
    }

    private Run takeIn(RunFile file, Intake.Mode mode, RunListener... hearing) {
        return takeIn(file, Rules.tiny(), mode, hearing);
    }

    private Run takeIn(RunFile file, Rules rules, Intake.Mode mode, RunListener... hearing) {
        return Flow.run(
                spark(), Job.TAKE_IN, rules.book(), file, List.of(hearing), Request.of(Job.TAKE_IN, mode, null));
    }

    private Warehouse warehouse(RunFile file) {
        return Warehouse.of(spark(), file.warehouse(), file.region());
    }

    private List<Row> quarantine(RunFile file, Run run) {
        return warehouse(file).read(run, Quarantine.TABLE).collectAsList();
    }

    private List<String> places(RunFile file, Run run) {
        return quarantine(file, run).stream()
                .map(r -> r.getAs("settlement_id") + " " + r.getAs("delivery") + " " + r.getAs("line"))
                .sorted()
                .toList();
    }

    private List<QuarantineFolder.Held> held(RunFile file) {
        return QuarantineFolder.of(
                        spark().sparkContext().hadoopConfiguration(),
                        file.quarantine().path(),
                        file.region())
                .held(warehouse(file).runs());
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("aside/example-city"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
