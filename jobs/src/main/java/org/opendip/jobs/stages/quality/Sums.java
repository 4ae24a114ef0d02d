package org.opendip.jobs.stages.quality;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.Row;
import org.opendip.policy.stats.Moments;

/** Exact sums as they come from a table of moments. */
final class Sums {
    private static final int RATIO_DECIMALS = 10;

    private Sums() {}

    /** Moments from four columns of a row: cases, cost, and the two parts of the squares. */
    static Moments of(Row row, int from) {
        return new Moments(
                row.getLong(from),
                BigInteger.valueOf(row.getLong(from + 1)),
                BigInteger.valueOf(row.getLong(from + 2)).shiftLeft(32).add(BigInteger.valueOf(row.getLong(from + 3))));
    }

    /** The coefficient of variation; null where there is no cost. */
    static BigDecimal cv(Moments cases) {
        return cases.sumFen().signum() > 0 ? cases.cv(RATIO_DECIMALS) : null;
    }
}
