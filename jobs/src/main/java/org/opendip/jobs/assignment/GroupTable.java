package org.opendip.jobs.assignment;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.review.Review;
import org.opendip.policy.review.Reviewed;
import org.opendip.policy.rules.Words;

/** The table {@code catalog} as the engine's groups. */
public final class GroupTable {
    /** The word of {@code group_kind} for core groups. */
    public static final String CORE = "core";

    /** The word of {@code group_kind} for comprehensive groups. */
    public static final String COMPREHENSIVE = "comprehensive";

    private GroupTable() {}

    /**
     * All groups, in code order.
     *
     * @param reviewed the table {@code reviewed_groups}, where the catalog was reviewed
     */
    public static List<Group> read(Dataset<Row> catalog, Optional<Dataset<Row>> reviewed) {
        Map<String, Row> made = new HashMap<>();
        reviewed.ifPresent(table -> table.collectAsList().forEach(r -> {
            if (r.getAs(ReviewedGroups.ROLE.name()).equals(Words.of(Reviewed.Role.MADE))) {
                made.put(r.getAs(Catalog.GROUP.name()), r);
            }
        }));
        return catalog
                .select(
                        Catalog.GROUP.col(),
                        Catalog.GROUP_KIND.col(),
                        RelatedProcedures.DIAGNOSIS.col(),
                        RelatedProcedures.MAIN_PROCEDURE.col(),
                        Combinations.RELATED_PROCEDURES.col(),
                        Combinations.TREATMENT.col(),
                        Catalog.MEAN_COST.col())
                .collectAsList()
                .stream()
                .map(r -> made.containsKey(r.getString(0))
                        ? reviewed(made.get(r.getString(0)), r.getDecimal(6))
                        : group(r))
                .sorted(Comparator.comparing(Group::code))
                .toList();
    }

    private static Group group(Row r) {
        TreatmentType treatment = treatment(r.getString(5));
        BigDecimal meanCost = r.getDecimal(6);
        return r.getString(1).equals(CORE)
                ? Group.core(
                        r.getString(0), r.getString(2), r.getString(3), related(r.getString(4)), treatment, meanCost)
                : Group.comprehensive(r.getString(0), r.getString(2), treatment, meanCost);
    }

    /**
     * A group that a review made, from its row of the table {@code reviewed_groups}. Its cells may hold alternatives; those
     * of a group that was but renamed are as formation wrote them.
     *
     * @param meanCost as the catalog has it
     */
    public static Group reviewed(Row r, BigDecimal meanCost) {
        String code = r.getAs(Catalog.GROUP.name());
        boolean core = r.getAs(Catalog.GROUP_KIND.name()).equals(CORE);
        String diagnosis = r.getAs(RelatedProcedures.DIAGNOSIS.name());
        String main = r.getAs(RelatedProcedures.MAIN_PROCEDURE.name());
        String related = r.getAs(Combinations.RELATED_PROCEDURES.name());
        TreatmentType treatment = treatment(r.getAs(Combinations.TREATMENT.name()));
        String name = r.getAs(ReviewedGroups.GROUP_NAME.name());
        if (r.getAs(CatalogReviews.ACTION.name()).equals(Words.of(Review.Action.RENAME))) {
            Group formed = core
                    ? Group.core(code, diagnosis, main, related(related), treatment, meanCost)
                    : Group.comprehensive(code, diagnosis, treatment, meanCost);
            return formed.named(name);
        }
        Consumer<String> fault = said -> {
            throw new IllegalStateException("group " + code + " of reviewed_groups: " + said);
        };
        return new Group(
                Reviewed.formed(
                                GroupRow.Kind.valueOf(r.<String>getAs(ReviewedGroups.ASKED_BY.name())
                                        .toUpperCase(Locale.ROOT)),
                                code,
                                name,
                                DiagnosisScope.parse(diagnosis, CodeCase.EXACT, fault),
                                ProcedureExpression.parse(main, Precedence.AND_FIRST, CodeCase.EXACT, fault),
                                ProcedureExpression.parse(related, Precedence.AND_FIRST, CodeCase.EXACT, fault),
                                treatment)
                        .within(Subgroup.read(r.getAs(Catalog.TAKES_ONLY.name()))),
                treatment,
                meanCost);
    }

    /**
     * Parts by age or severity that a review made groups of.
     *
     * @param reviewed the table {@code reviewed_groups}
     */
    public static List<Questions.Part> parts(Dataset<Row> reviewed) {
        return reviewed
                .filter(Catalog.TAKES_ONLY.col().isNotNull())
                .orderBy(Catalog.GROUP.col())
                .collectAsList()
                .stream()
                .map(r -> Questions.Part.of(reviewed(r, BigDecimal.ZERO).row()))
                .toList();
    }

    /** Related procedures as tables hold them: joined by +. */
    public static List<String> related(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\\+"));
    }

    /** A treatment type as tables hold it. */
    public static TreatmentType treatment(String word) {
        return TreatmentType.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
