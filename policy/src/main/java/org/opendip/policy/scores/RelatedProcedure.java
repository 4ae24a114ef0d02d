package org.opendip.policy.scores;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.opendip.policy.grouping.GroupingRule;

/**
 * 相关手术操作: whether a related procedure stays in the key of a combination.
 *
 * <pre>kept when  mean with it ≥ (1 + related-increase) × mean of the same diagnosis and main procedure without it</pre>
 *
 * <p>28,033 to 28,849 yuan is +2.91 %: not kept. To 44,003 is +56.97 %: kept. Decided by cross multiplication in integers,
 * so a mean exactly on the edge is kept. Not kept where either side has no case, or fewer than the rulebook's minimum.
 *
 * <p>Source: the rulebook's {@code grouping.source}; 10 % is national. How many cases a comparison needs is open.
 */
public final class RelatedProcedure {
    private RelatedProcedure() {}

    /**
     * @param fenWith total cost of the cases with the procedure
     * @param fenWithout total cost of the cases without it
     */
    public static boolean keeps(GroupingRule rule, long casesWith, long fenWith, long casesWithout, long fenWithout) {
        return keeps(rule.relatedIncrease(), rule.relatedMinimumCases(), casesWith, fenWith, casesWithout, fenWithout);
    }

    /** The same, with the two settings it needs. */
    public static boolean keeps(
            BigDecimal increase, int minimumCases, long casesWith, long fenWith, long casesWithout, long fenWithout) {
        int needed = Math.max(1, minimumCases);
        if (casesWith < needed || casesWithout < needed) {
            return false;
        }
        BigDecimal factor = BigDecimal.ONE.add(increase);
        BigInteger one = BigInteger.TEN.pow(factor.scale());
        BigInteger with = BigInteger.valueOf(fenWith)
                .multiply(BigInteger.valueOf(casesWithout))
                .multiply(one);
        BigInteger without = BigInteger.valueOf(fenWithout)
                .multiply(BigInteger.valueOf(casesWith))
                .multiply(factor.unscaledValue());
        return with.compareTo(without) >= 0;
    }
}
