package org.opendip.jobs.tables;

/** Moments of the groups (病种矩): the moments of the cases by the group they were assigned to. Scores, coefficients and point values derive from here. */
public final class GroupMoments {
    public static final Table TABLE = Table.of(
            "group_moments",
            "One row per group (absent: ungrouped), bed-day flag, hospital level, pool and year.",
            Table.key(Assignments.ASSIGNED_GROUP, Cases.BED_DAY, Records.LEVEL, Records.POOL, Cases.YEAR),
            Assignments.ASSIGNED_GROUP,
            Cases.BED_DAY,
            Records.LEVEL,
            Records.POOL,
            Cases.YEAR,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            Moments.SQUARE_HIGH,
            Moments.SQUARE_LOW,
            Moments.DRUG_SUM,
            Moments.MATERIAL_SUM,
            Moments.DAYS_SUM);

    private GroupMoments() {}
}
