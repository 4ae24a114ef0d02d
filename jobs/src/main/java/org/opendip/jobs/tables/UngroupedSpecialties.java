package org.opendip.jobs.tables;

/** Cases that found no group, by specialty (未入组病例，按科别). */
public final class UngroupedSpecialties {
    public static final Col SPECIALTY_COUNT = Col.required(
            "specialty_count", Kind.COUNT, "all cases of the specialty but those of bed-day, grouped or not (科别病例数)");

    public static final Table TABLE = Table.of(
            "ungrouped_specialties",
            "One row per specialty (absent: not given) and reason that leaves cases ungrouped; bed-day cases are not among "
                    + "them.",
            Table.key(Records.SPECIALTY, Assignments.PATH),
            Records.SPECIALTY,
            Assignments.PATH,
            Moments.CASE_COUNT,
            Moments.COST_SUM,
            SPECIALTY_COUNT);

    private UngroupedSpecialties() {}
}
