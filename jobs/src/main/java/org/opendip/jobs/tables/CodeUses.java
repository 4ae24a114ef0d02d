package org.opendip.jobs.tables;

/** Codes as the settlement lists use them (编码使用情况): what was mapped, and what nobody knows. */
public final class CodeUses {
    public static final Col CODE_KIND = Col.required("code_kind", Kind.CODE, "diagnosis (main ones only) or procedure");
    public static final Col WRITTEN =
            Col.required("written", Kind.CODE, "the code of the lists, with blanks, letters and x put right");
    public static final Col OUTCOME = Col.required(
            "outcome", Kind.CODE, "direct, mapped, ambiguous, damaged, unmapped; see [code lists](codes.md#maps)");
    public static final Col TARGET = Col.optional("target", Kind.CODE, "code of the insurance that replaced it");
    public static final Col USE_COUNT =
            Col.required("use_count", Kind.COUNT, "times that records kept or rejected name it");

    public static final Table TABLE = Table.of(
            "code_uses",
            "One row per code that the records use; written only where a map from clinical codes is in force.",
            Table.key(CODE_KIND, WRITTEN),
            CODE_KIND,
            WRITTEN,
            OUTCOME,
            TARGET,
            USE_COUNT);

    private CodeUses() {}
}
