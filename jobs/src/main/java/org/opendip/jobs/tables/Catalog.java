package org.opendip.jobs.tables;

/** The catalog (病种目录): core groups and comprehensive groups. */
public final class Catalog {
    public static final Col GROUP = Col.required("group", Kind.CODE, "group code (病种编码); never parsed for meaning");
    public static final Col GROUP_KIND = Col.required("group_kind", Kind.CODE, "core (核心病种) or comprehensive (综合病种)");
    public static final Col MEAN_COST = Col.required(
            "mean_cost", Kind.MEAN, "mean cost of the combinations it was formed from, unweighted: what ties compare");
    public static final Col CV = Col.optional("cv", Kind.RATIO, "coefficient of variation of cost, population (变异系数)");
    public static final Col OVER_CV_CEILING =
            Col.required("over_cv_ceiling", Kind.FLAG, "spread above the rulebook's ceiling");

    public static final Col TAKES_ONLY = Col.optional(
            "takes_only",
            Kind.TEXT,
            "what a case must be beside its codes (细分): age 65+, severity severe; absent: the group does not ask");

    public static final Table TABLE = Table.of(
            "catalog",
            "One row per group.",
            Table.key(GROUP),
            GROUP,
            GROUP_KIND,
            RelatedProcedures.DIAGNOSIS,
            RelatedProcedures.MAIN_PROCEDURE,
            Combinations.RELATED_PROCEDURES,
            Combinations.TREATMENT,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            MEAN_COST,
            CV,
            OVER_CV_CEILING,
            TAKES_ONLY);

    private Catalog() {}
}
