package org.opendip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.catalog.GroupCodes;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.ComprehensiveFallback;
import org.opendip.policy.grouping.GroupingRule.MissingAttribute;
import org.opendip.policy.grouping.GroupingRule.RelatedMatch;
import org.opendip.policy.grouping.GroupingRule.SurgeryAttribute;
import org.opendip.policy.grouping.GroupingRule.Tie;
import org.opendip.policy.grouping.ProcedureAttribute;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.history.HistoryRule;
import org.opendip.policy.intake.IntakeRule.StayDays;
import org.opendip.policy.money.Amount;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;
import org.opendip.policy.rules.Source;
import org.opendip.policy.settlement.FloorForm;

/** What the settings say about single codes, dates and procedures. */
class SettingsTest {
    private static final Source SOURCE = new Source("a setting", "-", LocalDate.of(2026, 1, 1));

    @Test
    void localAdditionsAreBoundedOnlyWhereTheRulebookSaysSo() {
        assertThat(catalog("").allowsLocalAdditions(100, 100)).isTrue();
        assertThat(catalog("local-addition-limit: 0.2\n").allowsLocalAdditions(20, 100))
                .isTrue();
        assertThat(catalog("local-addition-limit: 0.2\n").allowsLocalAdditions(21, 100))
                .isFalse();
        assertThat(catalog("local-addition-limit: 0.2\n").allowsLocalAdditions(0, 0))
                .isTrue();
    }

    private static CatalogRule catalog(String more) {
        java.util.List<org.opendip.policy.rules.Problem> problems = new java.util.ArrayList<>();
        CatalogRule rule = CatalogRule.read(org.opendip.policy.rules.Node.parse(
                "test",
                more
                        + """
                        critical-value: {kind: fixed, cases: 15}
                        comprehensive-below-critical: drop
                        cv-ceiling: {value: 2, action: flag}
                        group-codes: {core: ":", related: "_", joiner: "+", surgery: SS, therapeutic: A, diagnostic: B, conservative: C}
                        source: {document: "d", article: "a", effective: 2026-01-01}
                        """,
                problems));
        assertThat(problems).isEmpty();
        return rule;
    }

    @Test
    void groupCodesAreWrittenAsTheRegionWritesThem() {
        GroupCodes codes = new GroupCodes(":", "_", "+", "SS", "ZLXCZ", "ZDXCZ", "BSZL");

        assertThat(codes.coreCode("G45.9", null, List.of())).isEqualTo("G45.9");
        assertThat(codes.coreCode("G45.9", "88.4101", List.of())).isEqualTo("G45.9:88.4101");
        assertThat(codes.coreCode("A09.9", "44.1300x001", List.of("45.2302"))).isEqualTo("A09.9:44.1300x001_45.2302");
        assertThat(codes.coreCode("C34.1", "32.4100", List.of("33.3903", "40.5914")))
                .isEqualTo("C34.1:32.4100_33.3903+40.5914");
        assertThat(codes.comprehensiveCode("M12", TreatmentType.SURGERY)).isEqualTo("M12:SS");
        assertThat(codes.comprehensiveCode("M12", TreatmentType.THERAPEUTIC)).isEqualTo("M12:ZLXCZ");
        assertThat(codes.comprehensiveCode("M12", TreatmentType.DIAGNOSTIC)).isEqualTo("M12:ZDXCZ");
        assertThat(codes.comprehensiveCode("M12", TreatmentType.CONSERVATIVE)).isEqualTo("M12:BSZL");
    }

    @Test
    void interventionalIsSurgeryOnlyWhereTheRegionSaysSo() {
        GroupingRule surgery = grouping(
                List.of(SurgeryAttribute.SURGERY, SurgeryAttribute.INTERVENTIONAL), MissingAttribute.DIAGNOSTIC);
        GroupingRule therapeutic = grouping(List.of(SurgeryAttribute.SURGERY), MissingAttribute.SURGERY);

        assertThat(surgery.treatmentOf(ProcedureAttribute.INTERVENTIONAL)).isEqualTo(TreatmentType.SURGERY);
        assertThat(therapeutic.treatmentOf(ProcedureAttribute.INTERVENTIONAL)).isEqualTo(TreatmentType.THERAPEUTIC);
        assertThat(surgery.treatmentOf(ProcedureAttribute.SURGERY)).isEqualTo(TreatmentType.SURGERY);
        assertThat(surgery.treatmentOf(ProcedureAttribute.THERAPEUTIC)).isEqualTo(TreatmentType.THERAPEUTIC);
        assertThat(surgery.treatmentOf(ProcedureAttribute.DIAGNOSTIC)).isEqualTo(TreatmentType.DIAGNOSTIC);
        assertThat(surgery.treatmentOf(null)).isEqualTo(TreatmentType.DIAGNOSTIC);
        assertThat(therapeutic.treatmentOf(null)).isEqualTo(TreatmentType.SURGERY);
        assertThat(grouping(List.of(SurgeryAttribute.SURGERY), MissingAttribute.THERAPEUTIC)
                        .treatmentOf(null))
                .isEqualTo(TreatmentType.THERAPEUTIC);
    }

    @Test
    void stayDaysAreAtLeastOne() {
        LocalDate day = LocalDate.of(2025, 12, 30);

        assertThat(StayDays.DIFFERENCE.between(day, day.plusDays(3))).isEqualTo(3);
        assertThat(StayDays.DIFFERENCE.between(day, day)).isEqualTo(1);
        assertThat(StayDays.DIFFERENCE_PLUS_ONE.between(day, day.plusDays(3))).isEqualTo(4);
        assertThat(StayDays.DIFFERENCE_PLUS_ONE.between(day, day)).isEqualTo(1);
    }

    @Test
    void theNewestYearWeighsMost() {
        assertThat(new HistoryRule(3, List.of(1, 2, 7), SOURCE).weightByYear(2023))
                .hasToString("{2020=1, 2021=2, 2022=7}");
    }

    @Test
    void anAmountShowsItsWorking() {
        Amount amount =
                FloorForm.pays(new BigDecimal("78.0521"), new BigDecimal("1.0330"), new BigDecimal("73.6011"), 474524);

        assertThat(amount.line())
                .isEqualTo("floor-form: max(score × k × point-value - patient, 0) = 1189.06"
                        + " [score 78.0521, k 1.0330, point-value 73.6011, patient 4745.24]");
        assertThat(amount.working().formulaZh()).isEqualTo("病种分值 × 调节系数 × 点值 − 个人支付，不低于零");
        assertThat(amount.working().inputs().keySet()).containsExactly("score", "k", "point-value", "patient");
    }

    @Test
    void everyNoticeSpeaksBothLanguagesAndNamesAColumn() {
        assertThat(Notice.values()).allSatisfy(notice -> {
            assertThat(notice.code()).isEqualTo(notice.name().toLowerCase(Locale.ROOT));
            assertThat(notice.column()).matches("[a-z][a-z_]*");
            assertThat(notice.english()).matches("[A-Z].*\\.").matches("\\p{ASCII}+");
            assertThat(notice.chinese()).containsPattern("\\p{IsHan}").doesNotEndWith("。");
        });
        assertThat(Notice.values()).extracting(Notice::english).doesNotHaveDuplicates();
        assertThat(Notice.values()).extracting(Notice::chinese).doesNotHaveDuplicates();
        assertThat(Notice.POOL_UNKNOWN.severity()).isEqualTo(Severity.WARNING);
        assertThat(Notice.COST_MISSING.severity()).isEqualTo(Severity.ERROR);
    }

    private static GroupingRule grouping(List<SurgeryAttribute> surgery, MissingAttribute missing) {
        return new GroupingRule(
                new BigDecimal("0.10"),
                1,
                false,
                RelatedMatch.ALL,
                List.of(Tie.LOWER_CODE),
                ComprehensiveFallback.NONE,
                surgery,
                missing,
                new RuleKinds(
                        List.of(RuleKinds.Kind.BASE, RuleKinds.Kind.COMPREHENSIVE),
                        CodeCase.EXACT,
                        RuleKinds.MainMatch.MAIN,
                        0,
                        null),
                SOURCE);
    }
}
