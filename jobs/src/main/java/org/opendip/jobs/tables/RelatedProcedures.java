package org.opendip.jobs.tables;

/** Related procedures (相关手术操作) weighed: does one raise the mean cost of its diagnosis and main procedure enough to be part of the key? */
public final class RelatedProcedures {
    public static final Col DIAGNOSIS = Col.required(
            "diagnosis", Kind.CODE, "diagnosis of the key: 4 characters for core, 3 for comprehensive (诊断编码)");
    public static final Col MAIN_PROCEDURE =
            Col.required("main_procedure", Kind.CODE, "main procedure; empty: none, conservative treatment (主手术操作)");
    public static final Col RELATED_PROCEDURE =
            Col.required("related_procedure", Kind.CODE, "procedure seen beside the main one (相关手术操作)");
    public static final Col CASES_WITH = Col.required("cases_with", Kind.COUNT, "cases with it");
    public static final Col COST_WITH = Col.required("cost_with", Kind.FEN, "their cost");
    public static final Col CASES_WITHOUT =
            Col.required("cases_without", Kind.COUNT, "cases of the same diagnosis and main procedure without it");
    public static final Col COST_WITHOUT = Col.required("cost_without", Kind.FEN, "their cost");
    public static final Col KEPT =
            Col.required("kept", Kind.FLAG, "raises the mean cost by the rulebook's share or more: part of the key");

    public static final Table TABLE = Table.of(
            "related_procedures",
            "One row per 4-character diagnosis, main procedure and other procedure seen with them.",
            Table.key(DIAGNOSIS, MAIN_PROCEDURE, RELATED_PROCEDURE),
            DIAGNOSIS,
            MAIN_PROCEDURE,
            RELATED_PROCEDURE,
            CASES_WITH,
            COST_WITH,
            CASES_WITHOUT,
            COST_WITHOUT,
            KEPT);

    private RelatedProcedures() {}
}
