package org.opendip.policy.pointvalue;

import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 点值.
 *
 * @param yearStartScores the scores that the year-start point value (年初点值) divides by
 * @param settlement how the settlement point value (结算点值) is found
 * @param shared whether all pools have one point value
 */
public record PointValueRule(YearStartScores yearStartScores, Settlement settlement, boolean shared, Source source)
        implements Rule {
    public enum YearStartScores {
        /** RW alone. */
        SCORE_ONLY,
        /** RW × K. */
        WITH_COEFFICIENT
    }

    public enum Settlement {
        /** 浮动点值: the fund of the year over the points of the year. */
        FLOATING
    }

    public static PointValueRule read(Node node) {
        return new PointValueRule(
                node.choice("year-start-scores", YearStartScores.class),
                node.choice("settlement", Settlement.class),
                node.flag("shared"),
                node.source());
    }
}
