package org.opendip.policy.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.opendip.policy.catalog.CriticalValue;
import org.opendip.policy.stats.Moments;

/**
 * 临界值曲线: what a higher critical value would leave of a catalog, and how homogeneous that would be.
 *
 * <pre>
 * core groups with n ≥ v stay; the others join the comprehensive group of their category and treatment type
 * a comprehensive group with n ≥ v stays, or every one where the rulebook keeps them; the rest is ungrouped
 * </pre>
 *
 * <p>From the moments of the groups there are, so for values from the catalog's own upwards; that a case may fall to another
 * core group first is left out. Source: rules.md 3, critical value and comprehensive groups. For monitoring only.
 */
public final class CriticalValueCurve {
    /** Values that are looked at, beside the catalog's own. */
    public static final List<Long> VALUES = List.of(5L, 10L, 15L, 20L, 30L, 50L, 75L, 100L, 150L, 200L, 300L, 500L);

    /**
     * A group.
     *
     * @param joins category and treatment type: what it joins, or is, as a comprehensive group
     */
    public record Group(String joins, boolean core, Moments cases) {}

    /**
     * A value and what it leaves.
     *
     * @param coreCases cases in core groups
     * @param grouped cases in any group
     * @param riv of the grouped cases, see {@link Homogeneity}; empty where there are none
     */
    public record Point(
            long value, long core, long comprehensive, long coreCases, long grouped, Optional<BigDecimal> riv) {}

    private CriticalValueCurve() {}

    /** One point, by any value from the catalog's own upwards. */
    public static Point at(long value, List<Group> groups, boolean keepsAll) {
        List<Moments> core = new ArrayList<>();
        Map<String, Moments> rest = new TreeMap<>();
        for (Group group : groups) {
            if (group.core() && CriticalValue.isCore(value, group.cases().n())) {
                core.add(group.cases());
            } else {
                rest.merge(group.joins(), group.cases(), Moments::plus);
            }
        }
        List<Moments> comprehensive = rest.values().stream()
                .filter(cases -> keepsAll || CriticalValue.isCore(value, cases.n()))
                .toList();
        List<Moments> all = Stream.concat(core.stream(), comprehensive.stream()).toList();
        return new Point(value, core.size(), comprehensive.size(), cases(core), cases(all), Homogeneity.riv(all));
    }

    private static long cases(List<Moments> groups) {
        return groups.stream().mapToLong(Moments::n).sum();
    }
}
