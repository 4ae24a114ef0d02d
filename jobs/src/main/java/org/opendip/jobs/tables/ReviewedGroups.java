package org.opendip.jobs.tables;

/** Reviewed groups (复核病种): each group that a manual review took or made, before and after. Written with {@link CatalogReviews}. */
public final class ReviewedGroups {
    public static final Col ROLE = Col.required(
            "role", Kind.CODE, "gone: in the catalog no more; kept: lost a part; made: there by the review");
    public static final Col GROUP_NAME =
            Col.required("group_name", Kind.TEXT, "name given in the review (病种名称); empty: by the code lists");
    public static final Col ASKED_BY =
            Col.required("asked_by", Kind.CODE, "kind of rule that asks for it: base, merge, comprehensive, … (分组规则)");
    public static final Col COUNT_BEFORE =
            Col.required("count_before", Kind.COUNT, "cases before the review; 0: there was no such group");
    public static final Col MEAN_BEFORE =
            Col.optional("mean_before", Kind.MEAN, "their mean cost; absent: there are none");
    public static final Col CV_BEFORE =
            Col.optional("cv_before", Kind.RATIO, "their coefficient of variation; absent: there are none");
    public static final Col COUNT_AFTER = Col.required(
            "count_after", Kind.COUNT, "cases after the review; 0: there is no such group, or it has no case");
    public static final Col MEAN_AFTER =
            Col.optional("mean_after", Kind.MEAN, "their mean cost; absent: there are none");
    public static final Col CV_AFTER =
            Col.optional("cv_after", Kind.RATIO, "their coefficient of variation; absent: there are none");
    public static final Col BELOW_CRITICAL = Col.required(
            "below_critical", Kind.FLAG, "after the review the group has fewer cases than the critical value (低于临界值)");
    public static final Col OVERLAPS = Col.required(
            "overlaps",
            Kind.TEXT,
            "groups that share a case with it which fits both alike, in code order, joined by ;: grouping.ties decides");

    public static final Table TABLE = Table.of(
            "reviewed_groups",
            "One row per row of the review file and group that it took or made.",
            Table.key(CatalogReviews.REVIEW_ROW, Catalog.GROUP),
            CatalogReviews.REVIEW_ROW,
            Catalog.GROUP,
            CatalogReviews.ACTION,
            ROLE,
            GROUP_NAME,
            Catalog.GROUP_KIND,
            ASKED_BY,
            RelatedProcedures.DIAGNOSIS,
            RelatedProcedures.MAIN_PROCEDURE,
            Combinations.RELATED_PROCEDURES,
            Combinations.TREATMENT,
            Catalog.TAKES_ONLY,
            COUNT_BEFORE,
            MEAN_BEFORE,
            CV_BEFORE,
            COUNT_AFTER,
            MEAN_AFTER,
            CV_AFTER,
            BELOW_CRITICAL,
            Catalog.OVER_CV_CEILING,
            OVERLAPS);

    private ReviewedGroups() {}
}
