package org.opendip.jobs.tables;

/** Quality of the groups (病种质量): size, spread and how far the mean can be trusted. */
public final class GroupQuality {
    public static final Col CASE_SHARE = Col.required("case_share", Kind.RATIO, "its part of all grouped cases");
    public static final Col MEAN = Col.required("mean", Kind.MEAN, "mean cost of the cases, unweighted (均值)");
    public static final Col STANDARD_DEVIATION =
            Col.required("standard_deviation", Kind.MEAN, "standard deviation of cost, population (标准差)");
    public static final Col MEDIAN = Col.required("median", Kind.MEAN, "median cost (中位数)");
    public static final Col TRIMMED_COUNT =
            Col.required("trimmed_count", Kind.COUNT, "cases without the cheapest and dearest 2.5 % (截尾)");
    public static final Col TRIMMED_MEAN = Col.required("trimmed_mean", Kind.MEAN, "mean cost of those");
    public static final Col TRIMMED_CV =
            Col.optional("trimmed_cv", Kind.RATIO, "coefficient of variation of those; absent: no cost");
    public static final Col HALF_WIDTH = Col.optional(
            "half_width", Kind.MEAN, "half the width of the mean's 95 % confidence interval; absent: one case (置信区间)");
    public static final Col CASES_NEEDED =
            Col.required("cases_needed", Kind.COUNT, "cases that would fix the mean to 20 % at this spread");
    public static final Col TOO_FEW = Col.required("too_few", Kind.FLAG, "fewer cases than that (病例过少)");
    public static final Col YEAR_COUNT = Col.required("year_count", Kind.NUMBER, "years with cases");
    public static final Col STABILITY = Col.optional(
            "stability", Kind.RATIO, "largest distance of a year's mean from the mean; absent: one year (年度稳定性)");

    public static final Table TABLE = Table.of(
            "group_quality",
            "One row per group.",
            Table.key(Catalog.GROUP),
            Catalog.GROUP,
            Catalog.GROUP_KIND,
            Moments.CASE_COUNT,
            CASE_SHARE,
            MEAN,
            STANDARD_DEVIATION,
            Catalog.CV,
            MEDIAN,
            TRIMMED_COUNT,
            TRIMMED_MEAN,
            TRIMMED_CV,
            HALF_WIDTH,
            CASES_NEEDED,
            TOO_FEW,
            YEAR_COUNT,
            STABILITY);

    private GroupQuality() {}
}
