package org.opendip.jobs.stages.pointvalue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.GroupMoments;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.pointvalue.PointValueRule;
import org.opendip.policy.pools.InsurancePool;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.ungrouped.UngroupedScore;

/**
 * History and scores become the {@code year_start_point_values} PV0 of the pools: weighted cost over weighted points of
 * all cases paid by disease, ungrouped ones with the points the rulebook gives them.
 */
public final class YearStartPointValueStage implements Stage {

    @Override
    public String name() {
        return "year-start-pointvalue";
    }

    @Override
    public List<Table> reads() {
        return List.of(
                GroupMoments.TABLE,
                Scores.TABLE,
                ScoreBases.TABLE,
                InstitutionCoefficients.TABLE,
                PrimaryCareGroups.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(YearStartPointValues.TABLE);
    }

    /** A pool in a year. */
    private static final class Total {
        private long cases;
        private long fen;
        private BigDecimal points = BigDecimal.ZERO;
    }

    @Override
    public void run(StageRun run) {
        Rulebook rules = run.rules();
        SortedMap<Integer, Integer> weights = rules.history().weightByYear(run.year());
        Map<String, BigDecimal> scores = new HashMap<>();
        Map<String, BigDecimal> means = new HashMap<>();
        for (Row r : run.read(Scores.TABLE)
                .select(Catalog.GROUP.col(), Scores.SCORE.col(), Scores.WEIGHTED_MEAN.col())
                .collectAsList()) {
            scores.put(r.getString(0), r.getDecimal(1));
            means.put(r.getString(0), r.getDecimal(2));
        }
        Map<Integer, BigDecimal> coefficients = new HashMap<>();
        run.read(InstitutionCoefficients.TABLE)
                .select(Records.LEVEL.col(), InstitutionCoefficients.COEFFICIENT.col())
                .collectAsList()
                .forEach(r -> coefficients.put(r.getInt(0), r.getDecimal(1)));
        BigDecimal regional = run.read(ScoreBases.TABLE)
                .filter(Cases.YEAR.col().equalTo(0))
                .select(ScoreBases.REGIONAL_MEAN.col())
                .first()
                .getDecimal(0);
        BigDecimal benchmark = rules.scores().benchmarkGroup().map(means::get).orElse(null);
        Set<String> primaryCare = run.readIfWritten(PrimaryCareGroups.TABLE)
                .map(PrimaryCareGroups::codes)
                .orElse(Set.of());
        boolean withCoefficient =
                rules.pointValue().yearStartScores() == PointValueRule.YearStartScores.WITH_COEFFICIENT;

        Map<Integer, Map<Integer, Total>> byPool = new TreeMap<>();
        for (Row r : run.read(GroupMoments.TABLE).collectAsList()) {
            int pool = r.getAs(Records.POOL.name());
            boolean bedDay = r.getAs(Cases.BED_DAY.name());
            if (pool == 0 || bedDay) {
                continue;
            }
            long cases = r.getAs(Moments.CASE_COUNT.name());
            long fen = r.getAs(Moments.COST_SUM.name());
            String group = r.getAs(Assignments.ASSIGNED_GROUP.name());
            BigDecimal points;
            if (group == null) {
                points = UngroupedScore.unrounded(rules.ungrouped(), rules.scores(), fen, regional, benchmark);
            } else {
                points = scores.get(group).multiply(BigDecimal.valueOf(cases));
                if (withCoefficient && !primaryCare.contains(group)) {
                    points = points.multiply(coefficients.get(r.<Integer>getAs(Records.LEVEL.name())));
                }
            }
            Total total = byPool.computeIfAbsent(rules.pointValue().shared() ? 0 : pool, p -> new TreeMap<>())
                    .computeIfAbsent(r.getAs(Cases.YEAR.name()), y -> new Total());
            total.cases += cases;
            total.fen = Math.addExact(total.fen, fen);
            total.points = total.points.add(points);
        }
        List<Row> rows = new ArrayList<>();
        for (InsurancePool pool : rules.pools().pools()) {
            Map<Integer, Total> years = byPool.get(rules.pointValue().shared() ? 0 : pool.code());
            if (years != null) {
                rows.add(row(pool.code(), years, weights));
            }
        }
        run.write(YearStartPointValues.TABLE, rows);
    }

    private static Row row(int pool, Map<Integer, Total> years, Map<Integer, Integer> weights) {
        List<PointValue.YearTotal> totals = new ArrayList<>();
        long cases = 0;
        long fen = 0;
        BigDecimal cost = BigDecimal.ZERO;
        BigDecimal points = BigDecimal.ZERO;
        for (Map.Entry<Integer, Total> e : years.entrySet()) {
            BigDecimal weight = BigDecimal.valueOf(weights.getOrDefault(e.getKey(), 0));
            Total of = e.getValue();
            totals.add(new PointValue.YearTotal(weight, of.fen, of.points));
            cases += of.cases;
            fen = Math.addExact(fen, of.fen);
            cost = cost.add(weight.multiply(BigDecimal.valueOf(of.fen, 2)));
            points = points.add(weight.multiply(of.points));
        }
        return RowFactory.create(
                pool,
                cases,
                fen,
                cost.setScale(6, RoundingMode.HALF_UP),
                points.setScale(6, RoundingMode.HALF_UP),
                PointValue.yearStart(totals).value());
    }
}
