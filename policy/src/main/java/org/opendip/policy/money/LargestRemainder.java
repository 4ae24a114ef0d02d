package org.opendip.policy.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.opendip.policy.errors.DipErrors;

/**
 * 最大余数法: an amount divided in proportion, in whole fen, without a fen lost or made.
 *
 * <pre>share_h = floor(total × weight_h / Σ weight), and one fen more for the largest remainders until the total is reached</pre>
 *
 * <p>Equal remainders: the lower key first, so that the answer does not depend on any order. No share is a whole fen
 * away from its exact value. Computed in integers throughout.
 *
 * <p>Source: rules.md gives whole fen and one rounding; the method among those that sum exactly is our choice
 * (docs/interpretations.md, "To the fen").
 */
public final class LargestRemainder {
    /**
     * @param key for example a hospital code; unique
     * @param weight for example its score; not negative
     */
    public record Share(String key, BigDecimal weight) {}

    private record Part(String key, BigInteger whole, BigInteger remainder) {}

    private LargestRemainder() {}

    /**
     * @param totalFen what is divided; a negative amount is divided as its opposite is
     * @return fen by key, in the order of the keys; they sum to the total
     */
    public static SortedMap<String, Long> allocate(long totalFen, List<Share> shares) {
        int scale = shares.stream().mapToInt(s -> s.weight().scale()).max().orElse(0);
        BigInteger all = BigInteger.ZERO;
        for (Share share : shares) {
            if (share.weight().signum() < 0) {
                throw new IllegalArgumentException(
                        "the weight of " + share.key() + " is below zero: " + share.weight());
            }
            all = all.add(units(share, scale));
        }
        if (all.signum() == 0) {
            throw DipErrors.allocationWithoutWeight(Fen.toYuan(totalFen), shares.size());
        }
        BigInteger total = BigInteger.valueOf(totalFen).abs();
        List<Part> parts = new ArrayList<>();
        BigInteger left = total;
        for (Share share : shares) {
            BigInteger[] part = total.multiply(units(share, scale)).divideAndRemainder(all);
            parts.add(new Part(share.key(), part[0], part[1]));
            left = left.subtract(part[0]);
        }
        parts.sort(Comparator.comparing(Part::remainder).reversed().thenComparing(Part::key));
        int extra = left.intValueExact();
        SortedMap<String, Long> fen = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            BigInteger value = i < extra
                    ? parts.get(i).whole().add(BigInteger.ONE)
                    : parts.get(i).whole();
            BigInteger signed = totalFen < 0 ? value.negate() : value;
            if (fen.put(parts.get(i).key(), signed.longValueExact()) != null) {
                throw new IllegalArgumentException(
                        "two shares have the key " + parts.get(i).key());
            }
        }
        return fen;
    }

    private static BigInteger units(Share share, int scale) {
        return share.weight().setScale(scale).unscaledValue();
    }
}
