package org.opendip.policy.scores;

import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.scores.ScoresRule.Weighting;

/**
 * 病种分值 RW: what a case of a group is worth, in points.
 *
 * <pre>
 * 均值法     RW = m / M × scale             M mean cost of the region        [yuan/case]
 * 基准病种法 RW = m / m_bench × scale       m_bench mean cost of one group   [yuan/case]
 * 固定参数法 RW = m / Q                     Q fixed amount                   [yuan/point]
 *
 * pooled        m = Σ_y w_y C_y / Σ_y w_y n_y
 * yearly-means  m = Σ_y w_y (C_y / n_y) / Σ_y w_y      over the years in which the group occurs
 * </pre>
 *
 * <p>Source: the rulebook's {@code scores.source}; the three methods stand in the national technical specification. Open
 * there, and so settings: how years are weighted, and whose cost is in M (docs/interpretations.md, "Year weights").
 *
 * <p>Fifty digits inside; rounds once, on {@link #published}, HALF_UP.
 */
public final class DiseaseScore {
    /**
     * A year of a group, or of the region.
     *
     * @param weight of the year
     * @param cases in it
     * @param fen their total cost
     */
    public record YearSum(BigDecimal weight, long cases, long fen) {}

    private DiseaseScore() {}

    /** The weighted mean cost of a group or of the region, yuan. At least one weighted year must have cases. */
    public static BigDecimal weightedMean(Weighting weighting, List<YearSum> years) {
        BigDecimal above = BigDecimal.ZERO;
        BigDecimal below = BigDecimal.ZERO;
        for (YearSum year : years) {
            BigDecimal yuan = BigDecimal.valueOf(year.fen(), 2);
            BigDecimal cases = BigDecimal.valueOf(year.cases());
            switch (weighting) {
                case POOLED -> {
                    above = above.add(year.weight().multiply(yuan));
                    below = below.add(year.weight().multiply(cases));
                }
                case YEARLY_MEANS -> {
                    if (year.cases() > 0) {
                        above = above.add(year.weight().multiply(Ratios.divide(yuan, cases)));
                        below = below.add(year.weight());
                    }
                }
            }
        }
        if (below.signum() == 0) {
            throw new IllegalArgumentException("no cases in a year that has a weight: " + years);
        }
        return Ratios.divide(above, below);
    }

    /**
     * The unrounded score.
     *
     * @param mean of the group, yuan
     * @param regionalMean used by mean-cost only, otherwise may be null
     * @param benchmarkMean used by benchmark only, otherwise may be null
     */
    public static BigDecimal score(
            ScoresRule rule, BigDecimal mean, BigDecimal regionalMean, BigDecimal benchmarkMean) {
        return switch (rule.method()) {
            case MEAN_COST -> Ratios.divide(mean.multiply(rule.scale()), regionalMean);
            case BENCHMARK -> Ratios.divide(mean.multiply(rule.scale()), benchmarkMean);
            case FIXED_QUOTA -> Ratios.divide(mean, rule.quota().orElseThrow());
        };
    }

    /** The score as the catalog prints it, and as everything after it uses it. */
    public static BigDecimal published(BigDecimal score, int decimals) {
        return Ratios.round(score, decimals);
    }
}
