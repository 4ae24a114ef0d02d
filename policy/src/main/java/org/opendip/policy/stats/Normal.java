package org.opendip.policy.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * 正态分布: how likely a standard normal variable is to lie above z.
 *
 * <pre>
 * z &lt; 3   1/2 − φ(z) × Σ z^(2k+1) / (1·3·5·…·(2k+1))
 * z ≥ 3   φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))          φ(z) = e^(−z²/2) / √(2π)
 * </pre>
 *
 * <p>Source: the usual series and continued fraction. To thirty significant digits, so that small probabilities can be put
 * in order; from z = {@link #MOST} on all are the same.
 */
public final class Normal {
    /** What lies farther out counts as this. */
    public static final BigDecimal MOST = new BigDecimal("38");

    private static final MathContext DIGITS = new MathContext(50, RoundingMode.HALF_UP);
    private static final MathContext TOLD = new MathContext(30, RoundingMode.HALF_UP);
    private static final BigDecimal TWO_PI = new BigDecimal("6.2831853071795864769252867665590057683943387987502116");
    private static final BigDecimal NEAR = new BigDecimal("3");
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal TWO = new BigDecimal("2");
    /** Terms of the fraction that thirty digits need from z = 3 on. */
    private static final int DEPTH = 400;

    private Normal() {}

    /** The probability of a value above z. */
    public static BigDecimal above(BigDecimal z) {
        if (z.signum() < 0) {
            return BigDecimal.ONE.subtract(above(z.negate()), TOLD);
        }
        if (z.compareTo(NEAR) < 0) {
            return HALF.subtract(density(z).multiply(series(z)), TOLD);
        }
        BigDecimal far = z.min(MOST);
        BigDecimal fraction = far;
        for (int k = DEPTH; k > 0; k--) {
            fraction = far.add(BigDecimal.valueOf(k).divide(fraction, DIGITS), DIGITS);
        }
        return density(far).divide(fraction, TOLD);
    }

    /** The probability of a value as far from zero as z, on either side. */
    public static BigDecimal beyond(BigDecimal z) {
        return above(z.abs()).multiply(TWO, TOLD);
    }

    private static BigDecimal series(BigDecimal z) {
        BigDecimal square = z.multiply(z, DIGITS);
        BigDecimal term = z;
        BigDecimal sum = z;
        for (int k = 1; term.signum() != 0 && term.precision() - term.scale() > -50; k++) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(2L * k + 1), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal density(BigDecimal z) {
        BigDecimal exponent = z.multiply(z).divide(TWO, DIGITS);
        return BigDecimal.ONE.divide(exp(exponent), DIGITS).divide(TWO_PI.sqrt(DIGITS), DIGITS);
    }

    /** e to a power that is not negative: halved until the series is short, squared as often. */
    private static BigDecimal exp(BigDecimal power) {
        int halved = 0;
        BigDecimal x = power;
        while (x.compareTo(HALF) > 0) {
            x = x.divide(TWO, DIGITS);
            halved++;
        }
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; term.signum() != 0 && term.precision() - term.scale() > -60; k++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halved; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }
}
