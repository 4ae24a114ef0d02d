package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.functions.year;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.CodeLetters;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.Specialties;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.intake.IntakeRule;

/**
 * What a settlement header says on its own: normalised and checked where it is read, so that only our columns and one
 * word of findings travel to meet the details.
 */
final class Headers {
    /** Bits of the header's own findings, see {@link Checks}. */
    static final String FINDINGS = "header_findings";

    /** What was repaired of the hospital's code, as written>code; null for nothing. */
    static final String HOSPITAL_REPAIRED = "hospital_repaired";

    /** Begins the name of a settlement without an id. */
    static final String NAMELESS = "(none)-";

    private static final List<Col> USED = List.of(
            SettlementHeaders.SETL_ID,
            SettlementHeaders.MDTRT_ID,
            SettlementHeaders.PSN_NO,
            SettlementHeaders.GEND,
            SettlementHeaders.BRDY,
            SettlementHeaders.AGE,
            SettlementHeaders.INSUTYPE,
            SettlementHeaders.INSU_ADMDVS,
            SettlementHeaders.FIXMEDINS_CODE,
            SettlementHeaders.HOSP_LV,
            SettlementHeaders.BEGNDATE,
            SettlementHeaders.ENDDATE,
            SettlementHeaders.SETL_TIME,
            SettlementHeaders.UPDT_TIME,
            SettlementHeaders.MED_TYPE,
            SettlementHeaders.MEDFEE_SUMAMT,
            SettlementHeaders.FUND_PAY_SUMAMT,
            SettlementHeaders.ACCT_PAY,
            SettlementHeaders.PSN_CASH_PAY,
            SettlementHeaders.VALI_FLAG,
            SettlementHeaders.IPT_DAYS,
            SettlementHeaders.NWB_AGE,
            SettlementHeaders.NWB_BIR_WT,
            SettlementHeaders.VENT_USED_DURA,
            SettlementHeaders.DSCG_CATY);

    private Headers() {}

    /** Our columns of each header, and the keys by which it meets its details. */
    static Dataset<Row> of(StageRun run, Delivery delivery, CodeLists codes) {
        Dataset<Row> source = delivery.read(SettlementHeaders.TABLE);
        List<String> omitted = NationalTables.omitted(source);
        run.omitted(SettlementHeaders.TABLE, omitted);
        Dataset<Row> headers = attachKey(run, source)
                .join(broadcast(codes.hospitals()), hospital().equalTo(col(CodeLists.REGISTER_CODE)), "left");
        Dataset<Row> normalised = normalise(run, headers);
        Column written = SettlementHeaders.FIXMEDINS_CODE.col();
        Column plain = CodeLetters.plain(written);
        Column findings = Checks.bits(Checks.ofHeaders(run, normalised, omitted));
        return normalised.select(Stream.concat(
                        Stream.of(
                                col(RecordsStage.KEY),
                                col(RecordsStage.CHECK),
                                findings.as(FINDINGS),
                                when(plain.notEqual(written), concat_ws(">", written, hospital()))
                                        .as(HOSPITAL_REPAIRED),
                                Unreadable.inOrder(normalised).as(Uploads.DOUBTFUL)),
                        OURS.stream().map(Col::col))
                .toArray(Column[]::new));
    }

    /** The hospital's code in plain characters, without blanks around; letters as they are, since a code is not guessed. */
    private static Column hospital() {
        return trim(CodeLetters.plain(SettlementHeaders.FIXMEDINS_CODE.col()));
    }

    /** What refunds are matched by, of each header. */
    static Dataset<Row> brief(StageRun run, Delivery delivery) {
        Dataset<Row> source = delivery.read(SettlementHeaders.TABLE);
        return attachKey(run, source)
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        Unreadable.inOrder(source).as(Uploads.DOUBTFUL),
                        label().as(Records.SETTLEMENT_ID.name()),
                        SettlementHeaders.MDTRT_ID.col().as(Records.VISIT_ID.name()),
                        Amounts.of(source).fen(SettlementHeaders.MEDFEE_SUMAMT).as(Records.COST_FEN.name()),
                        SettlementHeaders.SETL_TIME.col().as(Records.SETTLED.name()),
                        SettlementHeaders.UPDT_TIME.col().as(Records.UPLOADED.name()),
                        isVoid().as(Records.VOID.name()),
                        Records.DELIVERY.col(),
                        Records.SOURCE_FILE.col(),
                        Records.CONTENT.col());
    }

    private static Column isVoid() {
        return coalesce(SettlementHeaders.VALI_FLAG.col().equalTo("0"), lit(false));
    }

    /** Days of a stay by its dates, at least 1. */
    static Column daysByDates(IntakeRule intake, Column admitted, Column discharged) {
        Column days =
                datediff(discharged, admitted).plus(lit(intake.stayDays() == IntakeRule.StayDays.DIFFERENCE ? 0 : 1));
        return when(days.lt(1), lit(1)).otherwise(days);
    }

    /** The columns of {@code records} that the header alone decides. */
    private static final List<Col> OURS = List.of(
            Records.SETTLEMENT_ID,
            Records.VISIT_ID,
            Records.DELIVERY,
            Records.SOURCE_FILE,
            Records.VOID,
            Records.UPLOADED,
            Records.CONTENT,
            Records.PERSON_KEY,
            Records.SEX,
            Records.AGE,
            Records.AGE_DAYS,
            Records.BIRTH_WEIGHT,
            Records.VENTILATION_HOURS,
            Records.HOSPITAL,
            Records.HOSPITAL_KEY,
            Records.LEVEL,
            Records.POOL,
            Records.MEDICAL_TYPE,
            Records.SPECIALTY,
            Records.ADMITTED,
            Records.DISCHARGED,
            Records.PERIOD,
            Records.STAY_DAYS,
            Records.STAY_DAYS_ASSUMED,
            Records.COST_FEN,
            Records.BOOKED_FEN,
            Records.PAID_FEN,
            Records.SETTLED);

    /**
     * Content of each header, and key and check of its settlement id. One without an id gets those of its content, so that
     * several are not taken for uploads of one settlement.
     */
    static Dataset<Row> attachKey(StageRun run, Dataset<Row> source) {
        Column id = SettlementHeaders.SETL_ID.col();
        // The file a row came from says nothing about what it is.
        Column[] content = Stream.concat(
                        Stream.of(USED, bookedFunds(run), List.of(SettlementHeaders.HIFP_PAY))
                                .flatMap(List::stream)
                                .distinct()
                                .map(Col::col),
                        Unreadable.said(source))
                .toArray(Column[]::new);
        return source.withColumns(Map.of(
                Records.CONTENT.name(),
                xxhash64(content),
                RecordsStage.KEY,
                when(Checks.blank(id), xxhash64(content)).otherwise(xxhash64(id)),
                RecordsStage.CHECK,
                when(Checks.blank(id), hash(content)).otherwise(hash(id))));
    }

    /** Our columns beside those of the source, which the checks still ask. */
    private static Dataset<Row> normalise(StageRun run, Dataset<Row> headers) {
        IntakeRule intake = run.rules().intake();
        Amounts amounts = Amounts.of(headers);
        Column daysByDates = daysByDates(intake, SettlementHeaders.BEGNDATE.col(), SettlementHeaders.ENDDATE.col());
        Column person = SettlementHeaders.PSN_NO.col();
        Column paid = amounts.fen(SettlementHeaders.FUND_PAY_SUMAMT)
                .plus(amounts.fen(SettlementHeaders.ACCT_PAY))
                .plus(amounts.fen(SettlementHeaders.PSN_CASH_PAY));
        Column daysGiven = when(SettlementHeaders.IPT_DAYS.col().gt(0), SettlementHeaders.IPT_DAYS.col());
        Column day = intake.yearBy() == IntakeRule.YearBy.DISCHARGE
                ? SettlementHeaders.ENDDATE.col()
                : to_date(SettlementHeaders.SETL_TIME.col());
        Column booked = bookedFunds(run).stream()
                .map(amounts::fenOrZero)
                .reduce(Column::plus)
                .orElse(lit(0L));
        return headers.withColumns(Map.ofEntries(
                entry(Records.SETTLEMENT_ID, label()),
                entry(Records.VISIT_ID, SettlementHeaders.MDTRT_ID.col()),
                entry(Records.VOID, isVoid()),
                entry(Records.UPLOADED, SettlementHeaders.UPDT_TIME.col()),
                entry(Records.PERSON_KEY, when(not(Checks.blank(person)), xxhash64(person))),
                entry(Records.SEX, when(SettlementHeaders.GEND.col().isin("1", "2"), SettlementHeaders.GEND.col())),
                entry(Records.AGE, SettlementHeaders.AGE.col()),
                entry(Records.AGE_DAYS, Newborns.ageDays()),
                entry(Records.BIRTH_WEIGHT, Newborns.birthWeight()),
                entry(Records.VENTILATION_HOURS, Newborns.ventilationHours()),
                entry(Records.PAID_FEN, paid),
                entry(Records.HOSPITAL, hospital()),
                entry(Records.HOSPITAL_KEY, col(CodeLists.REGISTER_KEY)),
                entry(Records.LEVEL, col(CodeLists.REGISTER_LEVEL)),
                entry(Records.POOL, pool(run)),
                entry(Records.MEDICAL_TYPE, SettlementHeaders.MED_TYPE.col()),
                entry(Records.SPECIALTY, Specialties.normalised(SettlementHeaders.DSCG_CATY.col())),
                entry(Records.ADMITTED, SettlementHeaders.BEGNDATE.col()),
                entry(Records.DISCHARGED, SettlementHeaders.ENDDATE.col()),
                entry(Records.PERIOD, year(day).multiply(100).plus(month(day))),
                entry(Records.STAY_DAYS, coalesce(daysGiven, daysByDates)),
                entry(Records.STAY_DAYS_ASSUMED, daysGiven.isNull()),
                entry(Records.COST_FEN, amounts.fen(SettlementHeaders.MEDFEE_SUMAMT)),
                entry(Records.BOOKED_FEN, booked),
                entry(Records.SETTLED, SettlementHeaders.SETL_TIME.col()),
                Map.entry(Checks.PERIOD_DAY, day)));
    }

    /** The settlement id, or a name made from the content where there is none. */
    static Column label() {
        Column id = SettlementHeaders.SETL_ID.col();
        return coalesce(when(Checks.blank(id).equalTo(false), id), concat(lit(NAMELESS), hex(col(RecordsStage.KEY))));
    }

    private static Map.Entry<String, Column> entry(Col column, Column value) {
        return Map.entry(column.name(), value);
    }

    /** The fund columns that the rulebook counts as booked (记账). */
    static List<Col> bookedFunds(StageRun run) {
        List<Col> funds = new ArrayList<>();
        for (String name : run.rules().pools().bookedFunds()) {
            funds.add(SettlementHeaders.TABLE.columns().stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> DipErrors.columnMissing(
                            "rulebook, pools.booked-funds",
                            name,
                            SettlementHeaders.TABLE.columns().stream()
                                    .map(Col::name)
                                    .collect(Collectors.joining(", ")))));
        }
        return funds;
    }

    /** The pool of the insurance type; 0 where there is none, or the person is insured in another region. */
    private static Column pool(StageRun run) {
        Column pool = lit(0);
        for (var p : run.rules().pools().pools()) {
            pool = when(SettlementHeaders.INSUTYPE.col().isin(p.insuranceTypes().toArray()), lit(p.code()))
                    .otherwise(pool);
        }
        Column region = substring(col(CodeLists.REGISTER_DIVISION), 1, 4);
        Column insured = substring(SettlementHeaders.INSU_ADMDVS.col(), 1, 4);
        return when(coalesce(insured, region).notEqual(region), lit(0)).otherwise(pool);
    }
}
