package org.opendip.jobs.stages;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;

/** Division of decimals that rounds once. */
public final class Quotient {
    private static final Column MILLIONTH = lit(new BigDecimal("0.000001"));
    private static final Column HALF = lit(new BigDecimal("0.0000005"));

    private Quotient() {}

    /**
     * A quotient to six decimals, HALF_UP from its exact value. Spark rounds it first to as many digits as the type of the
     * division leaves (ten decimals, with wide operands) and then to six: a value just below the half is lifted twice. Such
     * a millionth is taken back by multiplying, which is exact.
     *
     * @param above dividend
     * @param below divisor, above zero
     */
    public static Column points(Column above, Column below) {
        Column points = above.divide(below).cast("decimal(18,6)");
        return when(points.minus(HALF).multiply(below).gt(above), points.minus(MILLIONTH))
                .otherwise(points)
                .cast("decimal(18,6)");
    }
}
