package org.opendip.jobs.tables;

/** Parts of groups (细分) by what no signature holds: what suggestions try beside codes. */
public final class SubgroupMoments {
    /** The word of {@link #ASPECT} for bands of age. */
    public static final String AGE = "age";

    /** The word of {@link #ASPECT} for classes of severity. */
    public static final String SEVERITY = "severity";

    public static final Col ASPECT =
            Col.required("aspect", Kind.CODE, "what the group is taken apart by: age (年龄段) or severity (病情严重程度)");
    public static final Col SUBGROUP = Col.required(
            "subgroup", Kind.CODE, "the part: of age as in cases.age_band; mild (轻度), moderate (中度), severe (重度)");

    public static final Table TABLE = Table.of(
            "subgroup_moments",
            "One row per group, part and year; cases of which nothing is known are in none.",
            Table.key(Catalog.GROUP, ASPECT, SUBGROUP, Cases.YEAR),
            Catalog.GROUP,
            ASPECT,
            SUBGROUP,
            Cases.YEAR,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            Moments.SQUARE_HIGH,
            Moments.SQUARE_LOW);

    private SubgroupMoments() {}
}
