package org.opendip.policy.quality;

import java.math.BigDecimal;

/**
 * 费用分布: where a cost lies against the mean of its group, in quarters of the mean.
 *
 * <pre>
 * band = min(⌊4 × cost × n / Σcost⌋, 12)      0: below a quarter, 4: from the mean on, 12: three times the mean or more
 * </pre>
 */
public final class CostBand {
    /** Bands to one mean. */
    public static final int PER_MEAN = 4;

    /** The last one, which has no upper end. */
    public static final int LAST = 12;

    private CostBand() {}

    public static int of(long costFen, long n, long sumFen) {
        return (int)
                Math.min(Math.multiplyExact(Math.multiplyExact((long) PER_MEAN, costFen), n) / sumFen, (long) LAST);
    }

    /** The lower end of a band in times the mean. */
    public static BigDecimal from(int band) {
        return BigDecimal.valueOf(band).divide(BigDecimal.valueOf(PER_MEAN));
    }
}
