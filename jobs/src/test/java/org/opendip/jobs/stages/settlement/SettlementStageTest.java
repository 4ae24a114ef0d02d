package org.opendip.jobs.stages.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.stages.pointvalue.PointValueStage;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.jobs.testing.Given;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;

/** From points to money: the worked example of the year-end, and the laws on a year of random cases. */
class SettlementStageTest extends SparkTest {
    @TempDir
    private Path folder;

    /** The year's scored cases. */
    private static final class Year {
        private final Given given = new Given();
        private int cases;

        Year() {
            for (int pool : new int[] {310, 390}) {
                given.row(
                        YearStartPointValues.TABLE,
                        Map.of(Records.POOL, pool, YearStartPointValues.POINT_VALUE, new BigDecimal("8")));
            }
        }

        /** Points as text; absent: paid at its cost. */
        Year add(String hospital, int pool, String points, long costFen, long bookedFen) {
            String id = String.format("C%05d", cases++);
            Map<Col, Object> row = new HashMap<>();
            row.put(Cases.CASE_ID, id);
            row.put(Records.HOSPITAL, hospital);
            row.put(Records.LEVEL, 3);
            row.put(Records.POOL, pool);
            row.put(Records.COST_FEN, costFen);
            row.put(Records.BOOKED_FEN, bookedFen);
            row.put(Grouping.SETTLED_BY_SCORE, true);
            row.put(Grouping.DEVIATION, points == null ? "low" : "normal");
            row.put(Grouping.COST_TRUE, points == null);
            row.put(Grouping.CASE_SCORE, points == null ? null : new BigDecimal(points).setScale(6));
            given.row(Grouping.TABLE, row);
            given.row(
                    Records.TABLE,
                    Map.of(Records.SETTLEMENT_ID, id, Records.DISPOSITION, "kept", Records.COST_FEN, costFen));
            given.row(Cases.TABLE, Map.of(Cases.CASE_ID, id, Cases.RECORD_COUNT, 1, Records.COST_FEN, costFen));
            return this;
        }
    }

    @Test
    void theWorkedExampleOfTheYearEndComesOutToTheFen() {
        // Each pool: F 720 million, cost 1,050 million, booked 756 million, 118 million points.
        Year year = new Year();
        for (int i = 0; i < 6; i++) {
            year.add("A", 310, "10000000", 8_750_000_000L, 6_300_000_000L);
        }
        for (int i = 0; i < 4; i++) {
            year.add("B", 310, "10000000", 8_750_000_000L, 6_300_000_000L);
        }
        for (int i = 0; i < 2; i++) {
            year.add("C", 310, "9000000", 8_750_000_000L, 6_300_000_000L);
        }
        year.add("D", 390, "2500000", 8_750_000_000L, 6_300_000_000L);
        for (int i = 0; i < 11; i++) {
            year.add("E", 390, "10500000", 8_750_000_000L, 6_300_000_000L);
        }
        TestRegion region = TestRegion.in(spark(), folder)
                .fund(
                        "2026,310,inpatient-budget,800000000.00",
                        "2026,310,reserve,80000000.00",
                        "2026,390,inpatient-budget,720000000.00")
                .file("reference/assessments.csv", "hospital,coefficient", "D,0.98")
                .file(
                        "reference/audit_deductions.csv",
                        "hospital,pool,amount,reason",
                        "D,390,100000.00,",
                        "D,390,30000.00,")
                .file(
                        "reference/monthly_payments.csv",
                        "hospital,pool,month,pre_settled,deposit,paid",
                        "D,390,202601,6000000.00,300000.00,5700000.00",
                        "D,390,202612,8000000.00,400000.00,7600000.00",
                        "D,390,202512,9999999.00,0.00,9999999.00")
                .file(
                        "reference/advances.csv",
                        "hospital,pool,prepayment,revolving,deposit_forfeited",
                        "D,390,0.00,1000000.00,70000.00");
        TestRegion.Left left = settled(region, year);

        for (Row pool : left.table(PointValues.TABLE).collectAsList()) {
            assertThat(pool.<BigDecimal>getAs(PointValues.POINT_VALUE.name()))
                    .isEqualByComparingTo("8.474576271186441");
            assertThat(pool.<BigDecimal>getAs(PointValues.FUND_RATIO.name())).isEqualByComparingTo("0.72");
        }
        assertThat(fen(left, HospitalSettlements.GROSS_FEN))
                .containsEntry("A", 36_610_169_492L)
                .containsEntry("B", 24_406_779_661L)
                .containsEntry("C", 10_983_050_847L)
                .containsEntry("D", 1_525_423_729L);
        assertThat(fen(left, HospitalSettlements.SETTLEMENT_FEN)).containsEntry("D", 1_481_915_254L);
        assertThat(fen(left, HospitalSettlements.DEPOSIT_FORFEITED_FEN)).containsEntry("D", 7_000_000L);
        assertThat(fen(left, HospitalSettlements.FINAL_FEN)).containsEntry("D", 44_915_254L);
    }

    @Test
    void lawsHoldOnARandomYear() {
        Random random = new Random(11);
        Year year = new Year();
        for (int i = 0; i < 600; i++) {
            long cost = 100 + (long) (Math.exp(random.nextDouble() * 9) * 100);
            boolean costTrue = random.nextInt(40) == 0;
            // Hospitals with a single case, equal cases, cases of a fen's weight.
            String points =
                    costTrue ? null : BigDecimal.valueOf(1 + cost * 1_000L, 6).toPlainString();
            year.add(
                    "H" + (random.nextInt(20) * random.nextInt(3)),
                    random.nextBoolean() ? 310 : 390,
                    points,
                    cost,
                    cost / 2);
        }
        for (int i = 0; i < 40; i++) {
            year.add("Equal", 310, "100", 10_000, 5_000);
        }
        year.add("Tiny", 390, "0.000001", 1, 1);
        TestRegion region = TestRegion.in(spark(), folder)
                .fund("2026,310,inpatient-budget,123456.78", "2026,390,inpatient-budget,98765.43");
        TestRegion.Left left = settled(region, year);
        Map<String, Long> before = payments(left);
        Map<String, Long> hospitals = fen(left, HospitalSettlements.GROSS_FEN);

        assertThat(left.table(Reconciliations.TABLE).collectAsList()).hasSize(8).allSatisfy(r -> {
            assertThat(r.<Boolean>getAs(Reconciliations.HOLDS.name())).isTrue();
            assertThat(r.<Long>getAs(Reconciliations.RESIDUAL.name())).isZero();
        });
        assertThat(sum(before)).isEqualTo(sum(hospitals)).isEqualTo(12_345_678L + 9_876_543L);
        assertThat(before.values()).allMatch(p -> p >= 0);
        Map<String, Long> byHospital = new TreeMap<>();
        for (Row r : left.table(CaseSettlements.TABLE).collectAsList()) {
            byHospital.merge(r.getAs(Records.HOSPITAL.name()), r.getAs(CaseSettlements.PAYMENT_FEN.name()), Long::sum);
        }
        assertThat(byHospital).isEqualTo(hospitals);
        // Equal cases of a hospital differ by the last fen at most, and the lower case ids have it.
        long most = Long.MAX_VALUE;
        for (int i = 600; i < 640; i++) {
            long paid = before.get(String.format("C%05d", i));
            assertThat(paid).isLessThanOrEqualTo(most).isBetween(before.get("C00600") - 1, before.get("C00600"));
            most = paid;
        }

        region.fund("2026,310,inpatient-budget,223456.78", "2026,390,inpatient-budget,108765.43");
        TestRegion.Left richer = settled(region, year);
        Map<String, Long> after = payments(richer);
        Map<String, Long> richerHospitals = fen(richer, HospitalSettlements.GROSS_FEN);
        hospitals.forEach((hospital, paid) -> {
            if (!hospital.equals("Tiny")) {
                assertThat(richerHospitals.get(hospital)).as(hospital).isGreaterThan(paid);
            }
        });
        // A case paid at its cost gets cost × rho whatever the fund; rounding may move the last fen.
        before.forEach((id, paid) -> assertThat(after.get(id)).as(id).isGreaterThanOrEqualTo(paid - 1));
    }

    private static TestRegion.Left settled(TestRegion region, Year year) {
        return region.stages(Rules.exampleCity().book(), year.given, new PointValueStage(), new SettlementStage());
    }

    /** A column by hospital, summed over the pools. */
    private static Map<String, Long> fen(TestRegion.Left left, Col column) {
        Map<String, Long> found = new TreeMap<>();
        for (Row r : left.table(HospitalSettlements.TABLE).collectAsList()) {
            found.merge(r.getAs(Records.HOSPITAL.name()), r.getAs(column.name()), Long::sum);
        }
        return found;
    }

    private static Map<String, Long> payments(TestRegion.Left left) {
        Map<String, Long> found = new TreeMap<>();
        for (Row r : left.table(CaseSettlements.TABLE).collectAsList()) {
            found.put(r.getAs(Cases.CASE_ID.name()), r.getAs(CaseSettlements.PAYMENT_FEN.name()));
        }
        return found;
    }

    private static long sum(Map<String, Long> values) {
        return values.values().stream().mapToLong(v -> v).sum();
    }
}
