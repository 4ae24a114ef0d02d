package org.opendip.jobs.tables;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Primary-care groups (基层病种): which core groups the list or their cases speak for. Written where the rulebook has a rule. */
public final class PrimaryCareGroups {
    public static final Col PRIMARY_COUNT =
            Col.required("primary_count", Kind.COUNT, "cases in primary hospitals, over all years");
    public static final Col LISTED = Col.required("listed", Kind.FLAG, "a row of primary_care.csv names it");
    public static final Col QUALIFIES =
            Col.required("qualifies", Kind.FLAG, "its cases meet the rulebook's figures: share, CV, number");
    public static final Col PRIMARY_CARE =
            Col.required("primary_care", Kind.FLAG, "is one: K = 1 in every hospital; otherwise a proposal");

    public static final Table TABLE = Table.of(
            "primary_care_groups",
            "One row per core group that is listed or qualifies.",
            Table.key(Catalog.GROUP),
            Catalog.GROUP,
            Moments.CASE_COUNT,
            PRIMARY_COUNT,
            Catalog.CV,
            LISTED,
            QUALIFIES,
            PRIMARY_CARE);

    private PrimaryCareGroups() {}

    /** Codes of the groups that are paid the same everywhere. */
    public static Set<String> codes(Dataset<Row> table) {
        return table.filter(PRIMARY_CARE.col()).select(Catalog.GROUP.col()).collectAsList().stream()
                .map(r -> r.getString(0))
                .collect(Collectors.toSet());
    }
}
