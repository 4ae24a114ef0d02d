package org.opendip.jobs.stages;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;

class QuotientTest extends SparkTest {
    private static final StructType WIDE = new StructType()
            .add("above", DataTypes.createDecimalType(38, 16))
            .add("below", DataTypes.createDecimalType(14, 6));

    @Test
    void aValueJustBelowTheHalfIsNotLiftedTwice() {
        List<Row> rows =
                List.of(row("1.0000004999900000", "1"), row("1.0000005000000000", "1"), row("7.0000000000000000", "3"));
        assertThat(quotients(rows, col("above").divide(col("below")).cast("decimal(18,6)")))
                .as("Spark's own division")
                .containsExactly(new BigDecimal("1.000001"), new BigDecimal("1.000001"), new BigDecimal("2.333333"));
        assertThat(quotients(rows, Quotient.points(col("above"), col("below"))))
                .containsExactly(new BigDecimal("1.000000"), new BigDecimal("1.000001"), new BigDecimal("2.333333"));
    }

    @Test
    void randomQuotientsAreThoseOfExactArithmetic() {
        Random random = new Random(20260101);
        List<Row> rows = new ArrayList<>();
        List<BigDecimal> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            BigDecimal below = new BigDecimal(1 + random.nextInt(2_000_000_000)).movePointLeft(6);
            // Near a half of the last decimal, where roundings differ.
            BigDecimal near = new BigDecimal(random.nextInt(1_000_000_000))
                    .movePointLeft(6)
                    .add(new BigDecimal("0.0000005"))
                    .multiply(below)
                    .add(new BigDecimal(random.nextInt(2001) - 1000).movePointLeft(16))
                    .setScale(16, RoundingMode.HALF_UP);
            rows.add(RowFactory.create(near.abs(), below));
            expected.add(near.abs().divide(below, 6, RoundingMode.HALF_UP));
        }
        assertThat(quotients(rows, Quotient.points(col("above"), col("below")))).isEqualTo(expected);
    }

    private static Row row(String above, String below) {
        return RowFactory.create(new BigDecimal(above), new BigDecimal(below));
    }

    private List<BigDecimal> quotients(List<Row> rows, Column quotient) {
        return spark().createDataFrame(rows, WIDE).select(quotient).collectAsList().stream()
                .map(r -> r.getDecimal(0))
                .toList();
    }
}
