package org.opendip.jobs.stages.quality;

import java.math.BigDecimal;
import org.opendip.policy.stats.Moments;

/** What is told of exact sums. */
final class Sums {
    private static final int RATIO_DECIMALS = 10;

    private Sums() {}

    /** The coefficient of variation; null where there is no cost. */
    static BigDecimal cv(Moments cases) {
        return cases.sumFen().signum() > 0 ? cases.cv(RATIO_DECIMALS) : null;
    }
}
