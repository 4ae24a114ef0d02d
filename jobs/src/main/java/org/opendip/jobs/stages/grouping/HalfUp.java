package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;

/**
 * Quotients rounded once. Spark rounds a quotient of decimals to the digits it has room for, and a cast rounds again: what
 * lies just below half of the last digit then goes up twice.
 */
final class HalfUp {
    private static final BigDecimal LAST = new BigDecimal("0.000001");
    private static final BigDecimal HALF = new BigDecimal("0.0000005");

    private HalfUp() {}

    /** Points: above ÷ below to six decimals, HALF_UP, decided by multiplying back. Neither is below zero. */
    static Column points(Column above, Column below) {
        Column rounded = above.divide(below).cast("decimal(18,6)");
        return when(rounded.minus(lit(HALF)).multiply(below).leq(above), rounded)
                .otherwise(rounded.minus(lit(LAST)))
                .cast("decimal(18,6)");
    }
}
