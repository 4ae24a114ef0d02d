package org.opendip.jobs.assignment;

import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.Tie;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.RuleKinds;

/**
 * The one engine that finds the group of a case, for history and for the year. It runs once per distinct signature; a
 * case gets its group by looking its signature up.
 */
public final class AssignmentEngine implements Serializable {
    /** Procedures that the exclusions left, main one first, joined by comma; empty: none may be main. */
    public static final String CHOSEN = "chosen_procedures";

    private final GroupingRule rule;
    private final Treatments treatments;
    private final List<Group> catalog;
    private final Exclusions exclusions;
    private final RuleCatalog lists;
    private transient List<RuleKind> kinds;

    /**
     * An engine for a catalog.
     *
     * @param catalog the groups; the order of those that come from rows counts, see {@link RuleKinds.PreOrder}
     * @param lists what belongs to them: exclusions and resistant diagnoses; its rows are not looked at
     */
    public AssignmentEngine(GroupingRule rule, Treatments treatments, List<Group> catalog, RuleCatalog lists) {
        int nearest = rule.ties().indexOf(Tie.NEAREST_MEAN);
        int score = rule.ties().indexOf(Tie.HIGHER_SCORE);
        if (nearest >= 0 && (score < 0 || nearest < score)) {
            // A signature knows no cost: what lies nearest differs from case to case.
            throw DipErrors.settingNotBuilt("grouping.ties", "nearest-mean before higher-score");
        }
        this.rule = rule;
        this.treatments = treatments;
        this.catalog = List.copyOf(catalog);
        this.lists = lists;
        this.exclusions = rule.kinds().has(RuleKinds.Kind.EXCLUSIONS) ? lists.exclusions() : Exclusions.NONE;
    }

    /** The rule kinds in the order of the rulebook. */
    private List<RuleKind> kinds() {
        if (kinds == null) {
            List<RuleKind> asked = new ArrayList<>();
            for (RuleKinds.Kind kind : rule.kinds().order()) {
                asked.add(
                        switch (kind) {
                            case EXCLUSIONS -> new ExclusionRule(exclusions);
                            case PRE_GROUPS -> new PreGroupRule(rule, catalog);
                            case TCM, MERGES, ASSISTED, BASE, ALL_PROCEDURES ->
                                new CoreRule(rule, kind, catalog, lists.resistantDiagnoses());
                            case COMPREHENSIVE -> new ComprehensiveRule(rule, treatments, catalog);
                        });
            }
            kinds = List.copyOf(asked);
        }
        return kinds;
    }

    /** The group of a case with these facts. */
    public Assignment assign(Facts facts) {
        if (facts.bedDay()) {
            return Assignment.none(Assignment.Path.BED_DAY);
        }
        Asking of = Asking.of(facts, rule, exclusions);
        for (RuleKind kind : kinds()) {
            Optional<Assignment> found = kind.assign(of);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Assignment.none(Assignment.Path.NO_GROUP);
    }

    /** The same with the way there: what was asked, and which groups were near. */
    public Assignment.Trace explain(Facts facts) {
        List<Assignment.Step> steps = new ArrayList<>();
        Asking of = Asking.of(facts, rule, exclusions);
        if (!facts.bedDay()) {
            for (RuleKind kind : kinds()) {
                boolean found = kind.assign(of).isPresent();
                steps.add(new Assignment.Step(kind.kind(), found, kind.fits(of), kind.near(of)));
                if (found) {
                    break;
                }
            }
        }
        return new Assignment.Trace(assign(facts), of.main(), of.others(), List.copyOf(steps));
    }

    /**
     * The table {@code assignments} for a table {@code signatures}, with answers where the catalog asks for them. Beside
     * its columns {@link #CHOSEN}.
     */
    public Dataset<Row> assign(Dataset<Row> signatures) {
        AssignmentEngine engine = this;
        MapPartitionsFunction<Row, Row> each = rows -> {
            Iterable<Row> all = () -> rows;
            return java.util.stream.StreamSupport.stream(all.spliterator(), false)
                    .map(engine::row)
                    .iterator();
        };
        boolean answered = Arrays.asList(signatures.columns()).contains(Answers.ANSWERS.name());
        return signatures
                .select(
                        Cases.SIGNATURE.col(),
                        Records.MAIN_DIAGNOSIS.col(),
                        Records.PROCEDURES.col(),
                        Cases.BED_DAY.col(),
                        (answered ? Answers.ANSWERS.col() : lit("")).as(Answers.ANSWERS.name()))
                .mapPartitions(each, Encoders.row(Assignments.TABLE.schema().add(CHOSEN, DataTypes.StringType, false)));
    }

    private Row row(Row row) {
        Facts facts = Facts.of(row.getString(1), row.getString(2), row.getBoolean(3), row.getString(4));
        Assignment found = assign(facts);
        Asking of = Asking.of(facts, rule, exclusions);
        List<String> chosen = new ArrayList<>();
        if (!of.main().isEmpty()) {
            chosen.add(of.main());
            chosen.addAll(of.others());
        }
        return RowFactory.create(
                row.getLong(0),
                found.path().code(),
                found.group().map(Group::code).orElse(null),
                found.tied(),
                String.join(",", chosen));
    }
}
