package org.opendip.policy.catalog;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;

/**
 * 降低标准入库: groups of a library that miss the critical value, and are taken all the same since their costs spread little.
 *
 * <pre>cases ≤ n < critical value,  CV ≤ highest-cv</pre>
 *
 * <p>Source: the rulebook's {@code catalog.source}; the national text lets a region lower the value for such groups and
 * names neither figure (docs/interpretations.md, "Near misses of a library").
 *
 * @param cases the lowered value, over all years of the history
 * @param highestCv coefficient of variation of cost
 */
public record NearMissRule(int cases, BigDecimal highestCv) {
    static NearMissRule read(Node node) {
        return new NearMissRule(node.integer("cases", 1, 1_000_000), node.decimalAbove("highest-cv", "0", "1000"));
    }

    /** Whether a group is taken that misses the critical value. */
    public boolean takes(long critical, long n, BigDecimal cv) {
        return !CriticalValue.isCore(critical, n) && n >= cases && cv.compareTo(highestCv) <= 0;
    }
}
