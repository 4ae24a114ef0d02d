package org.opendip.jobs.stages.settlement;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Quotient;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.LargestRemainder;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.settlement.Clearing;

/**
 * Points and point values become {@code hospital_settlements} and {@code case_settlements}: the fund goes to hospitals
 * by largest remainder, each hospital's part to its cases likewise, so that every sum holds to the fen.
 */
public final class SettlementStage implements Stage {
    private static final String WEIGHT = "weight";
    private static final String QUOTA = "quota";

    @Override
    public String name() {
        return "settlement";
    }

    @Override
    public List<Table> reads() {
        return List.of(Records.TABLE, Cases.TABLE, Grouping.TABLE, PointValues.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(HospitalSettlements.TABLE, CaseSettlements.TABLE, Reconciliations.TABLE);
    }

    private record Key(int pool, String hospital) {
        String text() {
            return hospital + "|" + pool;
        }
    }

    /** A hospital's year in one pool, as its cases sum up. */
    private record Total(
            int level,
            long cases,
            long cost,
            long booked,
            long low,
            long high,
            long ungrouped,
            BigDecimal points,
            long costTrue) {}

    private record Pool(long cost, long booked, long fund, long costTrue, BigDecimal points, BigDecimal pointValue) {}

    @Override
    public void run(StageRun run) {
        Map<Integer, Pool> pools = pools(run);
        SortedMap<String, Total> totals = new TreeMap<>();
        Map<String, Key> keys = new HashMap<>();
        for (Row r : totals(run).collectAsList()) {
            Key key = new Key(r.getInt(0), r.getString(1));
            keys.put(key.text(), key);
            totals.put(
                    key.text(),
                    new Total(
                            r.getInt(2),
                            r.getLong(3),
                            r.getLong(4),
                            r.getLong(5),
                            r.getLong(6),
                            r.getLong(7),
                            r.getLong(8),
                            r.getDecimal(9),
                            r.getLong(10)));
        }
        SortedMap<String, Long> gross = gross(run, pools, totals, keys);
        List<Row> hospitals = clear(run, totals, keys, gross);
        run.write(HospitalSettlements.TABLE, hospitals);
        Dataset<Row> cases = run.write(CaseSettlements.TABLE, divideAmongCases(run, pools, totals, keys, gross));
        run.write(Reconciliations.TABLE, Laws.check(run, cases, hospitals));
    }

    private static Map<Integer, Pool> pools(StageRun run) {
        Map<Integer, Pool> pools = new TreeMap<>();
        for (Row r : run.read(PointValues.TABLE).collectAsList()) {
            pools.put(
                    r.getAs(Records.POOL.name()),
                    new Pool(
                            r.getAs(Records.COST_FEN.name()),
                            r.getAs(Records.BOOKED_FEN.name()),
                            r.getAs(PointValues.FUND_FEN.name()),
                            r.getAs(PointValues.COST_TRUE_FEN.name()),
                            r.getAs(PointValues.SCORE_TOTAL.name()),
                            r.getAs(PointValues.POINT_VALUE.name())));
        }
        return pools;
    }

    private static Dataset<Row> totals(StageRun run) {
        return run.read(Grouping.TABLE)
                .filter(Grouping.SETTLED_BY_SCORE.col())
                .groupBy(Records.POOL.col(), Records.HOSPITAL.col())
                .agg(
                        max(Records.LEVEL.col()),
                        count(lit(1)),
                        sum(Records.COST_FEN.col()),
                        sum(Records.BOOKED_FEN.col()),
                        countOf("low"),
                        countOf("high"),
                        countOf("ungrouped"),
                        coalesce(sum(Grouping.CASE_SCORE.col()), lit(BigDecimal.ZERO)),
                        sum(when(Grouping.COST_TRUE.col(), Records.COST_FEN.col())
                                .otherwise(lit(0L))));
    }

    private static Column countOf(String deviation) {
        return sum(when(Grouping.DEVIATION.col().equalTo(deviation), lit(1L)).otherwise(lit(0L)));
    }

    /**
     * The fund divided among hospitals: each weighs its points × PV1 plus the cost of its cost-true cases. PV1 is the
     * quotient above ÷ points; weights are multiplied by the pool's points instead of divided, so they stay exact.
     */
    private static SortedMap<String, Long> gross(
            StageRun run, Map<Integer, Pool> pools, SortedMap<String, Total> totals, Map<String, Key> keys) {
        SortedMap<String, Long> gross = new TreeMap<>();
        Map<Integer, List<Integer>> together = new TreeMap<>();
        pools.keySet().forEach(p -> together.computeIfAbsent(
                        run.rules().pointValue().shared() ? 0 : p, s -> new ArrayList<>())
                .add(p));
        together.values().forEach(members -> {
            BigDecimal value =
                    unroundedPointValue(members.stream().map(pools::get).toList());
            List<LargestRemainder.Share> shares = new ArrayList<>();
            totals.forEach((text, total) -> {
                if (members.contains(keys.get(text).pool())) {
                    shares.add(new LargestRemainder.Share(
                            text, total.points().multiply(value).add(BigDecimal.valueOf(total.costTrue(), 2))));
                }
            });
            long fund = members.stream().mapToLong(p -> pools.get(p).fund()).reduce(0, Math::addExact);
            gross.putAll(LargestRemainder.allocate(fund, shares));
        });
        return gross;
    }

    private static BigDecimal unroundedPointValue(List<Pool> pools) {
        long fund = 0;
        long booked = 0;
        long cost = 0;
        long costTrue = 0;
        BigDecimal points = BigDecimal.ZERO;
        for (Pool pool : pools) {
            fund = Math.addExact(fund, pool.fund());
            booked = Math.addExact(booked, pool.booked());
            cost = Math.addExact(cost, pool.cost());
            costTrue = Math.addExact(costTrue, pool.costTrue());
            points = points.add(pool.points());
        }
        return PointValue.settlement(fund, booked, cost, costTrue, points).unrounded();
    }

    /** The annual clearing of every hospital and pool, by the policy's formula. */
    private static List<Row> clear(
            StageRun run, SortedMap<String, Total> totals, Map<String, Key> keys, Map<String, Long> gross) {
        ReferenceFiles reference = run.reference();
        Map<String, BigDecimal> assessments = new HashMap<>();
        reference.assessments().forEach(a -> assessments.put(a.hospital(), a.coefficient()));
        Map<String, Long> deductions = new HashMap<>();
        reference
                .auditDeductions()
                .forEach(d -> deductions.merge(new Key(d.pool(), d.hospital()).text(), d.fen(), Math::addExact));
        Map<String, long[]> monthly = new HashMap<>();
        for (ReferenceFiles.MonthlyPayment p : reference.monthlyPayments()) {
            if (p.month() / 100 == run.year()) {
                monthly.merge(
                        new Key(p.pool(), p.hospital()).text(),
                        new long[] {p.preSettledFen(), p.depositFen(), p.paidFen()},
                        (a, b) -> new long[] {
                            Math.addExact(a[0], b[0]), Math.addExact(a[1], b[1]), Math.addExact(a[2], b[2])
                        });
            }
        }
        Map<String, ReferenceFiles.Advance> advances = new HashMap<>();
        reference.advances().forEach(a -> advances.put(new Key(a.pool(), a.hospital()).text(), a));
        refuseUnknown(run, totals, deductions.keySet(), "audit_deductions.csv");
        refuseUnknown(run, totals, monthly.keySet(), "monthly_payments.csv");
        refuseUnknown(run, totals, advances.keySet(), "advances.csv");
        List<Row> rows = new ArrayList<>();
        totals.forEach((text, total) -> {
            Key key = keys.get(text);
            BigDecimal assessment = assessments.getOrDefault(key.hospital(), BigDecimal.ONE);
            long[] paid = monthly.getOrDefault(text, new long[3]);
            ReferenceFiles.Advance advance =
                    advances.getOrDefault(text, new ReferenceFiles.Advance(key.hospital(), key.pool(), 0, 0, 0));
            long deduction = deductions.getOrDefault(text, 0L);
            Clearing.Result result = Clearing.of(
                    run.rules().clearing(),
                    new Clearing.Year(
                            key.hospital(),
                            key.pool(),
                            gross.get(text),
                            assessment,
                            deduction,
                            paid[0],
                            paid[2],
                            advance.prepaymentFen(),
                            advance.revolvingFen(),
                            paid[1],
                            Math.subtractExact(paid[1], advance.depositForfeitedFen())));
            rows.add(RowFactory.create(
                    key.hospital(),
                    key.pool(),
                    total.level(),
                    total.cases(),
                    total.cost(),
                    total.booked(),
                    total.low(),
                    total.high(),
                    total.ungrouped(),
                    total.points(),
                    total.costTrue(),
                    gross.get(text),
                    assessment.setScale(6, RoundingMode.UNNECESSARY),
                    Math.addExact(result.settlementFen(), deduction),
                    deduction,
                    result.settlementFen(),
                    paid[0],
                    paid[1],
                    paid[2],
                    result.forfeitedFen(),
                    advance.prepaymentFen(),
                    advance.revolvingFen(),
                    result.payableFen(),
                    result.carriedFen()));
        });
        return rows;
    }

    /** Money of a hospital and pool without a case in the year would be left out in silence. */
    private static void refuseUnknown(
            StageRun run, SortedMap<String, Total> totals, java.util.Set<String> named, String file) {
        for (String text : new java.util.TreeSet<>(named)) {
            if (!totals.containsKey(text)) {
                throw DipErrors.moneyWithoutCases(file, text, run.year());
            }
        }
    }

    /**
     * Each hospital's gross amount divided among its cases by largest remainder, ties by case id: the floor of each
     * quota, and one fen more for the largest remainders until the sum is met.
     */
    private static Dataset<Row> divideAmongCases(
            StageRun run,
            Map<Integer, Pool> pools,
            SortedMap<String, Total> totals,
            Map<String, Key> keys,
            Map<String, Long> gross) {
        List<Row> rows = new ArrayList<>();
        totals.forEach((text, total) -> {
            Key key = keys.get(text);
            BigDecimal value = pools.get(key.pool()).pointValue();
            BigDecimal weight = total.points().multiply(value).add(BigDecimal.valueOf(total.costTrue(), 2));
            rows.add(RowFactory.create(
                    key.pool(),
                    key.hospital(),
                    value,
                    gross.get(text),
                    BigDecimal.valueOf(gross.get(text)).divide(weight, 18, RoundingMode.DOWN)));
        });
        Dataset<Row> units = run.spark()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("of_pool", DataTypes.IntegerType)
                                .add("of_hospital", DataTypes.StringType)
                                .add("pv", DataTypes.createDecimalType(20, 15))
                                .add("gross", DataTypes.LongType)
                                .add("unit", DataTypes.createDecimalType(22, 18)));
        Column cost = Records.COST_FEN.col().cast("decimal(10,0)").multiply(lit(new BigDecimal("0.01")));
        Column points = when(Grouping.COST_TRUE.col(), Quotient.points(cost.cast("decimal(20,10)"), col("pv")))
                .otherwise(Grouping.CASE_SCORE.col());
        // Yuan of total cost that the case stands for, exactly; times the unit, the quota is good to 10^-12 fen, so
        // that the
        // order of remainders is that of the exact ones, also where a hospital has a hundred thousand cases.
        Column weight = when(Grouping.COST_TRUE.col(), cost.cast("decimal(35,21)"))
                .otherwise(Grouping.CASE_SCORE
                        .col()
                        .cast("decimal(14,6)")
                        .multiply(col("pv"))
                        .cast("decimal(35,21)"));
        Column quota = col(WEIGHT).multiply(col("unit"));
        WindowSpec hospital = Window.partitionBy(Records.POOL.col(), Records.HOSPITAL.col());
        WindowSpec byRemainder = hospital.orderBy(col("remainder").desc(), Cases.CASE_ID.col());
        return run.read(Grouping.TABLE)
                .filter(Grouping.SETTLED_BY_SCORE.col())
                .join(
                        broadcast(units),
                        Records.POOL
                                .col()
                                .equalTo(units.col("of_pool"))
                                .and(Records.HOSPITAL.col().equalTo(units.col("of_hospital"))))
                .withColumn(WEIGHT, weight)
                .withColumn(CaseSettlements.SETTLED_SCORE.name(), points)
                .withColumn(QUOTA, quota)
                .withColumn("whole", floor(col(QUOTA)).cast("bigint"))
                .withColumn("remainder", col(QUOTA).minus(col("whole")))
                .withColumn("left", col("gross").minus(sum(col("whole")).over(hospital)))
                .withColumn("place", row_number().over(byRemainder))
                .withColumn(
                        CaseSettlements.PAYMENT_FEN.name(),
                        col("whole")
                                .plus(when(col("place").leq(col("left")), lit(1L))
                                        .otherwise(lit(0L))));
    }
}
