package org.opendip.policy.settlement;

import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.Amount;
import org.opendip.policy.money.Fen;

/**
 * 年度清算: what one hospital still gets, or owes, for a year of one pool.
 *
 * <pre>
 * settlement = gross × assessment − deductions                                                 [yuan]
 * due        = settlement − paid − forfeited deposit − prepayment − revolving money
 *            = settlement − pre-settled gross + released deposit − prepayment − revolving money
 * </pre>
 *
 * <p>Gross is the hospital's part of the fund (its points × PV1 × rho), already whole fen: see {@code LargestRemainder}.
 * Deductions are those of the whole year, the monthly ones included. The deposit counts once: both forms are computed
 * and must agree, which holds when pre-settled gross = paid + withheld and withheld = released + forfeited. Adding the
 * release to settlement − paid would pay it twice.
 *
 * <p>Settlement 14,819,152.54, pre-settled 14,000,000, paid 13,300,000, deposit 700,000 of which 630,000 is released,
 * revolving money 1,000,000: due 449,152.54.
 *
 * <p>Source: the rulebook's {@code clearing.source}. Open: what a due below zero does. Rounds once, on the settlement, to
 * the fen, HALF_UP. Positive means the fund pays the hospital.
 */
public final class Clearing {
    /**
     * @param hospital code
     * @param pool code
     * @param grossFen the hospital's part of the fund
     * @param assessment coefficient of the year's assessment (考核系数), 1 when it changes nothing
     * @param deductionsFen audit deductions of the year
     * @param preSettledFen settled in the months, deposit included
     * @param paidFen of that, paid out
     * @param prepaymentFen paid in advance and not rolled over (预付金)
     * @param revolvingFen revolving money to be given back (周转金)
     * @param depositWithheldFen of the months
     * @param depositReleasedFen of that, given back after assessment; the rest is forfeited
     */
    public record Year(
            String hospital,
            int pool,
            long grossFen,
            BigDecimal assessment,
            long deductionsFen,
            long preSettledFen,
            long paidFen,
            long prepaymentFen,
            long revolvingFen,
            long depositWithheldFen,
            long depositReleasedFen) {}

    /**
     * @param settlementFen what the year is worth
     * @param forfeitedFen of the deposit
     * @param dueFen what is still open, below zero when the hospital got too much
     * @param payableFen what is paid now: due, or 0 where a negative due is carried
     * @param carriedFen taken off next year's payments, zero or negative
     * @param working of every step, in order
     */
    public record Result(
            long settlementFen,
            long forfeitedFen,
            long dueFen,
            long payableFen,
            long carriedFen,
            List<Amount> working) {
        public Result {
            working = List.copyOf(working);
        }
    }

    private Clearing() {}

    public static Result of(ClearingRule rule, Year year) {
        if (year.depositReleasedFen() < 0 || year.depositReleasedFen() > year.depositWithheldFen()) {
            throw DipErrors.depositReleaseOutOfRange(
                    year.hospital(), year.pool(), year.depositReleasedFen(), year.depositWithheldFen());
        }
        long settlement = Fen.round(
                Fen.toYuan(year.grossFen()).multiply(year.assessment()).subtract(Fen.toYuan(year.deductionsFen())));
        long forfeited = Fen.sum(year.depositWithheldFen(), -year.depositReleasedFen());
        long advances = Fen.sum(year.prepaymentFen(), year.revolvingFen());
        long due = Fen.sum(settlement, -year.paidFen(), -forfeited, -advances);
        long dueByGross = Fen.sum(settlement, -year.preSettledFen(), year.depositReleasedFen(), -advances);
        if (due != dueByGross) {
            throw DipErrors.depositDoesNotAddUp(
                    year.hospital(), year.pool(), year.preSettledFen(), year.paidFen(), year.depositWithheldFen());
        }
        long payable =
                switch (rule.belowZero()) {
                    case RECOVER -> due;
                    case CARRY -> Math.max(due, 0);
                };
        return new Result(
                settlement,
                forfeited,
                due,
                payable,
                due - payable,
                List.of(
                        Amount.of("annual-settlement", "应付总额 × 考核系数 − 审核扣款", "gross × assessment - deductions")
                                .withFen("gross", year.grossFen())
                                .with("assessment", year.assessment())
                                .withFen("deductions", year.deductionsFen())
                                .isFen(settlement),
                        Amount.of("deposit-forfeited", "已扣保证金 − 返还保证金", "withheld - released")
                                .withFen("withheld", year.depositWithheldFen())
                                .withFen("released", year.depositReleasedFen())
                                .isFen(forfeited),
                        Amount.of(
                                        "annual-due",
                                        "年度结算额 − 已拨付 − 扣减保证金 − 预付金 − 周转金",
                                        "settlement - paid - forfeited - prepayment - revolving")
                                .withFen("settlement", settlement)
                                .withFen("paid", year.paidFen())
                                .withFen("forfeited", forfeited)
                                .withFen("prepayment", year.prepaymentFen())
                                .withFen("revolving", year.revolvingFen())
                                .isFen(due),
                        Amount.of(
                                        "annual-due-by-gross",
                                        "年度结算额 − 月度预结算总额 + 返还保证金 − 预付金 − 周转金",
                                        "settlement - pre-settled + released - prepayment - revolving")
                                .withFen("settlement", settlement)
                                .withFen("pre-settled", year.preSettledFen())
                                .withFen("released", year.depositReleasedFen())
                                .withFen("prepayment", year.prepaymentFen())
                                .withFen("revolving", year.revolvingFen())
                                .isFen(dueByGross),
                        Amount.of("annual-payable", "应付金额，为负时追回或结转", "due, recovered or carried below zero")
                                .withFen("due", due)
                                .isFen(payable)));
    }
}
