package org.opendip.jobs.inspection;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.ReviewedGroups;

/** 人工复核: the decisions about a catalog as its run wrote them; none where it was not reviewed. */
public final class Reviews {

    /**
     * A decision.
     *
     * @param row of the review file
     * @param fen cost of the cases moved
     */
    public record Review(
            int row, String action, long cases, long fen, String decidedBy, String reason, List<Concerned> groups) {
        /** Codes of groups that are no more, or lost a part. */
        public String from() {
            return codes(false);
        }

        /** Codes of groups that are there by it. */
        public String to() {
            return codes(true);
        }

        private String codes(boolean made) {
            return groups.stream()
                    .filter(g -> g.role().equals("made") == made)
                    .map(Concerned::group)
                    .collect(Collectors.joining("；"));
        }
    }

    /** A group that a decision took or made; means are yuan, null where there is no case. */
    public record Concerned(
            String group,
            String role,
            String name,
            long casesBefore,
            BigDecimal meanBefore,
            BigDecimal cvBefore,
            long casesAfter,
            BigDecimal meanAfter,
            BigDecimal cvAfter,
            boolean belowCritical,
            boolean overCeiling,
            String overlaps) {}

    private Reviews() {}

    /** Those of a catalog's run, in the order of the file. */
    public static List<Review> of(Warehouse warehouse, Run catalog) {
        if (catalog.table(CatalogReviews.TABLE.name()).isEmpty()) {
            return List.of();
        }
        List<Row> groups = warehouse.read(catalog, ReviewedGroups.TABLE).collectAsList();
        List<Review> reviews = new ArrayList<>();
        for (Row r : warehouse.read(catalog, CatalogReviews.TABLE).collectAsList()) {
            int row = r.getAs(CatalogReviews.REVIEW_ROW.name());
            reviews.add(new Review(
                    row,
                    r.getAs(CatalogReviews.ACTION.name()),
                    r.<Long>getAs(CatalogReviews.MOVED_COUNT.name()),
                    r.<Long>getAs(CatalogReviews.MOVED_COST.name()),
                    r.getAs(CatalogReviews.DECIDED_BY.name()),
                    r.getAs(CatalogReviews.REVIEW_REASON.name()),
                    groups.stream()
                            .filter(g -> g.<Integer>getAs(CatalogReviews.REVIEW_ROW.name()) == row)
                            .map(Reviews::concerned)
                            .sorted(Comparator.comparing(Concerned::group))
                            .toList()));
        }
        reviews.sort(Comparator.comparingInt(Review::row));
        return reviews;
    }

    private static Concerned concerned(Row g) {
        return new Concerned(
                g.getAs(Catalog.GROUP.name()),
                g.getAs(ReviewedGroups.ROLE.name()),
                g.getAs(ReviewedGroups.GROUP_NAME.name()),
                g.<Long>getAs(ReviewedGroups.COUNT_BEFORE.name()),
                g.getAs(ReviewedGroups.MEAN_BEFORE.name()),
                g.getAs(ReviewedGroups.CV_BEFORE.name()),
                g.<Long>getAs(ReviewedGroups.COUNT_AFTER.name()),
                g.getAs(ReviewedGroups.MEAN_AFTER.name()),
                g.getAs(ReviewedGroups.CV_AFTER.name()),
                g.<Boolean>getAs(ReviewedGroups.BELOW_CRITICAL.name()),
                g.<Boolean>getAs(Catalog.OVER_CV_CEILING.name()),
                g.getAs(ReviewedGroups.OVERLAPS.name()));
    }

    /** What the checks of any catalog say of a group after the review, Chinese first; empty: nothing. */
    public static String remark(Concerned group) {
        List<String> remarks = new ArrayList<>();
        if (group.belowCritical()) {
            remarks.add("低于临界值 below critical value");
        }
        if (group.overCeiling()) {
            remarks.add("变异系数超限 CV over ceiling");
        }
        if (!group.overlaps().isEmpty()) {
            remarks.add("与 " + group.overlaps() + " 有共同病例 overlaps");
        }
        return String.join("；", remarks);
    }
}
