package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.scores.ScoresStage;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.testing.History;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;

/** From a history to the catalog: related procedures, critical value, comprehensive groups, spread. */
class FormationTest extends SparkTest {
    @TempDir
    private Path folder;

    /** The example of the national draft: 65.6300 raises the mean by 40 %, no combination reaches 15 cases. */
    private static History endometrium() {
        return new History()
                .cases(14, "30000.00", "C54.100", "68.4902")
                .cases(8, "20000.00", "C54.100x001", "68.4101")
                .cases(13, "28000.00", "C54.100", "68.4101", "65.6300")
                .cases(10, "26000.00", "C54.900", "68.4901");
    }

    @Test
    void theOfficialExampleBecomesOneComprehensiveGroup() {
        // Beside it: one related procedure that costs 2.91 % more, one that costs 56.97 % more, and a spread of 100 %.
        History history = endometrium()
                .in(2023)
                .cases(60, "28033.00", "K80.100", "51.2300")
                .in(2024)
                .cases(40, "28849.00", "K80.100", "51.2300", "54.5101")
                .in(2025)
                .cases(30, "44003.00", "K80.100", "51.2300", "47.0100")
                .spread(20, "100.00", "30000.00", "I10.x00")
                .cases(15, "5000.00", "K35.800")
                .cases(14, "5000.00", "K35.900")
                .cases(3, "5000.00", "I63.900")
                .bedDays(50, "300.00", "F20.900");
        TestRegion.Left left =
                formed(Rules.exampleCity().with("{value: 2.0, action: flag}", "{value: 0.9, action: flag}"), history);

        assertThat(combinations(left))
                .containsEntry("C54.1 68.4902", 14L)
                .containsEntry("C54.1 68.4101", 8L)
                .containsEntry("C54.1 68.4101+65.6300", 13L)
                .containsEntry("C54.9 68.4901", 10L)
                .containsEntry("K80.1 51.2300", 100L)
                .containsEntry("K80.1 51.2300+47.0100", 30L)
                .doesNotContainKey("F20.9");
        assertThat(kept(left))
                .containsEntry("C54.1 68.4101+65.6300", true)
                .containsEntry("K80.1 51.2300+54.5101", false)
                .containsEntry("K80.1 51.2300+47.0100", true);
        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "C54:SS", "comprehensive 45",
                        "I10.x", "core 20 over",
                        "K35.8", "core 15",
                        "K80.1:51.2300", "core 100",
                        "K80.1:51.2300_47.0100", "core 30"));
        // 14 cases of K35.9 and three of I63.9 are below 15 in every way: nothing takes them.
        assertThat(paths(left))
                .containsEntry("K35.900", "no-group")
                .containsEntry("I63.900", "no-group")
                .containsEntry("F20.900", "bed-day")
                .containsEntry("C54.900", "comprehensive");
    }

    @Test
    void foldedBackTheOfficialExampleHasACoreGroupOf21() {
        History history = endometrium().cases(14, "5000.00", "K35.900").cases(3, "5000.00", "I63.900");
        TestRegion.Left left = formed(
                Rules.exampleCity()
                        .with("fold-back: false", "fold-back: true")
                        .with("comprehensive-below-critical: drop", "comprehensive-below-critical: keep"),
                history);

        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "C54.1:68.4101", "core 21",
                        "C54:SS", "comprehensive 24",
                        "K35:BSZL", "comprehensive 14",
                        "I63:BSZL", "comprehensive 3"));
    }

    @Test
    void inVersionOneAllProceduresAreTheKeyWhateverTheyCost() {
        History history = new History()
                .cases(20, "5000.00", "K35.800", "47.0100")
                .cases(15, "5000.00", "K35.800", "47.0100", "54.5101")
                .cases(2, "5000.00", "K35.800", "47.0100", "54.5101", "99.9900");
        TestRegion.Left left = formed(NationalRules.version1(), history);

        assertThat(combinations(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "K35.8 47.0100", 20L, "K35.8 47.0100+54.5101", 15L, "K35.8 47.0100+54.5101+99.9900", 2L));
        // The two cases belong to the group with most of their procedures.
        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("K35.8:47.0100", "core 20", "K35.8:47.0100_54.5101", "core 17"));
    }

    @Test
    void rulesThatAskForRowsOfANationalWorkbookNeedThem() {
        assertThatThrownBy(() -> formed(NationalRules.version3(), endometrium()))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("catalog");
    }

    @Test
    void aListedChineseMedicineGroupNeedsNoCriticalValueAndAPrimaryCareGroupItsCases() {
        History history = new History()
                .cases(8, "5000.00", "K35.800")
                .cases(2, "7000.00", "K35.800", "44.1300x001", "39.9500x007")
                .at(1, 310)
                .cases(12, "5000.00", "K35.800");
        TestRegion region = TestRegion.in(spark(), folder)
                .file(
                        "reference/catalog/tcm.csv",
                        "category,seq,name,main_dx,procedure_expression,score",
                        "ZY,ZY001,,K35.8,39.9500x007,123.5",
                        "ZY,ZY002,,C54.1,68.4902,200");
        Rules rules = Rules.exampleCity()
                .with("rule-kinds: [base,", "rule-kinds: [tcm, base,")
                .with(
                        "action: flag}",
                        "action: flag}\n  primary-care:\n    decided-by: [cases]\n    highest-level: 1\n"
                                + "    case-share: 0.6\n    highest-cv: 0.7\n    minimum-cases: 20");
        TestRegion.Left left =
                region.stages(rules.book(), history, new CombinationsStage(), new CatalogStage(), new ScoresStage());

        // Of C54.1 there is no case, and so no group.
        assertThat(catalog(left)).containsExactlyInAnyOrderEntriesOf(Map.of("K35.8", "core 20", "ZY001", "core 2"));
        assertThat(left.table(Scores.TABLE)
                        .filter(Catalog.GROUP.col().equalTo("ZY001"))
                        .first()
                        .<BigDecimal>getAs(Scores.SCORE.name()))
                .isEqualByComparingTo("123.5");
        assertThat(left.table(PrimaryCareGroups.TABLE).collectAsList())
                .extracting(r -> r.getString(0) + " " + r.getLong(2) + "/" + r.getLong(1) + " " + r.getBoolean(6))
                .containsExactly("K35.8 12/20 true");
    }

    @Test
    void aListThatTheRulebookAsksForMustBeThere() {
        Rules rules = Rules.exampleCity()
                .with("bed-day-types: [\"2105\"]", "bed-day-types: [\"2105\"]\n  bed-day-list: true");
        TestRegion region = TestRegion.in(spark(), folder)
                .file("reference/catalog/primary_care.csv", "seq,main_dx,main_op", "1,K35.8,");

        assertThatThrownBy(() -> Library.of(new Configuration(false), region.runFile(), rules.book()))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("bed_day.csv");
    }

    @Test
    void byCoverageTheLargestCombinationsAreCore() {
        History history = new History()
                .cases(60, "5000.00", "K35.800")
                .cases(30, "5000.00", "K35.900")
                .cases(5, "5000.00", "I10.x00")
                .cases(3, "5000.00", "I63.900")
                .cases(1, "5000.00", "C54.100")
                .cases(1, "5000.00", "C54.900");
        TestRegion.Left left =
                formed(Rules.exampleCity().with("{kind: fixed, cases: 15}", "{kind: coverage, share: 0.95}"), history);

        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of("K35.8", "core 60", "K35.9", "core 30", "I10.x", "core 5"));
    }

    @Test
    void aComprehensiveGroupOfTooGreatSpreadIsDropped() {
        History history = new History()
                .cases(20, "5000.00", "K35.800")
                .spread(8, "100.00", "90000.00", "C54.100", "68.4902")
                .spread(9, "100.00", "90000.00", "C54.900", "68.4901")
                .cases(8, "5000.00", "I63.900", "44.1300x001")
                .cases(9, "5000.00", "I63.900", "99.9900");
        TestRegion.Left left =
                formed(Rules.exampleCity().with("{value: 2.0, action: flag}", "{value: 0.9, action: drop}"), history);

        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of("K35.8", "core 20", "I63:ZDXCZ", "comprehensive 17"));
        assertThat(paths(left)).containsEntry("C54.100", "no-group").containsEntry("I63.900", "comprehensive");
    }

    @Test
    void aHistoryWithoutAnyGroupIsRefused() {
        assertThatThrownBy(() -> formed(Rules.exampleCity(), new History().cases(3, "5000.00", "K35.800")))
                .isInstanceOf(DipException.class);
    }

    private TestRegion.Left formed(Rules rules, History history) {
        return TestRegion.in(spark(), folder)
                .stages(rules.book(), history, new CombinationsStage(), new CatalogStage());
    }

    private static Map<String, Long> combinations(TestRegion.Left left) {
        Map<String, Long> found = new TreeMap<>();
        for (Row row : left.table(Combinations.TABLE).collectAsList()) {
            String related = row.getAs(Combinations.RELATED_PROCEDURES.name());
            found.put(pair(row) + (related.isEmpty() ? "" : "+" + related), row.getAs(Moments.CASE_COUNT.name()));
        }
        return found;
    }

    private static Map<String, Boolean> kept(TestRegion.Left left) {
        Map<String, Boolean> found = new TreeMap<>();
        for (Row row : left.table(RelatedProcedures.TABLE).collectAsList()) {
            found.put(
                    pair(row) + "+" + row.getAs(RelatedProcedures.RELATED_PROCEDURE.name()),
                    row.getAs(RelatedProcedures.KEPT.name()));
        }
        return found;
    }

    private static String pair(Row row) {
        String main = row.getAs(RelatedProcedures.MAIN_PROCEDURE.name());
        return row.getAs(RelatedProcedures.DIAGNOSIS.name()) + (main.isEmpty() ? "" : " " + main);
    }

    private static Map<String, String> catalog(TestRegion.Left left) {
        Map<String, String> found = new TreeMap<>();
        for (Row row : left.table(Catalog.TABLE).collectAsList()) {
            found.put(
                    row.getAs(Catalog.GROUP.name()),
                    row.getAs(Catalog.GROUP_KIND.name()) + " " + row.getAs(Moments.CASE_COUNT.name())
                            + (row.<Boolean>getAs(Catalog.OVER_CV_CEILING.name()) ? " over" : ""));
        }
        return found;
    }

    /** The path of one signature of each main diagnosis. */
    private static Map<String, String> paths(TestRegion.Left left) {
        Map<String, String> found = new TreeMap<>();
        left.table(Signatures.TABLE)
                .join(left.table(Assignments.TABLE), Cases.SIGNATURE.name())
                .collectAsList()
                .forEach(r -> found.put(r.getAs(Records.MAIN_DIAGNOSIS.name()), r.getAs(Assignments.PATH.name())));
        return found;
    }
}
