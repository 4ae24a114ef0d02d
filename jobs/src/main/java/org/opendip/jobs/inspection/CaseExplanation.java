package org.opendip.jobs.inspection;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReferenceCosts;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.ungrouped.UngroupedScore;

/**
 * 病例解释: why a settled case is in its group, and which code would have put it into another, at how many points and yuan
 * more or less. Everything is read from the run's tables; other groups are found and priced by the engine and the
 * formulas that the run used.
 */
public final class CaseExplanation {
    /**
     * A group that the search met.
     *
     * @param step which part of the search
     * @param note what spoke for or against it
     * @param chosen whether it is the case's group
     */
    public record Step(Words.Term step, String group, String note, boolean chosen) {}

    /**
     * Another coding and what would follow.
     *
     * @param what what would be coded otherwise
     * @param onCase whether it needs nothing but the codes on the case
     * @param group null: ungrouped
     * @param points of the case then
     * @param pointsMore than now
     * @param yuanMore points more × settlement point value
     */
    public record Otherwise(
            Words.Term what,
            boolean onCase,
            String code,
            String name,
            String group,
            BigDecimal points,
            BigDecimal pointsMore,
            BigDecimal yuanMore) {}

    /** A code and its name. */
    public record Coded(String code, String name) {}

    private final Run run;
    private final Row one;
    private final Row stay;
    private final Set<String> answers;
    private final Row pool;
    private final Long paymentFen;
    private final Run catalog;
    private final boolean sameRules;
    private final String foundGroup;
    private final List<Coded> codes = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Otherwise> others = new ArrayList<>();

    private final Rulebook rules;
    private final CodeNames names;
    private final List<Reviews.Review> reviews;
    private final AssignmentEngine engine;
    private final Recoding recoding;
    private final Treatments treatments;
    private final List<Group> groups;
    private final Map<String, BigDecimal> scores = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Mean> means = new HashMap<>();
    private final BigDecimal regionalMean;
    private final BigDecimal benchmarkMean;
    private final BigDecimal yearStart;
    private final BigDecimal coefficient;

    private final Set<String> primaryCare;

    private record Mean(long cases, BigDecimal mean) {}

    /**
     * Explains a case.
     *
     * @param run a run of settle-year
     * @param id of the case, or the settlement serial number of the stay's last settlement
     */
    public static CaseExplanation of(
            SparkSession spark, Warehouse warehouse, Run run, Rulebook rules, RunFile inputs, String id) {
        return new CaseExplanation(spark, warehouse, run, rules, inputs, id);
    }

    private CaseExplanation(
            SparkSession spark, Warehouse warehouse, Run run, Rulebook rules, RunFile inputs, String id) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        this.run = run;
        this.rules = rules;
        this.sameRules = run.rulebook().endsWith(rules.hash());
        String caseId = caseId(run, inputs, id);
        this.one = first(warehouse.read(run, Grouping.TABLE), Cases.CASE_ID, caseId)
                .orElseThrow(() -> DipErrors.caseMissing(id, run.run(), record(warehouse, run, id)));
        this.paymentFen = first(warehouse.read(run, CaseSettlements.TABLE), Cases.CASE_ID, caseId)
                .map(r -> r.<Long>getAs(CaseSettlements.PAYMENT_FEN.name()))
                .orElse(null);
        int poolCode = one.getAs(Records.POOL.name());
        int level = one.getAs(Records.LEVEL.name());
        this.pool =
                warehouse
                        .read(run, PointValues.TABLE)
                        .filter(Records.POOL.col().equalTo(poolCode))
                        .collectAsList()
                        .stream()
                        .findFirst()
                        .orElse(null);
        this.names = CodeNames.read(hadoop, inputs);
        this.treatments = Treatments.of(rules.grouping(), new ReferenceFiles(hadoop, inputs).procedures());
        Run catalog = CatalogRun.find(warehouse, run.year(), run.run());
        this.catalog = catalog;
        this.reviews = Reviews.of(warehouse, catalog);
        Library library = Library.of(hadoop, inputs, rules, treatments);
        this.groups = library.groups(
                warehouse.read(catalog, Catalog.TABLE),
                catalog.table(RuleRows.TABLE.name()).map(t -> warehouse.read(catalog, RuleRows.TABLE)),
                catalog.table(ReviewedGroups.TABLE.name())
                        .map(written -> warehouse.read(catalog, ReviewedGroups.TABLE)));
        this.engine = new AssignmentEngine(rules.grouping(), treatments, groups, library.catalog());
        List<Row> scoreRows = warehouse.read(catalog, Scores.TABLE).collectAsList();
        scoreRows.forEach(r -> {
            scores.put(r.getAs(Catalog.GROUP.name()), r.getAs(Scores.SCORE.name()));
            sizes.put(r.getAs(Catalog.GROUP.name()), r.getAs(Moments.CASE_COUNT.name()));
        });
        var reference = rules.deviation().reference();
        int atLevel = reference.byLevel() ? level : 0;
        int atPool = reference.byPool() ? poolCode : 0;
        warehouse
                .read(catalog, ReferenceCosts.TABLE)
                .filter(Records.LEVEL
                        .col()
                        .equalTo(atLevel)
                        .and(Records.POOL.col().equalTo(atPool)))
                .collectAsList()
                .forEach(r -> means.put(
                        r.getAs(Catalog.GROUP.name()),
                        new Mean(
                                r.<Long>getAs(Moments.CASE_COUNT.name()),
                                r.getAs(ReferenceCosts.REFERENCE_COST.name()))));
        this.regionalMean = warehouse
                .read(catalog, ScoreBases.TABLE)
                .filter(Cases.YEAR.col().equalTo(0))
                .first()
                .getAs(ScoreBases.REGIONAL_MEAN.name());
        this.benchmarkMean = rules.scores()
                .benchmarkGroup()
                .flatMap(g -> scoreRows.stream()
                        .filter(r -> g.equals(r.getAs(Catalog.GROUP.name())))
                        .findFirst())
                .map(r -> r.<BigDecimal>getAs(Scores.WEIGHTED_MEAN.name()))
                .orElse(null);
        // Not that of the case's row: an ungrouped case would have another one in a group.
        this.coefficient = warehouse
                .read(catalog, InstitutionCoefficients.TABLE)
                .filter(Records.LEVEL.col().equalTo(level))
                .first()
                .getAs(InstitutionCoefficients.COEFFICIENT.name());
        this.primaryCare = catalog.table(PrimaryCareGroups.TABLE.name())
                .map(t -> PrimaryCareGroups.codes(warehouse.read(catalog, PrimaryCareGroups.TABLE)))
                .orElse(Set.of());
        this.yearStart = pool == null ? null : pool.getAs(PointValues.YEAR_START_POINT_VALUE.name());

        this.stay =
                first(warehouse.read(run, Cases.TABLE), Cases.CASE_ID, caseId).orElseThrow();
        this.recoding = Recoding.of(rules.grouping(), groups, stay);
        Facts facts = facts(warehouse, run, stay);
        this.answers = new TreeSet<>(facts.asked());
        codes.add(new Coded(
                facts.mainDiagnosis(), names.diagnosis(facts.mainDiagnosis()).zh()));
        facts.procedures()
                .forEach(p -> codes.add(new Coded(p, names.procedure(p).zh())));
        Assignment found = engine.assign(facts);
        this.foundGroup = found.group().map(Group::code).orElse(null);
        search(facts);
        if (!facts.bedDay() && pool != null && settledByScore()) {
            otherwise(facts);
        }
    }

    /**
     * The id that a run's tables have for a case.
     *
     * @param id that id, or the settlement serial number, for which the key is needed
     */
    public static String caseId(Run run, RunFile inputs, String id) {
        if (run.key() == null || id.matches("[0-9a-f]{" + IdentifierKey.DIGITS + "}")) {
            return id;
        }
        return IdentifierKey.of(run.run(), run.key(), inputs.region(), inputs.identifiers())
                .hash(id);
    }

    private static Optional<Row> first(Dataset<Row> table, Col column, String value) {
        return table.filter(column.col().equalTo(value)).limit(1).collectAsList().stream()
                .findFirst();
    }

    /** What became of a settlement that is not a case of its own. */
    private static String record(Warehouse warehouse, Run run, String id) {
        List<Row> rows = warehouse
                .read(run, Records.TABLE)
                .filter(Records.SETTLEMENT_ID.col().equalTo(id))
                .collectAsList();
        if (rows.isEmpty()) {
            return "no settlement list of that number was received";
        }
        Set<String> dispositions = new TreeSet<>();
        rows.forEach(r -> {
            String reason = r.getAs(Records.REASON.name());
            dispositions.add(r.getAs(Records.DISPOSITION.name()) + (reason == null ? "" : " (" + reason + ")"));
        });
        return "its settlement list was " + String.join(", ", dispositions)
                + (dispositions.contains(Dispositions.KEPT)
                        ? ": an interim bill of a stay that was settled later"
                        : "");
    }

    /** Decisions of the review about a group. */
    public List<Reviews.Review> reviews(String group) {
        return reviews.stream()
                .filter(review ->
                        review.groups().stream().anyMatch(of -> of.group().equals(group)))
                .toList();
    }

    /** The one place that makes the engine's facts of a case. */
    private static Facts facts(Warehouse warehouse, Run run, Row row) {
        String answers = run.table(Answers.TABLE.name()).isEmpty()
                ? ""
                : warehouse
                        .read(run, Answers.TABLE)
                        .filter(Cases.SIGNATURE.col().equalTo(row.<Long>getAs(Cases.SIGNATURE.name())))
                        .collectAsList()
                        .stream()
                        .map(r -> r.<String>getAs(Answers.ANSWERS.name()))
                        .findFirst()
                        .orElse("");
        return Facts.of(
                row.getAs(Records.MAIN_DIAGNOSIS.name()),
                row.getAs(Records.PROCEDURES.name()),
                row.getAs(Cases.BED_DAY.name()),
                answers);
    }

    /** The groups that the search looks at, in its order. */
    private void search(Facts facts) {
        if (facts.bedDay()) {
            steps.add(new Step(new Words.Term("床日", "bed-day"), null, "按床日付费，不按病种分组 paid by bed-day", false));
            return;
        }
        steps.addAll(
                SearchSteps.of(rules.grouping(), treatments, groups, facts.mainDiagnosis(), engine.explain(facts)));
    }

    /** Other codings that lead elsewhere, the dearest first. */
    private void otherwise(Facts facts) {
        Map<String, Otherwise> byCoding = new LinkedHashMap<>();
        List<String> procedures = facts.procedures();
        for (int i = 0; i < procedures.size(); i++) {
            List<String> without = new ArrayList<>(procedures);
            String code = without.remove(i);
            add(byCoding, new Words.Term("不编", "without"), true, code, Recoding.procedures(facts, without));
            if (i > 0) {
                List<String> first = new ArrayList<>(without);
                first.add(0, code);
                add(
                        byCoding,
                        new Words.Term("改作主手术操作", "as main procedure"),
                        true,
                        code,
                        Recoding.procedures(facts, first));
            }
        }
        if (procedures.size() > 1) {
            add(
                    byCoding,
                    new Words.Term("全部手术操作不编", "without any procedure"),
                    true,
                    "",
                    Recoding.procedures(facts, List.of()));
        }
        List<Group> largestFirst = groups.stream()
                .sorted(Comparator.comparing((Group g) -> sizes.getOrDefault(g.code(), 0L))
                        .reversed()
                        .thenComparing(Group::code))
                .toList();
        NearGroups.of(engine, largestFirst, facts, recoding)
                .forEach(change -> add(byCoding, change.what(), false, change.code(), change.facts()));
        others.addAll(byCoding.values());
        others.sort(Comparator.comparing(Otherwise::onCase)
                .reversed()
                .thenComparing(Otherwise::yuanMore, Comparator.reverseOrder())
                .thenComparing(Otherwise::code));
    }

    private void add(Map<String, Otherwise> byCoding, Words.Term what, boolean onCase, String code, Facts facts) {
        String group = engine.assign(facts).group().map(Group::code).orElse(null);
        if (java.util.Objects.equals(group, foundGroup)) {
            return;
        }
        BigDecimal points = points(group);
        BigDecimal more = points.subtract(points(foundGroup));
        byCoding.put(
                what.en() + code,
                new Otherwise(
                        what,
                        onCase,
                        code,
                        name(code),
                        group,
                        points,
                        more,
                        Ratios.round(more.multiply(pointValue()), 2)));
    }

    /** What a code is called; several joined by + each. */
    private String name(String codes) {
        List<String> called = new ArrayList<>();
        for (String code : codes.split("\\+")) {
            String procedure = names.procedure(code).zh();
            called.add(procedure.isEmpty() ? names.diagnosis(code).zh() : procedure);
        }
        called.removeIf(String::isEmpty);
        return String.join("；", called);
    }

    /** Points of the case in a group, or ungrouped, by the formulas of the settlement; cost-true as the points that pay it. */
    private BigDecimal points(String group) {
        long costFen = one.<Long>getAs(Records.COST_FEN.name());
        if (group == null || !scores.containsKey(group)) {
            return UngroupedScore.of(rules.ungrouped(), rules.scores(), costFen, regionalMean, benchmarkMean);
        }
        BigDecimal rw = scores.get(group);
        BigDecimal k = primaryCare.contains(group) ? BigDecimal.ONE : coefficient;
        Mean mean = means.getOrDefault(group, new Mean(0, null));
        BigDecimal reference = DeviationScore.reference(rules.deviation(), mean.cases(), mean.mean(), rw, k, yearStart)
                .setScale(6, RoundingMode.HALF_UP);
        DeviationScore.Result result = DeviationScore.of(rules.deviation(), costFen, reference, rw, k);
        return result.costTrue()
                ? Ratios.round(DeviationScore.costTruePoints(costFen, pointValue()), DeviationScore.SCORE_DECIMALS)
                : result.score();
    }

    public Run run() {
        return run;
    }

    /** The run that made the catalog. */
    public Run catalog() {
        return catalog;
    }

    /** The row of {@code grouping}. */
    public Row grouping() {
        return one;
    }

    /** Whether the rulebook is the one of the run: otherwise other codings are priced by other rules than the case was. */
    public boolean sameRules() {
        return sameRules;
    }

    /** Whether the engine still finds the group that the run recorded. */
    public boolean sameGroup() {
        return java.util.Objects.equals(foundGroup, one.getAs(Assignments.ASSIGNED_GROUP.name()));
    }

    public boolean settledByScore() {
        return one.<Boolean>getAs(Grouping.SETTLED_BY_SCORE.name());
    }

    /** Age in days, birth weight or ventilation of the case, where it is known. */
    public OptionalInt known(Col fact) {
        Integer number = stay.getAs(fact.name());
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** What the catalog asks beside codes and the case answers with yes. */
    public Set<String> answers() {
        return answers;
    }

    /** The codes that grouping asks for, the main diagnosis first. */
    public List<Coded> codes() {
        return codes;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Other codings that would have led to another group: those on the case first, the dearest first. */
    public List<Otherwise> otherwise() {
        return others;
    }

    /** The points of the case as settled; of a cost-true case, those that pay its cost. */
    public BigDecimal points() {
        return points(foundGroup);
    }

    /** Settlement point value of the case's pool, yuan per point. */
    public BigDecimal pointValue() {
        return pool.getAs(PointValues.POINT_VALUE.name());
    }

    /** Share of the cost that the fund pays. */
    public BigDecimal fundRatio() {
        return pool.getAs(PointValues.FUND_RATIO.name());
    }

    /** Fund payment, fen; null where the case takes no part. */
    public Long paymentFen() {
        return paymentFen;
    }
}
