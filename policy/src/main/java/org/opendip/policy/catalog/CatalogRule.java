package org.opendip.policy.catalog;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 病种目录: which combinations become groups.
 *
 * @param comprehensiveBelowCritical what becomes of a comprehensive group (综合病种) below the critical value
 */
public record CatalogRule(
        CriticalValueRule criticalValue,
        ComprehensiveBelowCritical comprehensiveBelowCritical,
        CvCeiling cvCeiling,
        GroupCodes groupCodes,
        Source source)
        implements Rule {
    public enum ComprehensiveBelowCritical {
        DROP,
        KEEP
    }

    public enum CvAction {
        /** The group stays and says so. */
        FLAG,
        /** The group is dropped. */
        DROP
    }

    /**
     * 变异系数上限.
     *
     * @param value standard deviation over mean; groups above it are concerned
     */
    public record CvCeiling(BigDecimal value, CvAction action) {
        static CvCeiling read(Node node) {
            return new CvCeiling(node.decimalAbove("value", "0", "1000"), node.choice("action", CvAction.class));
        }
    }

    public static CatalogRule read(Node node) {
        return new CatalogRule(
                CriticalValueRule.read(node.child("critical-value")),
                node.choice("comprehensive-below-critical", ComprehensiveBelowCritical.class),
                CvCeiling.read(node.child("cv-ceiling")),
                GroupCodes.read(node.child("group-codes")),
                node.source());
    }
}
