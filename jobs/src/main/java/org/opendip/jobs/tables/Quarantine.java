package org.opendip.jobs.tables;

/** Rejected settlement lists (隔离清单): where each stands in what was delivered, and what it looks like. */
public final class Quarantine {
    public static final Col RULES = Col.required(
            "rules", Kind.TEXT, "notices that reject it under the rulebook, joined by comma (docs/notices.md)");
    public static final Col LINE = Col.optional(
            "line",
            Kind.COUNT,
            "line of the file at which the row begins, the heading being the first; row of a workbook, Parquet, ORC or Delta "
                    + "file; element of a file that is one JSON list; absent: of a database, or no longer found (行号)");
    public static final Col AS_READ = Col.optional(
            "as_read",
            Kind.TEXT,
            "the row as it was read, an object of JSON: of personal values and of fields that are not read only the shape, 9 for "
                    + "a digit, A for a letter, 汉 for a character; absent: no longer found (脱敏原始行)");

    public static final Table TABLE = Table.of(
            "quarantine",
            "One row per rejected record; written only where records were rejected.",
            Table.key(Records.SETTLEMENT_ID, Records.SEQUENCE),
            Records.SETTLEMENT_ID,
            Records.SEQUENCE,
            RULES,
            Records.HOSPITAL,
            Records.DELIVERY,
            Records.SOURCE_FILE,
            LINE,
            Records.CONTENT,
            AS_READ);

    private Quarantine() {}
}
