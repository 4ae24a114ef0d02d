package org.opendip.policy.suggestion;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.opendip.policy.money.Ratios;

/**
 * 检验年度增益: how much better a test year's costs are predicted after a change than before, with its 95 % interval.
 *
 * <pre>
 * of a case   (x − before)² − (x − after)² = (after − before) × (2x − before − after)
 * gain        its sum over the cases
 * interval    gain ± 1.96 × √(Σ parts 4 × (after − before)² × n × s²)
 * ΔR²         gain / Σ (x − mean of all)², the sum over all cases of the year
 * </pre>
 *
 * <p>What is predicted comes from the years before, so that the cases of the test year are independent of it and their
 * spread is all the chance there is. Source: R² of docs/quality.md; exact but for the one root. For monitoring only.
 *
 * @param sum Σ (x − before)² − (x − after)², squares of relative costs
 * @param variance of the sum
 */
public record Gain(BigDecimal sum, BigDecimal variance) {
    /** Nothing gained. */
    public static final Gain NONE = new Gain(BigDecimal.ZERO, BigDecimal.ZERO);

    static final BigDecimal NORMAL = new BigDecimal("1.96");
    private static final MathContext ROOT = new MathContext(40, RoundingMode.HALF_UP);
    private static final BigDecimal TWO = new BigDecimal("2");
    private static final BigDecimal FOUR = new BigDecimal("4");

    /**
     * Of cases that one prediction gives way to another for.
     *
     * @param test cases of the test year, two or more
     * @param before predicted without the change
     * @param after predicted with it
     */
    public static Gain of(Costs test, BigDecimal before, BigDecimal after) {
        BigDecimal step = after.subtract(before);
        BigDecimal n = BigDecimal.valueOf(test.n());
        return new Gain(
                step.multiply(TWO.multiply(test.sum()).subtract(n.multiply(before.add(after)))),
                FOUR.multiply(step).multiply(step).multiply(n).multiply(test.variance()));
    }

    public Gain plus(Gain other) {
        return new Gain(sum.add(other.sum), variance.add(other.variance));
    }

    /** The least that the interval holds. */
    public BigDecimal low() {
        return sum.subtract(NORMAL.multiply(variance.sqrt(ROOT)));
    }

    /** The most that the interval holds. */
    public BigDecimal high() {
        return sum.add(NORMAL.multiply(variance.sqrt(ROOT)));
    }

    /** As a change of R², ten decimals. */
    public static BigDecimal ofR2(BigDecimal gain, BigDecimal squaresOfAll) {
        return Ratios.divide(gain, squaresOfAll, 10);
    }
}
