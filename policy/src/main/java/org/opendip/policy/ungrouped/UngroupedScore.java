package org.opendip.policy.ungrouped;

import java.math.BigDecimal;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.ScoresRule;

/**
 * 未入组病例分值: points of a case that no group takes.
 *
 * <pre>S = cost / M × scale × factor      without K   [points]</pre>
 *
 * <p>In words: the score a group with this mean cost would have, times the factor. So M is the mean cost of the region
 * with method mean-cost, that of the benchmark group with benchmark, and cost / Q × factor holds with fixed-quota.
 *
 * <p>Source: the rulebook's {@code ungrouped.source}; the national text says only that the ungrouped are paid below the
 * grouped, so the form and factor are open. Rounds once, to six decimals, HALF_UP.
 */
public final class UngroupedScore {
    /** Decimals of a case's score. */
    public static final int DECIMALS = 6;

    private UngroupedScore() {}

    /**
     * The points of a case.
     *
     * @param regionalMean yuan; used by mean-cost only
     * @param benchmarkMean yuan; used by benchmark only, otherwise may be null
     */
    public static BigDecimal of(
            UngroupedRule rule, ScoresRule scores, long costFen, BigDecimal regionalMean, BigDecimal benchmarkMean) {
        return Ratios.round(unrounded(rule, scores, costFen, regionalMean, benchmarkMean), DECIMALS);
    }

    /** The same to fifty digits, for the cost of many cases: how they are cut into sums must not matter. */
    public static BigDecimal unrounded(
            UngroupedRule rule, ScoresRule scores, long costFen, BigDecimal regionalMean, BigDecimal benchmarkMean) {
        return switch (rule.form()) {
            case COST_SHARE ->
                DiseaseScore.score(scores, Fen.toYuan(costFen), regionalMean, benchmarkMean)
                        .multiply(rule.factor());
        };
    }
}
