package org.opendip.jobs.oracle;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact quotient, so that nothing is rounded before the end.
 *
 * @param above numerator
 * @param below denominator, above zero
 */
record Fraction(BigInteger above, BigInteger below) {
    static final Fraction ZERO = of(0);

    Fraction {
        if (below.signum() <= 0) {
            throw new ArithmeticException("a denominator must be above zero, is " + below);
        }
        BigInteger common = above.gcd(below);
        above = above.divide(common);
        below = below.divide(common);
    }

    static Fraction of(long value) {
        return new Fraction(BigInteger.valueOf(value), BigInteger.ONE);
    }

    static Fraction of(BigDecimal value) {
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        return new Fraction(plain.unscaledValue(), BigInteger.TEN.pow(plain.scale()));
    }

    Fraction plus(Fraction other) {
        return new Fraction(above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
    }

    Fraction times(Fraction other) {
        return new Fraction(above.multiply(other.above), below.multiply(other.below));
    }

    /** Divided by another, which is above zero. */
    Fraction over(Fraction other) {
        return new Fraction(above.multiply(other.below), below.multiply(other.above));
    }

    /** How many units of the last of so many decimals, HALF_UP; not below zero. */
    BigInteger units(int decimals) {
        if (above.signum() < 0) {
            throw new ArithmeticException("below zero: " + this);
        }
        return above.multiply(BigInteger.TEN.pow(decimals))
                .shiftLeft(1)
                .add(below)
                .divide(below.shiftLeft(1));
    }
}
