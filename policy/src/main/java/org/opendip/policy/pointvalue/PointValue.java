package org.opendip.policy.pointvalue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.Amount;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.Ratios;

/**
 * 点值: what a point is worth, yuan of total cost per point.
 *
 * <pre>
 * 年初点值  PV0 = Σ_y w_y C_y / Σ_y w_y S_y
 * 基金支付比例 rho = booked fund amount / total cost of the same cases
 * 结算点值  PV1 = (F / rho − cost of cost-true cases) / points of all others
 * 弹性点值  PV  = (F / rho − base points × base PV) / points above the base, at most a ceiling
 * </pre>
 *
 * <p>A point stands for total cost, not for fund money: hence F / rho. F 720,000,000, total cost 1,050,000,000, booked
 * 756,000,000, points 118,000,000 give rho 0.72 and PV1 8.474576271186441.
 *
 * <p>Cost-true cases are those that were low against a reference known before PV1 (docs/interpretations.md, "Low cases and
 * PV1"); their points are cost / PV1 afterwards.
 *
 * <p>Source: the rulebook's {@code point-value.source}. Open: whether S_y holds K. One division from exact sums, then
 * rounded once to fifteen decimals, HALF_UP; money is divided by points, never by the rounded value.
 */
public final class PointValue {
    /** Decimals of a point value as it is published. */
    public static final int DECIMALS = 15;

    /**
     * @param amount the point value to {@link #DECIMALS} decimals, with its working
     * @param unrounded the same to fifty digits
     */
    public record Value(Amount amount, BigDecimal unrounded) {
        public BigDecimal value() {
            return amount.value();
        }
    }

    /**
     * A year of the history.
     *
     * @param weight of the year
     * @param costFen of its cases
     * @param scores of the same cases
     */
    public record YearTotal(BigDecimal weight, long costFen, BigDecimal scores) {}

    private PointValue() {}

    /** PV0, from the years of the history. */
    public static Value yearStart(List<YearTotal> years) {
        BigDecimal cost = BigDecimal.ZERO;
        BigDecimal scores = BigDecimal.ZERO;
        for (YearTotal year : years) {
            cost = cost.add(year.weight().multiply(Fen.toYuan(year.costFen())));
            scores = scores.add(year.weight().multiply(year.scores()));
        }
        requireScores("The year-start point value", scores);
        return value(
                Amount.of("year-start-point-value", "加权总费用 ÷ 加权总分值", "weighted cost / weighted scores")
                        .with("weighted-cost", cost)
                        .with("weighted-scores", scores),
                cost,
                scores);
    }

    /** 基金支付比例 rho, to fifty digits. */
    public static BigDecimal paymentRatio(long bookedFen, long totalFen) {
        requireBooked(bookedFen, totalFen);
        return Ratios.divide(Fen.toYuan(bookedFen), Fen.toYuan(totalFen));
    }

    /** F / rho, yuan to fifty digits: the total cost that the fund can carry its part of. */
    public static BigDecimal fundOverRatio(long fundFen, long bookedFen, long totalFen) {
        requireBooked(bookedFen, totalFen);
        return Ratios.divide(Fen.toYuan(fundFen).multiply(Fen.toYuan(totalFen)), Fen.toYuan(bookedFen));
    }

    /**
     * PV1 of a pool.
     *
     * @param fundFen F, the fund available for the year
     * @param bookedFen fund amount booked for the year's cases
     * @param totalFen total cost of the year's cases
     * @param costTrueFen total cost of the cases paid at cost
     * @param scores points of all other cases
     */
    public static Value settlement(long fundFen, long bookedFen, long totalFen, long costTrueFen, BigDecimal scores) {
        requireBooked(bookedFen, totalFen);
        requireScores("The settlement point value", scores);
        BigDecimal booked = Fen.toYuan(bookedFen);
        BigDecimal costTrue = Fen.toYuan(costTrueFen);
        BigDecimal above = Fen.toYuan(fundFen).multiply(Fen.toYuan(totalFen)).subtract(costTrue.multiply(booked));
        if (above.signum() <= 0) {
            throw DipErrors.costTrueAboveFund(Ratios.round(fundOverRatio(fundFen, bookedFen, totalFen), 2), costTrue);
        }
        return value(
                Amount.of(
                                "settlement-point-value",
                                "（基金总额 ÷（记账金额 ÷ 总费用）− 据实支付病例费用）÷ 其余病例总分值",
                                "(fund / (booked / total-cost) - cost-true) / scores")
                        .withFen("fund", fundFen)
                        .withFen("booked", bookedFen)
                        .withFen("total-cost", totalFen)
                        .withFen("cost-true", costTrueFen)
                        .with("scores", scores),
                above,
                booked.multiply(scores));
    }

    /**
     * 弹性点值: the value of the points above a base volume whose value is fixed. A ceiling may cut it; what the fund then
     * keeps is the caller's to report, never forced into the payments.
     *
     * @param fundOverRatio F / rho, yuan
     * @param baseScores base volume, points
     * @param baseValue fixed value of those, yuan per point
     * @param scores all points of the year, more than the base
     */
    public static Value elastic(
            BigDecimal fundOverRatio,
            BigDecimal baseScores,
            BigDecimal baseValue,
            BigDecimal scores,
            Optional<BigDecimal> ceiling) {
        BigDecimal increment = scores.subtract(baseScores);
        requireScores("The elastic point value", increment);
        BigDecimal rest = fundOverRatio.subtract(baseScores.multiply(baseValue));
        if (rest.signum() < 0) {
            throw DipErrors.baseVolumeAboveFund(Ratios.round(fundOverRatio, 2), baseScores.multiply(baseValue));
        }
        Amount.Builder working = Amount.of(
                        "elastic-point-value",
                        "（基金总额 ÷ 基金支付比例 − 基准分值 × 固定点值）÷ 增量分值，不超过上限",
                        "min(ceiling, (fund-over-ratio - base-scores × base-value) / (scores - base-scores))")
                .with("fund-over-ratio", fundOverRatio)
                .with("base-scores", baseScores)
                .with("base-value", baseValue)
                .with("scores", scores);
        ceiling.ifPresent(most -> working.with("ceiling", most));
        boolean cut = ceiling.isPresent() && ceiling.get().multiply(increment).compareTo(rest) < 0;
        return cut ? value(working, ceiling.get(), BigDecimal.ONE) : value(working, rest, increment);
    }

    private static Value value(Amount.Builder working, BigDecimal above, BigDecimal below) {
        return new Value(working.is(Ratios.divide(above, below, DECIMALS)), Ratios.divide(above, below));
    }

    private static void requireScores(String what, BigDecimal scores) {
        if (scores.signum() <= 0) {
            throw DipErrors.noScores(what, scores);
        }
    }

    private static void requireBooked(long bookedFen, long totalFen) {
        if (bookedFen <= 0 || totalFen <= 0) {
            throw DipErrors.nothingBooked(totalFen, bookedFen);
        }
    }
}
