package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReferenceCosts;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.pools.InsurancePool;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.scores.ScoresRule;

/**
 * The year's cases become {@code grouping}: the group of each signature by the engine, then one look-up per case, then
 * the case's points. A case's standard (score, coefficient, reference cost) is worked out once per group, level and pool
 * in plain Java by the policy's own formulas.
 */
public final class GroupingStage implements Stage {
    private static final String OUTSIDE = "outside";

    /** K of a primary-care group (基层病种), as tables hold it. */
    private static final BigDecimal EVERYWHERE = new BigDecimal("1.000000");

    private static final String UNGROUPED = "ungrouped";

    @Override
    public String name() {
        return "grouping";
    }

    @Override
    public List<Table> reads() {
        return List.of(
                Cases.TABLE,
                Signatures.TABLE,
                Answers.TABLE,
                Moments.TABLE,
                Catalog.TABLE,
                RuleRows.TABLE,
                ReviewedGroups.TABLE,
                Scores.TABLE,
                ScoreBases.TABLE,
                InstitutionCoefficients.TABLE,
                PrimaryCareGroups.TABLE,
                ReferenceCosts.TABLE,
                YearStartPointValues.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(Assignments.TABLE, Grouping.TABLE);
    }

    @Override
    public void run(StageRun run) {
        Treatments treatments = run.treatments();
        Library library = run.library(treatments);
        List<Group> groups = library.groups(
                run.read(Catalog.TABLE), run.readIfWritten(RuleRows.TABLE), run.readIfWritten(ReviewedGroups.TABLE));
        AssignmentEngine engine = new AssignmentEngine(run.rules().grouping(), treatments, groups, library.catalog());
        // Answers of a run below were given by other cases.
        Optional<Dataset<Row>> answers =
                run.has(Answers.TABLE) ? Optional.of(run.read(Answers.TABLE)) : Optional.empty();
        Library.refuseUnasked(groups, answers);
        Dataset<Row> signatures = Library.withAnswers(run.read(Signatures.TABLE), answers);
        Dataset<Row> assignments = run.write(Assignments.TABLE, engine.assign(signatures));
        run.write(Grouping.TABLE, score(run, run.read(Cases.TABLE), assignments));
    }

    private record Standard(String group, int level, int pool, BigDecimal score, BigDecimal k, BigDecimal reference) {}

    /** Score, coefficient and reference cost of every group, level and pool. */
    private static List<Standard> standards(StageRun run) {
        Rulebook rules = run.rules();
        Map<Integer, BigDecimal> coefficients = new TreeMap<>();
        run.read(InstitutionCoefficients.TABLE)
                .select(Records.LEVEL.col(), InstitutionCoefficients.COEFFICIENT.col())
                .collectAsList()
                .forEach(r -> coefficients.put(r.getInt(0), r.getDecimal(1)));
        Map<Integer, BigDecimal> pointValues = new HashMap<>();
        run.read(YearStartPointValues.TABLE)
                .select(Records.POOL.col(), YearStartPointValues.POINT_VALUE.col())
                .collectAsList()
                .forEach(r -> pointValues.put(r.getInt(0), r.getDecimal(1)));
        record Mean(long cases, BigDecimal mean) {}
        Map<List<Object>, Mean> means = new HashMap<>();
        run.read(ReferenceCosts.TABLE)
                .select(
                        Catalog.GROUP.col(),
                        Records.LEVEL.col(),
                        Records.POOL.col(),
                        Moments.CASE_COUNT.col(),
                        ReferenceCosts.REFERENCE_COST.col())
                .collectAsList()
                .forEach(r -> means.put(
                        List.of(r.getString(0), r.getInt(1), r.getInt(2)), new Mean(r.getLong(3), r.getDecimal(4))));
        refuseWithoutHistory(run, coefficients, pointValues);
        var of = rules.deviation().reference();
        Set<String> primaryCare = run.readIfWritten(PrimaryCareGroups.TABLE)
                .map(PrimaryCareGroups::codes)
                .orElse(Set.of());
        List<Standard> standards = new ArrayList<>();
        for (Row r : run.read(Scores.TABLE)
                .select(Catalog.GROUP.col(), Scores.SCORE.col())
                .collectAsList()) {
            boolean sameEverywhere = primaryCare.contains(r.getString(0));
            for (Map.Entry<Integer, BigDecimal> ofLevel : coefficients.entrySet()) {
                int level = ofLevel.getKey();
                BigDecimal k = sameEverywhere ? EVERYWHERE : ofLevel.getValue();
                for (InsurancePool pool : rules.pools().pools()) {
                    BigDecimal pointValue = pointValues.get(pool.code());
                    if (pointValue == null) {
                        continue; // no case of the pool, in history or in the year
                    }
                    Mean mean = means.getOrDefault(
                            List.of(r.getString(0), of.byLevel() ? level : 0, of.byPool() ? pool.code() : 0),
                            new Mean(0, null));
                    BigDecimal reference = DeviationScore.reference(
                                    rules.deviation(), mean.cases(), mean.mean(), r.getDecimal(1), k, pointValue)
                            .setScale(6, RoundingMode.HALF_UP);
                    standards.add(new Standard(r.getString(0), level, pool.code(), r.getDecimal(1), k, reference));
                }
            }
        }
        return standards;
    }

    /** A level or pool that the history lacks has no coefficient or point value: its cases could not be priced. */
    private static void refuseWithoutHistory(
            StageRun run, Map<Integer, BigDecimal> coefficients, Map<Integer, BigDecimal> pointValues) {
        for (Row r : run.read(Moments.TABLE)
                .select(Records.LEVEL.col(), Records.POOL.col())
                .distinct()
                .collectAsList()) {
            if (!coefficients.containsKey(r.getInt(0))) {
                throw DipErrors.withoutHistory("hospital level", r.getInt(0), run.year());
            }
            if (r.getInt(1) != 0 && !pointValues.containsKey(r.getInt(1))) {
                throw DipErrors.withoutHistory("pool", r.getInt(1), run.year());
            }
        }
    }

    private static Dataset<Row> standardTable(StageRun run) {
        List<Row> rows = standards(run).stream()
                .map(s -> RowFactory.create(s.group(), s.level(), s.pool(), s.score(), s.k(), s.reference()))
                .toList();
        return run.spark()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("of_group", Kind.CODE.type())
                                .add("of_level", Kind.NUMBER.type())
                                .add("of_pool", Kind.NUMBER.type())
                                .add(Grouping.DISEASE_SCORE.name(), Kind.SCORE.type())
                                .add(InstitutionCoefficients.COEFFICIENT.name(), Kind.COEFFICIENT.type())
                                .add(Grouping.REFERENCE.name(), Kind.MEAN.type()));
    }

    private static Dataset<Row> score(StageRun run, Dataset<Row> cases, Dataset<Row> assignments) {
        Rulebook rules = run.rules();
        Dataset<Row> standards = standardTable(run);
        Dataset<Row> looked = cases.join(
                        broadcast(assignments.select(
                                Cases.SIGNATURE.col(), Assignments.ASSIGNED_GROUP.col(), Assignments.PATH.col())),
                        Cases.SIGNATURE.name())
                .join(
                        broadcast(standards),
                        Assignments.ASSIGNED_GROUP
                                .col()
                                .equalTo(standards.col("of_group"))
                                .and(Records.LEVEL.col().equalTo(standards.col("of_level")))
                                .and(Records.POOL.col().equalTo(standards.col("of_pool"))),
                        "left");
        Column settled = Records.POOL.col().notEqual(0).and(not(Cases.BED_DAY.col()));
        Column grouped = Assignments.ASSIGNED_GROUP.col().isNotNull();
        Column priced = settled.and(grouped);
        DeviationScoreColumn deviation = new DeviationScoreColumn(
                rules.deviation(),
                Records.COST_FEN.col(),
                Grouping.REFERENCE.col(),
                Grouping.DISEASE_SCORE.col(),
                InstitutionCoefficients.COEFFICIENT.col());
        Column ungroupedScore = ungroupedScore(run);
        return looked.withColumns(Map.of(
                        Grouping.SETTLED_BY_SCORE.name(), settled,
                        Grouping.DEVIATION.name(),
                                when(priced, deviation.costClass())
                                        .when(settled, lit(UNGROUPED))
                                        .otherwise(lit(OUTSIDE)),
                        Grouping.COST_TRUE.name(), coalesce(when(priced, deviation.costTrue()), lit(false)),
                        Grouping.COST_RATIO.name(), when(priced, deviation.ratio()),
                        Grouping.CASE_SCORE.name(),
                                when(priced, deviation.score()).when(settled, ungroupedScore)))
                .withColumn(
                        Grouping.DISEASE_SCORE.name(),
                        when(settled.and(not(grouped)), ungroupedScore).otherwise(Grouping.DISEASE_SCORE.col()));
    }

    private static Column ungroupedScore(StageRun run) {
        ScoresRule scores = run.rules().scores();
        BigDecimal below =
                switch (scores.method()) {
                    case MEAN_COST ->
                        mean(run.read(ScoreBases.TABLE).filter(Cases.YEAR.col().equalTo(0)), ScoreBases.REGIONAL_MEAN);
                    case BENCHMARK ->
                        mean(
                                run.read(Scores.TABLE)
                                        .filter(Catalog.GROUP
                                                .col()
                                                .equalTo(scores.benchmarkGroup().orElseThrow())),
                                Scores.WEIGHTED_MEAN);
                    case FIXED_QUOTA -> scores.quota().orElseThrow();
                };
        return UngroupedScoreColumn.of(run.rules().ungrouped(), scores, Records.COST_FEN.col(), below);
    }

    private static BigDecimal mean(Dataset<Row> one, Col column) {
        return one.select(column.col()).first().getDecimal(0);
    }
}
