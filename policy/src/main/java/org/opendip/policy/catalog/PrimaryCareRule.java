package org.opendip.policy.catalog;

import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.rules.Node;

/**
 * 基层病种: core groups that primary hospitals treat well. A case of one is paid the same in every hospital: K = 1.
 *
 * <pre>
 * by cases   n ≥ minimum-cases,  cases in primary hospitals ≥ case-share × n,  CV ≤ highest-cv
 * by list    a row of the list names the group's diagnosis and main procedure, and the group asks for nothing more
 * </pre>
 *
 * <p>Source: the rulebook's {@code catalog.source}; 3.0 names large share in primary hospitals, CV at most 0.7, common,
 * and hands a list over. Which shares are large is open (docs/interpretations.md, "Primary-care groups"). Exact: no division.
 *
 * @param decidedBy what makes a group one; what is not named here proposes only
 * @param highestLevel hospitals of this level and below are primary
 * @param caseShare of the group's cases
 * @param highestCv coefficient of variation of cost
 * @param minimumCases over all years of the history
 */
public record PrimaryCareRule(
        List<DecidedBy> decidedBy, int highestLevel, BigDecimal caseShare, BigDecimal highestCv, int minimumCases) {
    /** What makes a group a primary-care group. */
    public enum DecidedBy {
        /** The list that was handed over. */
        LIST,
        /** The cases of the history. */
        CASES
    }

    public PrimaryCareRule {
        decidedBy = List.copyOf(decidedBy);
    }

    static PrimaryCareRule read(Node node) {
        return new PrimaryCareRule(
                node.choices("decided-by", DecidedBy.class),
                node.integer("highest-level", 1, 3),
                node.decimalAbove("case-share", "0", "1"),
                node.decimalAbove("highest-cv", "0", "1000"),
                node.integer("minimum-cases", 1, 1_000_000));
    }

    /** Whether the list decides. */
    public boolean byList() {
        return decidedBy.contains(DecidedBy.LIST);
    }

    /**
     * Whether the cases of a core group make it one.
     *
     * @param primary those of its cases that are in primary hospitals
     */
    public boolean qualifies(long cases, long primary, BigDecimal cv) {
        return cases >= minimumCases
                && BigDecimal.valueOf(primary).compareTo(caseShare.multiply(BigDecimal.valueOf(cases))) >= 0
                && cv.compareTo(highestCv) <= 0;
    }

    /** Whether a core group that is on the list, or whose cases make it one, is a primary-care group. */
    public boolean decides(boolean listed, boolean qualifies) {
        return listed && byList() || qualifies && decidedBy.contains(DecidedBy.CASES);
    }

    /** Whether a row of the list names a group: all its diagnoses and main procedures, with nothing asked beside. */
    public static boolean names(GroupRow listed, GroupRow group) {
        ProcedureExpression main = group.procedures();
        return group.kind() != GroupRow.Kind.COMPREHENSIVE
                && !group.ownScore()
                && !group.anywhere()
                && group.related().isEmpty()
                && group.otherDiagnoses().everything()
                && group.resistance() == GroupRow.Resistance.EITHER
                && group.newborn() == null
                && group.subgroup() == null
                && group.diagnoses().within(listed.diagnoses())
                && main.isEmpty() == listed.procedures().isEmpty()
                && listed.procedures().alternatives().containsAll(main.alternatives());
    }
}
