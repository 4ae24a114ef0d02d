package org.opendip.jobs.stages.combinations;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RuleKinds;

/**
 * Twin of {@code policy.scores.RelatedProcedure}: a related procedure is kept where the mean with it is at least (1 +
 * increase) times the mean without it, decided exactly by cross multiplication; never where either side has too few
 * cases. Bound to its twin by RelatedProcedureColumnTest. Version 1.0 keeps every procedure, whatever it costs.
 */
final class RelatedProcedureColumn {
    private RelatedProcedureColumn() {}

    static Column keeps(GroupingRule rule) {
        if (rule.kinds().has(RuleKinds.Kind.ALL_PROCEDURES)) {
            return lit(true);
        }
        Column minimum = lit((long) rule.relatedMinimumCases());
        Column with = product(RelatedProcedures.COST_WITH.col(), RelatedProcedures.CASES_WITHOUT.col());
        Column without = product(RelatedProcedures.COST_WITHOUT.col(), RelatedProcedures.CASES_WITH.col());
        Column factor = lit(rule.relatedIncrease().add(java.math.BigDecimal.ONE).setScale(6))
                .cast("decimal(8,6)");
        return RelatedProcedures.CASES_WITH
                .col()
                .geq(minimum)
                .and(RelatedProcedures.CASES_WITHOUT.col().geq(minimum))
                .and(with.geq(without.multiply(factor)));
    }

    /** Fen times cases: 18 and 11 digits. */
    private static Column product(Column fen, Column cases) {
        return fen.cast("decimal(18,0)").multiply(cases.cast("decimal(11,0)")).cast("decimal(29,0)");
    }
}
