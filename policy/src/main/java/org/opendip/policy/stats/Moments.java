package org.opendip.policy.stats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.opendip.policy.money.Ratios;

/**
 * 均值与变异系数: what a set of costs leaves behind, enough for mean, standard deviation and coefficient of variation.
 *
 * <pre>
 * mean = Σx / n                             [yuan]
 * sd   = √(n·Σx² − (Σx)²) / n               [yuan], of the population: divided by n
 * CV   = √(n·Σx² − (Σx)²) / Σx              [ratio]
 * </pre>
 *
 * <p>Exact until the one square root. Source: rules.md 9 (CV = sd / mean, population).
 *
 * @param n cases
 * @param sumFen of their costs
 * @param sumOfSquares of their costs, fen × fen
 */
public record Moments(long n, BigInteger sumFen, BigInteger sumOfSquares) {
    /** No case. */
    public static final Moments NONE = new Moments(0, BigInteger.ZERO, BigInteger.ZERO);

    /** Enough that rounding the root to twelve decimals is rounding the true value, short of an adversary's tie. */
    private static final MathContext ROOT = new MathContext(60, RoundingMode.HALF_UP);

    /** One case. */
    public static Moments of(long fen) {
        BigInteger value = BigInteger.valueOf(fen);
        return new Moments(1, value, value.multiply(value));
    }

    public Moments plus(Moments other) {
        return new Moments(n + other.n, sumFen.add(other.sumFen), sumOfSquares.add(other.sumOfSquares));
    }

    /** Yuan, to fifty digits. */
    public BigDecimal mean() {
        requireCases();
        return Ratios.divide(new BigDecimal(sumFen, 2), BigDecimal.valueOf(n));
    }

    /** Yuan. */
    public BigDecimal standardDeviation(int decimals) {
        requireCases();
        return Ratios.divide(spread().movePointLeft(2), BigDecimal.valueOf(n), decimals);
    }

    /** The coefficient of variation to six decimals. */
    public BigDecimal cv() {
        return cv(6);
    }

    public BigDecimal cv(int decimals) {
        requireCases();
        if (sumFen.signum() <= 0) {
            throw new ArithmeticException("no CV: the costs sum to " + sumFen + " fen");
        }
        return Ratios.divide(spread(), new BigDecimal(sumFen), decimals);
    }

    /** Squares about their mean, fen × fen, to fifty digits: {@code Σx² − (Σx)²/n}. */
    public BigDecimal squaresAboutMean() {
        requireCases();
        return Ratios.divide(new BigDecimal(spreadSquared()), BigDecimal.valueOf(n));
    }

    /** Squares about another figure, fen × fen, exact: {@code Σx² − 2pΣx + np²}. */
    public BigDecimal squaresAbout(BigDecimal yuan) {
        BigDecimal fen = yuan.movePointRight(2);
        return new BigDecimal(sumOfSquares)
                .subtract(fen.multiply(new BigDecimal(sumFen)).multiply(BigDecimal.valueOf(2)))
                .add(fen.multiply(fen).multiply(BigDecimal.valueOf(n)));
    }

    /** {@code n·Σx² − (Σx)²}, fen × fen: n² times the variance of the population. */
    public BigInteger spreadSquared() {
        return BigInteger.valueOf(n).multiply(sumOfSquares).subtract(sumFen.multiply(sumFen));
    }

    /** √(n·Σx² − (Σx)²), fen. */
    private BigDecimal spread() {
        return new BigDecimal(spreadSquared()).sqrt(ROOT);
    }

    private void requireCases() {
        if (n <= 0) {
            throw new ArithmeticException("no cases, so neither mean nor CV");
        }
    }
}
