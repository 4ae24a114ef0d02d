package org.opendip.policy.quality;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.Moments;

/**
 * 组内同质性: how much of the spread of cost the groups and the scores explain.
 *
 * <pre>
 * RIV = 1 − Σ groups Σ (x − mean of its group)² / Σ (x − mean of all grouped)²       [ratio]
 * R²  = 1 − Σ (x − p)² / Σ (x − mean of all)²                                        [ratio]
 * p   = weighted mean of the group / M × mean cost of the region in the year; ungrouped: that mean
 * </pre>
 *
 * <p>RIV judges the groups on the cases they hold, R² the scores on all cases that are to be grouped, so that what is
 * left ungrouped counts against it. A year's own regional mean in p keeps the general rise of prices out. R² falls
 * below zero where the scores predict worse than one mean for all.
 *
 * <p>Source: rules.md 9 names RIV and R², raw and trimmed, without formulas; these are the usual ones
 * (docs/quality.md). Ten decimals, rounded once.
 */
public final class Homogeneity {
    /** Decimals of both. */
    public static final int DECIMALS = 10;

    /** 变异系数: a group below it is homogeneous. */
    public static final BigDecimal NARROW = new BigDecimal("0.5");

    /** 变异系数: a group above it is not. */
    public static final BigDecimal WIDE = BigDecimal.ONE;

    private Homogeneity() {}

    /** @return empty where no cost differs from another, or there is no case */
    public static Optional<BigDecimal> riv(Collection<Moments> groups) {
        Moments all = groups.stream().reduce(Moments.NONE, Moments::plus);
        BigDecimal within = groups.stream()
                .filter(group -> group.n() > 0)
                .map(Moments::squaresAboutMean)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return explained(within, all);
    }

    /**
     * Some cases and what is predicted for each of them.
     *
     * @param predicted yuan
     */
    public record Predicted(Moments cases, BigDecimal predicted) {}

    /** @return empty where no cost differs from another, or there is no case */
    public static Optional<BigDecimal> r2(Collection<Predicted> parts) {
        Moments all = parts.stream().map(Predicted::cases).reduce(Moments.NONE, Moments::plus);
        BigDecimal residual = parts.stream()
                .map(part -> part.cases().squaresAbout(part.predicted()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return explained(residual, all);
    }

    /**
     * The cost that a score predicts in a year.
     *
     * @param groupMean weighted mean of the group, yuan
     * @param regionalMean weighted mean M of the region, yuan
     * @param yearMean mean of the region in the year, yuan
     */
    public static BigDecimal predicted(BigDecimal groupMean, BigDecimal regionalMean, BigDecimal yearMean) {
        return Ratios.divide(groupMean.multiply(yearMean), regionalMean);
    }

    private static Optional<BigDecimal> explained(BigDecimal residual, Moments all) {
        if (all.n() == 0 || all.spreadSquared().signum() == 0) {
            return Optional.empty();
        }
        BigDecimal total = all.squaresAboutMean();
        return Optional.of(Ratios.divide(total.subtract(residual), total, DECIMALS));
    }
}
