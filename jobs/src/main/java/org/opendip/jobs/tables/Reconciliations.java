package org.opendip.jobs.tables;

/** Reconciliations (核对): the invariants that hold for real data, checked in every run. */
public final class Reconciliations {
    public static final Col CHECK_NAME = Col.required("check_name", Kind.CODE, "the law that is checked");
    public static final Col EXPECTED = Col.required("expected", Kind.FEN, "what it must be (fen, or a count)");
    public static final Col ACTUAL = Col.required("actual", Kind.FEN, "what it is");
    public static final Col RESIDUAL = Col.required("residual", Kind.FEN, "actual - expected");
    public static final Col HOLDS = Col.required("holds", Kind.FLAG, "the residual is what the rule allows");

    public static final Table TABLE = Table.of(
            "reconciliations",
            "One row per check and pool.",
            Table.key(CHECK_NAME, Records.POOL),
            CHECK_NAME,
            Records.POOL,
            EXPECTED,
            ACTUAL,
            RESIDUAL,
            HOLDS);

    private Reconciliations() {}
}
