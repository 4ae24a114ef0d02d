package org.opendip.policy.ungrouped;

import java.math.BigDecimal;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.scores.ScoresRule;

/**
 * 未入组病例分值: the points of cases that no group takes.
 *
 * <pre>S = cost / M × scale × factor      [points]</pre>
 *
 * <p>M is the regional mean cost, scale that of the scores. Cost 5,000 where the mean is 10,000, on the scale of 1000
 * with factor 0.7: 350 points. Linear in cost, so the points of a sum are the sum of the points. Not rounded here.
 *
 * <p>Source: the rulebook's {@code ungrouped.source}. National texts leave it to the region and ask only that the
 * ungrouped be paid below the grouped.
 */
public final class UngroupedScore {
    private UngroupedScore() {}

    /**
     * The points of cases that cost so much together.
     *
     * @param costFen their cost
     * @param regionalMean M, yuan, above zero
     */
    public static BigDecimal points(UngroupedRule rule, ScoresRule scores, long costFen, BigDecimal regionalMean) {
        return switch (rule.form()) {
            case COST_SHARE ->
                Ratios.divide(
                        Fen.toYuan(costFen).multiply(scores.scale()).multiply(rule.factor()), regionalMean);
        };
    }
}
