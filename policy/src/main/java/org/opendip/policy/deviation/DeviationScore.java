package org.opendip.policy.deviation;

import java.math.BigDecimal;
import org.opendip.policy.deviation.DeviationRule.High;
import org.opendip.policy.deviation.DeviationRule.Low;
import org.opendip.policy.deviation.DeviationRule.ReferenceKind;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.Ratios;

/**
 * 费用偏差: the score of a grouped case, low, normal or high.
 *
 * <pre>
 * ratio = cost / reference
 * low      ratio below low.edge (on it too when inclusive)
 *            cost-true                    the points that pay the cost: cost / PV, known when PV is
 *            ratio                        RW × ratio
 *            ratio-times-coefficient      RW × K × ratio
 * normal   RW × K
 * high     ratio above high.edge (on it too when inclusive)
 *            none                         RW × K
 *            excess-plus-one              RW × K × (ratio − edge + 1)
 *            excess-plus-coefficient      RW × (ratio − edge + K)
 *            above upper-edge, not on it  RW × K
 * </pre>
 *
 * <p>Source: the rulebook's {@code deviation.source}. The national texts leave open the reference, whether an edge
 * belongs to it, and the form of high cases (docs/interpretations.md, "Deviation"). Standard 10,000, RW 800, K 1.05, cost
 * 30,000: excess-plus-one gives 1,680 points, excess-plus-coefficient 1,640.
 *
 * <p>Edges are compared without dividing: cost against edge × reference. The score rounds once, to six decimals, HALF_UP,
 * from the exact value, not from the rounded ratio.
 */
public final class DeviationScore {
    /** Decimals of a case's score. */
    public static final int SCORE_DECIMALS = 6;

    /** Decimals of the ratio as it is shown. */
    public static final int RATIO_DECIMALS = 10;

    public enum CostClass {
        LOW,
        NORMAL,
        HIGH
    }

    /**
     * @param costTrue whether the case is paid at its cost
     * @param score null when cost-true: see {@link #costTruePoints}
     * @param ratio cost over reference
     */
    public record Result(CostClass costClass, boolean costTrue, BigDecimal score, BigDecimal ratio) {}

    private DeviationScore() {}

    /**
     * @param reference the payment standard of the group, yuan, above zero
     * @param rw score of the group
     * @param k coefficient of the hospital, times that of the auxiliary subtype where one applies
     */
    public static Result of(DeviationRule rule, long costFen, BigDecimal reference, BigDecimal rw, BigDecimal k) {
        BigDecimal cost = Fen.toYuan(costFen);
        requireAboveZero(reference);
        BigDecimal ratio = Ratios.divide(cost, reference, RATIO_DECIMALS);
        if (beyond(lowEdge(rule.low(), reference).compareTo(cost), rule.low().inclusive())) {
            return switch (rule.low().form()) {
                case COST_TRUE -> new Result(CostClass.LOW, true, null, ratio);
                case RATIO -> result(CostClass.LOW, rw.multiply(cost), reference, ratio);
                case RATIO_TIMES_COEFFICIENT ->
                    result(CostClass.LOW, rw.multiply(k).multiply(cost), reference, ratio);
            };
        }
        High high = rule.high();
        BigDecimal edge = high.edge().multiply(reference);
        if (!beyond(cost.compareTo(edge), high.inclusive())) {
            return result(CostClass.NORMAL, rw.multiply(k), BigDecimal.ONE, ratio);
        }
        boolean aboveUpper = high.upperEdge().isPresent()
                && cost.compareTo(high.upperEdge().get().multiply(reference)) > 0;
        if (aboveUpper) {
            return switch (high.aboveUpper().orElseThrow()) {
                case COEFFICIENT_ONLY -> result(CostClass.HIGH, rw.multiply(k), BigDecimal.ONE, ratio);
            };
        }
        BigDecimal excess = cost.subtract(edge);
        return switch (high.form()) {
            case NONE -> result(CostClass.HIGH, rw.multiply(k), BigDecimal.ONE, ratio);
            case EXCESS_PLUS_ONE ->
                result(CostClass.HIGH, rw.multiply(k).multiply(excess.add(reference)), reference, ratio);
            case EXCESS_PLUS_COEFFICIENT ->
                result(CostClass.HIGH, rw.multiply(excess.add(k.multiply(reference))), reference, ratio);
        };
    }

    /**
     * 支付标准: the reference of a case.
     *
     * <pre>
     * last-year-mean            the mean, where it has at least minimum-cases; otherwise as below
     * score-times-point-value   RW × PV0, and × K when with-coefficient
     * </pre>
     *
     * @param meanCases cases of last year behind the mean, 0 when there is none
     * @param mean of those cases, yuan; may be null when there is none
     * @param pointValue the year-start point value, yuan per point
     */
    public static BigDecimal reference(
            DeviationRule rule, long meanCases, BigDecimal mean, BigDecimal rw, BigDecimal k, BigDecimal pointValue) {
        boolean meanServes = rule.reference().kind() == ReferenceKind.LAST_YEAR_MEAN
                && mean != null
                && meanCases >= rule.reference().minimumCases();
        if (meanServes) {
            return mean;
        }
        BigDecimal standard = rw.multiply(pointValue);
        return rule.reference().withCoefficient() ? standard.multiply(k) : standard;
    }

    /**
     * 据实支付: the points that pay a cost, unrounded.
     *
     * <pre>S = cost / PV      so that S × PV = cost   [points]</pre>
     *
     * <p>This is the national form of 3.0, RW × adj × cost / (standard × adj) with standard = RW × PV.
     */
    public static BigDecimal costTruePoints(long costFen, BigDecimal pointValue) {
        return Ratios.divide(Fen.toYuan(costFen), pointValue);
    }

    /** The cost in yuan below which a case is low. */
    public static BigDecimal lowEdge(Low low, BigDecimal reference) {
        return low.edge().multiply(reference);
    }

    private static boolean beyond(int comparison, boolean inclusive) {
        return comparison > 0 || inclusive && comparison == 0;
    }

    private static Result result(CostClass costClass, BigDecimal above, BigDecimal below, BigDecimal ratio) {
        return new Result(costClass, false, Ratios.divide(above, below, SCORE_DECIMALS), ratio);
    }

    private static void requireAboveZero(BigDecimal reference) {
        if (reference.signum() <= 0) {
            throw new IllegalArgumentException("a payment standard must be above zero, is " + reference);
        }
    }
}
