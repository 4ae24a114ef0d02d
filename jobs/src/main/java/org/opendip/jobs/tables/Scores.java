package org.opendip.jobs.tables;

/** Disease scores (病种分值). */
public final class Scores {
    public static final Col WEIGHTED_MEAN =
            Col.required("weighted_mean", Kind.MEAN, "mean cost weighted over the years (加权平均费用)");
    public static final Col SCORE = Col.required("score", Kind.SCORE, "disease score RW (病种分值)");
    public static final Col MEAN_DAYS = Col.required("mean_days", Kind.MEAN, "mean days of stay (平均住院日)");
    public static final Col DRUG_SHARE = Col.optional("drug_share", Kind.RATIO, "drug cost / cost (药占比)");
    public static final Col MATERIAL_SHARE = Col.optional("material_share", Kind.RATIO, "material cost / cost (耗占比)");

    public static final Table TABLE = Table.of(
            "scores",
            "One row per group of the catalog that has cases.",
            Table.key(Catalog.GROUP),
            Catalog.GROUP,
            Catalog.GROUP_KIND,
            Moments.CASE_COUNT,
            WEIGHTED_MEAN,
            SCORE,
            Catalog.CV,
            MEAN_DAYS,
            DRUG_SHARE,
            MATERIAL_SHARE);

    private Scores() {}
}
