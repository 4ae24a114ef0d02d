package org.opendip.jobs.tables;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.opendip.policy.notices.Notice;

/** Settlement lists as received and normalised (结算清单): every row that came in, with what became of it. */
public final class Records {
    public static final Col SETTLEMENT_ID = Col.required("settlement_id", Kind.ID, "settlement serial number (结算ID)");
    public static final Col SEQUENCE = Col.required(
            "sequence", Kind.NUMBER, "1 for the latest upload of this settlement, 2 for the one before, ...");
    public static final Col VISIT_ID = Col.optional("visit_id", Kind.ID, "visit serial number (就诊ID): one stay");
    public static final Col DELIVERY = Col.optional(
            "delivery", Kind.TEXT, "folder of the delivery that the row came in; absent: the lists' own folder (批次)");
    public static final Col SOURCE_FILE = Col.required("source_file", Kind.TEXT, "file the row came from");
    public static final Col DISPOSITION = Col.required(
            "disposition",
            Kind.CODE,
            "what became of the row: kept, netted (refunded, or the refund), superseded (uploaded again, or void), rejected");
    public static final Col REASON = Col.optional(
            "reason",
            Kind.CODE,
            "why it was not kept: void, uploaded-again, refunded, refund, or the first notice that rejects it");
    public static final Col VOID = Col.required("void", Kind.FLAG, "the source says that the row does not count (作废)");
    public static final Col UPLOADED = Col.optional("uploaded", Kind.TIME, "last uploaded at (上传时间)");
    public static final Col CONTENT = Col.required("content", Kind.HASH, "content hash of what the header says");
    public static final Col PERSON_KEY = Col.optional(
            "person_key", Kind.HASH, "content hash of the insured person's number; stays in this table (参保人)");
    public static final Col SEX = Col.optional("sex", Kind.CODE, "sex (性别): 1 male, 2 female; absent: not known");
    public static final Col AGE = Col.optional("age", Kind.NUMBER, "age in years (年龄)");
    public static final Col AGE_DAYS = Col.optional(
            "age_days",
            Kind.NUMBER,
            "age at admission in days, of those below one year (天龄): as given, else by the date of birth; absent: a year or "
                    + "older, or not known");
    public static final Col BIRTH_WEIGHT = Col.optional(
            "birth_weight", Kind.NUMBER, "birth weight in whole grams (出生体重); absent: not known, or given as 0");
    public static final Col VENTILATION_HOURS = Col.optional(
            "ventilation_hours",
            Kind.NUMBER,
            "whole hours on a ventilator (呼吸机使用时间), minutes that make no hour left out; absent: not recorded");
    public static final Col HOSPITAL = Col.optional("hospital", Kind.CODE, "hospital (定点医药机构编号)");
    public static final Col HOSPITAL_KEY =
            Col.optional("hospital_key", Kind.HASH, "content hash of hospital, the integer key of the hot paths");
    public static final Col LEVEL = Col.optional("level", Kind.NUMBER, "hospital level 1-3 by the register (医院等级)");
    public static final Col POOL = Col.required(
            "pool", Kind.NUMBER, "insurance pool (险种): 310, 390; 0 for a case of no pool (self-paying and the like)");
    public static final Col MEDICAL_TYPE = Col.optional("medical_type", Kind.CODE, "medical type (医疗类别)");
    public static final Col SPECIALTY = Col.optional(
            "specialty",
            Kind.CODE,
            "specialty that discharges (出院科别): A03 and the like, the first level of CT08.00.002; a text that is no such "
                    + "code as it stands, at most 40 characters; absent: not given");
    public static final Col ADMITTED = Col.optional("admitted", Kind.DATE, "admission (入院日期)");
    public static final Col DISCHARGED = Col.optional("discharged", Kind.DATE, "discharge (出院日期)");
    public static final Col PERIOD = Col.optional(
            "period", Kind.MONTH, "month the case belongs to, by discharge or by settlement as the rulebook says");
    public static final Col STAY_DAYS = Col.optional("stay_days", Kind.NUMBER, "days of stay, at least 1 (住院天数)");
    public static final Col STAY_DAYS_ASSUMED =
            Col.optional("stay_days_assumed", Kind.FLAG, "the source gave no days: taken from the dates");
    public static final Col MAIN_DIAGNOSIS =
            Col.optional("main_diagnosis", Kind.CODE, "main diagnosis, full code (主要诊断)");
    public static final Col PROCEDURES = Col.optional(
            "procedures", Kind.TEXT, "procedures, main one first, then in order, joined by comma; empty: none (手术操作)");
    public static final Col UNKNOWN_PROCEDURES = Col.optional(
            "unknown_procedures",
            Kind.TEXT,
            "procedures that neither code list nor map knows, left out of grouping, joined by comma");
    public static final Col MAPPED_CODES = Col.optional(
            "mapped_codes",
            Kind.TEXT,
            "main diagnosis and procedures that the map replaced, as written>target, joined by comma; absent: none (国临版对照)");
    public static final Col REPAIRED_CODES = Col.optional(
            "repaired_codes",
            Kind.TEXT,
            "hospital, main diagnosis and procedures written with full-width or invisible characters, as written>repaired, "
                    + "joined by comma; absent: none");
    public static final Col COST_FEN = Col.optional("cost_fen", Kind.FEN, "total cost, all payers (医疗费总额)");
    public static final Col BOOKED_FEN =
            Col.optional("booked_fen", Kind.FEN, "booked by the fund: the rulebook's list of fund columns (记账金额)");
    public static final Col PAID_FEN = Col.optional(
            "paid_fen", Kind.FEN, "paid by all funds, the personal account and in cash (支付合计); absent: one of them is");
    public static final Col ITEMS_FEN = Col.required("items_fen", Kind.FEN, "charges added up (费用明细合计)");
    public static final Col DRUG_FEN = Col.optional("drug_fen", Kind.FEN, "drugs: categories 09, 10, 11 (药品费)");
    public static final Col MATERIAL_FEN = Col.optional("material_fen", Kind.FEN, "materials: category 08 (耗材费)");
    public static final Col UNKNOWN_CATEGORY = Col.optional(
            "unknown_category",
            Kind.TEXT,
            "a charge category that is none of 01 to 14, its first letters, of several the longest, then the last by its bytes; empty: a charge "
                    + "without category; absent: none (未知收费类别)");
    public static final Col NEGATIVE_ITEMS =
            Col.optional("negative_items", Kind.NUMBER, "charges below zero; absent: none (负数费用项数)");
    public static final Col NEGATIVE_FEN =
            Col.optional("negative_fen", Kind.FEN, "charges below zero added up; absent: none (负数费用)");
    public static final Col TROUBLES = Col.optional(
            "troubles",
            Kind.TEXT,
            "what the checks of this row found, whatever became of it, joined by comma; absent: nothing (docs/notices.md)");
    public static final Col SETTLED = Col.optional("settled", Kind.TIME, "settled at (结算时间)");

    public static final Table TABLE = Table.of(
            "records",
            "One row per settlement header received.",
            Table.key(SETTLEMENT_ID, SEQUENCE),
            SETTLEMENT_ID,
            SEQUENCE,
            VISIT_ID,
            DELIVERY,
            SOURCE_FILE,
            DISPOSITION,
            REASON,
            VOID,
            UPLOADED,
            CONTENT,
            PERSON_KEY,
            SEX,
            AGE,
            AGE_DAYS,
            BIRTH_WEIGHT,
            VENTILATION_HOURS,
            HOSPITAL,
            HOSPITAL_KEY,
            LEVEL,
            POOL,
            MEDICAL_TYPE,
            SPECIALTY,
            ADMITTED,
            DISCHARGED,
            PERIOD,
            STAY_DAYS,
            STAY_DAYS_ASSUMED,
            MAIN_DIAGNOSIS,
            PROCEDURES,
            UNKNOWN_PROCEDURES,
            MAPPED_CODES,
            REPAIRED_CODES,
            COST_FEN,
            BOOKED_FEN,
            PAID_FEN,
            ITEMS_FEN,
            DRUG_FEN,
            MATERIAL_FEN,
            UNKNOWN_CATEGORY,
            NEGATIVE_ITEMS,
            NEGATIVE_FEN,
            SETTLED,
            TROUBLES);

    private Records() {}

    /** Whether a notice is among the troubles of a record; never null. */
    public static Column tells(Notice notice) {
        return coalesce(concat(lit(","), TROUBLES.col(), lit(",")).contains("," + notice.code() + ","), lit(false));
    }
}
