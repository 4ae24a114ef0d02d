package org.opendip.jobs.tables;

/** Combinations (病种组合): diagnosis, main procedure and kept related procedures, before the critical value divides them. */
public final class Combinations {
    public static final Col RELATED_PROCEDURES = Col.required(
            "related_procedures", Kind.TEXT, "kept related procedures in code order, joined by +; empty: none");
    public static final Col TREATMENT = Col.required(
            "treatment",
            Kind.CODE,
            "treatment type of the main procedure: conservative, diagnostic, therapeutic, surgery (治疗类型)");

    public static final Table TABLE = Table.of(
            "combinations",
            "One row per combination.",
            Table.key(RelatedProcedures.DIAGNOSIS, RelatedProcedures.MAIN_PROCEDURE, RELATED_PROCEDURES),
            RelatedProcedures.DIAGNOSIS,
            RelatedProcedures.MAIN_PROCEDURE,
            RELATED_PROCEDURES,
            TREATMENT,
            Moments.CASE_COUNT,
            Moments.COST_SUM);

    private Combinations() {}
}
