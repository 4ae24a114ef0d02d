package org.opendip.jobs.assignment;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.Tie;

/**
 * The one engine that finds the group of a case, for history and for the year. It runs once per distinct signature; a
 * case gets its group by looking its signature up.
 */
public final class AssignmentEngine implements Serializable {
    private final GroupingRule rule;
    private final Treatments treatments;
    private final List<Group> catalog;
    private transient List<RuleKind> kinds;

    /** An engine for a catalog. */
    public AssignmentEngine(GroupingRule rule, Treatments treatments, List<Group> catalog) {
        int nearest = rule.ties().indexOf(Tie.NEAREST_MEAN);
        int score = rule.ties().indexOf(Tie.HIGHER_SCORE);
        if (nearest >= 0 && (score < 0 || nearest < score)) {
            // A signature knows no cost: what lies nearest differs from case to case.
            throw DipErrors.settingNotBuilt("grouping.ties", "nearest-mean before higher-score");
        }
        this.rule = rule;
        this.treatments = treatments;
        this.catalog = List.copyOf(catalog);
    }

    /** The rule kinds of version 2.0 in their order. */
    private List<RuleKind> kinds() {
        if (kinds == null) {
            kinds = List.of(
                    facts -> facts.bedDay() ? Optional.of(Assignment.none(Assignment.Path.BED_DAY)) : Optional.empty(),
                    new CoreRule(rule, catalog),
                    new ComprehensiveRule(rule, treatments, catalog));
        }
        return kinds;
    }

    /** The group of a case with these facts. */
    public Assignment assign(Facts facts) {
        for (RuleKind kind : kinds()) {
            Optional<Assignment> found = kind.assign(facts);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Assignment.none(Assignment.Path.NO_GROUP);
    }

    /** The table {@code assignments} for a table {@code signatures}. */
    public Dataset<Row> assign(Dataset<Row> signatures) {
        AssignmentEngine engine = this;
        MapPartitionsFunction<Row, Row> each = rows -> {
            Iterable<Row> all = () -> rows;
            return java.util.stream.StreamSupport.stream(all.spliterator(), false)
                    .map(row -> {
                        Assignment found =
                                engine.assign(Facts.of(row.getString(1), row.getString(2), row.getBoolean(3)));
                        return RowFactory.create(
                                row.getLong(0),
                                found.path().code(),
                                found.group().map(Group::code).orElse(null),
                                found.tied());
                    })
                    .iterator();
        };
        return signatures
                .select(
                        Cases.SIGNATURE.col(),
                        Records.MAIN_DIAGNOSIS.col(),
                        Records.PROCEDURES.col(),
                        Cases.BED_DAY.col())
                .mapPartitions(each, Encoders.row(Assignments.TABLE.schema()));
    }
}
