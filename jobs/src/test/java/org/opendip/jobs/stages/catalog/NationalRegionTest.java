package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inspection.CaseExplanation;
import org.opendip.jobs.inspection.CatalogDiff;
import org.opendip.jobs.inspection.CatalogExports;
import org.opendip.jobs.inspection.CatalogReports;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;

/** A region under version 3.0: rows of a national workbook, and groups of its own beside them. */
class NationalRegionTest extends SparkTest {
    private static final Rules RULES = NationalRules.version3()
            .with("rejected-share-limit: 0.10", "rejected-share-limit: 1")
            .with("{kind: fixed, cases: 15}", "{kind: fixed, cases: 2}");
    private static final String TUMOUR = "row,category,seq,main_dx,other_dx,procedure_expression";

    @TempDir
    private Path folder;

    @Test
    void rowsThatReachTheCriticalValueAreTakenAsTheyAreAndTheRestIsFormed() {
        TestRegion.Left left = region().history(lists(2025))
                .stages(
                        RULES.book(),
                        new RecordsStage(),
                        new CasesStage(),
                        new CombinationsStage(),
                        new CatalogStage());

        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "6", "core 2",
                        "20", "core 4",
                        "1770", "core 2",
                        "A09.9", "core 3",
                        "K35:SS", "comprehensive 2"));
        assertThat(left.table(RuleRows.TABLE).collectAsList())
                .extracting(r -> r.getString(0) + " " + r.getString(1) + " " + r.getString(2) + " row " + r.getInt(3))
                .containsExactlyInAnyOrder(
                        "6 pre pre.csv row 9", "20 merge merge.csv row 3", "1770 assisted assisted_tumour.csv row 3");
        assertThat(left.table(Answers.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs(Answers.ANSWERS.name()))
                .containsExactlyInAnyOrder("C00-C75", "C76-C80");
        assertThat(paths(left.table(Assignments.TABLE).collectAsList()))
                .containsEntry("pre-group", 1L)
                .containsEntry("merge-exact", 3L)
                .containsEntry("assisted", 1L)
                .containsEntry("excluded-diagnosis", 1L)
                .containsEntry("no-group", 1L);
    }

    /** The vectors of grouping.csv from the lists on: weight, age and hours as a hospital reports them. */
    @Tag("full")
    @Test
    void newbornsOfLowWeightAndVentilatedPatientsReachTheirPreGroups() {
        TestRegion region = newborns().history(smallAndVentilated());

        assertThat(groups(region.stages(VENTILATED.book(), STAGES)))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("lightest", "16 pre-group"),
                        Map.entry("fraction", "16 pre-group"),
                        Map.entry("beside", "17 pre-group"),
                        Map.entry("heaviest", "17 pre-group"),
                        Map.entry("too old", "P07.0 core-exact"),
                        Map.entry("no weight", "P07.0 core-exact"),
                        Map.entry("in kilograms", "P07.0 core-exact"),
                        Map.entry("by birth", "16 pre-group"),
                        Map.entry("96 hours", "14 pre-group"),
                        Map.entry("97 hours", "13 pre-group"),
                        Map.entry("with CRRT", "13 pre-group"),
                        Map.entry("a minute short", "K35.8 core-exact"),
                        Map.entry("longer than the stay", "K35.8 core-exact"),
                        Map.entry("by code", "14 pre-group")));
    }

    @Test
    @Tag("full")
    void theYearIsGroupedByTheSameRowsOrNotAtAll() {
        TestRegion region = region().history(lists(2025)).year(lists(2026));
        TestRegion.Left left = region.runAll(RULES.book());

        assertThat(left.table(Grouping.TABLE)
                        .groupBy(Assignments.ASSIGNED_GROUP.col())
                        .count()
                        .collectAsList())
                .extracting(r -> r.getString(0) + " " + r.getLong(1))
                .containsExactlyInAnyOrder("6 2", "20 4", "1770 2", "A09.9 3", "K35:SS 2", "null 2");

        Warehouse home = Warehouse.of(
                spark(), region.runFile().warehouse(), region.runFile().region());
        String out = folder.resolve("export").toString();
        CatalogExports.Written written = CatalogExports.write(
                spark(),
                home,
                home.run("calibrate-catalog-2026-1"),
                region.runFile(),
                RULES.book(),
                out,
                LocalDate.of(2026, 3, 1));
        assertThat(written.version()).containsEntry("valid-from", "2026-03-01");
        assertThat(written.local()).contains(1L);
        assertThat(written.core()).isEqualTo(4);
        assertThat(written.files()).contains(out + "/pre.csv", out + "/catalog.csv", out + "/excluded_diagnoses.csv");
        assertThat(out + "/catalog.csv")
                .satisfies(file -> assertThat(Path.of(file)).content().contains("A09.9,1,A09.9,", ",1\n"));

        Rules bounded = RULES.with("cv-ceiling:", "local-addition-limit: 0.2\n  cv-ceiling:");
        assertThatThrownBy(() -> region.run(bounded.book(), Job.CALIBRATE_CATALOG))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("1 of 4 core groups are local additions");

        region.file("reference/catalog/assisted_tumour.csv", TUMOUR, "3,FZ,1770,Z51.1,C00-C75|C76,99.2503");
        assertThatThrownBy(() -> region.run(RULES.book(), Job.SETTLE_YEAR))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("not what groups were made from");
    }

    @Test
    @Tag("full")
    void nearMissesThatSpreadLittleAreTakenAndToldInReportAndSheetsHandedOn() throws IOException {
        Rules lowered = RULES.with("{kind: fixed, cases: 2}", "{kind: fixed, cases: 3}")
                .with("cv-ceiling:", "near-misses: {cases: 2, highest-cv: 0.5}\n  cv-ceiling:");
        List<SettlementList> history = lists(2025);
        SettlementList dear = history.remove(9);
        assertThat(catalog(region().history(history).stages(lowered.book(), STAGES)))
                .as("one case left of row 1770: below the lowered value")
                .doesNotContainKey("1770");
        history.add(dear.cost("90000.00"));

        TestRegion region = region().history(history);
        Run run = region.run(lowered.book(), Job.CALIBRATE_CATALOG);

        assertThat(region.warehouse().read(run, RuleRows.TABLE).collectAsList())
                .as("1770 has two cases, and costs that spread widely")
                .extracting(r -> r.getString(0) + " " + r.getAs(RuleRows.NEAR_MISS.name()))
                .containsExactlyInAnyOrder("6 true", "20 false");
        String out = folder.resolve("export").toString();
        CatalogExports.write(
                spark(), region.warehouse(), run, region.runFile(), lowered.book(), out, LocalDate.of(2026, 1, 1));
        assertThat(Path.of(out, "pre.csv")).content().contains("main_op,near_miss\n", "55.6901,1\n");
        assertThat(Path.of(out, "merge.csv")).content().doesNotContain("near_miss");

        Run quality = region.run(lowered.book(), Job.CATALOG_QUALITY);
        CatalogReports.write(
                spark(), region.warehouse(), run, quality, region.runFile(), lowered.book(), folder.toString(), 1);
        try (ReadableWorkbook book =
                new ReadableWorkbook(folder.resolve("catalog.xlsx").toFile())) {
            List<org.dhatim.fastexcel.reader.Row> rows =
                    book.findSheet("病种目录 Catalog").orElseThrow().read();
            assertThat(rows)
                    .filteredOn(row -> row.stream()
                            .anyMatch(cell -> cell != null && cell.getText().contains("降低标准入库")))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getCellText(0)).isEqualTo("6"));
        }

        region.file(
                "reference/catalog/pre.csv",
                Files.readString(Path.of(out, "pre.csv")).split("\n"));
        Run handedOn = region.run(lowered.book(), Job.CALIBRATE_CATALOG);
        String again = folder.resolve("again").toString();
        CatalogExports.write(
                spark(),
                region.warehouse(),
                handedOn,
                region.runFile(),
                lowered.book(),
                again,
                LocalDate.of(2026, 1, 1));
        assertThat(Path.of(again, "pre.csv")).hasSameTextualContentAs(Path.of(out, "pre.csv"));
    }

    /** Version 2.0 does not ask of other diagnoses, version 3.0 does: a case counts as each catalog grouped it. */
    @Test
    @Tag("full")
    void aCatalogIsComparedWithThatOfTheNextVersionBothWays() {
        Rules former = Rules.exampleCity()
                .with("rejected-share-limit: 0.10", "rejected-share-limit: 1")
                .with("{kind: fixed, cases: 15}", "{kind: fixed, cases: 2}");
        // As the two of the first tumour row in codes, without the other diagnosis: the signature of all three in
        // version 2.0.
        List<SettlementList> history = lists(2025);
        add(history, 2025, 1, "Z51.100", null, "99.2503");
        TestRegion region = region().history(history);
        Run second = region.run(former.book(), Job.CALIBRATE_CATALOG);
        Run third = region.run(RULES.book(), Job.CALIBRATE_CATALOG);

        CatalogDiff ahead = CatalogDiff.of(spark(), region.warehouse(), second, third, List.of());
        assertThat(ahead.all().compared()).isEqualTo(ahead.all().cases()).isEqualTo(16);
        assertThat(ahead.flows())
                .extracting(f -> f.from() + " -> " + f.to() + " " + f.cases())
                .contains("Z51.1:99.2503 -> 1770 2", "Z51.1:99.2503 -> Z51:ZLXCZ 2");
        assertThat(ahead.latter())
                .filteredOn(g -> g.code().equals("1770"))
                .extracting(g -> g.change() + " " + g.cases() + " " + g.mainly())
                .containsExactly("SPLIT 2 Z51.1:99.2503");

        CatalogDiff back = CatalogDiff.of(spark(), region.warehouse(), third, second, List.of());
        assertThat(back.all().compared()).isEqualTo(16);
        assertThat(back.former())
                .filteredOn(g -> g.code().equals("1770"))
                .extracting(g -> g.change() + " " + g.cases() + " " + g.mainly())
                .containsExactly("MERGED 2 Z51.1:99.2503");
    }

    @Test
    @Tag("full")
    void aPartSplitOffARowIsAskedWhereTheRowIs() {
        TestRegion region = region().history(lists(2025))
                .year(lists(2026))
                .file("review.csv", String.join(",", ReviewFile.COLUMNS), "split,20,,腹腔镜,,47.0900,,,expert-group,费用不同");
        TestRegion.Left left = region.runAll(RULES.book());

        assertThat(catalog(left)).containsEntry("20", "core 3").containsEntry("K35.8:47.0900", "core 1");
        assertThat(left.table(Grouping.TABLE)
                        .filter(Assignments.ASSIGNED_GROUP.col().equalTo("K35.8:47.0900"))
                        .collectAsList())
                .extracting(r -> r.<String>getAs(Assignments.PATH.name()))
                .containsExactly("merge-exact");

        Warehouse home = Warehouse.of(
                spark(), region.runFile().warehouse(), region.runFile().region());
        String out = folder.resolve("export").toString();
        CatalogExports.Written written = CatalogExports.write(
                spark(),
                home,
                home.run("calibrate-catalog-2026-1"),
                region.runFile(),
                RULES.book(),
                out,
                LocalDate.of(2026, 1, 1));
        // What a review made of the national rows is the region's own.
        assertThat(written.local()).contains(3L);
        assertThat(Path.of(out, "reviewed.csv")).content().contains("BX,20,K35.8,", "BX,K35.8:47.0900,K35.8,", ",1\n");
    }

    private static final Rules VENTILATED = RULES.with(
            "newborn-diagnosis: any", "newborn-diagnosis: any\n    ventilation: {hours: 96, code: \"96.7201\"}");

    /** A stay a week long each, from 1 to 8 March 2025. */
    private static List<SettlementList> smallAndVentilated() {
        List<SettlementList> lists = new ArrayList<>();
        newborn(lists, "lightest", "P07.001", 3, "999.00");
        newborn(lists, "fraction", "P07.001", 3, "999.90");
        newborn(lists, "beside", "P22.000", 28, "1000.00", "P07.000");
        newborn(lists, "heaviest", "P07.001", 0, "1499.00");
        newborn(lists, "too old", "P07.001", 29, "999.00");
        newborn(lists, "no weight", "P07.001", 3, null);
        newborn(lists, "in kilograms", "P07.001", 3, "1.20");
        newborn(lists, "by birth", "P07.001", 3, "700.00");
        lists.get(lists.size() - 1)
                .with(SettlementHeaders.NWB_AGE, null)
                .with(SettlementHeaders.BRDY, LocalDate.of(2025, 2, 25));
        ventilated(lists, "96 hours", "4/0/0");
        ventilated(lists, "97 hours", "3/24/60", "39.9500x007");
        ventilated(lists, "with CRRT", "5/0/0", "39.9500x007");
        ventilated(lists, "a minute short", "3/23/59");
        ventilated(lists, "longer than the stay", "9/0/0");
        ventilated(lists, "by code", null, "96.7201");
        return lists;
    }

    @Test
    @Tag("full")
    void aSettledNewbornIsExplainedByItsAgeAndWeight() {
        List<SettlementList> year = new ArrayList<>();
        newborn(year, "small", "P22.000", 28, "1000.00", "P07.000");
        ventilated(year, "long", "4/0/0");
        year.forEach(list -> list.year(2026));
        TestRegion region = newborns().history(smallAndVentilated()).year(year);
        region.runAll(VENTILATED.book());
        Warehouse home = region.warehouse();

        CaseExplanation small = CaseExplanation.of(
                spark(), home, home.run("settle-year-2026-1"), VENTILATED.book(), region.runFile(), "small");
        assertThat(small.known(Records.AGE_DAYS)).hasValue(28);
        assertThat(small.known(Records.BIRTH_WEIGHT)).hasValue(1000);
        assertThat(small.answers()).containsExactly("P07 <29d 1000-1499g");
        assertThat(small.steps())
                .filteredOn(CaseExplanation.Step::chosen)
                .extracting(CaseExplanation.Step::group)
                .containsExactly("17");
        CaseExplanation ventilated = CaseExplanation.of(
                spark(), home, home.run("settle-year-2026-1"), VENTILATED.book(), region.runFile(), "long");
        assertThat(ventilated.known(Records.VENTILATION_HOURS)).hasValue(96);
        assertThat(ventilated.answers()).containsExactly("ventilated");
        assertThat(ventilated.steps())
                .filteredOn(CaseExplanation.Step::chosen)
                .extracting(CaseExplanation.Step::group)
                .containsExactly("14");
    }

    private static final Stage[] STAGES = {
        new RecordsStage(), new CasesStage(), new CombinationsStage(), new CatalogStage()
    };

    private TestRegion newborns() {
        return TestRegion.in(spark(), folder)
                .file("codes/diagnoses.csv", "code,name", "K35.800,", "P07.000,", "P07.001,", "P22.000,")
                .file("codes/procedures.csv", "code,name,attribute", "39.9500x007,,therapeutic", "96.7201,,therapeutic")
                .file(
                        "reference/catalog/pre.csv",
                        "row,category,seq,main_dx,main_op,main_op_name",
                        "16,XQ,13,所有诊断,96.7201+39.9500x007,",
                        "17,XQ,14,所有诊断,96.7201,",
                        "20,XQ,16,P07,<29天,出生体重0-999克",
                        "21,XQ,17,P07,<29天,出生体重1000-1499克");
    }

    private static void newborn(
            List<SettlementList> lists, String id, String main, int days, String grams, String... others) {
        SettlementList list =
                SettlementList.aList(id).diagnosis(main).procedures().newborn(days, grams);
        for (String other : others) {
            list.otherDiagnosis(other);
        }
        lists.add(list);
    }

    private static void ventilated(List<SettlementList> lists, String id, String duration, String... procedures) {
        lists.add(SettlementList.aList(id).procedures(procedures).ventilated(duration));
    }

    /** Group and path of each case, by its settlement. */
    private static Map<String, String> groups(TestRegion.Left left) {
        Map<Long, String> bySignature = new TreeMap<>();
        left.table(Assignments.TABLE)
                .collectAsList()
                .forEach(r -> bySignature.put(
                        r.getAs(Cases.SIGNATURE.name()),
                        r.getAs(Assignments.ASSIGNED_GROUP.name()) + " " + r.getAs(Assignments.PATH.name())));
        Map<String, String> ids = new TreeMap<>();
        left.table(Records.TABLE)
                .collectAsList()
                .forEach(r -> ids.put(
                        TestRegion.caseId(r.getAs(Records.SETTLEMENT_ID.name())),
                        r.getAs(Records.SETTLEMENT_ID.name())));
        Map<String, String> found = new TreeMap<>();
        left.table(Cases.TABLE)
                .collectAsList()
                .forEach(r -> found.put(
                        ids.get(r.<String>getAs(Cases.CASE_ID.name())),
                        bySignature.get(r.<Long>getAs(Cases.SIGNATURE.name()))));
        return found;
    }

    private TestRegion region() {
        return TestRegion.in(spark(), folder)
                .file(
                        "codes/diagnoses.csv",
                        "code,name",
                        "A09.900,",
                        "C34.100,",
                        "C76.000,",
                        "C79.500,",
                        "I10.x00,",
                        "K35.800,",
                        "K35.900,",
                        "T22.200,",
                        "Z51.100,")
                .file(
                        "codes/procedures.csv",
                        "code,name,attribute",
                        "00.3100,,diagnostic",
                        "00.3101,,diagnostic",
                        "47.0100,,surgery",
                        "47.0900,,surgery",
                        "55.6901,,surgery",
                        "86.2201,,surgery",
                        "99.2503,,therapeutic")
                .file("reference/catalog/pre.csv", "row,category,seq,name,main_dx,main_op", "9,XQ,6,肾移植,所有诊断,55.6901")
                .file(
                        "reference/catalog/merge.csv",
                        "row,category,seq,main_dx,main_op,related_op",
                        "3,BX,20,K35.8,47.0100|47.0900,")
                .file(
                        "reference/catalog/assisted_tumour.csv",
                        TUMOUR,
                        "3,FZ,1770,Z51.1,C00-C75,99.2503",
                        "4,FZ,1774,Z51.1,C76-C80,99.2503")
                .file("reference/catalog/excluded_diagnoses.csv", "code,name", "T22.200,")
                .file(
                        "reference/catalog/excluded_procedures.csv",
                        "code,name,note",
                        "00.3100,,按保守治疗入组",
                        "00.3101,,不可作为主要手术操作");
    }

    private static List<SettlementList> lists(int year) {
        List<SettlementList> lists = new ArrayList<>();
        add(lists, year, 2, "I10.x00", null, "47.0100", "55.6901");
        add(lists, year, 2, "K35.800", null, "47.0100");
        add(lists, year, 1, "K35.800", null, "47.0900");
        add(lists, year, 1, "K35.800", null, "00.3101", "47.0100");
        add(lists, year, 1, "K35.800", null, "86.2201");
        add(lists, year, 1, "K35.900", null, "86.2201");
        add(lists, year, 2, "Z51.100", "C34.100", "99.2503");
        // Below the critical value: its row is not taken, and nothing else takes the case.
        add(lists, year, 1, "Z51.100", "C79.500", "99.2503");
        add(lists, year, 2, "A09.900", "C79.500", "00.3100");
        add(lists, year, 1, "A09.900", null);
        add(lists, year, 1, "T22.200", null);
        return lists;
    }

    private static void add(
            List<SettlementList> lists, int year, int cases, String main, String other, String... procedures) {
        for (int n = 0; n < cases; n++) {
            SettlementList list = SettlementList.aList(year + "-" + lists.size())
                    .year(year)
                    .diagnosis(main)
                    .procedures(procedures);
            lists.add(other == null ? list : list.otherDiagnosis(other));
        }
    }

    private static Map<String, String> catalog(TestRegion.Left left) {
        Map<String, String> found = new TreeMap<>();
        for (Row row : left.table(Catalog.TABLE).collectAsList()) {
            found.put(
                    row.getAs(Catalog.GROUP.name()),
                    row.getAs(Catalog.GROUP_KIND.name()) + " " + row.getAs(Moments.CASE_COUNT.name()));
        }
        return found;
    }

    private static Map<String, Long> paths(List<Row> assignments) {
        return assignments.stream()
                .collect(Collectors.groupingBy(
                        row -> row.<String>getAs(Assignments.PATH.name()), TreeMap::new, Collectors.counting()));
    }
}
