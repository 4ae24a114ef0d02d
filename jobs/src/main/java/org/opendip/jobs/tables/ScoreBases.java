package org.opendip.jobs.tables;

/** What the scores stand on: the regional mean and the cases in it. */
public final class ScoreBases {
    public static final Col YEAR_WEIGHT =
            Col.required("year_weight", Kind.NUMBER, "weight of the year (年度权重); 0 in the result row");
    public static final Col GROUPED_COUNT = Col.required("grouped_count", Kind.COUNT, "of them grouped");
    public static final Col REGIONAL_MEAN =
            Col.required("regional_mean", Kind.MEAN, "mean cost of the region (地区次均费用)");

    public static final Table TABLE = Table.of(
            "score_bases",
            "One row per year, and one with year 0 for the weighted result.",
            Table.key(Cases.YEAR),
            Cases.YEAR,
            YEAR_WEIGHT,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            GROUPED_COUNT,
            REGIONAL_MEAN);

    private ScoreBases() {}
}
