package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.testing.VectorFile;
import org.opendip.policy.intake.Newborn;

/** The Column form of what a list says of a newborn is what the policy says. */
class NewbornsTest extends SparkTest {
    private static final StructType AGES = new StructType()
            .add("nwb_age", DataTypes.IntegerType)
            .add("age", DataTypes.IntegerType)
            .add("brdy", DataTypes.DateType)
            .add("begndate", DataTypes.DateType);
    private static final StructType DURATIONS = new StructType().add("vent_used_dura", DataTypes.StringType);

    @Test
    void agesInDaysAgreeOnEveryWorkedExampleAndOnRandomOnes() {
        List<Row> rows = new ArrayList<>();
        for (VectorFile row : VectorFile.read("age-days")) {
            rows.add(RowFactory.create(
                    whole(row, "given"), whole(row, "years"), date(row, "birth"), date(row, "admitted")));
        }
        Random random = new Random(20261122);
        for (int i = 0; i < 2000; i++) {
            LocalDate admitted = LocalDate.of(2024, 2, 27).plusDays(random.nextInt(5));
            rows.add(RowFactory.create(
                    random.nextBoolean() ? null : random.nextInt(369) - 2,
                    random.nextInt(3) == 0 ? null : random.nextInt(3) - 1,
                    random.nextInt(4) == 0 ? null : admitted.minusDays(random.nextInt(370) - 2),
                    random.nextInt(9) == 0 ? null : admitted));
        }
        assertThat(column(rows, AGES, Newborns.ageDays()))
                .isEqualTo(rows.stream()
                        .map(r -> Newborn.ageDays(optional(r.getAs(0)), optional(r.getAs(1)), r.getAs(2), r.getAs(3)))
                        .toList());
    }

    @Test
    void hoursOnAVentilatorAgreeOnEveryWorkedExample() {
        List<Row> rows = new ArrayList<>();
        VectorFile.read("ventilation-hours").forEach(row -> rows.add(RowFactory.create(row.text("written"))));
        for (String written : List.of("", "9999/9999/9999", "1/2/3/4", "1.5/0/0", "1/ /3", "１/2/3")) {
            rows.add(RowFactory.create(written));
        }
        assertThat(column(rows, DURATIONS, Newborns.ventilationHours()))
                .isEqualTo(rows.stream().map(r -> Newborn.hours(r.getString(0))).toList());
    }

    private List<OptionalInt> column(List<Row> rows, StructType schema, Column column) {
        return spark().createDataFrame(rows, schema).coalesce(1).select(column).collectAsList().stream()
                .map(r -> optional(r.<Integer>getAs(0)))
                .toList();
    }

    private static OptionalInt optional(Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Integer whole(VectorFile row, String column) {
        return row.text(column).isEmpty() ? null : Integer.valueOf(row.text(column));
    }

    private static LocalDate date(VectorFile row, String column) {
        return row.text(column).isEmpty() ? null : LocalDate.parse(row.text(column));
    }
}
