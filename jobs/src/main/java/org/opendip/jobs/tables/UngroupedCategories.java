package org.opendip.jobs.tables;

/** Cases that found no group, by category (未入组病例). */
public final class UngroupedCategories {
    /** Length of a category code: {@code I21}. */
    public static final int LENGTH = 3;

    public static final Col CATEGORY =
            Col.required("category", Kind.CODE, "3-character category of the main diagnosis");

    public static final Table TABLE = Table.of(
            "ungrouped_categories",
            "One row per category and reason that leaves cases ungrouped; bed-day cases are not among them.",
            Table.key(CATEGORY, Assignments.PATH),
            CATEGORY,
            Assignments.PATH,
            Moments.CASE_COUNT,
            Moments.COST_SUM);

    private UngroupedCategories() {}
}
