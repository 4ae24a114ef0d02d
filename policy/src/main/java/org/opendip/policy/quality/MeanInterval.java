package org.opendip.policy.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.Moments;

/**
 * 均值置信区间: how well the cases of a group fix its mean cost, at 95 %.
 *
 * <pre>
 * half width = t(n − 1) × s / √n                  [yuan], s² = (n·Σx² − (Σx)²) / (n·(n − 1))
 * too few    half width above 20 % of the mean, or a single case
 * needed     the fewest cases with which it would not be, at the same mean and s
 * </pre>
 *
 * <p>Source: the statistics of a mean; no document fixes the level or the 20 %. For monitoring only: no amount depends
 * on it. t is Student's, two-sided; between two rows of the table the smaller number of cases, so the wider interval.
 */
public final class MeanInterval {
    /** Half width over mean from which on a group has too few cases for its spread. */
    public static final BigDecimal PRECISION = new BigDecimal("0.20");

    private static final MathContext ROOT = new MathContext(60, RoundingMode.HALF_UP);

    /** t for 1 to 30 degrees of freedom. */
    private static final String[] SMALL = {
        "12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228", //
        "2.201", "2.179", "2.160", "2.145", "2.131", "2.120", "2.110", "2.101", "2.093", "2.086", //
        "2.080", "2.074", "2.069", "2.064", "2.060", "2.056", "2.052", "2.048", "2.045", "2.042"
    };

    /** Degrees of freedom from which on the t beside it serves. */
    private static final int[] LARGE = {1000, 500, 200, 120, 100, 80, 60, 50, 40};

    private static final String[] LARGE_T = {
        "1.962", "1.965", "1.972", "1.980", "1.984", "1.990", "2.000", "2.009", "2.021"
    };

    private MeanInterval() {}

    /** Half the width of the interval, yuan; empty for a single case, which has no spread to judge by. */
    public static Optional<BigDecimal> halfWidth(Moments cases, int decimals) {
        if (cases.n() < 2) {
            return Optional.empty();
        }
        BigDecimal n = BigDecimal.valueOf(cases.n());
        BigDecimal squared = Ratios.divide(
                new BigDecimal(cases.spreadSquared()), n.multiply(n).multiply(n.subtract(BigDecimal.ONE)));
        return Optional.of(
                Ratios.round(t(cases.n()).multiply(squared.sqrt(ROOT)).movePointLeft(2), decimals));
    }

    /** Square of the standard error of the mean, yuan × yuan, to fifty digits; empty for a single case. */
    public static Optional<BigDecimal> errorSquared(Moments cases) {
        if (cases.n() < 2) {
            return Optional.empty();
        }
        BigDecimal n = BigDecimal.valueOf(cases.n());
        return Optional.of(Ratios.divide(
                new BigDecimal(cases.spreadSquared(), 4), n.multiply(n).multiply(n.subtract(BigDecimal.ONE))));
    }

    /** The fewest cases that would fix the mean to {@link #PRECISION}; 2 for a single case. */
    public static long needed(Moments cases) {
        if (cases.n() < 2 || cases.sumFen().signum() <= 0) {
            return 2;
        }
        BigDecimal n = BigDecimal.valueOf(cases.n());
        BigDecimal sum = new BigDecimal(cases.sumFen());
        // (s / mean / precision)²: t² times this must not exceed the number of cases.
        BigDecimal spread = Ratios.divide(
                new BigDecimal(cases.spreadSquared()).multiply(n),
                n.subtract(BigDecimal.ONE).multiply(sum).multiply(sum).multiply(PRECISION.multiply(PRECISION)));
        long needed = 2;
        while (true) {
            BigDecimal t = t(needed);
            BigDecimal least = t.multiply(t).multiply(spread);
            if (least.compareTo(BigDecimal.valueOf(needed)) <= 0) {
                return needed;
            }
            // t falls with the cases, so that nothing between is enough as long as t stays the same.
            needed = Math.max(needed + 1, smallestWithAnotherT(needed, least));
        }
    }

    /** 病例过少: the group has too few cases for its spread. */
    public static boolean tooFew(Moments cases) {
        return cases.n() < needed(cases);
    }

    /** Student's t for so many cases. */
    static BigDecimal t(long cases) {
        long degrees = cases - 1;
        for (int i = 0; i < LARGE.length; i++) {
            if (degrees >= LARGE[i]) {
                return new BigDecimal(LARGE_T[i]);
            }
        }
        return new BigDecimal(SMALL[(int) Math.min(degrees, SMALL.length) - 1]);
    }

    /** The next number of cases worth trying: where t changes, or where the least is reached. */
    private static long smallestWithAnotherT(long cases, BigDecimal least) {
        long reached = least.setScale(0, RoundingMode.CEILING).longValueExact();
        long changes = Long.MAX_VALUE;
        for (int degrees : LARGE) {
            if (degrees > cases - 1) {
                changes = degrees + 1L;
            }
        }
        return cases - 1 < SMALL.length ? cases + 1 : Math.min(reached, changes);
    }
}
