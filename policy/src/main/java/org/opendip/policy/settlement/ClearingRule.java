package org.opendip.policy.settlement;

import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 年度清算.
 *
 * @param ratio whose fund payment ratio (基金支付比例) the scores are paid with
 * @param belowZero what becomes of a hospital that got too much in the year
 */
public record ClearingRule(Ratio ratio, BelowZero belowZero, Source source) implements Rule {
    public enum Ratio {
        /** One for the region and pool: the payments sum to the fund exactly. */
        REGION
    }

    public enum BelowZero {
        /** The hospital pays it back. */
        RECOVER,
        /** It is taken off next year's payments. */
        CARRY
    }

    public static ClearingRule read(Node node) {
        return new ClearingRule(
                node.choice("ratio", Ratio.class), node.choice("below-zero", BelowZero.class), node.source());
    }
}
