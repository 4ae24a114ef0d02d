package org.opendip.jobs.stages.catalog;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.GroupMoments;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.catalog.CriticalValue;
import org.opendip.policy.catalog.PrimaryCareRule;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.TreatmentType;

/**
 * Combinations become the {@code catalog}: those over the critical value are core groups, the rest is collected by
 * category and treatment type into comprehensive ones. Then the history is assigned by the same engine as the year will
 * be, so that scores stand on the cases that groups will really hold. What a manual review decided comes last.
 */
public final class CatalogStage implements Stage {

    @Override
    public String name() {
        return "catalog";
    }

    @Override
    public List<Table> reads() {
        return List.of(Combinations.TABLE, Signatures.TABLE, Answers.TABLE, Moments.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(
                Catalog.TABLE,
                RuleRows.TABLE,
                PrimaryCareGroups.TABLE,
                CatalogReviews.TABLE,
                ReviewedGroups.TABLE,
                Assignments.TABLE,
                GroupMoments.TABLE);
    }

    @Override
    public void run(StageRun run) {
        CatalogRule rule = run.rules().catalog();
        Treatments treatments = run.treatments();
        Library library = run.library(treatments);
        Dataset<Row> signatures = Library.withAnswers(run.read(Signatures.TABLE), run.readIfWritten(Answers.TABLE));
        Map<String, Sums> ofRows = library.groups().isEmpty()
                ? Map.of()
                : sumsByGroup(
                        run, engine(run, treatments, library.groups(), library).assign(signatures));
        long critical = criticalValue(run, ofRows);
        List<Group> core = new ArrayList<>(taken(library, rule, critical, ofRows));
        core.addAll(core(run, critical));
        List<Group> groups = new ArrayList<>(core);
        groups.addAll(
                comprehensive(run, critical, engine(run, treatments, core, library), signatures, core, treatments));
        if (groups.isEmpty()) {
            throw DipErrors.catalogEmpty();
        }
        Function<List<Group>, Assigned> assign = given -> assign(run, treatments, library, signatures, given);
        Assigned formed = assign.apply(groups);
        if (rule.cvCeiling().action() == CatalogRule.CvAction.DROP) {
            Map<String, Sums> sums = formed.sums();
            List<Group> kept = groups.stream()
                    .filter(g -> g.core() || !overCeiling(rule, sums.get(g.code())))
                    .toList();
            if (kept.size() < groups.size()) {
                formed = assign.apply(kept);
            }
        }
        Assigned assigned = formed;
        if (ReviewStep.decided(run) && ReviewStep.takesOver(run)) {
            assigned = assign.apply(ReviewStep.again(run, formed.groups()));
        } else if (ReviewStep.decided(run)) {
            ReviewStep review = ReviewStep.of(
                    run,
                    treatments,
                    formed.groups(),
                    made -> sumsByGroup(
                            run, engine(run, treatments, made, library).assign(signatures)));
            assigned = assign.apply(review.groups());
            review.write(run, critical, formed.table(), formed.sums(), assigned.table(), assigned.sums());
        }
        Library.refuseUnasked(assigned.groups(), run.readIfWritten(Answers.TABLE));
        if (assigned.sums().isEmpty()) {
            throw DipErrors.catalogEmpty();
        }
        if (library.national()) {
            refuseLocalAdditions(rule, assigned);
        }
        Dataset<Row> groupMoments = run.write(GroupMoments.TABLE, groupMoments(run, assigned.table()));
        run.write(Catalog.TABLE, rows(rule, assigned.groups(), assigned.sums()));
        if (!library.groups().isEmpty()) {
            Set<String> nearMisses = library.groups().stream()
                    .filter(g -> ofRows.containsKey(g.code()) && nearMiss(rule, critical, g, ofRows.get(g.code())))
                    .map(Group::code)
                    .collect(Collectors.toSet());
            run.write(RuleRows.TABLE, Library.rows(assigned.groups(), nearMisses));
        }
        if (rule.primaryCare().isPresent()) {
            run.write(
                    PrimaryCareGroups.TABLE,
                    primaryCare(rule.primaryCare().get(), library.catalog().primaryCare(), assigned, groupMoments));
        }
    }

    /**
     * Groups with the signatures assigned to them.
     *
     * @param table as written
     * @param sums by code, of groups that have cases
     */
    private record Assigned(List<Group> groups, Dataset<Row> table, Map<String, Sums> sums) {}

    private static Assigned assign(
            StageRun run, Treatments treatments, Library library, Dataset<Row> signatures, List<Group> groups) {
        Dataset<Row> table = run.write(
                Assignments.TABLE, engine(run, treatments, groups, library).assign(signatures));
        return new Assigned(groups, table, sumsByGroup(run, table));
    }

    private static void refuseLocalAdditions(CatalogRule rule, Assigned assigned) {
        List<Group> core = assigned.groups().stream()
                .filter(g -> g.core() && !g.row().ownScore() && assigned.sums().containsKey(g.code()))
                .toList();
        long local = core.stream().filter(g -> g.row().origin() == null).count();
        if (!rule.allowsLocalAdditions(local, core.size())) {
            throw DipErrors.tooManyLocalAdditions(
                    local, core.size(), rule.localAdditionLimit().orElseThrow());
        }
    }

    private static AssignmentEngine engine(StageRun run, Treatments treatments, List<Group> groups, Library library) {
        return new AssignmentEngine(run.rules().grouping(), treatments, groups, library.catalog());
    }

    /**
     * Groups of rows that reach the critical value are taken as they are, with the mean cost of their cases; so are near
     * misses where the rulebook lowers the value for them. The others leave their cases to the rest. One case is enough
     * where the score is the row's own: it stands on no mean.
     */
    private static List<Group> taken(Library library, CatalogRule rule, long critical, Map<String, Sums> sums) {
        return library.groups().stream()
                .filter(g -> sums.containsKey(g.code()))
                .filter(g -> g.row().ownScore()
                        || CriticalValue.isCore(critical, sums.get(g.code()).cases())
                        || nearMiss(rule, critical, g, sums.get(g.code())))
                .map(g -> new Group(g.row(), g.treatment(), sums.get(g.code()).mean()))
                .toList();
    }

    private static boolean nearMiss(CatalogRule rule, long critical, Group group, Sums of) {
        return !group.row().ownScore()
                && rule.nearMisses()
                        .filter(near -> near.takes(critical, of.moments()))
                        .isPresent();
    }

    /** The rulebook's critical value, fixed or from the counts of the combinations. */
    private static long criticalValue(StageRun run, Map<String, Sums> taken) {
        List<Long> counts = new ArrayList<>();
        run.read(Combinations.TABLE)
                .select(Moments.CASE_COUNT.col())
                .collectAsList()
                .forEach(r -> counts.add(r.getLong(0)));
        taken.values().forEach(sums -> counts.add(sums.cases()));
        return CriticalValue.choose(run.rules().catalog().criticalValue(), counts);
    }

    /** Combinations over the critical value. With fold-back, kept keys below it return to diagnosis + main procedure. */
    private static List<Group> core(StageRun run, long critical) {
        CatalogRule rule = run.rules().catalog();
        Column diagnosis = RelatedProcedures.DIAGNOSIS.col();
        Column main = RelatedProcedures.MAIN_PROCEDURE.col();
        Dataset<Row> combinations = run.read(Combinations.TABLE);
        if (run.rules().grouping().foldBack()) {
            Column below = Moments.CASE_COUNT.col().lt(critical);
            combinations = combinations
                    .withColumn(
                            Combinations.RELATED_PROCEDURES.name(),
                            when(below, lit("")).otherwise(Combinations.RELATED_PROCEDURES.col()))
                    .groupBy(diagnosis, main, Combinations.RELATED_PROCEDURES.col(), Combinations.TREATMENT.col())
                    .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum());
        }
        return combinations
                .filter(Moments.CASE_COUNT.col().geq(critical))
                .select(
                        diagnosis,
                        main,
                        Combinations.RELATED_PROCEDURES.col(),
                        Combinations.TREATMENT.col(),
                        Moments.CASE_COUNT.col(),
                        Moments.COST_SUM.col())
                .collectAsList()
                .stream()
                .map(r -> {
                    List<String> related = GroupTable.related(r.getString(2));
                    String mainCode = r.getString(1).isEmpty() ? null : r.getString(1);
                    return Group.core(
                            rule.groupCodes().coreCode(r.getString(0), mainCode, related),
                            r.getString(0),
                            r.getString(1),
                            related,
                            GroupTable.treatment(r.getString(3)),
                            new Sums(r.getLong(4), r.getLong(5), BigInteger.ZERO).mean());
                })
                .sorted(Comparator.comparing(Group::code))
                .toList();
    }

    /** What core groups leave, by category and treatment type; below the critical value dropped or kept by the rulebook. */
    private static List<Group> comprehensive(
            StageRun run,
            long critical,
            AssignmentEngine coreOnly,
            Dataset<Row> signatures,
            List<Group> core,
            Treatments treatments) {
        CatalogRule rule = run.rules().catalog();
        Dataset<Row> rest = coreOnly.assign(signatures)
                .filter(Assignments.ASSIGNED_GROUP
                        .col()
                        .isNull()
                        .and(Assignments.PATH.col().equalTo(Assignment.Path.NO_GROUP.code())))
                .select(Cases.SIGNATURE.col(), col(AssignmentEngine.CHOSEN))
                .join(signatures, Cases.SIGNATURE.name())
                .join(signatureSums(run), Cases.SIGNATURE.name());
        Map<String, Map<TreatmentType, Sums>> byCategory = new TreeMap<>();
        Column main = org.apache.spark.sql.functions.substring_index(col(AssignmentEngine.CHOSEN), ",", 1);
        for (Row r : rest.groupBy(
                        org.apache
                                .spark
                                .sql
                                .functions
                                .substring(Records.MAIN_DIAGNOSIS.col(), 1, Diagnoses.CATEGORY)
                                .as("category"),
                        main.as("main"))
                .agg(sum(Moments.CASE_COUNT.col()), sum(Moments.COST_SUM.col()))
                .collectAsList()) {
            byCategory
                    .computeIfAbsent(r.getString(0), c -> new TreeMap<>())
                    .merge(
                            treatments.of(r.getString(1)),
                            new Sums(r.getLong(2), r.getLong(3), BigInteger.ZERO),
                            (a, b) ->
                                    new Sums(a.cases() + b.cases(), Math.addExact(a.fen(), b.fen()), BigInteger.ZERO));
        }
        boolean keepAll = rule.comprehensiveBelowCritical() == CatalogRule.ComprehensiveBelowCritical.KEEP;
        List<Group> groups = new ArrayList<>();
        byCategory.forEach((category, byTreatment) -> byTreatment.forEach((treatment, sums) -> {
            if (keepAll || CriticalValue.isCore(critical, sums.cases())) {
                groups.add(Group.comprehensive(
                        rule.groupCodes().comprehensiveCode(category, treatment), category, treatment, sums.mean()));
            }
        }));
        refuseSameCodes(core, groups);
        return groups;
    }

    private static void refuseSameCodes(List<Group> core, List<Group> comprehensive) {
        Set<String> codes = core.stream().map(Group::code).collect(Collectors.toSet());
        for (Group group : comprehensive) {
            if (!codes.add(group.code())) {
                throw DipErrors.groupCodeTwice(group.code());
            }
        }
    }

    private static Dataset<Row> signatureSums(StageRun run) {
        return run.read(Moments.TABLE)
                .groupBy(Cases.SIGNATURE.col())
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum());
    }

    private static Dataset<Row> groupMoments(StageRun run, Dataset<Row> assignments) {
        return run.read(Moments.TABLE)
                .join(assignments, Cases.SIGNATURE.name())
                .withColumn(Cases.BED_DAY.name(), Assignments.PATH.col().equalTo(Assignment.Path.BED_DAY.code()))
                .groupBy(
                        Assignments.ASSIGNED_GROUP.col(),
                        Cases.BED_DAY.col(),
                        Records.LEVEL.col(),
                        Records.POOL.col(),
                        Cases.YEAR.col())
                .agg(
                        Moments.CASE_COUNT.sum(),
                        Moments.COST_SUM.sum(),
                        Moments.SQUARE_HIGH.sum(),
                        Moments.SQUARE_LOW.sum(),
                        Moments.DRUG_SUM.sum(),
                        Moments.MATERIAL_SUM.sum(),
                        Moments.DAYS_SUM.sum());
    }

    private static Map<String, Sums> sumsByGroup(StageRun run, Dataset<Row> assignments) {
        Map<String, Sums> sums = new HashMap<>();
        for (Row r : Moments.sums(run.read(Moments.TABLE)
                        .join(assignments, Cases.SIGNATURE.name())
                        .filter(Assignments.ASSIGNED_GROUP.col().isNotNull())
                        .groupBy(Assignments.ASSIGNED_GROUP.col()))
                .collectAsList()) {
            sums.put(
                    r.getString(0),
                    new Sums(r.getLong(1), r.getLong(2), Moments.of(r, 1).sumOfSquares()));
        }
        return sums;
    }

    private static boolean overCeiling(CatalogRule rule, Sums sums) {
        return sums != null && sums.cv().compareTo(rule.cvCeiling().value()) > 0;
    }

    /** Core groups that the list or their cases speak for, in code order. */
    private static List<Row> primaryCare(
            PrimaryCareRule rule, List<GroupRow> list, Assigned assigned, Dataset<Row> groupMoments) {
        Map<String, Long> primary = new HashMap<>();
        for (Row r : groupMoments
                .filter(Assignments.ASSIGNED_GROUP
                        .col()
                        .isNotNull()
                        .and(Records.LEVEL.col().leq(rule.highestLevel())))
                .groupBy(Assignments.ASSIGNED_GROUP.col())
                .agg(Moments.CASE_COUNT.sum())
                .collectAsList()) {
            primary.put(r.getString(0), r.getLong(1));
        }
        List<Row> rows = new ArrayList<>();
        for (Group group : assigned.groups()) {
            Sums of = assigned.sums().get(group.code());
            if (group.core() && !group.row().ownScore() && of != null) {
                long cases = primary.getOrDefault(group.code(), 0L);
                boolean listed = list.stream().anyMatch(row -> PrimaryCareRule.names(row, group.row()));
                boolean qualifies = rule.qualifies(of.cases(), cases, of.cv());
                if (listed || qualifies) {
                    rows.add(RowFactory.create(
                            group.code(),
                            of.cases(),
                            cases,
                            of.cv(),
                            listed,
                            qualifies,
                            rule.decides(listed, qualifies)));
                }
            }
        }
        rows.sort(Comparator.comparing(row -> row.getString(0)));
        return rows;
    }

    private static List<Row> rows(CatalogRule rule, List<Group> groups, Map<String, Sums> sums) {
        // Where any related procedure may match, a tie can leave a group without a case: it has no cost and no score.
        return groups.stream()
                .filter(g -> sums.containsKey(g.code()))
                .sorted(Comparator.comparing(Group::code))
                .map(g -> {
                    Sums of = sums.get(g.code());
                    return RowFactory.create(
                            g.code(),
                            g.core() ? GroupTable.CORE : GroupTable.COMPREHENSIVE,
                            g.diagnosis(),
                            g.mainProcedure(),
                            g.related(),
                            g.treatment().name().toLowerCase(Locale.ROOT),
                            of.cases(),
                            of.fen(),
                            g.meanCost(),
                            of.cv(),
                            overCeiling(rule, of),
                            g.row().takesOnly());
                })
                .toList();
    }
}
