package org.opendip.policy.settlement;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 月度预结算.
 *
 * @param prepayRatio share of a month's amount that is settled at once (预结算比例)
 * @param negative what becomes of a month below zero
 * @param depositShare share of the month's settlement kept as deposit (质量保证金); at most 0.05 by the 2025 rules, 0.10
 *     in the draft of 3.0
 */
public record MonthlyRule(BigDecimal prepayRatio, Negative negative, BigDecimal depositShare, Source source)
        implements Rule {
    public enum Negative {
        /** It is taken off the next month. */
        CARRY,
        /** It counts as zero. */
        FLOOR
    }

    public static MonthlyRule read(Node node) {
        return new MonthlyRule(
                node.decimalAbove("prepay-ratio", "0", "1"),
                node.choice("negative", Negative.class),
                node.decimal("deposit-share", "0", "0.10"),
                node.source());
    }
}
