package org.opendip.policy.catalog;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * 临界值: from how many cases on, over all years of the history, a combination is a core group.
 *
 * <pre>
 * fixed     the rulebook's number
 * coverage  the largest v such that the combinations with n ≥ v hold at least the share of all cases
 * </pre>
 *
 * <p>Source: the rulebook's {@code catalog.source}. 1.0 names a coverage of 85 %, 3.0 of 95 %; prefectures publish 15. A
 * combination with exactly v cases is core. Exact: no division.
 */
public final class CriticalValue {
    private CriticalValue() {}

    /** @param counts cases of every combination */
    public static long choose(CriticalValueRule rule, Collection<Long> counts) {
        if (rule instanceof CriticalValueRule.Fixed fixed) {
            return fixed.cases();
        }
        return byCoverage(((CriticalValueRule.Coverage) rule).share(), counts);
    }

    private static long byCoverage(BigDecimal share, Collection<Long> counts) {
        List<Long> falling = counts.stream()
                .sorted(Comparator.reverseOrder())
                .filter(n -> n > 0)
                .toList();
        long all = falling.stream().reduce(0L, Math::addExact);
        BigDecimal needed = share.multiply(BigDecimal.valueOf(all));
        long held = 0;
        for (long count : falling) {
            held = Math.addExact(held, count);
            if (BigDecimal.valueOf(held).compareTo(needed) >= 0) {
                return count;
            }
        }
        return 1; // no cases at all: whatever occurs later is core
    }

    public static boolean isCore(long criticalValue, long cases) {
        return cases >= criticalValue;
    }
}
