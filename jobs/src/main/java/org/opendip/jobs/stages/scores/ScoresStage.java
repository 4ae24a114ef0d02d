package org.opendip.jobs.stages.scores;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReferenceCosts;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.coefficients.InstitutionCoefficient;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.DiseaseScore.YearSum;
import org.opendip.policy.scores.ScoresRule;

/**
 * Costs become {@code scores}: weighted means, disease scores, institution coefficients, and last year's reference costs.
 * Everything derives from the moments of the groups, in plain Java: some ten thousand rows.
 */
public final class ScoresStage implements Stage {
    private static final int MEAN_DECIMALS = 6;

    @Override
    public String name() {
        return "scores";
    }

    @Override
    public List<Table> reads() {
        return List.of(Catalog.TABLE, RuleRows.TABLE, GroupMoments.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(Scores.TABLE, ScoreBases.TABLE, InstitutionCoefficients.TABLE, ReferenceCosts.TABLE);
    }

    /** Sums of cases that share something. */
    private static final class Sums {
        private long cases;
        private long fen;
        private long drug;
        private long material;
        private long days;

        void add(Row r) {
            cases += r.<Long>getAs(Moments.CASE_COUNT.name());
            fen = Math.addExact(fen, r.<Long>getAs(Moments.COST_SUM.name()));
            drug = Math.addExact(drug, r.<Long>getAs(Moments.DRUG_SUM.name()));
            material = Math.addExact(material, r.<Long>getAs(Moments.MATERIAL_SUM.name()));
            days = Math.addExact(days, r.<Long>getAs(Moments.DAYS_SUM.name()));
        }
    }

    private record ReferenceKey(String group, int level, int pool) implements Comparable<ReferenceKey> {
        @Override
        public int compareTo(ReferenceKey other) {
            int byGroup = group.compareTo(other.group);
            int byLevel = byGroup != 0 ? byGroup : Integer.compare(level, other.level);
            return byLevel != 0 ? byLevel : Integer.compare(pool, other.pool);
        }
    }

    @Override
    public void run(StageRun run) {
        Rulebook rules = run.rules();
        SortedMap<Integer, Integer> weights = rules.history().weightByYear(run.year());
        int lastYear = weights.lastKey();
        boolean everyCase = rules.scores().inMean() == ScoresRule.InMean.EVERY_CASE;

        Map<String, Sums> byGroup = new HashMap<>();
        Map<String, Map<Integer, Sums>> byGroupYear = new HashMap<>();
        Map<Integer, Sums> region = new TreeMap<>();
        Map<Integer, Sums> grouped = new TreeMap<>();
        Map<Integer, Map<Integer, Sums>> byLevelYear = new TreeMap<>();
        Map<ReferenceKey, Sums> references = new TreeMap<>();
        for (Row r : run.read(GroupMoments.TABLE).collectAsList()) {
            String group = r.getAs(Assignments.ASSIGNED_GROUP.name());
            int year = r.getAs(Cases.YEAR.name());
            int level = r.getAs(Records.LEVEL.name());
            if (group != null) {
                byGroup.computeIfAbsent(group, g -> new Sums()).add(r);
                byGroupYear
                        .computeIfAbsent(group, g -> new TreeMap<>())
                        .computeIfAbsent(year, y -> new Sums())
                        .add(r);
                grouped.computeIfAbsent(year, y -> new Sums()).add(r);
                if (year == lastYear) {
                    var of = rules.deviation().reference();
                    int pool = r.getAs(Records.POOL.name());
                    references
                            .computeIfAbsent(
                                    new ReferenceKey(group, of.byLevel() ? level : 0, of.byPool() ? pool : 0),
                                    k -> new Sums())
                            .add(r);
                }
            }
            if (group != null || everyCase) {
                region.computeIfAbsent(year, y -> new Sums()).add(r);
                byLevelYear
                        .computeIfAbsent(level, l -> new TreeMap<>())
                        .computeIfAbsent(year, y -> new Sums())
                        .add(r);
            }
        }
        BigDecimal regional = mean(rules, weights, region);
        run.write(ScoreBases.TABLE, bases(rules, weights, region, grouped, regional));
        run.write(Scores.TABLE, scores(run, weights, byGroup, byGroupYear, regional));
        run.write(InstitutionCoefficients.TABLE, coefficients(rules, weights, byLevelYear, regional));
        run.write(
                ReferenceCosts.TABLE,
                references.entrySet().stream()
                        .map(e -> RowFactory.create(
                                e.getKey().group(),
                                e.getKey().level(),
                                e.getKey().pool(),
                                e.getValue().cases,
                                e.getValue().fen,
                                BigDecimal.valueOf(e.getValue().fen, 2)
                                        .divide(
                                                BigDecimal.valueOf(e.getValue().cases),
                                                MEAN_DECIMALS,
                                                RoundingMode.HALF_UP)))
                        .toList());
    }

    private static BigDecimal mean(Rulebook rules, Map<Integer, Integer> weights, Map<Integer, Sums> years) {
        List<YearSum> sums = new ArrayList<>();
        years.forEach((year, of) ->
                sums.add(new YearSum(BigDecimal.valueOf(weights.getOrDefault(year, 0)), of.cases, of.fen)));
        return DiseaseScore.weightedMean(rules.scores().weighting(), sums);
    }

    private static List<Row> bases(
            Rulebook rules,
            Map<Integer, Integer> weights,
            Map<Integer, Sums> region,
            Map<Integer, Sums> grouped,
            BigDecimal regional) {
        List<Row> rows = new ArrayList<>();
        long cases = 0;
        long fen = 0;
        long groupedCases = 0;
        for (Map.Entry<Integer, Sums> e : region.entrySet()) {
            Sums of = e.getValue();
            long in = grouped.getOrDefault(e.getKey(), new Sums()).cases;
            rows.add(RowFactory.create(
                    e.getKey(),
                    weights.getOrDefault(e.getKey(), 0),
                    of.cases,
                    of.fen,
                    in,
                    BigDecimal.valueOf(of.fen, 2)
                            .divide(BigDecimal.valueOf(of.cases), MEAN_DECIMALS, RoundingMode.HALF_UP)));
            cases += of.cases;
            fen = Math.addExact(fen, of.fen);
            groupedCases += in;
        }
        rows.add(RowFactory.create(
                0, 0, cases, fen, groupedCases, regional.setScale(MEAN_DECIMALS, RoundingMode.HALF_UP)));
        return rows;
    }

    private static List<Row> scores(
            StageRun run,
            Map<Integer, Integer> weights,
            Map<String, Sums> byGroup,
            Map<String, Map<Integer, Sums>> byGroupYear,
            BigDecimal regional) {
        Rulebook rules = run.rules();
        ScoresRule rule = rules.scores();
        List<Row> groups = run.read(Catalog.TABLE)
                .select(Catalog.GROUP.col(), Catalog.GROUP_KIND.col(), Catalog.CV.col())
                .orderBy(Catalog.GROUP.col())
                .collectAsList();
        BigDecimal benchmark = null;
        if (rule.benchmarkGroup().isPresent()) {
            String code = rule.benchmarkGroup().get();
            if (!byGroupYear.containsKey(code)) {
                throw DipErrors.benchmarkGroupMissing(code);
            }
            benchmark = mean(rules, weights, byGroupYear.get(code));
        }
        Map<String, BigDecimal> own = new HashMap<>();
        run.readIfWritten(RuleRows.TABLE)
                .ifPresent(table -> table.filter(RuleRows.OWN_SCORE.col().isNotNull())
                        .select(Catalog.GROUP.col(), RuleRows.OWN_SCORE.col())
                        .collectAsList()
                        .forEach(r -> own.put(r.getString(0), r.getDecimal(1))));
        List<Row> rows = new ArrayList<>();
        for (Row g : groups) {
            String code = g.getString(0);
            Sums all = byGroup.get(code);
            BigDecimal mean = mean(rules, weights, byGroupYear.get(code));
            BigDecimal score = own.containsKey(code)
                    ? own.get(code)
                    : DiseaseScore.published(DiseaseScore.score(rule, mean, regional, benchmark), rule.decimals());
            rows.add(RowFactory.create(
                    code,
                    g.getString(1),
                    all.cases,
                    mean.setScale(MEAN_DECIMALS, RoundingMode.HALF_UP),
                    score.setScale(6, RoundingMode.UNNECESSARY),
                    g.getDecimal(2),
                    ratio(all.days, all.cases, MEAN_DECIMALS),
                    ratio(all.drug, all.fen, 10),
                    ratio(all.material, all.fen, 10)));
        }
        return rows;
    }

    private static BigDecimal ratio(long above, long below, int decimals) {
        return BigDecimal.valueOf(above).divide(BigDecimal.valueOf(below), decimals, RoundingMode.HALF_UP);
    }

    private static List<Row> coefficients(
            Rulebook rules,
            Map<Integer, Integer> weights,
            Map<Integer, Map<Integer, Sums>> byLevelYear,
            BigDecimal regional) {
        SortedMap<Integer, BigDecimal> means = new TreeMap<>();
        byLevelYear.forEach((level, years) -> means.put(level, mean(rules, weights, years)));
        SortedMap<Integer, BigDecimal> coefficients =
                InstitutionCoefficient.byClass(rules.institutionCoefficient(), means, regional);
        List<Row> rows = new ArrayList<>();
        coefficients.forEach((level, k) -> rows.add(RowFactory.create(
                level,
                byLevelYear.get(level).values().stream().mapToLong(s -> s.cases).sum(),
                means.get(level).setScale(MEAN_DECIMALS, RoundingMode.HALF_UP),
                k.setScale(6, RoundingMode.UNNECESSARY))));
        return rows;
    }
}
