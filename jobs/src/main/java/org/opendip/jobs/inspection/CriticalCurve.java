package org.opendip.jobs.inspection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.GroupMoments;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.quality.CriticalValueCurve;
import org.opendip.policy.rulebook.Rulebook;

/**
 * 临界值曲线: what the catalog's own critical value and higher ones leave of it.
 *
 * @param cases all that are not paid by bed-day
 * @param points the catalog's own value first
 */
public record CriticalCurve(long cases, List<CriticalValueCurve.Point> points) {

    /** Of a catalog, from the moments of its groups. */
    public static CriticalCurve of(Warehouse warehouse, Run run, Rulebook rules) {
        Map<String, Row> groups = new HashMap<>();
        warehouse.read(run, Catalog.TABLE).collectAsList().forEach(r -> groups.put(r.getAs(Catalog.GROUP.name()), r));
        List<CriticalValueCurve.Group> parts = new ArrayList<>();
        long ungrouped = 0;
        for (Row r : Moments.sums(warehouse
                        .read(run, GroupMoments.TABLE)
                        .filter(Cases.BED_DAY.col().equalTo(false))
                        .groupBy(Assignments.ASSIGNED_GROUP.col()))
                .collectAsList()) {
            org.opendip.policy.stats.Moments of = Moments.of(r, 1);
            Row group = r.isNullAt(0) ? null : groups.get(r.getString(0));
            if (group == null) {
                ungrouped += of.n();
            } else {
                parts.add(new CriticalValueCurve.Group(
                        Diagnoses.category(group.getAs(RelatedProcedures.DIAGNOSIS.name())) + " "
                                + group.getAs(Combinations.TREATMENT.name()),
                        group.getAs(Catalog.GROUP_KIND.name()).equals(GroupTable.CORE),
                        of));
            }
        }
        // The catalog's own value is the smallest that leaves its core groups as they are.
        long own = parts.stream()
                .filter(CriticalValueCurve.Group::core)
                .mapToLong(g -> g.cases().n())
                .min()
                .orElse(1);
        boolean keepsAll = rules.catalog().comprehensiveBelowCritical() == CatalogRule.ComprehensiveBelowCritical.KEEP;
        return new CriticalCurve(
                ungrouped + parts.stream().mapToLong(g -> g.cases().n()).sum(),
                Stream.concat(Stream.of(own), CriticalValueCurve.VALUES.stream().filter(v -> v > own))
                        .map(value -> CriticalValueCurve.at(value, parts, keepsAll))
                        .toList());
    }
}
