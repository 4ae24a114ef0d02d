package org.opendip.jobs.stages.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.opendip.policy.stats.Moments;

/** Cases of one group or combination; cost in fen. */
record Sums(long cases, long fen, BigInteger squares) {
    static final Sums NONE = new Sums(0, 0, BigInteger.ZERO);

    BigDecimal mean() {
        return BigDecimal.valueOf(fen, 2).divide(BigDecimal.valueOf(cases), 6, RoundingMode.HALF_UP);
    }

    BigDecimal cv() {
        return moments().cv(10);
    }

    Moments moments() {
        return new Moments(cases, BigInteger.valueOf(fen), squares);
    }
}
