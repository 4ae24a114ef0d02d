package org.opendip.jobs.tables;

/** The settlement year's cases, grouped and scored (入组与计分). */
public final class Grouping {
    public static final Col SETTLED_BY_SCORE =
            Col.required("settled_by_score", Kind.FLAG, "in a pool and paid by disease: takes part in the settlement");
    public static final Col DISEASE_SCORE =
            Col.optional("disease_score", Kind.SCORE, "disease score RW; of an ungrouped case, its cost share (病种分值)");
    public static final Col REFERENCE = Col.optional("reference", Kind.MEAN, "reference cost of the group");
    public static final Col COST_RATIO = Col.optional("cost_ratio", Kind.RATIO, "cost / reference (费用比)");
    public static final Col DEVIATION = Col.required("deviation", Kind.CODE, "normal, low, high, ungrouped (偏差类型)");
    public static final Col COST_TRUE = Col.required(
            "cost_true", Kind.FLAG, "paid at cost; the points follow from the settlement point value (据实)");
    public static final Col CASE_SCORE =
            Col.optional("case_score", Kind.SCORE, "points of the case (病例分值); absent where cost-true");

    public static final Table TABLE = Table.of(
            "grouping",
            "One row per case.",
            Table.key(Cases.CASE_ID),
            Cases.CASE_ID,
            Records.HOSPITAL,
            Records.LEVEL,
            Records.POOL,
            Records.PERIOD,
            Cases.SIGNATURE,
            Assignments.ASSIGNED_GROUP,
            Assignments.PATH,
            Records.STAY_DAYS,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            SETTLED_BY_SCORE,
            DISEASE_SCORE,
            InstitutionCoefficients.COEFFICIENT,
            REFERENCE,
            COST_RATIO,
            DEVIATION,
            COST_TRUE,
            CASE_SCORE);

    private Grouping() {}
}
