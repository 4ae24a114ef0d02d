package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.bit_count;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Settlement lists as received become {@code records}: headers joined with what the lists say of diagnoses, procedures
 * and charges, normalised, checked by every rule in one pass, each row with what became of it.
 *
 * <p>Rows meet by {@link #KEY} and {@link #CHECK}, 96 bits of hash of the settlement id, instead of the id's text:
 * shuffles, sorts and joins run on integers.
 */
public final class RecordsStage implements Stage {
    static final String KEY = "settlement_key";
    static final String CHECK = "settlement_check";

    /** Cost above which a record cannot be true, fen (30 million yuan); also keeps squares within 64 bits. */
    private static final long IMPLAUSIBLE_FEN = 3_000_000_000L;

    @Override
    public String name() {
        return "records";
    }

    @Override
    public List<Table> reads() {
        return List.of();
    }

    @Override
    public List<Table> writes() {
        return List.of(Records.TABLE, Notices.TABLE);
    }

    @Override
    public void run(StageRun run) {
        ReferenceFiles reference = new ReferenceFiles(run.spark().sparkContext().hadoopConfiguration(), run.inputs());
        CodeLists codes = CodeLists.load(run.spark(), reference);
        Dataset<Row> headers = NationalTables.read(run.spark(), run.lists(), SettlementHeaders.TABLE);
        Dataset<Row> joined = headers.transform(RecordsStage::attachHeaderKey)
                .transform(RecordsStage::numberUploads)
                .join(MainDiagnoses.of(run, codes), joinKey(), "left")
                .join(ProcedureLists.of(run, codes), joinKey(), "left")
                .join(itemSums(run), joinKey(), "left")
                .join(
                        broadcast(codes.hospitals()),
                        SettlementHeaders.FIXMEDINS_CODE.col().equalTo(col("register_code")),
                        "left")
                .join(broadcast(Refunds.outcomes(headers)), joinKey(), "left")
                .transform(data -> Unreadable.attach(run, data));
        Dataset<Row> records = run.write(Records.TABLE, decide(run, normalise(run, joined)));
        run.write(Notices.TABLE, Unreadable.observe(run, headers, notices(records)));
        Accounts.check(run, headers, records);
    }

    static scala.collection.immutable.Seq<String> joinKey() {
        return scala.jdk.javaapi.CollectionConverters.asScala(List.of(KEY, CHECK))
                .toSeq();
    }

    /** Key and check of the settlement id that a detail row names. */
    static Dataset<Row> attachKey(Dataset<Row> details) {
        Column id = SettlementHeaders.SETL_ID.col();
        return details.withColumns(java.util.Map.of(KEY, xxhash64(id), CHECK, hash(id)));
    }

    /**
     * The same of a header. One without an id gets key and check of its content, so that several are not taken for uploads
     * of one settlement, and no detail without an id finds them.
     */
    static Dataset<Row> attachHeaderKey(Dataset<Row> headers) {
        Column id = SettlementHeaders.SETL_ID.col();
        Column[] content = content(headers);
        return headers.withColumns(java.util.Map.of(
                KEY, when(blank(id), xxhash64(content)).otherwise(xxhash64(id)),
                CHECK, when(blank(id), hash(content)).otherwise(hash(id))));
    }

    /** Everything that a row says; the file it came from says nothing about it. */
    private static Column[] content(Dataset<Row> headers) {
        return java.util.Arrays.stream(headers.columns())
                .filter(c -> !c.equals(NationalTables.SOURCE_FILE))
                .map(c -> col("`" + c + "`"))
                .toArray(Column[]::new);
    }

    /** 1 for the latest upload of a settlement: by upload time, then by file, then by content. */
    private static Dataset<Row> numberUploads(Dataset<Row> headers) {
        return headers.withColumn(Records.SEQUENCE.name(), row_number().over(uploads(headers)));
    }

    static WindowSpec uploads(Dataset<Row> headers) {
        return Window.partitionBy(KEY, CHECK)
                .orderBy(
                        SettlementHeaders.UPDT_TIME.col().desc_nulls_last(),
                        col(NationalTables.SOURCE_FILE).desc(),
                        xxhash64(content(headers)).desc());
    }

    /** Sums of charges per settlement: all, drugs, materials. */
    private static Dataset<Row> itemSums(StageRun run) {
        Column category = SettlementItems.MED_CHRGITM.col();
        Column fen = coalesce(fen(SettlementItems.AMT.col()), lit(0L));
        return NationalTables.read(run.spark(), run.lists(), SettlementItems.TABLE)
                .transform(RecordsStage::attachKey)
                .select(
                        col(KEY),
                        col(CHECK),
                        fen.as("fen"),
                        when(category.isin("09", "10", "11"), fen)
                                .otherwise(lit(0L))
                                .as("drug"),
                        when(category.equalTo("08"), fen).otherwise(lit(0L)).as("material"))
                .groupBy(KEY, CHECK)
                .agg(
                        sum("fen").as("item_fen"),
                        sum("drug").as("drug_sum"),
                        sum("material").as("material_sum"));
    }

    /** Whether an amount is not whole fen. */
    private static Column belowFen(Column yuan) {
        return coalesce(yuan.cast("decimal(22,6)").multiply(lit(100)).notEqual(fen(yuan)), lit(false));
    }

    /** Yuan as whole fen; what is below a fen is cut here and told by a notice. */
    static Column fen(Column yuan) {
        return yuan.cast("decimal(22,6)").multiply(lit(100)).cast("bigint");
    }

    /** Source columns become ours. */
    private static Dataset<Row> normalise(StageRun run, Dataset<Row> data) {
        IntakeRule intake = run.rules().intake();
        Column byDates = datediff(SettlementHeaders.ENDDATE.col(), SettlementHeaders.BEGNDATE.col())
                .plus(lit(intake.stayDays() == IntakeRule.StayDays.DIFFERENCE ? 0 : 1));
        Column given = when(SettlementHeaders.IPT_DAYS.col().gt(0), SettlementHeaders.IPT_DAYS.col());
        Column periodDay = intake.yearBy() == IntakeRule.YearBy.DISCHARGE
                ? SettlementHeaders.ENDDATE.col()
                : to_date(SettlementHeaders.SETL_TIME.col());
        Column booked = lit(0L);
        for (String fund : run.rules().pools().bookedFunds()) {
            if (SettlementHeaders.TABLE.columns().stream()
                    .noneMatch(c -> c.name().equals(fund))) {
                throw DipErrors.columnMissing(
                        "rulebook, pools.booked-funds",
                        fund,
                        SettlementHeaders.TABLE.columns().stream()
                                .map(c -> c.name())
                                .collect(java.util.stream.Collectors.joining(", ")));
            }
            booked = booked.plus(coalesce(fen(col(fund)), lit(0L)));
        }
        return data.withColumns(java.util.Map.ofEntries(
                java.util.Map.entry("cost", fen(SettlementHeaders.MEDFEE_SUMAMT.col())),
                java.util.Map.entry("booked", booked),
                java.util.Map.entry("pool_code", pool(run)),
                java.util.Map.entry("days_by_dates", when(byDates.lt(1), lit(1)).otherwise(byDates)),
                java.util.Map.entry("days_given", given),
                java.util.Map.entry("period_day", periodDay),
                java.util.Map.entry(
                        "period_month",
                        org.apache
                                .spark
                                .sql
                                .functions
                                .year(periodDay)
                                .multiply(100)
                                .plus(org.apache.spark.sql.functions.month(periodDay)))));
    }

    /** The pool of the insurance type; 0 where there is none, or the person is insured in another region. */
    private static Column pool(StageRun run) {
        Column pool = lit(0);
        for (var p : run.rules().pools().pools()) {
            pool = when(SettlementHeaders.INSUTYPE.col().isin(p.insuranceTypes().toArray()), lit(p.code()))
                    .otherwise(pool);
        }
        Column region = substring(col("register_division"), 1, 4);
        Column insured = substring(SettlementHeaders.INSU_ADMDVS.col(), 1, 4);
        return when(coalesce(insured, region).notEqual(region), lit(0)).otherwise(pool);
    }

    private record Check(Notice notice, Column fails) {}

    /** Every rule of the stage: when it speaks. Null never speaks. */
    private static List<Check> checks(StageRun run) {
        IntakeRule intake = run.rules().intake();
        Column amount = SettlementHeaders.MEDFEE_SUMAMT.col();
        Column begin = SettlementHeaders.BEGNDATE.col();
        Column end = SettlementHeaders.ENDDATE.col();
        Column day = col("period_day");
        Column cost = col("cost");
        Column year = org.apache.spark.sql.functions.year(day);
        Column level = trim(SettlementHeaders.HOSP_LV.col());
        Column typed = when(level.endsWith("3").or(level.contains("三")), lit(3))
                .when(level.endsWith("2").or(level.contains("二")), lit(2))
                .when(level.endsWith("1").or(level.contains("一")), lit(1));
        Column personal = SettlementHeaders.FUND_PAY_SUMAMT
                .col()
                .plus(SettlementHeaders.ACCT_PAY.col())
                .plus(SettlementHeaders.PSN_CASH_PAY.col());
        Column givenType = SettlementHeaders.INSUTYPE.col();
        List<String> poolTypes = run.rules().pools().pools().stream()
                .flatMap(p -> p.insuranceTypes().stream())
                .toList();
        return List.of(
                new Check(Notice.VALUE_UNREADABLE, col(Unreadable.ALL).isNotNull()),
                new Check(Notice.SETTLEMENT_ID_MISSING, blank(SettlementHeaders.SETL_ID.col())),
                new Check(Notice.VISIT_ID_MISSING, blank(SettlementHeaders.MDTRT_ID.col())),
                new Check(Notice.REFUND_WITHOUT_ORIGINAL, col(Refunds.OUTCOME).equalTo(Refunds.UNMATCHED)),
                new Check(Notice.HOSPITAL_UNKNOWN, col("register_code").isNull()),
                new Check(Notice.DATE_MISSING, begin.isNull().or(end.isNull()).or(day.isNull())),
                new Check(Notice.DISCHARGE_BEFORE_ADMISSION, end.lt(begin)),
                new Check(
                        Notice.DATE_IMPLAUSIBLE,
                        begin.lt(lit("1990-01-01").cast("date"))
                                .or(not(year.isin(run.years().toArray())))),
                new Check(
                        Notice.MEDICAL_TYPE_UNKNOWN,
                        not(coalesce(SettlementHeaders.MED_TYPE.col(), lit(""))
                                .isin(intake.inpatientTypes().toArray()))),
                new Check(Notice.COST_MISSING, amount.isNull()),
                new Check(Notice.COST_NOT_POSITIVE, cost.leq(0)),
                new Check(
                        Notice.COST_NOT_WHOLE_FEN,
                        run.rules().pools().bookedFunds().stream()
                                .map(fund -> belowFen(col(fund)))
                                .reduce(belowFen(amount), Column::or)),
                new Check(Notice.COST_IMPLAUSIBLE, cost.gt(IMPLAUSIBLE_FEN)),
                new Check(Notice.MAIN_DIAGNOSIS_MISSING, col(MainDiagnoses.CODE).isNull()),
                new Check(
                        Notice.MAIN_DIAGNOSIS_SEVERAL, col(MainDiagnoses.COUNT).gt(1)),
                new Check(Notice.MAIN_DIAGNOSIS_UNKNOWN, not(col(MainDiagnoses.KNOWN))),
                new Check(Notice.PROCEDURE_UNKNOWN, col(ProcedureLists.UNKNOWN).notEqual("")),
                new Check(
                        Notice.PROCEDURE_ATTRIBUTE_MISSING,
                        col(ProcedureLists.WITHOUT_ATTRIBUTE).gt(0)),
                new Check(
                        Notice.HOSPITAL_LEVEL_DIFFERS,
                        col("register_level")
                                .isNotNull()
                                .and(coalesce(typed.notEqual(col("register_level")), not(blank(level))))),
                new Check(Notice.POOL_UNKNOWN, not(blank(givenType)).and(not(givenType.isin(poolTypes.toArray())))),
                new Check(
                        Notice.SEX_UNKNOWN,
                        not(coalesce(SettlementHeaders.GEND.col(), lit("")).isin("1", "2"))),
                new Check(
                        Notice.AGE_IMPLAUSIBLE,
                        SettlementHeaders.AGE
                                .col()
                                .lt(0)
                                .or(SettlementHeaders.AGE.col().gt(120))),
                new Check(Notice.STAY_DAYS_MISSING, col("days_given").isNull()),
                new Check(
                        Notice.STAY_DAYS_DIFFER,
                        col("days_given").minus(col("days_by_dates")).notEqual(0)),
                new Check(
                        Notice.ITEMS_DIFFER, coalesce(col("item_fen"), lit(0L)).notEqual(cost)),
                new Check(Notice.PAYMENTS_DIFFER, personal.notEqual(amount)));
    }

    /** What becomes of each row, and why. Each rule is asked once and sets a bit; names are looked up for the few. */
    private static Dataset<Row> decide(StageRun run, Dataset<Row> data) {
        List<Check> checks = checks(run);
        Column bits = lit(0L);
        long errors = 0;
        for (int i = 0; i < checks.size(); i++) {
            bits = bits.plus(when(checks.get(i).fails(), lit(1L << i)).otherwise(lit(0L)));
            if (checks.get(i).notice().severity() == Severity.ERROR) {
                errors |= 1L << i;
            }
        }
        Column names = lit(checks.stream().map(c -> c.notice().code()).toArray(String[]::new));
        Column voided = SettlementHeaders.VALI_FLAG.col().equalTo("0");
        Column again = Records.SEQUENCE.col().gt(1);
        Column isVoid = coalesce(voided, lit(false));
        Column isNetted = coalesce(col(Refunds.OUTCOME).isin(Refunds.REFUNDED, Refunds.REFUND), lit(false));
        Dataset<Row> decided = data.withColumns(
                        java.util.Map.of("is_superseded", isVoid.or(again), "is_netted", isNetted, "all_bits", bits))
                .withColumn(
                        "bits",
                        when(col("is_superseded").or(col("is_netted")), lit(0L)).otherwise(col("all_bits")));
        Column superseded = col("is_superseded");
        Column netted = col("is_netted");
        Column errorBits = col("bits").bitwiseAND(lit(errors));
        // The lowest bit set, as a place in the list: the bits below it are as many.
        Column lowest = bit_count(errorBits.bitwiseAND(errorBits.unary_$minus()).minus(lit(1L)));
        Column firstError = when(errorBits.notEqual(0L), element_at(names, lowest.plus(lit(1))));
        Column troubles = when(
                col("bits").notEqual(0L),
                array_join(
                        filter(names, (name, place) -> shiftRightBits(col("bits"), place)
                                .bitwiseAND(lit(1L))
                                .equalTo(1L)),
                        ","));
        return decided.select(
                Records.SETTLEMENT_ID.as(label()),
                Records.SEQUENCE.col(),
                Records.VISIT_ID.as(SettlementHeaders.MDTRT_ID.col()),
                Records.SOURCE_FILE.as(col(NationalTables.SOURCE_FILE)),
                Records.DISPOSITION.as(when(superseded, lit(Dispositions.SUPERSEDED))
                        .when(netted, lit(Dispositions.NETTED))
                        .when(errorBits.notEqual(0L), lit(Dispositions.REJECTED))
                        .otherwise(lit(Dispositions.KEPT))),
                Records.REASON.as(when(again, lit("uploaded-again"))
                        .when(superseded, lit("void"))
                        .when(netted, col(Refunds.OUTCOME))
                        .otherwise(firstError)),
                Records.HOSPITAL.as(SettlementHeaders.FIXMEDINS_CODE.col()),
                Records.HOSPITAL_KEY.as(col("register_key")),
                Records.LEVEL.as(col("register_level")),
                Records.POOL.as(col("pool_code")),
                Records.MEDICAL_TYPE.as(SettlementHeaders.MED_TYPE.col()),
                Records.ADMITTED.as(SettlementHeaders.BEGNDATE.col()),
                Records.DISCHARGED.as(SettlementHeaders.ENDDATE.col()),
                Records.PERIOD.as(col("period_month")),
                Records.STAY_DAYS.as(coalesce(col("days_given"), col("days_by_dates"))),
                Records.STAY_DAYS_ASSUMED.as(col("days_given").isNull()),
                Records.MAIN_DIAGNOSIS.as(col(MainDiagnoses.CODE)),
                Records.PROCEDURES.as(coalesce(col(ProcedureLists.CODES), lit(""))),
                Records.UNKNOWN_PROCEDURES.as(
                        when(col(ProcedureLists.UNKNOWN).notEqual(""), col(ProcedureLists.UNKNOWN))),
                Records.COST_FEN.as(col("cost")),
                Records.BOOKED_FEN.as(col("booked")),
                Records.DRUG_FEN.as(coalesce(col("drug_sum"), lit(0L))),
                Records.MATERIAL_FEN.as(coalesce(col("material_sum"), lit(0L))),
                Records.SETTLED.as(SettlementHeaders.SETL_TIME.col()),
                Records.TROUBLES.as(troubles));
    }

    /** Shift by a column's value. */
    private static Column shiftRightBits(Column bits, Column places) {
        return call_function("shiftright", bits, places);
    }

    /** The settlement id, or a name made from the content where there is none. */
    static Column label() {
        Column id = SettlementHeaders.SETL_ID.col();
        return coalesce(when(not(blank(id)), id), concat(lit("(none)-"), hex(col(KEY))));
    }

    private static Column blank(Column text) {
        return coalesce(trim(text).equalTo(""), lit(true));
    }

    /** One row per record and notice, from what the records say of themselves. */
    private static Dataset<Row> notices(Dataset<Row> records) {
        Column severity = lit(Severity.WARNING.name());
        Column column = lit("");
        Column observed = lit(null).cast("string");
        for (Notice notice : Notice.values()) {
            Column is = Notices.CODE.col().equalTo(notice.code());
            column = when(is, lit(notice.column())).otherwise(column);
            if (notice.severity() == Severity.ERROR) {
                severity = when(is, lit(Severity.ERROR.name())).otherwise(severity);
            }
            Column seen = observed(notice);
            if (seen != null) {
                observed = when(is, seen).otherwise(observed);
            }
        }
        return records.filter(Records.TROUBLES.col().isNotNull())
                .withColumn(Notices.CODE.name(), explode(split(Records.TROUBLES.col(), ",")))
                // The days of stay are missing on most rows of many extracts: the flag column tells it already.
                .filter(Notices.CODE.col().notEqual(Notice.STAY_DAYS_MISSING.code()))
                .withColumns(java.util.Map.of(
                        Notices.SEVERITY.name(), severity,
                        Notices.COLUMN_NAME.name(), column,
                        Notices.OBSERVED.name(), observed));
    }

    /** The value that a notice shows; none where nothing was there, or it is personal. */
    private static Column observed(Notice notice) {
        return switch (notice) {
            case MAIN_DIAGNOSIS_UNKNOWN -> Records.MAIN_DIAGNOSIS.col();
            case PROCEDURE_UNKNOWN -> Records.UNKNOWN_PROCEDURES.col();
            case HOSPITAL_UNKNOWN -> Records.HOSPITAL.col();
            case DISCHARGE_BEFORE_ADMISSION, DATE_IMPLAUSIBLE, STAY_DAYS_DIFFER ->
                concat_ws(
                        " / ",
                        Records.ADMITTED.col().cast("string"),
                        Records.DISCHARGED.col().cast("string"),
                        Records.STAY_DAYS.col().cast("string"));
            case COST_NOT_POSITIVE, COST_IMPLAUSIBLE, ITEMS_DIFFER, PAYMENTS_DIFFER, REFUND_WITHOUT_ORIGINAL ->
                Records.COST_FEN
                        .col()
                        .cast("decimal(20,2)")
                        .divide(lit(100))
                        .cast("decimal(20,2)")
                        .cast("string");
            case MEDICAL_TYPE_UNKNOWN -> Records.MEDICAL_TYPE.col();
            default -> null;
        };
    }
}
