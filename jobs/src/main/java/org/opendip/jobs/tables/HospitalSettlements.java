package org.opendip.jobs.tables;

/** The annual clearing (年度清算) of each hospital and pool, step by step. */
public final class HospitalSettlements {
    public static final Col LOW_COUNT = Col.required("low_count", Kind.COUNT, "low cases (费用偏低)");
    public static final Col HIGH_COUNT = Col.required("high_count", Kind.COUNT, "high cases (费用偏高)");
    public static final Col UNGROUPED_COUNT = Col.required("ungrouped_count", Kind.COUNT, "ungrouped cases (未入组)");
    public static final Col GROSS_FEN =
            Col.required("gross_fen", Kind.FEN, "points x PV1 x rho, whole fen by largest remainder (应付总额)");
    public static final Col ASSESSMENT = Col.required("assessment", Kind.COEFFICIENT, "assessment coefficient (考核系数)");
    public static final Col ASSESSED_FEN = Col.required("assessed_fen", Kind.FEN, "gross x assessment coefficient");
    public static final Col AUDIT_DEDUCTION_FEN =
            Col.required("audit_deduction_fen", Kind.FEN, "audit deductions of the year (审核扣款)");
    public static final Col SETTLEMENT_FEN =
            Col.required("settlement_fen", Kind.FEN, "settlement: assessed less deductions (清算总额)");
    public static final Col PRE_SETTLED_FEN =
            Col.required("pre_settled_fen", Kind.FEN, "monthly pre-settled, gross (月度预结算)");
    public static final Col DEPOSIT_FEN = Col.required("deposit_fen", Kind.FEN, "deposit withheld from it (质量保证金)");
    public static final Col PAID_FEN = Col.required("paid_fen", Kind.FEN, "monthly payments made (月度拨付)");
    public static final Col DEPOSIT_FORFEITED_FEN =
            Col.required("deposit_forfeited_fen", Kind.FEN, "deposit not released");
    public static final Col PREPAYMENT_FEN =
            Col.required("prepayment_fen", Kind.FEN, "prepayment not rolled over (预付金)");
    public static final Col REVOLVING_FEN = Col.required("revolving_fen", Kind.FEN, "revolving money (周转金)");
    public static final Col FINAL_FEN =
            Col.required("final_fen", Kind.FEN, "to pay now; below zero: the hospital owes it (清算应拨)");
    public static final Col CARRIED_FEN = Col.required(
            "carried_fen", Kind.FEN, "below zero and carried to next year instead of recovered; due = final + carried");

    public static final Table TABLE = Table.of(
            "hospital_settlements",
            "One row per hospital and pool.",
            Table.key(Records.HOSPITAL, Records.POOL),
            Records.HOSPITAL,
            Records.POOL,
            Records.LEVEL,
            Moments.CASE_COUNT,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            LOW_COUNT,
            HIGH_COUNT,
            UNGROUPED_COUNT,
            PointValues.SCORE_TOTAL,
            PointValues.COST_TRUE_FEN,
            GROSS_FEN,
            ASSESSMENT,
            ASSESSED_FEN,
            AUDIT_DEDUCTION_FEN,
            SETTLEMENT_FEN,
            PRE_SETTLED_FEN,
            DEPOSIT_FEN,
            PAID_FEN,
            DEPOSIT_FORFEITED_FEN,
            PREPAYMENT_FEN,
            REVOLVING_FEN,
            FINAL_FEN,
            CARRIED_FEN);

    private HospitalSettlements() {}
}
