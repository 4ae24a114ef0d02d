package org.opendip.policy.money;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Division. Inside a formula fifty digits, HALF_UP; outside it a declared number of decimals, rounded once, HALF_UP. */
public final class Ratios {
    /** Used wherever a quotient goes on being computed with. */
    public static final MathContext DIGITS = new MathContext(50, RoundingMode.HALF_UP);

    private Ratios() {}

    /** The quotient to fifty digits. */
    public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, DIGITS);
    }

    /** The quotient to so many decimals, rounded once from the exact value. */
    public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor, int decimals) {
        return dividend.divide(divisor, decimals, RoundingMode.HALF_UP);
    }

    public static BigDecimal round(BigDecimal value, int decimals) {
        return value.setScale(decimals, RoundingMode.HALF_UP);
    }
}
