package org.opendip.jobs.generator;

/**
 * Random numbers by counting: a draw is a hash of (seed, purpose, number) and of nothing else, so that a case is the same
 * wherever and in whatever order it is computed. The hash is the finaliser of SplitMix64. Functions of real numbers are
 * those of {@link StrictMath}, equal on every machine.
 */
final class Draw {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Draw() {}

    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** The key of one purpose under one seed. */
    static long key(long seed, int purpose) {
        return mix(mix(seed + GOLDEN) + (purpose + 1) * 0xD1B54A32D192ED03L);
    }

    static long bits(long key, long number) {
        return mix(key + number * GOLDEN);
    }

    /** Uniform in the open interval (0, 1). */
    static double uniform(long key, long number) {
        return ((bits(key, number) >>> 11) + 0.5) * 0x1.0p-53;
    }

    /** Uniform among 0 .. bound-1. */
    static int below(long key, long number, int bound) {
        return (int) (((bits(key, number) >>> 32) * bound) >>> 32);
    }

    static double normal(long key, long number) {
        return quantile(uniform(key, number));
    }

    /** The standard normal quantile (Acklam's rational approximation, relative error below 1.2e-9). */
    static double quantile(double p) {
        if (p < 0.02425) {
            return tail(StrictMath.sqrt(-2 * StrictMath.log(p)));
        }
        if (p > 1 - 0.02425) {
            return -tail(StrictMath.sqrt(-2 * StrictMath.log(1 - p)));
        }
        double q = p - 0.5;
        double r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
                                                        + 1.383577518672690e+02)
                                                * r
                                        - 3.066479806614716e+01)
                                * r
                        + 2.506628277459239e+00)
                * q
                / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
                                                        + 6.680131188771972e+01)
                                                * r
                                        - 1.328068155288572e+01)
                                * r
                        + 1);
    }

    private static double tail(double q) {
        return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
                                                        - 2.549732539343734e+00)
                                                * q
                                        + 4.374664141464968e+00)
                                * q
                        + 2.938163982698783e+00)
                / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
                                        + 3.754408661907416e+00)
                                * q
                        + 1);
    }
}
