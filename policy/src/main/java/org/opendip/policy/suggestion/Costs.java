package org.opendip.policy.suggestion;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.Moments;

/**
 * 相对费用: costs of cases over the region's mean of their year, so that the general rise of prices is in none of them.
 *
 * <pre>
 * mean = Σx / n            variance = (Σx² − (Σx)²/n) / (n − 1)            x = cost / mean of the region in the year
 * </pre>
 *
 * @param n cases
 * @param sum of x
 * @param squares sum of x²
 */
public record Costs(long n, BigDecimal sum, BigDecimal squares) {
    /** No case. */
    public static final Costs NONE = new Costs(0, BigDecimal.ZERO, BigDecimal.ZERO);

    /** Guards against rounding below zero where all costs are the same. */
    private static final MathContext DIGITS = new MathContext(40, RoundingMode.HALF_UP);

    /** @param yearMean mean cost of the region in the year, yuan */
    public static Costs of(Moments cases, BigDecimal yearMean) {
        return new Costs(
                cases.n(),
                Ratios.divide(new BigDecimal(cases.sumFen(), 2), yearMean),
                Ratios.divide(new BigDecimal(cases.sumOfSquares(), 4), yearMean.multiply(yearMean)));
    }

    public Costs plus(Costs other) {
        return new Costs(n + other.n, sum.add(other.sum), squares.add(other.squares));
    }

    public Costs minus(Costs part) {
        return new Costs(n - part.n, sum.subtract(part.sum), squares.subtract(part.squares));
    }

    /** Of one case or more. */
    public BigDecimal mean() {
        return Ratios.divide(sum, BigDecimal.valueOf(n));
    }

    /** Of two cases or more, of the sample. */
    public BigDecimal variance() {
        BigDecimal about = squaresAboutMean();
        return Ratios.divide(about, BigDecimal.valueOf(n - 1));
    }

    /** Of one case or more: Σx² − (Σx)²/n. */
    public BigDecimal squaresAboutMean() {
        BigDecimal about = squares.subtract(Ratios.divide(sum.multiply(sum), BigDecimal.valueOf(n)))
                .round(DIGITS);
        // What rounding leaves of nothing is nothing.
        return about.compareTo(squares.movePointLeft(35)) < 0 ? BigDecimal.ZERO : about;
    }

    /** Square of the standard error of the mean; of two cases or more. */
    public BigDecimal errorSquared() {
        return Ratios.divide(variance(), BigDecimal.valueOf(n));
    }
}
