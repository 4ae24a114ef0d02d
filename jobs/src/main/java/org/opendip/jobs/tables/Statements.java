package org.opendip.jobs.tables;

/** Statements (清算单) written: one workbook per hospital. */
public final class Statements {
    public static final Col FILE = Col.required("file", Kind.TEXT, "file name in the statements folder");

    public static final Table TABLE = Table.of(
            "statements",
            "One row per hospital.",
            Table.key(Records.HOSPITAL),
            Records.HOSPITAL,
            FILE,
            Moments.CASE_COUNT,
            HospitalSettlements.GROSS_FEN,
            HospitalSettlements.FINAL_FEN);

    private Statements() {}
}
