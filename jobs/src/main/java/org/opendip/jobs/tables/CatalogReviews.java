package org.opendip.jobs.tables;

/** The manual review (人工复核): what experts and administration decided about the groups, and what it moved. Written where the run file names a review file. */
public final class CatalogReviews {
    public static final Col REVIEW_ROW = Col.required("review_row", Kind.NUMBER, "row of the review file (复核表行号)");
    public static final Col ACTION =
            Col.required("action", Kind.CODE, "add (新增), drop (删除), merge (合并), split (拆分) or rename (更名)");
    public static final Col MOVED_COUNT = Col.required(
            "moved_count",
            Kind.COUNT,
            "cases of the history whose group is another one with the review, by a group of this row");
    public static final Col MOVED_COST = Col.required("moved_cost", Kind.FEN, "their cost");
    public static final Col DECIDED_BY =
            Col.required("decided_by", Kind.CODE, "expert-group (专家组), administration (医保部门) or negotiation (协商谈判)");
    public static final Col REVIEW_REASON = Col.required("review_reason", Kind.TEXT, "why, as the file has it");

    public static final Table TABLE = Table.of(
            "catalog_reviews",
            "One row per row of the review file.",
            Table.key(REVIEW_ROW),
            REVIEW_ROW,
            ACTION,
            MOVED_COUNT,
            MOVED_COST,
            DECIDED_BY,
            REVIEW_REASON);

    private CatalogReviews() {}
}
