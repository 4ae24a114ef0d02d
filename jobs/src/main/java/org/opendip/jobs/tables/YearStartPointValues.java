package org.opendip.jobs.tables;

/** Year-start point values (年初点值) PV0. */
public final class YearStartPointValues {
    public static final Col WEIGHTED_COST = Col.required("weighted_cost", Kind.MEAN, "cost weighted over the years");
    public static final Col WEIGHTED_SCORE =
            Col.required("weighted_score", Kind.SCORE_SUM, "points weighted over the years");
    public static final Col POINT_VALUE = Col.required("point_value", Kind.POINT_VALUE, "yuan per point (点值)");

    public static final Table TABLE = Table.of(
            "year_start_point_values",
            "One row per pool.",
            Table.key(Records.POOL),
            Records.POOL,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            WEIGHTED_COST,
            WEIGHTED_SCORE,
            POINT_VALUE);

    private YearStartPointValues() {}
}
