package org.opendip.policy.catalog;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;
import org.opendip.policy.stats.Moments;

/**
 * 降低标准入库: groups of a library that miss the critical value, and are taken all the same since their costs spread little.
 *
 * <pre>cases ≤ n < critical value,  CV ≤ highest-cv</pre>
 *
 * <p>Source: the rulebook's {@code catalog.source}; the national text lets a region lower the value for such groups and
 * names neither figure (docs/interpretations.md, "Near misses of a library"). Exact: squares are compared, no root is drawn.
 *
 * @param cases the lowered value, over all years of the history
 * @param highestCv coefficient of variation of cost
 */
public record NearMissRule(int cases, BigDecimal highestCv) {
    /** @param critical a fixed value must be above the lowered one */
    static NearMissRule read(Node node, CriticalValueRule critical) {
        NearMissRule rule =
                new NearMissRule(node.integer("cases", 1, 1_000_000), node.decimalAbove("highest-cv", "0", "1000"));
        if (critical instanceof CriticalValueRule.Fixed fixed && node.sound() && rule.cases >= fixed.cases()) {
            node.problem("cases", "must be below critical-value.cases, " + fixed.cases() + ", is " + rule.cases);
        }
        return rule;
    }

    /**
     * Whether a group is taken that misses the critical value.
     *
     * @param costs of its cases
     */
    public boolean takes(long critical, Moments costs) {
        return costs.n() >= cases
                && !CriticalValue.isCore(critical, costs.n())
                && new BigDecimal(costs.spreadSquared())
                                .compareTo(highestCv
                                        .multiply(new BigDecimal(costs.sumFen()))
                                        .pow(2))
                        <= 0;
    }
}
