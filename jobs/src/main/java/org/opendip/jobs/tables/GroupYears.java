package org.opendip.jobs.tables;

/** The groups year by year (病种年度). */
public final class GroupYears {
    public static final Table TABLE = Table.of(
            "group_years",
            "One row per group and year.",
            Table.key(Catalog.GROUP, Cases.YEAR),
            Catalog.GROUP,
            Cases.YEAR,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            GroupQuality.MEAN,
            GroupQuality.STANDARD_DEVIATION,
            Catalog.CV);

    private GroupYears() {}
}
