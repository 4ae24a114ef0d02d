package org.opendip.jobs.stages.pointvalue;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.pointvalue.PointValue;

/** The year's points, costs and fund become the settlement {@code point_values} PV1 of the pools. */
public final class PointValueStage implements Stage {

    @Override
    public String name() {
        return "pointvalue";
    }

    @Override
    public List<Table> reads() {
        return List.of(Grouping.TABLE, YearStartPointValues.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(PointValues.TABLE);
    }

    /** One pool, or all of them where they share a point value. */
    private static final class Total {
        private long cases;
        private long cost;
        private long booked;
        private long fund;
        private long costTrue;
        private BigDecimal points = BigDecimal.ZERO;

        void add(Total other) {
            cases += other.cases;
            cost = Math.addExact(cost, other.cost);
            booked = Math.addExact(booked, other.booked);
            fund = Math.addExact(fund, other.fund);
            costTrue = Math.addExact(costTrue, other.costTrue);
            points = points.add(other.points);
        }
    }

    @Override
    public void run(StageRun run) {
        Map<Integer, BigDecimal> yearStart = new TreeMap<>();
        run.read(YearStartPointValues.TABLE)
                .select(Records.POOL.col(), YearStartPointValues.POINT_VALUE.col())
                .collectAsList()
                .forEach(r -> yearStart.put(r.getInt(0), r.getDecimal(1)));
        Map<Integer, Long> funds = funds(run);
        Map<Integer, Total> pools = new TreeMap<>();
        for (Row r : run.read(Grouping.TABLE)
                .filter(Grouping.SETTLED_BY_SCORE.col())
                .groupBy(Records.POOL.col())
                .agg(
                        count(lit(1)),
                        sum(Records.COST_FEN.col()),
                        sum(Records.BOOKED_FEN.col()),
                        sum(when(Grouping.COST_TRUE.col(), Records.COST_FEN.col())
                                .otherwise(lit(0L))),
                        coalesce(sum(Grouping.CASE_SCORE.col()), lit(BigDecimal.ZERO)))
                .collectAsList()) {
            Total total = new Total();
            total.cases = r.getLong(1);
            total.cost = r.getLong(2);
            total.booked = r.getLong(3);
            total.costTrue = r.getLong(4);
            total.points = r.getDecimal(5);
            Long fund = funds.get(r.getInt(0));
            if (fund == null) {
                throw DipErrors.fundMissing(run.year(), r.getInt(0));
            }
            total.fund = fund;
            pools.put(r.getInt(0), total);
        }
        Total shared = new Total();
        pools.values().forEach(shared::add);
        List<Row> rows = new ArrayList<>();
        pools.forEach((pool, total) -> {
            Total priced = run.rules().pointValue().shared() ? shared : total;
            PointValue.Value value =
                    PointValue.settlement(priced.fund, priced.booked, priced.cost, priced.costTrue, priced.points);
            rows.add(RowFactory.create(
                    pool,
                    total.cases,
                    total.cost,
                    total.booked,
                    total.fund,
                    Ratios.round(PointValue.paymentRatio(priced.booked, priced.cost), 10),
                    total.costTrue,
                    total.points,
                    yearStart.get(pool),
                    value.value()));
        });
        run.write(PointValues.TABLE, rows);
    }

    /** F of each pool: the budget less what the plan takes out of it. */
    private static Map<Integer, Long> funds(StageRun run) {
        Map<Integer, Long> funds = new TreeMap<>();
        ReferenceFiles reference = run.reference();
        for (ReferenceFiles.FundItem item : reference.fundPlan()) {
            if (item.year() == run.year()) {
                long fen = item.item().equals("inpatient-budget") ? item.fen() : Math.negateExact(item.fen());
                funds.merge(item.pool(), fen, Math::addExact);
            }
        }
        return funds;
    }
}
