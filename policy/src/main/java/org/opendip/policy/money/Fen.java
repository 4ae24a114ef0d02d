package org.opendip.policy.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * 分: money as it is added up, whole fen in a long. The border to yuan is here: exact, or an ArithmeticException, since an
 * amount that is no whole fen should have become a notice long before.
 */
public final class Fen {
    private Fen() {}

    /** Fen of an amount in yuan that is whole fen. */
    public static long ofYuan(BigDecimal yuan) {
        return yuan.movePointRight(2).longValueExact();
    }

    /** Yuan, two decimals. */
    public static BigDecimal toYuan(long fen) {
        return BigDecimal.valueOf(fen, 2);
    }

    public static BigDecimal toYuan(BigInteger fen) {
        return new BigDecimal(fen, 2);
    }

    public static boolean isWhole(BigDecimal yuan) {
        return yuan.stripTrailingZeros().scale() <= 2;
    }

    /** The nearest fen, HALF_UP: the one rounding at the end of a formula. */
    public static long round(BigDecimal yuan) {
        return yuan.movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** The sum of signed amounts; an overflow is an ArithmeticException. */
    public static long sum(long... fen) {
        long sum = 0;
        for (long part : fen) {
            sum = Math.addExact(sum, part);
        }
        return sum;
    }
}
