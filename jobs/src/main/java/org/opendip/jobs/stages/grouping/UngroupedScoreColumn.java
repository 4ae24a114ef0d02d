package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.lit;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.opendip.jobs.stages.Quotient;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.scores.ScoresRule.Method;
import org.opendip.policy.ungrouped.UngroupedRule;

/**
 * Twin of {@code policy.ungrouped.UngroupedScore}: cost × factor × scale ÷ what a score stands for. Bound to its twin by
 * UngroupedScoreColumnTest.
 */
final class UngroupedScoreColumn {
    private static final BigDecimal FEN = new BigDecimal("0.01");

    private UngroupedScoreColumn() {}

    /**
     * @param costFen bigint
     * @param below the regional mean, the benchmark group's mean or the quota, as the method asks
     */
    static Column of(UngroupedRule rule, ScoresRule scores, Column costFen, BigDecimal below) {
        BigDecimal scale = scores.method() == Method.FIXED_QUOTA ? BigDecimal.ONE : scores.scale();
        Column above =
                costFen.cast("decimal(12,0)").multiply(lit(FEN.multiply(scale).multiply(rule.factor())));
        return Quotient.points(above, lit(below));
    }
}
