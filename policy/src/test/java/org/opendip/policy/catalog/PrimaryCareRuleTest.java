package org.opendip.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendip.policy.catalog.PrimaryCareRule.DecidedBy;
import org.opendip.policy.grouping.BedDayRow;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.ProcedureExpression;

/** 基层病种 and 床日病种: the edges of the figures, and what a row of the lists means. */
class PrimaryCareRuleTest {
    private static PrimaryCareRule rule(DecidedBy... by) {
        return new PrimaryCareRule(List.of(by), 1, new BigDecimal("0.5"), new BigDecimal("0.7"), 100);
    }

    @Test
    void onEveryEdgeAGroupStillQualifies() {
        PrimaryCareRule rule = rule(DecidedBy.CASES);
        BigDecimal edge = new BigDecimal("0.7000000000");

        assertThat(rule.qualifies(100, 50, edge)).isTrue();
        assertThat(rule.qualifies(99, 99, edge)).as("too few").isFalse();
        assertThat(rule.qualifies(101, 50, edge)).as("share below a half").isFalse();
        assertThat(rule.qualifies(100, 50, new BigDecimal("0.7000000001"))).isFalse();
    }

    @Test
    void whatTheRulebookDoesNotNameProposesOnly() {
        assertThat(rule(DecidedBy.LIST).decides(false, true)).isFalse();
        assertThat(rule(DecidedBy.LIST).decides(true, false)).isTrue();
        assertThat(rule(DecidedBy.CASES).decides(true, false)).isFalse();
        assertThat(rule(DecidedBy.LIST, DecidedBy.CASES).decides(false, true)).isTrue();
    }

    @Test
    void aListedRowNamesGroupsThatAskForNothingBeside() {
        GroupRow listed = row("D17.0", "86.3x03|86.3x02", "");

        assertThat(PrimaryCareRule.names(listed, row("D17.0", "86.3x02", ""))).isTrue();
        assertThat(PrimaryCareRule.names(listed, row("D17.000", "86.3x02|86.3x03", "")))
                .as("part of the diagnosis, the same procedures")
                .isTrue();
        assertThat(PrimaryCareRule.names(listed, row("D17", "86.3x02", "")))
                .as("a wider diagnosis")
                .isFalse();
        assertThat(PrimaryCareRule.names(listed, row("D17.0", "86.3x02", "99.2503")))
                .as("with a related procedure")
                .isFalse();
        assertThat(PrimaryCareRule.names(listed, row("D17.0", "", "")))
                .as("conservative")
                .isFalse();
        assertThat(PrimaryCareRule.names(row("D17.0", "", ""), row("D17.0", "86.3x02", "")))
                .as("conservative only")
                .isFalse();
    }

    @Test
    void aListedStayHasTheDiagnosisTheDaysAndTheHospital() {
        BedDayRow row = new BedDayRow(scope("F20-F29"), 20, "psychiatric");

        assertThat(row.matches("F20.900", 20, "psychiatric")).isTrue();
        assertThat(row.matches("F20.900", 19, "psychiatric")).isFalse();
        assertThat(row.matches("F30.900", 20, "psychiatric")).isFalse();
        assertThat(row.matches("F20.900", 20, "general")).isFalse();
        assertThat(new BedDayRow(scope("F20"), 20, "").matches("F20.900", 20, "general"))
                .as("any hospital")
                .isTrue();
    }

    private static DiagnosisScope scope(String cell) {
        return DiagnosisScope.parse(cell, CodeCase.EXACT, said -> {
            throw new AssertionError(said);
        });
    }

    private static GroupRow row(String diagnosis, String main, String related) {
        return new GroupRow(
                GroupRow.Kind.BASE,
                diagnosis + main + related,
                "",
                scope(diagnosis),
                DiagnosisScope.all(),
                GroupRow.Resistance.EITHER,
                null,
                procedures(main),
                procedures(related),
                false,
                null,
                null,
                null);
    }

    private static ProcedureExpression procedures(String cell) {
        return ProcedureExpression.parse(cell, ProcedureExpression.Precedence.AND_FIRST, CodeCase.EXACT, said -> {
            throw new AssertionError(said);
        });
    }
}
