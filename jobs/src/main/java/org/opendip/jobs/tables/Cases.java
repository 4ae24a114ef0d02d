package org.opendip.jobs.tables;

/** Discharges (病例): settlement lists of one stay merged, refunds netted, bad rows left out. */
public final class Cases {
    public static final Col CASE_ID = Col.required(
            "case_id",
            Kind.ID,
            "keyed hash of the settlement serial number of the stay's last settlement (病例), see docs/privacy.md");
    public static final Col YEAR = Col.required("year", Kind.YEAR, "year the case belongs to");
    public static final Col AGE_BAND = Col.optional(
            "age_band", Kind.CODE, "age at admission in years (年龄段): 0, 1-6, 7-17, 18-64, 65+; absent: not known");
    public static final Col SEVERITY = Col.optional(
            "case_severity",
            Kind.NUMBER,
            "severity by other diagnoses (病情严重程度): 0 mild, 1 moderate, 2 severe; absent: the region has no list of them");
    public static final Col BED_DAY = Col.required("bed_day", Kind.FLAG, "paid by bed-day, not scored by disease (床日)");
    public static final Col SIGNATURE = Col.required(
            "signature", Kind.HASH, "grouping signature: content hash of all facts that a grouping rule may ask for");
    public static final Col RECORD_COUNT =
            Col.required("record_count", Kind.NUMBER, "settlements merged into this case");

    public static final Table TABLE = Table.of(
            "cases",
            "One row per discharge.",
            Table.key(CASE_ID),
            CASE_ID,
            Records.HOSPITAL,
            Records.HOSPITAL_KEY,
            Records.LEVEL,
            Records.SPECIALTY,
            Records.POOL,
            YEAR,
            Records.PERIOD,
            Records.STAY_DAYS,
            AGE_BAND,
            SEVERITY,
            BED_DAY,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            Records.DRUG_FEN,
            Records.MATERIAL_FEN,
            Records.MAIN_DIAGNOSIS,
            Records.PROCEDURES,
            Records.AGE_DAYS,
            Records.BIRTH_WEIGHT,
            Records.VENTILATION_HOURS,
            SIGNATURE,
            RECORD_COUNT);

    private Cases() {}
}
