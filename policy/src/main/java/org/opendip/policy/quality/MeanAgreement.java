package org.opendip.policy.quality;

import java.math.BigDecimal;
import java.util.Optional;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.Moments;

/**
 * 均值一致性: whether the cases of a test year cost what the group's history lets expect.
 *
 * <pre>
 * agrees  (mean of the test year − expected)² ≤ 1.96² × (f² × s₁²/n₁ + s₂²/n₂)      f = expected / mean of the history
 * </pre>
 *
 * <p>About 95 of 100 groups whose cost has not changed agree, by chance the others do not. Source: the comparison of two
 * means; local, for monitoring only. Compared without a root.
 */
public final class MeanAgreement {
    private static final BigDecimal NORMAL = new BigDecimal("1.96");

    private MeanAgreement() {}

    /**
     * @param history cases that the expectation was made from
     * @param expected yuan, at the test year's level of cost
     * @param test cases of the test year
     * @return empty where either has fewer than two cases, or the history no cost
     */
    public static Optional<Boolean> of(Moments history, BigDecimal expected, Moments test) {
        if (history.n() < 2 || test.n() < 2 || history.sumFen().signum() <= 0) {
            return Optional.empty();
        }
        BigDecimal factor = Ratios.divide(expected, history.mean());
        BigDecimal error = factor.multiply(factor)
                .multiply(MeanInterval.errorSquared(history).orElseThrow())
                .add(MeanInterval.errorSquared(test).orElseThrow());
        BigDecimal distance = test.mean().subtract(expected);
        return Optional.of(
                distance.multiply(distance).compareTo(NORMAL.multiply(NORMAL).multiply(error)) <= 0);
    }
}
