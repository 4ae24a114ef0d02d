package org.opendip.jobs.stages.statements;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.money.LargestRemainder;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.rules.Source;
import org.opendip.policy.settlement.Clearing;
import org.opendip.policy.settlement.ClearingRule;

/** A settled year made up by seed: the tables that statements read, consistent with each other to the fen. */
final class SettledYear {
    static final ClearingRule CLEARING =
            new ClearingRule(ClearingRule.Ratio.REGION, ClearingRule.BelowZero.RECOVER, (Source) null);
    static final Map<Integer, String> POOLS = new TreeMap<>(Map.of(310, "310 职工医保", 390, "390 居民医保"));

    private static final BigDecimal PV0 = new BigDecimal("8.500000000000000");

    /** Names that try to break out; the first hospitals have them. */
    static final List<String> EVIL =
            List.of("<script>alert(1)</script>", "</script><b>", "=HYPERLINK(\"http://x\",\"y\")", "'\"&\u2028");

    final Map<String, String> names = new TreeMap<>();
    final List<StatementFiles.AuditDeduction> deductions = new ArrayList<>();
    final List<Row> grouping = new ArrayList<>();
    final List<Row> caseSettlements = new ArrayList<>();
    final List<Row> hospitals = new ArrayList<>();
    final List<Row> pointValues = new ArrayList<>();
    final List<Row> checks = new ArrayList<>();
    final List<Row> scores = new ArrayList<>();

    private static final class Total {
        int level;
        long cases;
        long cost;
        long booked;
        long low;
        long high;
        long ungrouped;
        long costTrue;
        BigDecimal points = BigDecimal.ZERO;
        int first = -1;
        long spread;
    }

    SettledYear(int cases, int hospitalCount, int groupCount, boolean evil) {
        Random random = new Random(20260101);
        String[] groupCodes = new String[groupCount];
        BigDecimal[] groupScores = new BigDecimal[groupCount];
        for (int g = 0; g < groupCount; g++) {
            String diagnosis = (char) ('A' + random.nextInt(26))
                    + String.format("%02d.%d", random.nextInt(100), random.nextInt(10));
            groupCodes[g] = g % 3 == 0
                    ? diagnosis + ":"
                            + String.format("%02d.%02d00x%03d", random.nextInt(90), random.nextInt(100), g % 1000)
                    : diagnosis + "-" + g;
            groupScores[g] = BigDecimal.valueOf((long) (200_000_000 * Math.exp(random.nextGaussian() * 0.8) * 3), 6);
            scores.add(RowFactory.create(
                    groupCodes[g],
                    g % 7 == 0 ? "comprehensive" : "core",
                    100L,
                    new BigDecimal("6000.000000"),
                    groupScores[g],
                    new BigDecimal("0.4000000000"),
                    new BigDecimal("7.000000"),
                    null,
                    null));
        }
        BigDecimal[] coefficients = {new BigDecimal("0.620000"), new BigDecimal("0.880000"), new BigDecimal("1.120000")
        };
        double[] weights = new double[hospitalCount];
        double all = 0;
        for (int h = 0; h < hospitalCount; h++) {
            String code = String.format("H%04d", h + 1);
            int level = level(h, hospitalCount);
            names.put(
                    code,
                    evil && h < EVIL.size()
                            ? EVIL.get(h)
                            : "示例市第" + (h + 1) + (level == 3 ? "人民医院" : level == 2 ? "医院" : "卫生院"));
            weights[h] = Math.pow(h + 1, -0.8);
            all += weights[h];
        }
        Map<Integer, Map<String, Total>> totals = new TreeMap<>();
        POOLS.keySet().forEach(p -> totals.put(p, new TreeMap<>()));
        double efficiency = 0;
        for (int i = 0; i < cases; i++) {
            double pick = random.nextDouble() * all;
            int h = 0;
            while (h < hospitalCount - 1 && (pick -= weights[h]) > 0) {
                h++;
            }
            efficiency = 0.85 + (h * 37 % 30) / 100.0;
            String hospital = String.format("H%04d", h + 1);
            int level = level(h, hospitalCount);
            int pool = random.nextInt(10) < 4 ? 310 : 390;
            boolean ungrouped = random.nextInt(100) == 0;
            int g = (int) (groupCount * Math.pow(random.nextDouble(), 2));
            BigDecimal k = coefficients[level - 1];
            BigDecimal reference = groupScores[g].multiply(k).multiply(PV0).setScale(6, RoundingMode.HALF_UP);
            long cost = Math.max(10_000, (long)
                    (reference.doubleValue() * 100 * efficiency * Math.exp(random.nextGaussian() * 0.35)));
            long booked = cost * (pool == 310 ? 74 : 58) / 100;
            BigDecimal ratio = BigDecimal.valueOf(cost, 2).divide(reference, 10, RoundingMode.HALF_UP);
            String deviation = ungrouped
                    ? "ungrouped"
                    : ratio.doubleValue() < 0.5 ? "low" : ratio.doubleValue() > 2 ? "high" : "normal";
            boolean costTrue = deviation.equals("low");
            BigDecimal points = costTrue
                    ? null
                    : ungrouped
                            ? BigDecimal.valueOf(cost * 60, 6)
                            : groupScores[g].multiply(k).setScale(6, RoundingMode.HALF_UP);
            grouping.add(RowFactory.create(
                    String.format("S2025%010d", (i * 7919L) % 9_999_999_967L),
                    hospital,
                    level,
                    pool,
                    202501 + random.nextInt(12),
                    (long) g,
                    ungrouped ? null : groupCodes[g],
                    ungrouped ? "no-group" : g % 7 == 0 ? "comprehensive" : "core-exact",
                    1 + random.nextInt(20),
                    cost,
                    booked,
                    true,
                    ungrouped ? points : groupScores[g],
                    ungrouped ? null : k,
                    ungrouped ? null : reference,
                    ungrouped ? null : ratio,
                    deviation,
                    costTrue,
                    points));
            Total t = totals.get(pool).computeIfAbsent(hospital, x -> new Total());
            t.level = level;
            t.cases++;
            t.cost += cost;
            t.booked += booked;
            t.low += costTrue ? 1 : 0;
            t.high += deviation.equals("high") ? 1 : 0;
            t.ungrouped += ungrouped ? 1 : 0;
            t.costTrue += costTrue ? cost : 0;
            t.points = points == null ? t.points : t.points.add(points);
        }
        settle(totals);
    }

    private void settle(Map<Integer, Map<String, Total>> totals) {
        Map<Integer, BigDecimal> values = new TreeMap<>();
        Map<Integer, BigDecimal> ratios = new TreeMap<>();
        Map<Integer, Map<String, Long>> gross = new TreeMap<>();
        totals.forEach((pool, byHospital) -> {
            long cost = byHospital.values().stream().mapToLong(t -> t.cost).sum();
            long booked = byHospital.values().stream().mapToLong(t -> t.booked).sum();
            long count = byHospital.values().stream().mapToLong(t -> t.cases).sum();
            long costTrue =
                    byHospital.values().stream().mapToLong(t -> t.costTrue).sum();
            BigDecimal points =
                    byHospital.values().stream().map(t -> t.points).reduce(BigDecimal.ZERO, BigDecimal::add);
            long fund = booked * 97 / 100;
            PointValue.Value value = PointValue.settlement(fund, booked, cost, costTrue, points);
            BigDecimal ratio = PointValue.paymentRatio(booked, cost);
            values.put(pool, value.unrounded());
            ratios.put(pool, ratio);
            pointValues.add(RowFactory.create(
                    pool,
                    count,
                    cost,
                    booked,
                    fund,
                    ratio.setScale(10, RoundingMode.HALF_UP),
                    costTrue,
                    points,
                    PV0,
                    value.value()));
            gross.put(
                    pool,
                    LargestRemainder.allocate(
                            fund,
                            byHospital.entrySet().stream()
                                    .map(e -> new LargestRemainder.Share(
                                            e.getKey(),
                                            e.getValue()
                                                    .points
                                                    .multiply(value.unrounded())
                                                    .add(BigDecimal.valueOf(e.getValue().costTrue, 2))))
                                    .toList()));
            checks.add(RowFactory.create("payments-sum-to-the-fund", pool, fund, fund, 0L, true));
            checks.add(RowFactory.create("every-case-is-grouped-or-ungrouped", pool, count, count, 0L, true));
        });
        checks.add(RowFactory.create("cost-of-cases-is-in-grouping", 0, 100L, 101L, 1L, false));

        payCases(totals, values, ratios, gross);
        totals.forEach((pool, byHospital) -> byHospital.forEach((hospital, t) -> {
            long own = gross.get(pool).get(hospital);
            int number = Integer.parseInt(hospital.substring(1));
            BigDecimal assessment = new BigDecimal(number % 3 == 0 ? "0.985000" : "1.000000");
            long deduction = 0;
            if (number % 4 == 1) {
                deduction = 1_234_567 + number;
                deductions.add(new StatementFiles.AuditDeduction(hospital, pool, 1_000_000, "低标准入院"));
                deductions.add(new StatementFiles.AuditDeduction(
                        hospital, pool, deduction - 1_000_000, "=cmd|'/c calc'!A1 高套分值"));
            }
            long preSettled = own * 94 / 100;
            long deposit = preSettled * 5 / 100;
            long forfeited = number % 3 == 0 ? deposit / 10 : 0;
            Clearing.Result result = Clearing.of(
                    CLEARING,
                    new Clearing.Year(
                            hospital,
                            pool,
                            own,
                            assessment,
                            deduction,
                            preSettled,
                            preSettled - deposit,
                            0,
                            number % 5 == 0 ? 5_000_000 : 0,
                            deposit,
                            deposit - forfeited));
            hospitals.add(RowFactory.create(
                    hospital,
                    pool,
                    t.level,
                    t.cases,
                    t.cost,
                    t.booked,
                    t.low,
                    t.high,
                    t.ungrouped,
                    t.points,
                    t.costTrue,
                    own,
                    assessment,
                    result.settlementFen() + deduction,
                    deduction,
                    result.settlementFen(),
                    preSettled,
                    deposit,
                    preSettled - deposit,
                    result.forfeitedFen(),
                    0L,
                    number % 5 == 0 ? 5_000_000L : 0L,
                    result.payableFen(),
                    result.carriedFen()));
        }));
    }

    /** Each case rounded down, the first of each hospital and pool takes the rest: good enough to add up. */
    private void payCases(
            Map<Integer, Map<String, Total>> totals,
            Map<Integer, BigDecimal> values,
            Map<Integer, BigDecimal> ratios,
            Map<Integer, Map<String, Long>> gross) {
        long[] pays = new long[grouping.size()];
        for (int i = 0; i < pays.length; i++) {
            Row row = grouping.get(i);
            int pool = row.getInt(3);
            Total t = totals.get(pool).get(row.getString(1));
            BigDecimal yuan = row.getBoolean(17)
                    ? BigDecimal.valueOf(row.getLong(9), 2)
                    : row.getDecimal(18).multiply(values.get(pool));
            pays[i] = yuan.multiply(ratios.get(pool))
                    .movePointRight(2)
                    .setScale(0, RoundingMode.DOWN)
                    .longValueExact();
            t.spread += pays[i];
            if (t.first < 0) {
                t.first = i;
            }
        }
        totals.forEach((pool, byHospital) -> byHospital.forEach(
                (hospital, t) -> pays[t.first] += gross.get(pool).get(hospital) - t.spread));
        for (int i = 0; i < pays.length; i++) {
            Row row = grouping.get(i);
            BigDecimal points = row.getBoolean(17)
                    ? BigDecimal.valueOf(row.getLong(9), 2).divide(values.get(row.getInt(3)), 6, RoundingMode.HALF_UP)
                    : row.getDecimal(18);
            caseSettlements.add(RowFactory.create(row.getString(0), row.getString(1), row.getInt(3), points, pays[i]));
        }
        caseSettlements.sort(Comparator.comparing(r -> r.getString(0)));
    }

    Dataset<Row> table(SparkSession spark, Table table) {
        List<Row> rows = table == Grouping.TABLE
                ? grouping
                : table == CaseSettlements.TABLE
                        ? caseSettlements
                        : table == HospitalSettlements.TABLE
                                ? hospitals
                                : table == PointValues.TABLE ? pointValues : table == Scores.TABLE ? scores : checks;
        if (table == Reconciliations.TABLE && rows != checks) {
            throw new IllegalStateException();
        }
        return spark.createDataFrame(rows, table.schema());
    }

    private static int level(int hospital, int count) {
        return hospital < Math.max(1, count / 6) ? 3 : hospital < count / 2 ? 2 : 1;
    }
}
