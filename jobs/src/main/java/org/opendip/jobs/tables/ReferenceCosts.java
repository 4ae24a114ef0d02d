package org.opendip.jobs.tables;

/** Last year's mean cost of a group (上年均次费用): what a case is held against to find low and high ones. */
public final class ReferenceCosts {
    public static final Col REFERENCE_COST = Col.required("reference_cost", Kind.MEAN, "reference cost (参照费用)");

    public static final Table TABLE = Table.of(
            "reference_costs",
            "One row per group, level and pool; 0 where the rulebook does not divide by it.",
            Table.key(Catalog.GROUP, Records.LEVEL, Records.POOL),
            Catalog.GROUP,
            Records.LEVEL,
            Records.POOL,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            REFERENCE_COST);

    private ReferenceCosts() {}
}
