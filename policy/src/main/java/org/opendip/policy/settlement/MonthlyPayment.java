package org.opendip.policy.settlement;

import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.money.Amount;
import org.opendip.policy.money.Fen;

/**
 * 月度预结算: what a hospital gets for a month of one pool.
 *
 * <pre>
 * month    = (scores × PV − patients' payments) × prepay-ratio − audit deductions + carried in      [yuan]
 * settled  = month, or 0 where it is below zero
 * deposit  = settled × deposit-share                         质量保证金
 * paid     = settled − deposit
 * carried  = month where it is below zero and negative is carry, else 0
 * </pre>
 *
 * <p>(210,000 × 8.9 − 560,000) × 0.9 − 12,000 = 1,166,100.
 *
 * <p>Source: the rulebook's {@code monthly.source}. The prepay ratio and the deposit are two things: what the ratio leaves
 * out is settled at the annual clearing, the deposit is released or forfeited there. Open: PV (year-start or the month's
 * own) and what a negative month does. Month and deposit round once each, to the fen, HALF_UP; paid + deposit = settled.
 */
public final class MonthlyPayment {
    /**
     * @param scores of the month's cases
     * @param pointValue yuan per point
     * @param patientsFen what patients paid themselves
     * @param deductionsFen audit deductions of the month
     * @param carriedInFen from the month before, zero or negative
     */
    public record Month(
            BigDecimal scores, BigDecimal pointValue, long patientsFen, long deductionsFen, long carriedInFen) {
        public Month {
            if (carriedInFen > 0) {
                throw new IllegalArgumentException("only what is below zero is carried, not " + carriedInFen);
            }
        }
    }

    /**
     * @param settledFen never negative; the clearing calls the sum of the months pre-settled gross
     * @param carriedOutFen for the next month, zero or negative
     * @param working of month, deposit and paid
     */
    public record Result(long settledFen, long depositFen, long paidFen, long carriedOutFen, List<Amount> working) {
        public Result {
            working = List.copyOf(working);
        }
    }

    private MonthlyPayment() {}

    public static Result of(MonthlyRule rule, Month month) {
        long raw = Fen.round(month.scores()
                .multiply(month.pointValue())
                .subtract(Fen.toYuan(month.patientsFen()))
                .multiply(rule.prepayRatio())
                .subtract(Fen.toYuan(month.deductionsFen()))
                .add(Fen.toYuan(month.carriedInFen())));
        long settled = Math.max(raw, 0);
        long deposit = Fen.round(Fen.toYuan(settled).multiply(rule.depositShare()));
        long carriedOut =
                switch (rule.negative()) {
                    case CARRY -> Math.min(raw, 0);
                    case FLOOR -> 0;
                };
        return new Result(
                settled,
                deposit,
                settled - deposit,
                carriedOut,
                List.of(
                        Amount.of(
                                        "monthly-payment",
                                        "（分值 × 点值 − 个人支付）× 预结算比例 − 审核扣款 + 上月结转",
                                        "(scores × point-value - patients) × prepay-ratio - deductions + carried-in")
                                .with("scores", month.scores())
                                .with("point-value", month.pointValue())
                                .withFen("patients", month.patientsFen())
                                .with("prepay-ratio", rule.prepayRatio())
                                .withFen("deductions", month.deductionsFen())
                                .withFen("carried-in", month.carriedInFen())
                                .isFen(raw),
                        Amount.of("monthly-deposit", "预结算金额 × 质量保证金比例", "settled × deposit-share")
                                .withFen("settled", settled)
                                .with("deposit-share", rule.depositShare())
                                .isFen(deposit),
                        Amount.of("monthly-paid", "预结算金额 − 质量保证金", "settled - deposit")
                                .withFen("settled", settled)
                                .withFen("deposit", deposit)
                                .isFen(settled - deposit)));
    }
}
