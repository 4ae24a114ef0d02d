package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.bit_count;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.intake.ChecksRule;
import org.opendip.policy.intake.DiagnosisLimits;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.intake.Newborn;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;
import org.opendip.policy.rulebook.Rulebook;

/**
 * Every rule of the intake, asked once per row: its name, severity and messages are those of {@link Notice}, and here is
 * when it speaks. A finding is one bit of a word, so that findings of the header and of its details add up and names are
 * looked up for the few rows that have any.
 */
final class Checks {
    static final String PERIOD_DAY = "period_day";

    /** The bit of a notice is its place; the first error of a row in their order is the reason it is rejected. */
    private static final List<Notice> ORDER = List.of(Notice.values());

    private Checks() {}

    /**
     * What only the source's header tells. Null never speaks.
     *
     * @param omitted columns that the source lacks: nobody is blamed for not filling them
     */
    static Map<Notice, Column> ofHeaders(StageRun run, Dataset<Row> headers, List<String> omitted) {
        IntakeRule intake = run.rules().intake();
        Amounts amounts = Amounts.of(headers);
        Column amount = SettlementHeaders.MEDFEE_SUMAMT.col();
        Column begin = SettlementHeaders.BEGNDATE.col();
        Column end = SettlementHeaders.ENDDATE.col();
        Column day = col(PERIOD_DAY);
        Column level = trim(SettlementHeaders.HOSP_LV.col());
        Column typed = when(level.endsWith("3").or(level.contains("三")), lit(3))
                .when(level.endsWith("2").or(level.contains("二")), lit(2))
                .when(level.endsWith("1").or(level.contains("一")), lit(1));
        Column registered = Records.LEVEL.col();
        Column insurance = SettlementHeaders.INSUTYPE.col();
        Column valid = SettlementHeaders.VALI_FLAG.col();
        Column years = year(begin).minus(year(SettlementHeaders.BRDY.col()));
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
        fails.put(Notice.COST_NOT_POSITIVE, Records.COST_FEN.col().leq(0));
        fails.put(
                Notice.COST_NOT_WHOLE_FEN,
                Headers.bookedFunds(run).stream()
                        .map(amounts::belowFen)
                        .reduce(amounts.belowFen(SettlementHeaders.MEDFEE_SUMAMT), Column::or));
        fails.put(
                Notice.HOSPITAL_LEVEL_DIFFERS,
                registered.isNotNull().and(coalesce(typed.notEqual(registered), not(blank(level)))));
        fails.put(Notice.POOL_UNKNOWN, not(blank(insurance)).and(not(insurance.isin(insured))));
        if (!omitted.contains(SettlementHeaders.INSUTYPE.name())) {
            fails.put(
                    Notice.INSURANCE_MISSING,
                    blank(insurance).and(SettlementHeaders.FUND_PAY_SUMAMT.col().gt(0)));
        }
        fails.put(Notice.VALIDITY_UNKNOWN, not(blank(valid)).and(not(valid.isin("0", "1"))));
        fails.put(Notice.SEX_UNKNOWN, Records.SEX.col().isNull());
        // Between birthdays, and where the age is that of the settlement, one year more or less is right.
        fails.put(
                Notice.AGE_AGAINST_BIRTH,
                not(SettlementHeaders.AGE.col().between(years.minus(lit(1)), years.plus(lit(1)))));
        fails.put(Notice.STAY_DAYS_MISSING, Records.STAY_DAYS_ASSUMED.col());
        fails.put(Notice.AGE_DAYS_AGAINST_YEARS, Newborns.againstYears());
        fails.put(Notice.AGE_DAYS_AGAINST_BIRTH, Newborns.againstBirth());
        if (!omitted.contains(SettlementHeaders.NWB_BIR_WT.name())) {
            fails.put(
                    Notice.BIRTH_WEIGHT_MISSING,
                    Records.AGE_DAYS
                            .col()
                            .leq(Newborn.LAST_DAY)
                            .and(Records.BIRTH_WEIGHT.col().isNull()));
        }
        // Of a refund the amounts are below zero, and the larger one is the smaller part.
        fails.put(
                Notice.POOLED_FUND_ABOVE_FUNDS,
                Records.COST_FEN
                        .col()
                        .gt(0)
                        .and(SettlementHeaders.HIFP_PAY.col().gt(SettlementHeaders.FUND_PAY_SUMAMT.col())));
        fails.put(Notice.VENTILATION_UNREADABLE, Newborns.ventilationUnreadable());
        return fails;
    }

    /** What shows only when a header has met its details. */
    static Map<Notice, Column> ofDetails() {
        Map<Notice, Column> fails = new EnumMap<>(Notice.class);
        fails.put(Notice.VALUE_UNREADABLE, col(Unreadable.IN_DETAILS).isNotNull());
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
        fails.put(
                Notice.CODE_REPAIRED,
                col(Headers.HOSPITAL_REPAIRED)
                        .isNotNull()
                        .or(col(MainDiagnoses.REPAIRED).isNotNull())
                        .or(col(ProcedureLists.REPAIRED).notEqual("")));
        fails.put(
                Notice.ITEMS_NEGATIVE,
                Records.COST_FEN.col().gt(0).and(col(ItemSums.NEGATIVE).gt(0)));
        fails.put(Notice.ITEM_CATEGORY_UNKNOWN, col(ItemSums.UNKNOWN).isNotNull());
        return fails;
    }

    /** What a record tells with the other uploads and settlements of its stay: asked anew when one of them comes in. */
    static Map<Notice, Column> ofCompany() {
        Map<Notice, Column> fails = new EnumMap<>(Notice.class);
        fails.put(Notice.UPLOAD_TIME_UNREADABLE, col(Uploads.DOUBTFUL));
        fails.put(Notice.REFUND_WITHOUT_ORIGINAL, col(Refunds.OUTCOME).equalTo(Refunds.UNMATCHED));
        return fails;
    }

    /** What a record tells by itself, against the rulebook's limits: asked anew without reading the source again. */
    static Map<Notice, Column> ofRecords(Rulebook rules) {
        ChecksRule limits = rules.intake().checks();
        Column cost = Records.COST_FEN.col();
        Column age = Records.AGE.col();
        Column sex = Records.SEX.col();
        Column diagnosis = Records.MAIN_DIAGNOSIS.col();
        Column days = Headers.daysByDates(rules.intake(), Records.ADMITTED.col(), Records.DISCHARGED.col());
        Map<Notice, Column> fails = new EnumMap<>(Notice.class);
        fails.put(Notice.COST_IMPLAUSIBLE, cost.gt(fen(limits.highestCost())));
        fails.put(
                Notice.SEX_AGAINST_DIAGNOSIS,
                when(sex.equalTo("1"), within(diagnosis, DiagnosisLimits.FEMALE))
                        .when(sex.equalTo("2"), within(diagnosis, DiagnosisLimits.MALE)));
        fails.put(Notice.AGE_IMPLAUSIBLE, age.lt(0).or(age.gt(limits.oldestAge())));
        fails.put(
                Notice.AGE_AGAINST_DIAGNOSIS,
                DiagnosisLimits.AGES.stream()
                        .map(a -> within(diagnosis, List.of(a.codes())).and(not(age.between(a.youngest(), a.oldest()))))
                        .reduce(Column::or)
                        .orElseThrow());
        fails.put(
                Notice.STAY_DAYS_DIFFER,
                not(Records.STAY_DAYS_ASSUMED.col())
                        .and(abs(Records.STAY_DAYS.col().minus(days)).gt(limits.stayDaysTolerance())));
        fails.put(
                Notice.SETTLED_BEFORE_DISCHARGE, to_date(Records.SETTLED.col()).lt(Records.DISCHARGED.col()));
        fails.put(Notice.ITEMS_DIFFER, abs(Records.ITEMS_FEN.col().minus(cost)).gt(fen(limits.itemsTolerance())));
        fails.put(
                Notice.PAYMENTS_DIFFER, abs(Records.PAID_FEN.col().minus(cost)).gt(fen(limits.paymentsTolerance())));
        fails.put(
                Notice.BIRTH_WEIGHT_IMPLAUSIBLE,
                not(Records.BIRTH_WEIGHT.col().between(limits.lowestBirthWeight(), limits.highestBirthWeight())));
        // The dates know no hours: the days of admission and of discharge may have been whole ones.
        fails.put(
                Notice.VENTILATION_AGAINST_STAY,
                Records.VENTILATION_HOURS
                        .col()
                        .gt(datediff(Records.DISCHARGED.col(), Records.ADMITTED.col())
                                .plus(1)
                                .multiply(24)));
        fails.put(
                Notice.UPLOADED_LATE,
                datediff(to_date(Records.UPLOADED.col()), Records.DISCHARGED.col())
                        .gt(limits.uploadDays()));
        return fails;
    }

    private static long fen(BigDecimal yuan) {
        return yuan.movePointRight(2).longValue();
    }

    private static Column within(Column code, List<DiagnosisLimits.Range> ranges) {
        return ranges.stream()
                .map(r -> code.geq(r.from()).and(code.lt(r.end())))
                .reduce(Column::or)
                .orElseThrow();
    }

    /** The bits of all rules that speak. */
    static Column bits(Map<Notice, Column> fails) {
        return fails.entrySet().stream()
                .map(e -> when(e.getValue(), lit(bit(e.getKey()))).otherwise(lit(0L)))
                .reduce(Column::bitwiseOR)
                .orElse(lit(0L));
    }

    private static long bit(Notice notice) {
        return 1L << notice.ordinal();
    }

    private static long mask(Predicate<Notice> chosen) {
        return ORDER.stream().filter(chosen).mapToLong(Checks::bit).sum();
    }

    /** Codes of the notices that reject under the rulebook. */
    static Object[] errorCodes(Rulebook rules) {
        return ORDER.stream()
                .filter(n -> rules.intake().checks().severity(n) == Severity.ERROR)
                .map(Notice::code)
                .toArray();
    }

    /** Only the bits that reject under the rulebook. */
    static Column errors(Rulebook rules, Column bits) {
        return bits.bitwiseAND(lit(mask(n -> rules.intake().checks().severity(n) == Severity.ERROR)));
    }

    /** The bits that {@link #all} wrote down, but those of rules that are asked anew. */
    static Column remembered(Rulebook rules) {
        Set<Notice> anew = EnumSet.noneOf(Notice.class);
        anew.addAll(ofCompany().keySet());
        anew.addAll(ofRecords(rules).keySet());
        return ORDER.stream()
                .filter(n -> !anew.contains(n))
                .map(n -> when(Records.tells(n), lit(bit(n))).otherwise(lit(0L)))
                .reduce(Column::plus)
                .orElseThrow();
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
