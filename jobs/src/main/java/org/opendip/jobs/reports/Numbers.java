package org.opendip.jobs.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as people read them. Money comes in whole fen and never passes through a double. */
public final class Numbers {
    private static final BigDecimal YI = BigDecimal.valueOf(100_000_000L);
    private static final BigDecimal WAN = BigDecimal.valueOf(10_000L);

    /** Fen as yuan: {@code 123456 -> 1,234.56}. */
    public static String yuan(long fen) {
        return grouped(BigDecimal.valueOf(fen, 2).toPlainString());
    }

    /** Fen as yuan without group separators: {@code 123456 -> 1234.56}, as a data cell or a formula wants it. */
    public static String plainYuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    /** A headline: {@code 7.20 亿元}, {@code 12.35 万元} or {@code 98.76 元}, two decimals, half up. */
    public static String headline(long fen) {
        BigDecimal yuan = BigDecimal.valueOf(fen, 2);
        // The larger unit also where rounding reaches it, so that no headline reads 10,000.00 万元.
        if (scaled(yuan, WAN, 2).abs().compareTo(WAN) >= 0) {
            return grouped(scaled(yuan, YI, 2).toPlainString()) + " 亿元";
        }
        if (yuan.abs().compareTo(WAN) >= 0) {
            return grouped(scaled(yuan, WAN, 2).toPlainString()) + " 万元";
        }
        return grouped(yuan.toPlainString()) + " 元";
    }

    /** Fen in 亿元 for a chart axis, four decimals. */
    public static BigDecimal yi(long fen) {
        return scaled(BigDecimal.valueOf(fen, 2), YI, 4);
    }

    /** Fen in 万元 for a chart axis, two decimals. */
    public static BigDecimal wan(long fen) {
        return scaled(BigDecimal.valueOf(fen, 2), WAN, 2);
    }

    /** A count: {@code 620000 -> 620,000}. */
    public static String count(long value) {
        return grouped(Long.toString(value));
    }

    /** A decimal with all its digits and group separators: {@code 2500000.000000 -> 2,500,000.000000}. */
    public static String exact(BigDecimal value) {
        return value == null ? "" : grouped(value.toPlainString());
    }

    /** A decimal without trailing zeros: {@code 0.7200000000 -> 0.72}, {@code 0.0000 -> 0}. */
    public static String trimmed(BigDecimal value) {
        if (value == null) {
            return "";
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return grouped((stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString());
    }

    /** A decimal rounded half up for reading. */
    public static String rounded(BigDecimal value, int decimals) {
        return value == null
                ? ""
                : grouped(value.setScale(decimals, RoundingMode.HALF_UP).toPlainString());
    }

    /** A share in per cent: {@code 1 of 3 -> 33.33%}; of nothing: a dash. */
    public static String percent(long part, long whole) {
        return whole == 0 ? "—" : rounded(share(part, whole), 2) + "%";
    }

    /** A ratio in per cent: {@code 0.3333 -> 33.33%}; of none: nothing. */
    public static String percent(BigDecimal ratio) {
        return ratio == null ? "" : rounded(ratio.movePointRight(2), 2) + "%";
    }

    /** A share in per cent, two decimals; of nothing: 0. */
    public static BigDecimal share(long part, long whole) {
        return whole == 0
                ? BigDecimal.ZERO.setScale(2)
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
    }

    private static BigDecimal scaled(BigDecimal yuan, BigDecimal unit, int decimals) {
        return yuan.divide(unit, decimals, RoundingMode.HALF_UP);
    }

    private static String grouped(String plain) {
        int start = plain.startsWith("-") ? 1 : 0;
        int dot = plain.indexOf('.');
        int end = dot < 0 ? plain.length() : dot;
        if (end - start <= 3) {
            return plain;
        }
        StringBuilder text = new StringBuilder(plain.length() + 8);
        for (int i = 0; i < plain.length(); i++) {
            if (i > start && i < end && (end - i) % 3 == 0) {
                text.append(',');
            }
            text.append(plain.charAt(i));
        }
        return text.toString();
    }

    private Numbers() {}
}
