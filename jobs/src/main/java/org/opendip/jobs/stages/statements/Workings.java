package org.opendip.jobs.stages.statements;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendip.jobs.reports.Numbers;
import org.opendip.policy.money.Amount;
import org.opendip.policy.money.Fen;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.settlement.Clearing;
import org.opendip.policy.settlement.ClearingRule;

/**
 * How each yuan of a hospital arose (计算过程). The formulas are the policy's own: its functions are called with the figures of the
 * tables, and what they return is set against what the tables have.
 */
final class Workings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]+(-[a-z]+)*");

    /**
     * The steps of a hospital's year in one pool.
     *
     * @param priced the pool the point value was made from: its own, or all together where they share one
     */
    static List<Statement.Step> of(ClearingRule rule, PoolAccount pool, PoolAccount priced, HospitalAccount hospital) {
        List<Statement.Step> steps = new ArrayList<>();
        int code = pool.pool();

        BigDecimal ratio = PointValue.paymentRatio(priced.bookedFen(), priced.costFen());
        steps.add(step(
                code,
                "统筹支付比例 Fund payment ratio ρ",
                "ρ = 险种全部记账金额 ÷ 险种全部总费用  booked / total cost",
                Numbers.yuan(priced.bookedFen()) + " ÷ " + Numbers.yuan(priced.costFen()),
                ratio.setScale(pool.fundRatio().scale(), RoundingMode.HALF_UP),
                pool.fundRatio()));

        PointValue.Value floating = PointValue.settlement(
                priced.fundFen(), priced.bookedFen(), priced.costFen(), priced.costTrueFen(), priced.scores());
        boolean isFloating = floating.value().compareTo(pool.pointValue()) == 0;
        steps.add(step(code, floating.amount(), pool.pointValue()));

        // Unrounded where the table's value is the rounded one, as the settlement computes: the fund divides exactly.
        BigDecimal pointValue = isFloating ? floating.unrounded() : pool.pointValue();
        BigDecimal gross = hospital.scores()
                .multiply(pointValue)
                .add(Fen.toYuan(hospital.costTrueFen()))
                .multiply(ratio)
                .setScale(6, RoundingMode.HALF_UP);
        steps.add(step(
                code,
                "应付总额 Gross",
                "（本院Σ分值 × PV1 ＋ 本院据实病例费用）× ρ，按最大余数法取整到分  (points × PV1 + cost-true) × ρ",
                "(" + Numbers.exact(hospital.scores()) + " × " + Numbers.trimmed(pool.pointValue()) + " + "
                        + Numbers.yuan(hospital.costTrueFen()) + ") × " + Numbers.trimmed(pool.fundRatio()),
                gross,
                Fen.toYuan(hospital.grossFen())));

        Clearing.Result clearing = Clearing.of(
                rule,
                new Clearing.Year(
                        hospital.hospital(),
                        code,
                        hospital.grossFen(),
                        hospital.assessment(),
                        hospital.auditDeductionFen(),
                        hospital.preSettledFen(),
                        hospital.paidFen(),
                        hospital.prepaymentFen(),
                        hospital.revolvingFen(),
                        hospital.depositFen(),
                        Math.subtractExact(hospital.depositFen(), hospital.depositForfeitedFen())));
        Map<String, Long> tables = Map.of(
                "annual-settlement", hospital.settlementFen(),
                "deposit-forfeited", hospital.depositForfeitedFen(),
                "annual-due", hospital.dueFen(),
                "annual-due-by-gross", hospital.dueFen(),
                "annual-payable", hospital.finalFen());
        for (Amount amount : clearing.working()) {
            Long booked = tables.get(amount.working().rule());
            steps.add(step(code, amount, booked == null ? amount.value() : Fen.toYuan(booked)));
        }
        return steps;
    }

    private static Statement.Step step(int pool, Amount amount, BigDecimal booked) {
        Amount.Working working = amount.working();
        return step(
                pool,
                Labels.rule(working.rule()),
                working.formulaZh() + "  " + working.formulaEn(),
                withFigures(working),
                amount.value(),
                booked);
    }

    private static Statement.Step step(
            int pool, String title, String formula, String figures, BigDecimal result, BigDecimal booked) {
        return new Statement.Step(
                pool,
                title,
                formula,
                figures,
                result,
                booked,
                booked.subtract(result).stripTrailingZeros());
    }

    /** The formula with each name replaced by its figure. */
    static String withFigures(Amount.Working working) {
        Matcher names = NAME.matcher(working.formulaEn().replace(" - ", " − "));
        StringBuilder text = new StringBuilder();
        while (names.find()) {
            BigDecimal figure = working.inputs().get(names.group());
            String shown = figure == null ? names.group() : figure(figure);
            names.appendReplacement(text, Matcher.quoteReplacement(shown));
        }
        return names.appendTail(text).toString();
    }

    private static String figure(BigDecimal value) {
        String text = Numbers.exact(value);
        return value.signum() < 0 ? "(" + text + ")" : text;
    }

    private Workings() {}
}
