package org.opendip.jobs.tables;

/** Settlement point values (结算点值) PV1. */
public final class PointValues {
    public static final Col FUND_FEN = Col.required("fund_fen", Kind.FEN, "fund available for DIP this year (可分配基金)");
    public static final Col FUND_RATIO = Col.required("fund_ratio", Kind.RATIO, "booked / cost: rho (统筹支付比例)");
    public static final Col COST_TRUE_FEN = Col.required("cost_true_fen", Kind.FEN, "cost of the cases paid at cost");
    public static final Col SCORE_TOTAL = Col.required("score_total", Kind.SCORE_SUM, "points of all other cases");
    public static final Col YEAR_START_POINT_VALUE =
            Col.required("year_start_point_value", Kind.POINT_VALUE, "PV0 (年初点值)");
    public static final Col POINT_VALUE = Col.required("point_value", Kind.POINT_VALUE, "PV1 (结算点值), yuan per point");

    public static final Table TABLE = Table.of(
            "point_values",
            "One row per pool.",
            Table.key(Records.POOL),
            Records.POOL,
            Moments.CASE_COUNT,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            FUND_FEN,
            FUND_RATIO,
            COST_TRUE_FEN,
            SCORE_TOTAL,
            YEAR_START_POINT_VALUE,
            POINT_VALUE);

    private PointValues() {}
}
