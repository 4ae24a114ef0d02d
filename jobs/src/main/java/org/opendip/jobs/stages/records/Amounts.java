package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DecimalType;
import org.opendip.jobs.tables.Col;

/**
 * Source amounts in yuan as whole fen. An amount with two decimals and at most 18 digits, as the national tables have
 * it, already lies in memory as its fen: they are taken as they are, without a decimal in between, since there are
 * thousands of millions of them.
 */
final class Amounts {
    private static final int LONG_DIGITS = 18;

    private final Dataset<Row> source;

    private Amounts(Dataset<Row> source) {
        this.source = source;
    }

    /** The amounts of a source table. */
    static Amounts of(Dataset<Row> source) {
        return new Amounts(source);
    }

    /** Whole fen; what is below a fen is cut here and told by a notice. */
    Column fen(Col yuan) {
        return heldAsFen(yuan)
                ? ExpressionUtils.column(new UnscaledValue(ExpressionUtils.expression(yuan.col())))
                : yuan.col().cast("decimal(22,6)").multiply(lit(100)).cast("bigint");
    }

    /** Whole fen; 0 for none. */
    Column fenOrZero(Col yuan) {
        return coalesce(fen(yuan), lit(0L));
    }

    /** Whether an amount is not whole fen; never null. */
    Column belowFen(Col yuan) {
        return heldAsFen(yuan)
                ? lit(false)
                : coalesce(yuan.col().cast("decimal(22,6)").multiply(lit(100)).notEqual(fen(yuan)), lit(false));
    }

    private boolean heldAsFen(Col yuan) {
        return source.schema().apply(yuan.name()).dataType() instanceof DecimalType type
                && type.scale() == 2
                && type.precision() <= LONG_DIGITS;
    }
}
