package org.opendip.policy.quality;

import java.math.BigDecimal;

/**
 * 中位数与截尾: places in the order of cost, by rank and so without interpolation.
 *
 * <pre>
 * median   mean of the cases at ranks ⌊(n + 1) / 2⌋ and ⌊n / 2⌋ + 1
 * trimmed  without the ⌊2.5 % × n⌋ cheapest and as many dearest cases
 * </pre>
 *
 * <p>Below 40 cases nothing is trimmed. Of cases with one cost the earlier year stands first.
 * Source: rules.md 4 names 2.5 / 97.5 % for trimming; by rank is the reading here, since an interpolated percentile
 * would cut a group of two cases to none.
 */
public final class Ranks {
    /** Of 1,000 cases so many are left out at each end. */
    public static final int TRIMMED_PER_MILLE = 25;

    private Ranks() {}

    public static long lowerMedian(long n) {
        return (n + 1) / 2;
    }

    public static long upperMedian(long n) {
        return n / 2 + 1;
    }

    /** Cases left out at each end. */
    public static long cut(long n) {
        return Math.multiplyExact(n, TRIMMED_PER_MILLE) / 1000;
    }

    /** Yuan, exact: half a fen at most. */
    public static BigDecimal median(long lowerFen, long upperFen) {
        return BigDecimal.valueOf(Math.addExact(lowerFen, upperFen), 2).divide(BigDecimal.valueOf(2));
    }
}
