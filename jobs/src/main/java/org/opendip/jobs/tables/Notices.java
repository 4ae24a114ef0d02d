package org.opendip.jobs.tables;

/** Notices (数据问题): what is wrong with the data. ERROR keeps a record out, WARNING lets it in. */
public final class Notices {
    public static final Col CODE = Col.required("code", Kind.CODE, "stable name of the trouble, see docs/notices.md");
    public static final Col SEVERITY = Col.required("severity", Kind.CODE, "ERROR or WARNING");
    public static final Col COLUMN_NAME = Col.required("column_name", Kind.TEXT, "column of the source");
    public static final Col OBSERVED = Col.optional("observed", Kind.TEXT, "value seen, personal columns redacted");

    public static final Table TABLE = Table.of(
            "notices",
            "One row per record and trouble.",
            Table.key(Records.SETTLEMENT_ID, Records.SEQUENCE, CODE),
            Records.SETTLEMENT_ID,
            Records.SEQUENCE,
            CODE,
            SEVERITY,
            Records.HOSPITAL,
            COLUMN_NAME,
            OBSERVED,
            Records.DELIVERY,
            Records.SOURCE_FILE);

    private Notices() {}
}
