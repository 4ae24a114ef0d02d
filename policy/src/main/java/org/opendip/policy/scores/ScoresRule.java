package org.opendip.policy.scores;

import java.math.BigDecimal;
import java.util.Optional;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 病种分值: how a mean cost becomes a score.
 *
 * @param scale score of a group that costs as much as the reference: 1000, 100 or 1
 * @param decimals of a published score
 * @param benchmarkGroup code of the benchmark group (基准病种), with method benchmark only
 * @param quota yuan per point (分值定额), with method fixed-quota only
 * @param inMean whose cost the regional mean holds
 */
public record ScoresRule(
        Method method,
        BigDecimal scale,
        Weighting weighting,
        int decimals,
        Optional<String> benchmarkGroup,
        Optional<BigDecimal> quota,
        InMean inMean,
        Source source)
        implements Rule {
    public enum Method {
        /** 均值法: against the mean cost of the region. */
        MEAN_COST,
        /** 基准病种法: against the mean cost of one group. */
        BENCHMARK,
        /** 固定参数法: against a fixed amount per point. */
        FIXED_QUOTA
    }

    /** 年度加权方式. */
    public enum Weighting {
        /** Weighted cost over weighted cases. */
        POOLED,
        /** Weighted mean of the means of the years in which the group occurs. */
        YEARLY_MEANS
    }

    public enum InMean {
        EVERY_CASE,
        GROUPED_CASES
    }

    public static ScoresRule read(Node node) {
        Method method = node.choice("method", Method.class);
        BigDecimal scale = node.decimalAbove("scale", "0", "1000000");
        Weighting weighting = node.choice("weighting", Weighting.class);
        int decimals = node.integer("decimals", 0, 6);
        Optional<String> benchmark = node.optionalText("benchmark-group");
        Optional<BigDecimal> quota = node.optionalDecimalAbove("quota", "0", "1000000");
        if (method != null) {
            node.onlyWith("benchmark-group", method == Method.BENCHMARK, "method benchmark");
            node.onlyWith("quota", method == Method.FIXED_QUOTA, "method fixed-quota");
        }
        return new ScoresRule(
                method,
                scale,
                weighting,
                decimals,
                benchmark,
                quota,
                node.choice("in-mean", InMean.class),
                node.source());
    }
}
