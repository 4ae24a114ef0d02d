package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.feedback.Feedback;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.notices.Notice;

/** Months that arrive one after the other, in any order, end where taking in all of them at once ends. */
class DeliveriesTest extends SparkTest {
    @TempDir
    private Path folder;

    /** What may happen to a settlement after its month: taken back, corrected, moved to another visit, uploaded again. */
    private static Map<String, List<SettlementList>> months() {
        List<SettlementList> january = new ArrayList<>(enough("jan"));
        january.addAll(List.of(
                list("taken-back").visit("back").settled("2026-01-10T10:00:00"),
                list("corrected")
                        .cost("4000.00")
                        .uploaded("2026-01-10T10:00:00")
                        .diagnosis("K99.999"),
                list("untouched").visit("other"),
                list("moved").visit("from").settled("2026-01-11T10:00:00").uploaded("2026-01-10T10:00:00"),
                list("stays-there").visit("from").settled("2026-01-12T10:00:00"),
                list("details-late").item("14", "5000.00"),
                list("header-late").withoutHeader(),
                list("headless").withoutHeader(),
                list("again").with(SettlementHeaders.PSN_NO, "P").item("14", "5000.00")));
        List<SettlementList> february = new ArrayList<>(enough("feb"));
        february.addAll(List.of(
                list("details-late").withoutHeader().item("09", "12.30"),
                list("headless").withoutHeader(),
                list("refund").refundOf("back", "5000.00").settled("2026-02-10T10:00:00"),
                list("corrected").cost("4100.00").uploaded("2026-02-10T10:00:00"),
                list("refund-of-one").refundOf("from", "5000.00").settled("2026-02-11T10:00:00")));
        List<SettlementList> march = new ArrayList<>(enough("mar"));
        march.addAll(List.of(
                list("moved").visit("to").settled("2026-01-11T10:00:00").uploaded("2026-03-10T10:00:00"),
                list("again").with(SettlementHeaders.PSN_NO, "P").item("14", "5000.00"),
                list("header-late").withoutDetails(),
                list("late").uploaded("2026-03-12T10:00:00"),
                list("overlaps").with(SettlementHeaders.PSN_NO, "P").stay("2026-03-02", "2026-03-09")));
        return Map.of("2026-01", january, "2026-02", february, "2026-03", march);
    }

    private static SettlementList list(String id) {
        return aList(id).year(2026);
    }

    private static List<SettlementList> enough(String month) {
        return Stream.of("a", "b", "c", "d").map(c -> list(month + "-" + c)).toList();
    }

    @Test
    void monthsEndInTheDigestsOfAFullRun() throws IOException {
        assertArrival(List.of("2026-03", "2026-01", "2026-02"));
    }

    @Tag("full")
    @Test
    void soDoTheyInAnyOtherOrder() throws IOException {
        assertArrival(List.of("2026-01", "2026-02", "2026-03"), List.of("2026-02", "2026-03", "2026-01"));
    }

    /** Nobody sent a list without a hospital, and yet something is told that belongs to none. */
    private void assertFeedbackOfNobody(TestRegion region, Run run) throws IOException {
        RunFile inputs = runFile(region, "full", "months/*");
        List<String> files = Feedback.of(
                        Warehouse.of(spark(), inputs.warehouse(), inputs.region()),
                        run,
                        null,
                        new ReferenceFiles(spark().sparkContext().hadoopConfiguration(), inputs),
                        inputs.region(),
                        5)
                .write(spark(), folder.resolve("feedback").toString());
        assertThat(files).hasSize(3);
        assertThat(Files.readString(folder.resolve("feedback/feedback.html")))
                .contains(Notice.DETAILS_WITHOUT_HEADER.chinese(), Notice.DETAILS_APART.chinese());
    }

    @SafeVarargs
    private final void assertArrival(List<String>... orders) throws IOException {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"));
        months().forEach((month, lists) -> region.lists("months/" + month, lists));
        Run full = run(region, "full", "months/*", Rules.tiny(), Intake.Mode.FULL);
        assertThat(fates(region, "full", full))
                .contains(
                        "taken-back 1 netted refunded",
                        "refund 1 netted refund",
                        "corrected 1 kept null",
                        "corrected 2 superseded uploaded-again",
                        "moved 1 kept null",
                        "moved 2 superseded uploaded-again",
                        "stays-there 1 netted refunded",
                        "again 1 kept null",
                        "again 2 superseded uploaded-again");
        assertThat(strays(region, "full", full))
                .containsExactlyInAnyOrder(
                        "details-late 1 details_apart 2026-02/setl_list_diag_d 1; 2026-02/setl_list_item_d 1 = 12.30",
                        "header-late 1 details_apart 2026-01/setl_list_diag_d 1; 2026-01/setl_list_item_d 1 = 5000.00",
                        "headless 0 details_without_header 2026-01/setl_list_diag_d 1;"
                                + " 2026-01/setl_list_item_d 1 = 5000.00; 2026-02/setl_list_diag_d 1;"
                                + " 2026-02/setl_list_item_d 1 = 5000.00");
        assertFeedbackOfNobody(region, full);
        for (List<String> order : orders) {
            String warehouse = "from-" + order.get(0);
            Path arrived = region.folder().resolve("arrived-" + order.get(0));
            Run last = null;
            for (String month : order) {
                copy(region.folder().resolve("months/" + month), arrived.resolve(month));
                last = run(
                        region,
                        warehouse,
                        "arrived-" + order.get(0) + "/*",
                        Rules.tiny(),
                        last == null ? Intake.Mode.FULL : Intake.Mode.INCREMENTAL);
            }
            assertThat(digests(last)).as(warehouse).isEqualTo(digests(full));
        }
    }

    @Tag("full")
    @Test
    void theSameDeliveryTwiceChangesNothingWhateverItIsCalled() throws IOException {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"));
        region.lists("months/2026-01", months().get("2026-01"));
        Run first = run(region, "twice", "months/*", Rules.tiny(), Intake.Mode.FULL);
        copy(region.folder().resolve("months/2026-01"), region.folder().resolve("months/a-copy"));
        Run second = run(region, "twice", "months/*", Rules.tiny(), Intake.Mode.INCREMENTAL);
        assertThat(second.table("records")).isEqualTo(first.table("records"));
        assertThat(digests(second)).isEqualTo(digests(first));
    }

    @Tag("full")
    @Test
    void aMergeThatWasNotCommittedIsTakenBackFirst() throws IOException {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"));
        months().forEach((month, lists) -> region.lists("months/" + month, lists));
        Path arrived = region.folder().resolve("arrived");
        copy(region.folder().resolve("months/2026-01"), arrived.resolve("2026-01"));
        Run first = run(region, "torn", "arrived/*", Rules.tiny(), Intake.Mode.FULL);
        copy(region.folder().resolve("months/2026-02"), arrived.resolve("2026-02"));
        assertThatThrownBy(() -> Flow.run(
                        spark(),
                        Job.TAKE_IN,
                        Rules.tiny().book(),
                        runFile(region, "torn", "arrived/*"),
                        List.of(new org.opendip.jobs.stages.RunListener() {
                            @Override
                            public void tableWritten(org.opendip.jobs.stages.Stage stage, Table table, long rows) {
                                throw new IllegalStateException("stopped after " + table.name());
                            }
                        }),
                        Request.of(Job.TAKE_IN, Intake.Mode.INCREMENTAL, null)))
                .hasMessage("stopped after records");
        Warehouse warehouse = Warehouse.of(spark(), runFile(region, "torn", "").warehouse(), "example-city");
        assertThat(warehouse.read(first, Records.TABLE).count())
                .isEqualTo(first.table("records").orElseThrow().rows());
        Run second = run(region, "torn", "arrived/*", Rules.tiny(), Intake.Mode.INCREMENTAL);
        Run full = run(region, "whole", "arrived/*", Rules.tiny(), Intake.Mode.FULL);
        assertThat(digests(second)).isEqualTo(digests(full));
    }

    @Tag("full")
    @Test
    void otherLimitsAreTriedWithoutReadingTheListsAgain() throws IOException {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"));
        months().forEach((month, lists) -> region.lists("months/" + month, lists));
        Rules strict = Rules.tiny()
                .with("upload-days: 7 ", "upload-days: 1 ")
                .with(
                        "stay-days-tolerance: 0 ",
                        "stay-days-tolerance: 0\n    severities: {uploaded_late: error, stays_overlap: off}\n    # ");
        run(region, "restated", "months/*", Rules.tiny(), Intake.Mode.FULL);
        Run full = run(region, "strict", "months/*", strict, Intake.Mode.FULL);
        assertThat(fates(region, "strict", full)).contains("late 1 rejected uploaded_late");
        for (String month : months().keySet()) {
            for (Table table : TestRegion.NATIONAL) {
                Path file = region.folder().resolve("months/" + month + "/" + table.name() + "/not-to-be-read.parquet");
                Files.writeString(file, "");
            }
        }
        Run restated = run(region, "restated", "months/*", strict, Intake.Mode.RESTATE);
        assertThat(digests(restated)).isEqualTo(digests(full));
    }

    @Tag("full")
    @Test
    void whatCannotBeGoneOnFromIsRefused() throws IOException {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"));
        months().forEach((month, lists) -> region.lists("months/" + month, lists));
        assertRefused(region, "months/*", Rules.tiny(), Intake.Mode.INCREMENTAL, "no run of take-in");
        assertRefused(region, "months/*", Rules.tiny(), Intake.Mode.RESTATE, "no run of take-in");
        run(region, "refused", "months/*", Rules.tiny(), Intake.Mode.FULL);
        assertRefused(region, "months/2026-01", Rules.tiny(), Intake.Mode.INCREMENTAL, "does not hold deliveries");
        assertRefused(
                region,
                "months/*",
                Rules.tiny().with("year-by: discharge", "year-by: settlement"),
                Intake.Mode.RESTATE,
                "rulebook: how lists are read");
        region.file("months.yaml", "shape: national-tables", "format: parquet");
        assertRefused(region, "months/*", Rules.tiny(), Intake.Mode.INCREMENTAL, "months.yaml");
        Files.delete(region.folder().resolve("months.yaml"));
        Files.writeString(region.folder().resolve("months/2026-01/setl_d/more.parquet"), "changed");
        assertRefused(region, "months/*", Rules.tiny(), Intake.Mode.INCREMENTAL, "months/2026-01/");
        region.hospitals("H3,市医院,2,,990101,");
        assertRefused(region, "months/*", Rules.tiny(), Intake.Mode.RESTATE, "hospitals.csv");
    }

    private void assertRefused(TestRegion region, String lists, Rules rules, Intake.Mode mode, String told) {
        assertThatThrownBy(() -> run(region, "refused", lists, rules, mode))
                .isInstanceOf(DipException.class)
                .hasMessageContaining(told);
    }

    private Run run(TestRegion region, String warehouse, String lists, Rules rules, Intake.Mode mode) {
        return Flow.run(
                spark(),
                Job.TAKE_IN,
                rules.book(),
                runFile(region, warehouse, lists),
                List.of(),
                Request.of(Job.TAKE_IN, mode, null));
    }

    private static RunFile runFile(TestRegion region, String warehouse, String lists) {
        RunFile own = region.intoWarehouse(warehouse).runFile();
        Path source = region.folder().resolve("months.yaml");
        return new RunFile(
                own.region(),
                own.year(),
                own.rulebook(),
                own.warehouse(),
                own.history(),
                region.folder().resolve(lists.replace("/*", "")) + (lists.endsWith("/*") ? "/*" : ""),
                own.reference(),
                own.codes(),
                own.statements(),
                null,
                Files.exists(source) ? source.toString() : null,
                own.identifiers(),
                null,
                own.quarantine());
    }

    private List<String> fates(TestRegion region, String warehouse, Run run) {
        return Warehouse.of(spark(), runFile(region, warehouse, "").warehouse(), "example-city")
                .read(run, Records.TABLE)
                .collectAsList()
                .stream()
                .map(DeliveriesTest::fate)
                .toList();
    }

    /** What is told of details without a header, but for the names of files. */
    private List<String> strays(TestRegion region, String warehouse, Run run) {
        return Warehouse.of(spark(), runFile(region, warehouse, "").warehouse(), "example-city")
                .read(run, Notices.TABLE)
                .filter(Notices.CODE.col().startsWith("details_"))
                .collectAsList()
                .stream()
                .map(r -> r.getAs("settlement_id") + " " + r.getAs("sequence") + " " + r.getAs("code") + " "
                        + r.<String>getAs("observed").replaceAll(" \\([^)]*\\)", ""))
                .toList();
    }

    private static String fate(Row r) {
        return r.getAs("settlement_id") + " " + r.getAs("sequence") + " " + r.getAs("disposition") + " "
                + r.getAs("reason");
    }

    private static List<String> digests(Run run) {
        return run.tables().stream()
                .map(t -> t.table() + " " + t.rows() + " " + t.digest())
                .collect(Collectors.toList());
    }

    /** Copies a folder. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path into = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Files.isDirectory(file) ? into : into.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, into);
                }
            }
        }
    }
}
