package org.opendip.jobs.stages.catalog;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.review.Review;
import org.opendip.policy.review.Reviewed;
import org.opendip.policy.review.Reviewed.Role;
import org.opendip.policy.rules.Words;

/**
 * 人工复核: what experts and administration decided, on top of the groups that formation gave. It is read from the run's
 * review file; a run that stands on a reviewed catalog and forms its own, as a test does, takes over what was decided
 * there, not what the file may say by now.
 */
final class ReviewStep {
    private final List<Group> formed;
    private final Reviewed reviewed;
    private final List<Group> groups;

    private ReviewStep(List<Group> formed, Reviewed reviewed, List<Group> groups) {
        this.formed = formed;
        this.reviewed = reviewed;
        this.groups = groups;
    }

    /** Finds the group's cases when nothing but these groups is asked; by code. */
    interface Alone {
        Map<String, Sums> sums(List<Group> groups);
    }

    /** Whether the run stands on a catalog, whose decisions it takes over. */
    static boolean takesOver(StageRun run) {
        return run.standsOn(Catalog.TABLE);
    }

    /** Whether this run has decisions to apply. */
    static boolean decided(StageRun run) {
        return takesOver(run)
                ? run.standsOn(ReviewedGroups.TABLE)
                : run.inputs().review() != null;
    }

    /** The groups of a run that takes over the decisions of the catalog it stands on. */
    static List<Group> again(StageRun run, List<Group> formed) {
        Dataset<Row> decisions = run.readIfWritten(ReviewedGroups.TABLE).orElseThrow();
        Map<String, BigDecimal> means = new HashMap<>();
        for (Row r : run.read(Catalog.TABLE)
                .select(Catalog.GROUP.col(), Catalog.MEAN_COST.col())
                .collectAsList()) {
            means.put(r.getString(0), r.getDecimal(1));
        }
        Set<String> gone = new HashSet<>();
        List<Group> made = new ArrayList<>();
        for (Row r : decisions.orderBy(Catalog.GROUP.col()).collectAsList()) {
            String code = r.getAs(Catalog.GROUP.name());
            String role = r.getAs(ReviewedGroups.ROLE.name());
            if (!role.equals(word(Role.KEPT))) {
                gone.add(code);
            }
            if (role.equals(word(Role.MADE)) && means.containsKey(code)) {
                made.add(GroupTable.reviewed(r, means.get(code)));
            }
        }
        List<Group> groups =
                formed.stream().filter(g -> !gone.contains(g.code())).collect(Collectors.toCollection(ArrayList::new));
        groups.addAll(made);
        return groups;
    }

    /** Reads the review file and applies it. */
    static ReviewStep of(StageRun run, Treatments treatments, List<Group> formed, Alone alone) {
        List<Review> reviews =
                ReviewFile.read(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules());
        Reviewed reviewed = ReviewFile.apply(
                run.inputs().review(), reviews, formed.stream().map(Group::row).toList(), run.rules());
        Map<GroupRow, Group> byRow = new IdentityHashMap<>();
        formed.forEach(g -> byRow.put(g.row(), g));
        List<Group> made = reviewed.rows().stream()
                .filter(row -> !byRow.containsKey(row))
                .map(row -> Group.of(row, treatments))
                .toList();
        // The tie-break higher-score asks for a mean cost: that of the cases that fit the group by itself.
        Map<String, Sums> sums = made.isEmpty() ? Map.of() : alone.sums(made);
        List<Group> groups = new ArrayList<>();
        for (GroupRow row : reviewed.rows()) {
            Group kept = byRow.get(row);
            groups.add(
                    kept != null
                            ? kept
                            : new Group(
                                    row,
                                    Group.of(row, treatments).treatment(),
                                    sums.containsKey(row.code())
                                            ? sums.get(row.code()).mean()
                                            : BigDecimal.ZERO));
        }
        return new ReviewStep(formed, reviewed, groups);
    }

    /** The groups after the review. */
    List<Group> groups() {
        return groups;
    }

    /**
     * Writes what the review did.
     *
     * @param before assignments and sums without it
     * @param after with it
     */
    void write(
            StageRun run,
            long critical,
            Dataset<Row> assignmentsBefore,
            Map<String, Sums> before,
            Dataset<Row> assignmentsAfter,
            Map<String, Sums> after) {
        List<Moved> moved = moved(run, assignmentsBefore, assignmentsAfter);
        Map<Integer, List<Reviewed.Part>> byRow = reviewed.parts().stream()
                .collect(Collectors.groupingBy(
                        part -> part.review().row(), java.util.TreeMap::new, Collectors.toList()));
        List<Row> reviewRows = new ArrayList<>();
        List<Row> groupRows = new ArrayList<>();
        byRow.forEach((row, parts) -> {
            Review review = parts.get(0).review();
            Set<String> left = codes(parts, Role.GONE, Role.KEPT);
            Set<String> made = codes(parts, Role.MADE);
            boolean renamed = review.action() == Review.Action.RENAME;
            List<Moved> by = moved.stream()
                    .filter(m -> left.contains(m.from()) || made.contains(m.to()))
                    .filter(m -> !(renamed && left.contains(m.from()) && made.contains(m.to())))
                    .toList();
            reviewRows.add(RowFactory.create(
                    row,
                    Words.of(review.action()),
                    by.stream().mapToLong(Moved::cases).sum(),
                    by.stream().mapToLong(Moved::fen).reduce(0, Math::addExact),
                    Words.of(review.decidedBy()),
                    review.reason()));
            for (Reviewed.Part part : parts) {
                // A merge may keep the code of one of its groups: what was is told with what is.
                if (part.role() != Role.GONE || !made.contains(part.row().code())) {
                    groupRows.add(row(run.rules().catalog(), critical, part, before, after));
                }
            }
        });
        run.write(CatalogReviews.TABLE, reviewRows);
        run.write(ReviewedGroups.TABLE, groupRows);
    }

    private Row row(
            CatalogRule rule, long critical, Reviewed.Part part, Map<String, Sums> before, Map<String, Sums> after) {
        Group group = groups.stream()
                .filter(g -> g.row() == part.row())
                .findFirst()
                .orElseGet(() -> formed.stream()
                        .filter(g -> g.row() == part.row())
                        .findFirst()
                        .orElseThrow());
        Sums was = before.getOrDefault(group.code(), Sums.NONE);
        Sums is = part.role() == Role.GONE ? Sums.NONE : after.getOrDefault(group.code(), Sums.NONE);
        return RowFactory.create(
                part.review().row(),
                group.code(),
                Words.of(part.review().action()),
                word(part.role()),
                part.row().name(),
                group.core() ? GroupTable.CORE : GroupTable.COMPREHENSIVE,
                Words.of(part.row().kind()),
                group.diagnosis(),
                group.mainProcedure(),
                group.related(),
                group.treatment().name().toLowerCase(Locale.ROOT),
                part.row().takesOnly(),
                was.cases(),
                was.cases() == 0 ? null : was.mean(),
                was.cases() == 0 ? null : was.cv(),
                is.cases(),
                is.cases() == 0 ? null : is.mean(),
                is.cases() == 0 ? null : is.cv(),
                part.role() != Role.GONE && is.cases() < critical,
                is.cases() > 0 && is.cv().compareTo(rule.cvCeiling().value()) > 0,
                String.join(";", part.overlaps()));
    }

    private static Set<String> codes(List<Reviewed.Part> parts, Role... roles) {
        return parts.stream()
                .filter(part -> Set.of(roles).contains(part.role()))
                .map(part -> part.row().code())
                .collect(Collectors.toSet());
    }

    private static String word(Role role) {
        return Words.of(role);
    }

    /** Cases that went from one group to another; empty: ungrouped. */
    private record Moved(String from, String to, long cases, long fen) {}

    private static List<Moved> moved(StageRun run, Dataset<Row> before, Dataset<Row> after) {
        List<Moved> moved = new ArrayList<>();
        for (Row r : run.read(Moments.TABLE)
                .join(grouped(before, "group_before"), Cases.SIGNATURE.name())
                .join(grouped(after, "group_after"), Cases.SIGNATURE.name())
                .filter(not(col("group_before").equalTo(col("group_after"))))
                .groupBy(col("group_before"), col("group_after"))
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum())
                .collectAsList()) {
            moved.add(new Moved(r.getString(0), r.getString(1), r.getLong(2), r.getLong(3)));
        }
        moved.sort(Comparator.comparing(Moved::from).thenComparing(Moved::to));
        return moved;
    }

    private static Dataset<Row> grouped(Dataset<Row> assignments, String name) {
        return assignments.select(
                Cases.SIGNATURE.col(),
                coalesce(Assignments.ASSIGNED_GROUP.col(), lit("")).as(name));
    }
}
