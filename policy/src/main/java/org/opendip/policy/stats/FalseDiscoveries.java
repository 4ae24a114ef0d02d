package org.opendip.policy.stats;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 错误发现率控制 (Benjamini-Hochberg): which of many tests found something, when of all that are said to have, at most a
 * share may be chance.
 *
 * <pre>
 * p(1) ≤ … ≤ p(m)      found: the first k, k the largest with p(k) × m ≤ k × rate
 * </pre>
 *
 * <p>Source: Benjamini and Hochberg 1995. Exact: no division.
 */
public final class FalseDiscoveries {
    private FalseDiscoveries() {}

    /**
     * Tells found from not found.
     *
     * @param probabilities of what was seen or more, were there nothing
     * @param rate the share of chance among what is found
     * @return one flag per probability, in their order
     */
    public static List<Boolean> found(List<BigDecimal> probabilities, BigDecimal rate) {
        List<BigDecimal> rising =
                probabilities.stream().sorted(Comparator.naturalOrder()).toList();
        BigDecimal tests = BigDecimal.valueOf(rising.size());
        BigDecimal last = IntStream.rangeClosed(1, rising.size())
                .filter(k -> rising.get(k - 1).multiply(tests).compareTo(rate.multiply(BigDecimal.valueOf(k))) <= 0)
                .mapToObj(k -> rising.get(k - 1))
                .reduce(null, (a, b) -> b);
        return probabilities.stream()
                .map(p -> last != null && p.compareTo(last) <= 0)
                .toList();
    }
}
