package org.opendip.jobs.tables;

/** What each case is paid (病例结算): the hospital's gross settlement divided over its cases, to the fen. */
public final class CaseSettlements {
    public static final Col SETTLED_SCORE =
            Col.required("settled_score", Kind.SCORE, "points paid; of a cost-true case, cost / PV1 (结算分值)");
    public static final Col PAYMENT_FEN =
            Col.required("payment_fen", Kind.FEN, "fund payment before assessment and deductions (应付金额)");

    public static final Table TABLE = Table.of(
            "case_settlements",
            "One row per settled case.",
            Table.key(Cases.CASE_ID),
            Cases.CASE_ID,
            Records.HOSPITAL,
            Records.POOL,
            SETTLED_SCORE,
            PAYMENT_FEN);

    private CaseSettlements() {}
}
