package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;

/** 基层病种, 中医优势病种, 床日病种: what a region's lists and rulebook say, from the lists to the points of a case. */
@Tag("full")
class ListedGroupsTest extends SparkTest {
    @TempDir
    private static Path folder;

    private static TestRegion.Left left;

    @BeforeEach
    void settleOnce() {
        if (left != null) {
            return;
        }
        List<SettlementList> history = new ArrayList<>();
        cases(history, 12, "H1", "1", "3000.00", "K35.800");
        cases(history, 8, "H3", "3", "5000.00", "K35.800");
        cases(history, 5, "H1", "1", "3000.00", "I10.x00");
        cases(history, 5, "H3", "3", "5000.00", "I10.x00");
        cases(history, 10, "H3", "3", "9000.00", "I63.900");
        cases(history, 6, "H3", "3", "9000.00", "K80.100", "51.2300");
        // Fewer than the critical value, with a score of their own.
        cases(history, 2, "H3", "3", "7000.00", "I63.900", "44.1300x001", "39.9500x007");
        for (int i = 0; i < 6; i++) {
            history.add(psychiatric("long" + i, "2025-01-01", "2025-01-31"));
            history.add(psychiatric("short" + i, "2025-01-01", "2025-01-20"));
        }
        List<SettlementList> year = new ArrayList<>();
        year.add(aList("primary-3").year(2026).diagnosis("K35.800").cost("4500.00"));
        year.add(aList("primary-1")
                .year(2026)
                .diagnosis("K35.800")
                .hospital("H1", "1")
                .cost("2900.00"));
        year.add(aList("proposed-3").year(2026).diagnosis("I10.x00").cost("4500.00"));
        year.add(aList("tcm")
                .year(2026)
                .diagnosis("I63.900")
                .procedures("39.9500x007")
                .cost("6000.00"));
        year.add(psychiatric("long", "2026-02-01", "2026-02-21"));
        year.add(psychiatric("short", "2026-02-01", "2026-02-20"));
        TestRegion region = TestRegion.in(spark(), folder)
                .hospitals("H1,卫生院,1,,990101,", "H2,精神病院,2,psychiatric,990101,", "H3,市医院,3,,990101,")
                .file(
                        "reference/catalog/primary_care.csv",
                        "seq,main_dx,main_op",
                        "1,K35.8,",
                        "2,K80.1,51.2300|47.0100")
                .file(
                        "reference/catalog/tcm.csv",
                        "category,seq,name,main_dx,procedure_expression,score",
                        "ZY,ZY001,中风,I63.9,39.9500x007,123.5",
                        "ZY,ZY002,,C54.1,68.4902,200")
                .file("reference/catalog/bed_day.csv", "main_dx,days_from,hospital_type", "F20-F29,20,psychiatric")
                .history(history)
                .year(year);
        left = region.runAll(rules().book());
    }

    @AfterAll
    static void forget() {
        left = null;
    }

    private static Rules rules() {
        return Rules.tiny()
                .with("{kind: fixed, cases: 2}", "{kind: fixed, cases: 5}")
                .with("bed-day-types: [\"2105\"]", "bed-day-types: [\"2105\"]\n  bed-day-list: true")
                .with("rule-kinds: [base,", "rule-kinds: [tcm, base,")
                .with(
                        "action: flag}",
                        "action: flag}\n  primary-care:\n    decided-by: [list]\n    highest-level: 1\n"
                                + "    case-share: 0.5\n    highest-cv: 0.7\n    minimum-cases: 10");
    }

    private static void cases(
            List<SettlementList> to, int count, String hospital, String level, String yuan, String... codes) {
        String[] procedures = List.of(codes).subList(1, codes.length).toArray(String[]::new);
        for (int i = 0; i < count; i++) {
            SettlementList list = aList(String.join("-", codes) + hospital + i)
                    .year(2025)
                    .diagnosis(codes[0])
                    .hospital(hospital, level)
                    .cost(yuan);
            to.add(procedures.length == 0 ? list : list.procedures(procedures));
        }
    }

    private static SettlementList psychiatric(String id, String from, String to) {
        return aList(id).diagnosis("F20.900").hospital("H2", "2").stay(from, to).cost("8000.00");
    }

    @Test
    void theListDecidesAndTheCasesPropose() {
        assertThat(left.table(PrimaryCareGroups.TABLE).collectAsList())
                .extracting(r -> r.getAs(Catalog.GROUP.name()) + " " + r.getAs(PrimaryCareGroups.PRIMARY_COUNT.name())
                        + "/" + r.getAs(Moments.CASE_COUNT.name())
                        + (r.<Boolean>getAs(PrimaryCareGroups.LISTED.name()) ? " listed" : "")
                        + (r.<Boolean>getAs(PrimaryCareGroups.QUALIFIES.name()) ? " qualifies" : "")
                        + (r.<Boolean>getAs(PrimaryCareGroups.PRIMARY_CARE.name()) ? " is one" : ""))
                .containsExactlyInAnyOrder(
                        "K35.8 12/20 listed qualifies is one",
                        "I10.x 5/10 qualifies",
                        "K80.1:51.2300 0/6 listed is one");
    }

    @Test
    void aPrimaryCareGroupIsPaidTheSameEverywhere() {
        Row first = grouped("primary-1");
        Row third = grouped("primary-3");

        assertThat(k(first)).isEqualTo(k(third)).isEqualTo("1.000000");
        assertThat(first.<BigDecimal>getAs(Grouping.CASE_SCORE.name()))
                .isEqualTo(third.<BigDecimal>getAs(Grouping.CASE_SCORE.name()))
                .isEqualTo(first.<BigDecimal>getAs(Grouping.DISEASE_SCORE.name()));
        // A proposal changes nothing.
        assertThat(k(grouped("proposed-3")))
                .isNotEqualTo("1.000000")
                .isEqualTo(left.table(InstitutionCoefficients.TABLE).collectAsList().stream()
                        .filter(r -> r.getInt(0) == 3)
                        .map(ListedGroupsTest::k)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aTcmGroupHasItsOwnScoreHoweverFewItsCases() {
        assertThat(grouped("tcm").<String>getAs(Assignments.PATH.name())).isEqualTo("tcm");
        assertThat(grouped("tcm").<BigDecimal>getAs(Grouping.DISEASE_SCORE.name()))
                .isEqualByComparingTo("123.5");
        assertThat(left.table(RuleRows.TABLE).collectAsList())
                .extracting(r -> r.getString(0) + " " + r.getString(1) + " " + r.getDecimal(5))
                .containsExactly("ZY001 tcm 123.500000");
        Map<String, BigDecimal> scores = left.table(Scores.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(Catalog.GROUP.name()), r -> r.getAs(Scores.SCORE.name())));
        // Without a case a listed row is no group; the groups beside it are scored by their cost.
        assertThat(scores).doesNotContainKey("ZY002");
        assertThat(scores.get("I63.9")).isNotEqualByComparingTo("123.5");
    }

    @Test
    void aLongPsychiatricStayIsKeptAndNotScored() {
        Row longStay = grouped("long");
        assertThat(longStay.<String>getAs(Assignments.PATH.name())).isEqualTo("bed-day");
        assertThat(longStay.<Boolean>getAs(Grouping.SETTLED_BY_SCORE.name())).isFalse();
        assertThat(longStay.<Long>getAs(Records.COST_FEN.name())).isEqualTo(800_000L);
        assertThat(grouped("short").<String>getAs(Assignments.ASSIGNED_GROUP.name()))
                .as("19 days")
                .isEqualTo("F20.9");
        assertThat(left.table(Reconciliations.TABLE)
                        .filter(Reconciliations.HOLDS.col().equalTo(false))
                        .count())
                .isZero();
    }

    private static String k(Row row) {
        return row.<BigDecimal>getAs(InstitutionCoefficients.COEFFICIENT.name()).toPlainString();
    }

    private static Row grouped(String id) {
        return left.table(Grouping.TABLE)
                .filter(Cases.CASE_ID.col().equalTo(TestRegion.caseId(id)))
                .first();
    }
}
