package org.opendip.policy.catalog;

import java.math.BigDecimal;
import java.util.Optional;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 病种目录: which combinations become groups.
 *
 * @param comprehensiveBelowCritical what becomes of a comprehensive group (综合病种) below the critical value
 * @param localAdditionLimit share of the core groups that may be local additions (地方新增): such as the national library
 *     lacks; empty: any
 * @param library whether groups of a catalog that was handed over are taken as they are (下发病种库), under rules that stand
 *     on no rows of a national workbook
 * @param nearMisses which groups of a library are taken below the critical value; empty: none
 * @param primaryCare which groups are primary-care groups (基层病种); empty: none
 */
public record CatalogRule(
        CriticalValueRule criticalValue,
        ComprehensiveBelowCritical comprehensiveBelowCritical,
        CvCeiling cvCeiling,
        GroupCodes groupCodes,
        Optional<BigDecimal> localAdditionLimit,
        boolean library,
        Optional<NearMissRule> nearMisses,
        Optional<PrimaryCareRule> primaryCare,
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

    /** Whether so many of the core groups may be local additions. Exact: no division. */
    public boolean allowsLocalAdditions(long local, long core) {
        return localAdditionLimit
                .map(limit -> BigDecimal.valueOf(local).compareTo(limit.multiply(BigDecimal.valueOf(core))) <= 0)
                .orElse(true);
    }

    public static CatalogRule read(Node node) {
        node.know("library");
        node.know("near-misses");
        node.know("primary-care");
        CriticalValueRule critical = CriticalValueRule.read(node.child("critical-value"));
        return new CatalogRule(
                critical,
                node.choice("comprehensive-below-critical", ComprehensiveBelowCritical.class),
                CvCeiling.read(node.child("cv-ceiling")),
                GroupCodes.read(node.child("group-codes")),
                node.optionalDecimalAbove("local-addition-limit", "0", "1"),
                node.has("library") && node.flag("library"),
                node.has("near-misses")
                        ? Optional.of(NearMissRule.read(node.child("near-misses"), critical))
                        : Optional.empty(),
                node.has("primary-care")
                        ? Optional.of(PrimaryCareRule.read(node.child("primary-care")))
                        : Optional.empty(),
                node.source());
    }
}
