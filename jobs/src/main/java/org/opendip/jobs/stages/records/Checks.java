package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.bit_count;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Every rule of the intake, asked once per row. A finding is one bit of a word, so that findings of the header and of its
 * details add up and names are looked up for the few rows that have any.
 */
final class Checks {
    static final String DAYS_BY_DATES = "days_by_dates";
    static final String PERIOD_DAY = "period_day";

    /** Cost above which a record cannot be true, fen (30 million yuan); also keeps squares within 64 bits. */
    private static final long IMPLAUSIBLE_FEN = 3_000_000_000L;

    /** The first error of a row in this order is the reason it is rejected. */
    private static final List<Notice> ORDER = List.of(
            Notice.VALUE_UNREADABLE,
            Notice.SETTLEMENT_ID_MISSING,
            Notice.VISIT_ID_MISSING,
            Notice.REFUND_WITHOUT_ORIGINAL,
            Notice.HOSPITAL_UNKNOWN,
            Notice.DATE_MISSING,
            Notice.DISCHARGE_BEFORE_ADMISSION,
            Notice.DATE_IMPLAUSIBLE,
            Notice.MEDICAL_TYPE_UNKNOWN,
            Notice.COST_MISSING,
            Notice.COST_NOT_POSITIVE,
            Notice.COST_NOT_WHOLE_FEN,
            Notice.COST_IMPLAUSIBLE,
            Notice.MAIN_DIAGNOSIS_MISSING,
            Notice.MAIN_DIAGNOSIS_SEVERAL,
            Notice.MAIN_DIAGNOSIS_UNKNOWN,
            Notice.MAIN_DIAGNOSIS_AMBIGUOUS,
            Notice.MAIN_DIAGNOSIS_DAMAGED,
            Notice.PROCEDURE_UNKNOWN,
            Notice.PROCEDURE_AMBIGUOUS,
            Notice.PROCEDURE_DAMAGED,
            Notice.PROCEDURE_ATTRIBUTE_MISSING,
            Notice.HOSPITAL_LEVEL_DIFFERS,
            Notice.POOL_UNKNOWN,
            Notice.SEX_UNKNOWN,
            Notice.AGE_IMPLAUSIBLE,
            Notice.STAY_DAYS_MISSING,
            Notice.STAY_DAYS_DIFFER,
            Notice.ITEMS_DIFFER,
            Notice.PAYMENTS_DIFFER);

    private Checks() {}

    /** What a header on its own can break: when each rule speaks. Null never speaks. */
    static Map<Notice, Column> ofHeaders(StageRun run, Dataset<Row> headers) {
        IntakeRule intake = run.rules().intake();
        Amounts amounts = Amounts.of(headers);
        Column amount = SettlementHeaders.MEDFEE_SUMAMT.col();
        Column begin = SettlementHeaders.BEGNDATE.col();
        Column end = SettlementHeaders.ENDDATE.col();
        Column day = col(PERIOD_DAY);
        Column cost = Records.COST_FEN.col();
        Column level = trim(SettlementHeaders.HOSP_LV.col());
        Column typed = when(level.endsWith("3").or(level.contains("三")), lit(3))
                .when(level.endsWith("2").or(level.contains("二")), lit(2))
                .when(level.endsWith("1").or(level.contains("一")), lit(1));
        Column registered = Records.LEVEL.col();
        Column paid = SettlementHeaders.FUND_PAY_SUMAMT
                .col()
                .plus(SettlementHeaders.ACCT_PAY.col())
                .plus(SettlementHeaders.PSN_CASH_PAY.col());
        Column insurance = SettlementHeaders.INSUTYPE.col();
        Object[] insured = run.rules().pools().pools().stream()
                .flatMap(p -> p.insuranceTypes().stream())
                .toArray();
        Map<Notice, Column> fails = new EnumMap<>(Notice.class);
        fails.put(Notice.VALUE_UNREADABLE, Unreadable.inHeader(headers));
        fails.put(Notice.SETTLEMENT_ID_MISSING, blank(SettlementHeaders.SETL_ID.col()));
        fails.put(Notice.VISIT_ID_MISSING, blank(SettlementHeaders.MDTRT_ID.col()));
        fails.put(Notice.HOSPITAL_UNKNOWN, col(CodeLists.REGISTER_CODE).isNull());
        fails.put(Notice.DATE_MISSING, begin.isNull().or(end.isNull()).or(day.isNull()));
        fails.put(Notice.DISCHARGE_BEFORE_ADMISSION, end.lt(begin));
        fails.put(
                Notice.DATE_IMPLAUSIBLE,
                begin.lt(lit("1990-01-01").cast("date"))
                        .or(not(year(day).isin(run.years().toArray()))));
        fails.put(
                Notice.MEDICAL_TYPE_UNKNOWN,
                not(coalesce(SettlementHeaders.MED_TYPE.col(), lit(""))
                        .isin(intake.inpatientTypes().toArray())));
        fails.put(Notice.COST_MISSING, amount.isNull());
        fails.put(Notice.COST_NOT_POSITIVE, cost.leq(0));
        fails.put(
                Notice.COST_NOT_WHOLE_FEN,
                Headers.bookedFunds(run).stream()
                        .map(amounts::belowFen)
                        .reduce(amounts.belowFen(SettlementHeaders.MEDFEE_SUMAMT), Column::or));
        fails.put(Notice.COST_IMPLAUSIBLE, cost.gt(IMPLAUSIBLE_FEN));
        fails.put(
                Notice.HOSPITAL_LEVEL_DIFFERS,
                registered.isNotNull().and(coalesce(typed.notEqual(registered), not(blank(level)))));
        fails.put(Notice.POOL_UNKNOWN, not(blank(insurance)).and(not(insurance.isin(insured))));
        fails.put(
                Notice.SEX_UNKNOWN,
                not(coalesce(SettlementHeaders.GEND.col(), lit("")).isin("1", "2")));
        fails.put(
                Notice.AGE_IMPLAUSIBLE,
                SettlementHeaders.AGE.col().lt(0).or(SettlementHeaders.AGE.col().gt(120)));
        fails.put(Notice.STAY_DAYS_MISSING, Records.STAY_DAYS_ASSUMED.col());
        fails.put(
                Notice.STAY_DAYS_DIFFER,
                not(Records.STAY_DAYS_ASSUMED.col()).and(Records.STAY_DAYS.col().notEqual(col(DAYS_BY_DATES))));
        fails.put(Notice.PAYMENTS_DIFFER, paid.notEqual(amount));
        return fails;
    }

    /** What shows only when a header has met its details and refunds. */
    static Map<Notice, Column> ofDetails() {
        Map<Notice, Column> fails = new EnumMap<>(Notice.class);
        // Findings add up, so one that the header has already is not found again.
        Column found = col(Headers.FINDINGS).bitwiseAND(lit(bit(Notice.VALUE_UNREADABLE)));
        fails.put(
                Notice.VALUE_UNREADABLE, col(Unreadable.IN_DETAILS).isNotNull().and(found.equalTo(0L)));
        fails.put(Notice.REFUND_WITHOUT_ORIGINAL, col(Refunds.OUTCOME).equalTo(Refunds.UNMATCHED));
        fails.put(Notice.MAIN_DIAGNOSIS_MISSING, col(MainDiagnoses.CODE).isNull());
        fails.put(Notice.MAIN_DIAGNOSIS_SEVERAL, col(MainDiagnoses.COUNT).gt(1));
        Column ambiguous = col(MainDiagnoses.AMBIGUOUS);
        Column nowhere = not(col(MainDiagnoses.KNOWN)).and(not(ambiguous));
        Column diagnosis = col(MainDiagnoses.CODE);
        fails.put(Notice.MAIN_DIAGNOSIS_AMBIGUOUS, ambiguous);
        fails.put(Notice.MAIN_DIAGNOSIS_DAMAGED, nowhere.and(diagnosis.rlike(CodeLists.ANY_NUMBER)));
        fails.put(Notice.MAIN_DIAGNOSIS_UNKNOWN, nowhere.and(not(diagnosis.rlike(CodeLists.ANY_NUMBER))));
        Column unknown = col(ProcedureLists.UNKNOWN);
        fails.put(Notice.PROCEDURE_AMBIGUOUS, col(ProcedureLists.AMBIGUOUS).notEqual(""));
        fails.put(Notice.PROCEDURE_DAMAGED, unknown.notEqual("").and(unknown.rlike(CodeLists.ANY_NUMBER)));
        fails.put(Notice.PROCEDURE_UNKNOWN, unknown.notEqual("").and(unknown.rlike(CodeLists.ANY_OTHER)));
        fails.put(
                Notice.PROCEDURE_ATTRIBUTE_MISSING,
                col(ProcedureLists.WITHOUT_ATTRIBUTE).gt(0));
        fails.put(Notice.ITEMS_DIFFER, coalesce(col(ItemSums.ALL), lit(0L)).notEqual(Records.COST_FEN.col()));
        return fails;
    }

    /** The bits of all rules that speak. */
    static Column bits(Map<Notice, Column> fails) {
        return fails.entrySet().stream()
                .map(e -> when(e.getValue(), lit(bit(e.getKey()))).otherwise(lit(0L)))
                .reduce(Column::plus)
                .orElse(lit(0L));
    }

    private static long bit(Notice notice) {
        int place = ORDER.indexOf(notice);
        if (place < 0) {
            throw new IllegalStateException(notice + " has no place among the checks.");
        }
        return 1L << place;
    }

    /** Only the bits that reject. */
    static Column errors(Column bits) {
        long errors = ORDER.stream()
                .filter(n -> n.severity() == Severity.ERROR)
                .mapToLong(Checks::bit)
                .sum();
        return bits.bitwiseAND(lit(errors));
    }

    /** The name of the first finding; absent where there is none. */
    static Column first(Column bits) {
        // The lowest bit set, as a place in the list: the bits below it are as many.
        Column lowest = bit_count(bits.bitwiseAND(bits.unary_$minus()).minus(lit(1L)));
        return when(bits.notEqual(0L), element_at(names(), lowest.plus(lit(1))));
    }

    /** The names of all findings, joined by comma; absent where there is none. */
    static Column all(Column bits) {
        return when(
                bits.notEqual(0L),
                array_join(
                        filter(names(), (name, place) -> call_function("shiftright", bits, place)
                                .bitwiseAND(lit(1L))
                                .equalTo(1L)),
                        ","));
    }

    private static Column names() {
        return lit(ORDER.stream().map(Notice::code).toArray(String[]::new));
    }

    /** Nothing in it, or nothing at all; never null. */
    static Column blank(Column text) {
        return coalesce(trim(text).equalTo(""), lit(true));
    }
}
