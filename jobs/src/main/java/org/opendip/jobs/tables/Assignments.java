package org.opendip.jobs.tables;

/** Assignments (入组): the group of each signature, and the way to it. */
public final class Assignments {
    public static final Col PATH = Col.required(
            "path",
            Kind.CODE,
            "pre-group, merge-exact, merge-related, merge-main, assisted, core-exact, core-related, core-main, comprehensive, comprehensive-conservative, or why there is no group");
    public static final Col ASSIGNED_GROUP =
            Col.optional("assigned_group", Kind.CODE, "group code; absent: ungrouped (未入组)");
    public static final Col TIED =
            Col.required("tied", Kind.NUMBER, "groups that the last tie-break chose from; 1: no tie");

    public static final Table TABLE = Table.of(
            "assignments",
            "One row per signature.",
            Table.key(Cases.SIGNATURE),
            Cases.SIGNATURE,
            PATH,
            ASSIGNED_GROUP,
            TIED);

    private Assignments() {}
}
