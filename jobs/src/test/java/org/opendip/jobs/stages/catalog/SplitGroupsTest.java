package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inspection.CaseExplanation;
import org.opendip.jobs.inspection.CatalogDiff;
import org.opendip.jobs.inspection.CatalogExports;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.cases.ReadyCasesStage;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.SubgroupMoments;
import org.opendip.jobs.tables.UngroupedSpecialties;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.rulebook.Rulebook;

/** 细分: groups that a review splits by age and by severity, from the lists to the points of a case and what is told of it. */
@Tag("full")
class SplitGroupsTest extends SparkTest {
    private static final String[] SEVERITY_LIST = {"other_dx,severity,days_from", "A09.9,severe,3", "I10,moderate,"};

    @TempDir
    private static Path folder;

    private static TestRegion region;
    private static Run whole;
    private static Run measured;
    private static Run split;
    private static Run settled;

    @BeforeEach
    void settleOnce() {
        if (settled != null) {
            return;
        }
        List<SettlementList> history = new ArrayList<>();
        for (int year : List.of(2024, 2025)) {
            for (int i = 0; i < 6; i++) {
                history.add(thyroid("young" + year + i, year, 50).cost("6000.00"));
                history.add(stroke("mild" + year + i, year).cost("5000.00"));
                history.add(aList("other" + year + i)
                        .year(year)
                        .diagnosis("K35.800")
                        .cost("4000.00"));
            }
            for (int i = 0; i < 5; i++) {
                history.add(thyroid("old" + year + i, year, 65 + i).cost("9000.00"));
                history.add(stroke("severe" + year + i, year)
                        .otherDiagnosis("A09.900x001")
                        .cost("9500.00"));
                history.add(stroke("moderate" + year + i, year)
                        .otherDiagnosis("I10.x00")
                        .cost("6000.00"));
            }
        }
        history.add(aList("alone")
                .year(2024)
                .diagnosis("K80.100")
                .with(SettlementHeaders.DSCG_CATY, "Ａ０４")
                .cost("3000.00"));
        List<SettlementList> year = List.of(
                thyroid("at-64", 2026, 64).cost("7000.00"),
                thyroid("at-65", 2026, 65).cost("7000.00"),
                stroke("long", 2026)
                        .otherDiagnosis("A09.900x001")
                        .otherDiagnosis("I10.x00")
                        .cost("7000.00"),
                stroke("short", 2026)
                        .stay("2026-03-01", "2026-03-03")
                        .otherDiagnosis("A09.900x001")
                        .cost("7000.00"),
                aList("beside").year(2026).diagnosis("K35.800").cost("4000.00"));
        region = TestRegion.in(spark(), folder)
                .file("reference/catalog/severity.csv", SEVERITY_LIST)
                .history(history)
                .year(year);
        whole = region.run(rules(), Job.CALIBRATE_CATALOG);
        measured = region.run(rules(), Job.CATALOG_QUALITY);
        region.file(
                "review.csv",
                String.join(",", ReviewFile.COLUMNS),
                "split,C73.x,,,C73.x,,,,expert-group,高龄患者费用高,65+,",
                "split,I63.9,,重症脑梗死,I63.9,,,,expert-group,器官衰竭者费用高,,severe");
        split = region.run(rules(), Job.CALIBRATE_CATALOG);
        region.run(rules(), Job.SET_POINT_VALUE);
        settled = region.run(rules(), Job.SETTLE_YEAR);
    }

    @AfterAll
    static void forget() {
        settled = null;
    }

    private static Rulebook rules() {
        return Rules.tiny()
                .with("bed-day-types: [\"2105\"]", "bed-day-types: [\"2105\"]\n  severity-list: true")
                .book();
    }

    private static SettlementList thyroid(String id, int year, int age) {
        return aList(id)
                .year(year)
                .diagnosis("C73.x00")
                .with(SettlementHeaders.AGE, age)
                .with(SettlementHeaders.DSCG_CATY, "a04.03");
    }

    private static SettlementList stroke(String id, int year) {
        return aList(id).year(year).diagnosis("I63.900").with(SettlementHeaders.DSCG_CATY, "A03.01");
    }

    @Test
    void aPartHasItsOwnCasesMeanAndScore() {
        assertThat(groups(whole))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("C73.x", "22 16200000 null", "I63.9", "32 21500000 null", "K35.8", "12 4800000 null"));
        assertThat(groups(split))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "C73.x",
                        "12 7200000 null",
                        "C73.x:65+",
                        "10 9000000 age 65+",
                        "I63.9",
                        "22 12000000 null",
                        "I63.9:severe",
                        "10 9500000 severity severe",
                        "K35.8",
                        "12 4800000 null"));
        Map<String, BigDecimal> scores = region.warehouse().read(split, Scores.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(Catalog.GROUP.name()), r -> r.getAs(Scores.SCORE.name())));
        assertThat(scores.get("C73.x:65+").divide(scores.get("C73.x"), java.math.MathContext.DECIMAL32))
                .isBetween(new BigDecimal("1.4999"), new BigDecimal("1.5001"));
        assertThat(region.warehouse().read(split, CatalogReviews.TABLE).collectAsList())
                .extracting(r -> r.getInt(0) + " " + r.getString(1) + " " + r.getLong(2) + " " + r.getLong(3))
                .containsExactlyInAnyOrder("2 split 10 9000000", "3 split 10 9500000");
    }

    @Test
    void onlyCasesOfADiagnosisThatIsSplitAreAskedMoreThanTheirCodes() {
        assertThat(whole.table(Answers.TABLE.name())).isEmpty();
        assertThat(region.warehouse().read(settled, Answers.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs(Answers.ANSWERS.name()))
                .containsExactlyInAnyOrder("age 65+", "severity severe");
    }

    @Test
    void aCaseOfTheYearFindsThePartByTheAnswersOfItsCatalog() {
        assertThat(grouped("at-64")).isEqualTo("C73.x");
        assertThat(grouped("at-65")).isEqualTo("C73.x:65+");
        assertThat(grouped("long")).isEqualTo("I63.9:severe");
        assertThat(grouped("short")).as("two days").isEqualTo("I63.9");
        assertThat(grouped("beside")).isEqualTo("K35.8");
        assertThat(region.warehouse()
                        .read(settled, Reconciliations.TABLE)
                        .filter(Reconciliations.HOLDS.col().equalTo(false))
                        .count())
                .isZero();
    }

    @Test
    void aYearIsNotSettledWithoutTheListThatTheCatalogWasSplitBy() {
        assertThatThrownBy(() -> region.run(Rules.tiny().book(), Job.SETTLE_YEAR))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("The catalog pays groups by severity, and no case would have one.");
    }

    @Test
    void aYearIsNotSettledWithAnotherListThanTheCatalogWasMadeWith() {
        region.file("reference/catalog/severity.csv", "other_dx,severity,days_from", "A09.9,severe,30");
        try {
            assertThatThrownBy(() -> region.run(rules(), Job.SETTLE_YEAR))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("A list is not what the catalog was made with")
                    .hasMessageContaining("severity.csv");
        } finally {
            region.file("reference/catalog/severity.csv", SEVERITY_LIST);
        }
        assertThat(region.run(rules(), Job.SETTLE_YEAR).table(Grouping.TABLE.name()))
                .isPresent();
    }

    @Test
    void readyCasesCannotFindTheirPart() {
        Dataset<Row> stays = region.warehouse()
                .read(settled, Records.TABLE)
                .filter(Records.DISPOSITION.col().equalTo(Dispositions.KEPT))
                .drop(Records.HOSPITAL_KEY.name());
        Flow.readyCases(spark(), Job.SETTLE_YEAR, new ReadyCasesStage(stays), rules(), region.runFile(), List.of());

        assertThatThrownBy(() -> Flow.run(
                        spark(),
                        Job.SETTLE_YEAR,
                        rules(),
                        region.runFile(),
                        List.of(),
                        Request.of(Job.SETTLE_YEAR, Intake.Mode.READY, null)))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("Cases without settlement lists cannot find their groups in this catalog.");
    }

    @Test
    void theExplanationTellsTheBandAndWhatTheOtherGroupWouldPay() {
        CaseExplanation old = explained("at-65");
        assertThat(old.answers()).containsExactly("age 65+");
        assertThat(old.steps())
                .extracting(s -> (s.chosen() ? "-> " : "") + s.group() + " " + s.note())
                .containsExactly(
                        "C73.x 诊断与主手术操作相符 diagnosis and main procedure",
                        "-> C73.x:65+ 诊断与主手术操作相符 diagnosis and main procedure，年龄 65+ 岁 age 65+");
        assertThat(old.otherwise()).singleElement().satisfies(other -> {
            assertThat(other.what() + " " + other.code()).isEqualTo("若非 if it were not age 65+");
            assertThat(other.group()).isEqualTo("C73.x");
            assertThat(other.yuanMore()).isNegative();
        });
        CaseExplanation young = explained("at-64");
        assertThat(young.steps())
                .extracting(s -> (s.chosen() ? "-> " : "") + s.group() + " " + s.note())
                .containsExactly("-> C73.x 诊断与主手术操作相符 diagnosis and main procedure", "C73.x:65+ 缺 lacks: age 65+");
        assertThat(young.otherwise()).singleElement().satisfies(other -> {
            assertThat(other.what() + " " + other.code()).isEqualTo("若为 if it were age 65+");
            assertThat(other.yuanMore()).isPositive();
        });
        assertThat(explained("long").reviews("I63.9:severe"))
                .singleElement()
                .satisfies(review -> assertThat(review.reason()).isEqualTo("器官衰竭者费用高"));
    }

    @Test
    void partsAreMeasuredByBandAndBySeverityInOnePass() {
        Map<String, Long> found = new TreeMap<>();
        region.warehouse()
                .read(measured, SubgroupMoments.TABLE)
                .collectAsList()
                .forEach(r -> found.merge(
                        r.getString(0) + " " + r.getString(1) + " " + r.getString(2),
                        r.getAs(Moments.CASE_COUNT.name()),
                        Long::sum));
        assertThat(found)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "C73.x age 18-64", 12L,
                        "C73.x age 65+", 10L,
                        "C73.x severity mild", 22L,
                        "I63.9 age 18-64", 32L,
                        "I63.9 severity mild", 12L,
                        "I63.9 severity moderate", 10L,
                        "I63.9 severity severe", 10L,
                        "K35.8 age 18-64", 12L,
                        "K35.8 severity mild", 12L));
    }

    @Test
    void casesWithoutAGroupAreToldBySpecialty() {
        assertThat(region.warehouse().read(measured, UngroupedSpecialties.TABLE).collectAsList())
                .extracting(Row::toString)
                .containsExactly("[A04,no-group,1,300000,23]");
    }

    @Test
    void aCatalogWithPartsIsComparedTestedPublishedAndReadBack() throws Exception {
        CatalogDiff ahead = CatalogDiff.of(spark(), region.warehouse(), whole, split, List.of("H1", "H2", "H3"));
        assertThat(ahead.latter())
                .extracting(g -> g.code() + " " + g.change() + " " + g.cases() + " " + g.mainly())
                .containsExactlyInAnyOrder(
                        "C73.x KEPT 12 C73.x",
                        "C73.x:65+ SPLIT 10 C73.x",
                        "I63.9 KEPT 22 I63.9",
                        "I63.9:severe SPLIT 10 I63.9",
                        "K35.8 KEPT 12 K35.8");
        // The other way, too: what the first asks of age and severity is known of every case of the second.
        CatalogDiff back = CatalogDiff.of(spark(), region.warehouse(), split, whole, List.of("H1", "H2", "H3"));
        assertThat(back.former())
                .extracting(g -> g.code() + " " + g.change() + " " + g.cases() + " " + g.mainly())
                .containsExactlyInAnyOrder(
                        "C73.x KEPT 12 C73.x",
                        "C73.x:65+ MERGED 10 C73.x",
                        "I63.9 KEPT 22 I63.9",
                        "I63.9:severe MERGED 10 I63.9",
                        "K35.8 KEPT 12 K35.8");
        assertThat(back.all().compared()).isEqualTo(67);
        assertThat(back.all().moved()).isEqualTo(20);
        assertThat(back.specialties())
                .extracting(m -> m.name() + " " + m.cases() + " " + m.compared() + " " + m.moved())
                .containsExactly("A03 32 32 10", "A04 23 23 10", "null 12 12 0");

        CatalogExports.Written written =
                CatalogExports.write(spark(), region.warehouse(), split, region.runFile(), rules(), folder + "/export");
        assertThat(written.groups()).isEqualTo(5);
        assertThat(Files.readString(folder.resolve("export/catalog.csv")))
                .contains("score,local_addition,age,severity\n", ",C73.x:65+,1,C73.x,", ",,65+,\n", ",,,severe\n");

        Run tested = region.run(rules(), Job.TEST_CATALOG);
        assertThat(groups(tested)).containsKeys("C73.x:65+", "I63.9:severe");
        Run quality = region.run(rules(), Job.CATALOG_QUALITY);
        assertThat(quality.basedOn()).contains(split.run());
    }

    private static Map<String, String> groups(Run run) {
        Map<String, String> groups = new TreeMap<>();
        region.warehouse()
                .read(run, Catalog.TABLE)
                .collectAsList()
                .forEach(r -> groups.put(
                        r.getAs(Catalog.GROUP.name()),
                        r.<Long>getAs(Moments.CASE_COUNT.name()) + " " + r.<Long>getAs(Moments.COST_SUM.name()) + " "
                                + r.getAs(Catalog.TAKES_ONLY.name())));
        return groups;
    }

    private static String grouped(String id) {
        Row row = region.warehouse()
                .read(settled, Grouping.TABLE)
                .filter(Cases.CASE_ID.col().equalTo(TestRegion.caseId(id)))
                .first();
        return row.getAs(Assignments.ASSIGNED_GROUP.name());
    }

    private CaseExplanation explained(String id) {
        return CaseExplanation.of(spark(), region.warehouse(), settled, rules(), region.runFile(), id);
    }
}
