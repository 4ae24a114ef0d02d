package org.opendip.jobs.tables;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of a catalog handed over (分组方案) that became groups. Written where the rulebook asks for such rows. */
public final class RuleRows {
    public static final Col RULE_KIND =
            Col.required("rule_kind", Kind.CODE, "pre (先期), tcm (中医优势), merge (并项), assisted (诊断辅助) or base (基本)");
    public static final Col SHEET = Col.required("sheet", Kind.TEXT, "file of the row");
    public static final Col SHEET_ROW = Col.required("sheet_row", Kind.NUMBER, "row in the sheet");
    public static final Col ROW_HASH =
            Col.required("row_hash", Kind.TEXT, "first 16 hexadecimal digits of the SHA-256 of the row's cells");

    /** Decimals of {@link #OWN_SCORE}. */
    public static final int SCORE_DECIMALS = 6;

    public static final Col OWN_SCORE = Col.optional(
            "own_score", Kind.SCORE, "score that the row gives the group; absent: the group is scored by its cost");

    public static final Col NEAR_MISS = Col.required(
            "near_miss", Kind.FLAG, "taken below the critical value since its costs spread little (降低标准入库)");

    public static final Table TABLE = Table.of(
            "rule_rows",
            "One row per group that a row of a catalog handed over became.",
            Table.key(Catalog.GROUP),
            Catalog.GROUP,
            RULE_KIND,
            SHEET,
            SHEET_ROW,
            ROW_HASH,
            OWN_SCORE,
            NEAR_MISS);

    private RuleRows() {}

    /** Codes of the groups that were taken below the critical value; runs older than the column have none. */
    public static Set<String> nearMisses(Dataset<Row> ruleRows) {
        return ruleRows.filter(NEAR_MISS.col()).select(Catalog.GROUP.col()).collectAsList().stream()
                .map(r -> r.getString(0))
                .collect(Collectors.toSet());
    }
}
