package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.CodeLetters;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.intake.ChecksRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Settlement lists as received become {@code records}: headers joined with what the lists say of diagnoses, procedures
 * and charges, normalised, checked by every rule in one pass, each row with what became of it.
 *
 * <p>A run takes in every delivery anew, goes on from the records of the run before with the deliveries that are new, or
 * asks the records of the run before anew under other limits: the rows are the same whichever way they came about.
 *
 * <p>Rows meet by {@link #KEY} and {@link #CHECK}, 96 bits of hash of the settlement id, instead of the id's text:
 * shuffles, sorts and joins run on integers.
 */
public final class RecordsStage implements Stage {
    static final String KEY = "settlement_key";
    static final String CHECK = "settlement_check";

    /** Bits of what the row and its details were found to be, see {@link Checks}. */
    static final String FOUND = "found";

    /** Rows of details are hashed into memory by partition: sorting millions of headers to meet them costs more. */
    private static final String HASH_JOIN = "shuffle_hash";

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
        return List.of(Records.TABLE, Notices.TABLE, CodeUses.TABLE, Quarantine.TABLE);
    }

    @Override
    public void run(StageRun run) {
        List<Delivery> deliveries = run.intake().read().stream()
                .map(lists -> new Delivery(run.spark(), lists))
                .toList();
        CodeLists codes = CodeLists.load(run.spark(), run.reference());
        Dataset<Row> records =
                switch (run.intake().mode()) {
                    case FULL -> takeIn(run, deliveries, codes);
                    case INCREMENTAL -> goOn(run, deliveries, codes);
                    case RESTATE -> restate(run);
                    case READY -> throw new IllegalStateException("A run of ready cases takes no lists in.");
                };
        if (codes.anyMap()) {
            run.write(CodeUses.TABLE, UsedCodes.of(records, codes));
        }
        Rejected.write(run, records);
    }

    /** Everything anew. */
    private static Dataset<Row> takeIn(StageRun run, List<Delivery> deliveries, CodeLists codes) {
        boolean mayDoubt = deliveries.stream().anyMatch(d -> Unreadable.tells(d.read(SettlementHeaders.TABLE)));
        Dataset<Row> headers = union(deliveries, d -> Headers.brief(run, d));
        Strays strays = new Strays(deliveries);
        Dataset<Row> joined = Uploads.number(union(deliveries, d -> received(run, d, codes, strays)), mayDoubt)
                .transform(strays::met)
                .join(broadcast(Refunds.outcomes(headers, mayDoubt)), joinKey(), "left");
        Dataset<Row> records = run.write(Records.TABLE, decide(run, joined));
        Optional<Dataset<Row>> leftOver = strays.leftOver() ? Strays.find(deliveries) : Optional.empty();
        run.write(Notices.TABLE, notices(run, records, unreadable(run, deliveries), leftOver));
        Accounts.check(run, received(deliveries), records);
        return records;
    }

    /** Only the deliveries that are new, and the records that they touch. */
    private static Dataset<Row> goOn(StageRun run, List<Delivery> deliveries, CodeLists codes) {
        Dataset<Row> before = run.before(Records.TABLE);
        Dataset<Row> records = before;
        Dataset<Row> in = Accounts.before(before);
        if (deliveries.isEmpty()) {
            run.keep(Records.TABLE);
        } else {
            in = in.unionByName(received(deliveries));
            Dataset<Row> received = union(deliveries, d -> received(run, d, codes, null));
            records = run.merge(Records.TABLE, Increment.of(run, before, received));
        }
        run.write(
                Notices.TABLE,
                notices(
                        run,
                        records,
                        both(remembered(run), unreadable(run, deliveries)),
                        both(rememberedStrays(run), Strays.find(deliveries))));
        Accounts.check(run, in, records);
        return records;
    }

    /** The records as they came in, under the rulebook's limits and severities of today. */
    private static Dataset<Row> restate(StageRun run) {
        Dataset<Row> before = run.before(Records.TABLE);
        Dataset<Row> records = run.write(Records.TABLE, decide(run, Increment.remember(run.rules(), before)));
        run.write(Notices.TABLE, notices(run, records, remembered(run), rememberedStrays(run)));
        Accounts.check(run, Accounts.before(before), records);
        return records;
    }

    /**
     * The headers of a delivery with what their details say, and the findings so far.
     *
     * @param strays counts the details; null: nobody does
     */
    private static Dataset<Row> received(StageRun run, Delivery delivery, CodeLists codes, Strays strays) {
        BiFunction<Table, Dataset<Row>, Dataset<Row>> counted =
                (table, rows) -> (strays == null ? rows : strays.apart(table, delivery, rows)).hint(HASH_JOIN);
        return Headers.of(run, delivery, codes)
                .join(counted.apply(SettlementDiagnoses.TABLE, MainDiagnoses.of(delivery, codes)), joinKey(), "left")
                .join(counted.apply(SettlementProcedures.TABLE, ProcedureLists.of(delivery, codes)), joinKey(), "left")
                .join(counted.apply(SettlementItems.TABLE, ItemSums.of(delivery)), joinKey(), "left")
                .transform(data -> Unreadable.attach(delivery, data))
                .transform(RecordsStage::withoutMap)
                .withColumns(Map.ofEntries(
                        Map.entry(FOUND, col(Headers.FINDINGS).bitwiseOR(Checks.bits(Checks.ofDetails()))),
                        Map.entry(Records.MAIN_DIAGNOSIS.name(), col(MainDiagnoses.CODE)),
                        Map.entry(Records.PROCEDURES.name(), coalesce(col(ProcedureLists.CODES), lit(""))),
                        Map.entry(
                                Records.UNKNOWN_PROCEDURES.name(),
                                joined(ProcedureLists.UNKNOWN, ProcedureLists.AMBIGUOUS)),
                        Map.entry(Records.MAPPED_CODES.name(), joined(MainDiagnoses.MAPPED, ProcedureLists.MAPPED)),
                        Map.entry(
                                Records.REPAIRED_CODES.name(),
                                joined(Headers.HOSPITAL_REPAIRED, MainDiagnoses.REPAIRED, ProcedureLists.REPAIRED)),
                        Map.entry(Records.ITEMS_FEN.name(), coalesce(col(ItemSums.ALL), lit(0L))),
                        Map.entry(Records.DRUG_FEN.name(), coalesce(col(ItemSums.DRUG), lit(0L))),
                        Map.entry(Records.MATERIAL_FEN.name(), coalesce(col(ItemSums.MATERIAL), lit(0L))),
                        Map.entry(Records.UNKNOWN_CATEGORY.name(), ItemSums.unknownCategory()),
                        Map.entry(
                                Records.NEGATIVE_ITEMS.name(),
                                col(ItemSums.NEGATIVE).cast("int")),
                        Map.entry(Records.NEGATIVE_FEN.name(), col(ItemSums.NEGATIVE_SUM)),
                        Map.entry(
                                Strays.MET,
                                Strays.bits(
                                        delivery,
                                        col(MainDiagnoses.COUNT),
                                        col(ProcedureLists.CODES),
                                        col(ItemSums.ALL)))))
                .drop(
                        Headers.FINDINGS,
                        Headers.HOSPITAL_REPAIRED,
                        MainDiagnoses.REPAIRED,
                        ProcedureLists.REPAIRED,
                        ItemSums.UNKNOWN,
                        ItemSums.NEGATIVE,
                        ItemSums.NEGATIVE_SUM,
                        MainDiagnoses.CODE,
                        MainDiagnoses.COUNT,
                        MainDiagnoses.KNOWN,
                        MainDiagnoses.AMBIGUOUS,
                        MainDiagnoses.MAPPED,
                        ProcedureLists.CODES,
                        ProcedureLists.UNKNOWN,
                        ProcedureLists.WITHOUT_ATTRIBUTE,
                        ProcedureLists.AMBIGUOUS,
                        ProcedureLists.MAPPED,
                        ItemSums.ALL,
                        ItemSums.DRUG,
                        ItemSums.MATERIAL,
                        Unreadable.IN_DETAILS);
    }

    /** What only a map says, where there is none. */
    private static Dataset<Row> withoutMap(Dataset<Row> joined) {
        List<String> there = Arrays.asList(joined.columns());
        Map<String, Column> nothing = new HashMap<>(Map.of(
                MainDiagnoses.AMBIGUOUS,
                lit(false),
                MainDiagnoses.MAPPED,
                lit(null).cast("string"),
                ProcedureLists.AMBIGUOUS,
                lit(""),
                ProcedureLists.MAPPED,
                lit("")));
        nothing.keySet().removeIf(there::contains);
        return joined.withColumns(nothing);
    }

    private static Dataset<Row> received(List<Delivery> deliveries) {
        return union(deliveries, d -> Accounts.in(d.read(SettlementHeaders.TABLE)));
    }

    private static Optional<Dataset<Row>> unreadable(StageRun run, List<Delivery> deliveries) {
        return deliveries.stream().map(d -> Unreadable.seen(run, d)).reduce(Optional.empty(), RecordsStage::both);
    }

    /** What the run before saw of details without a header. */
    private static Optional<Dataset<Row>> rememberedStrays(StageRun run) {
        return Optional.of(Strays.remembered(run.before(Notices.TABLE)));
    }

    /** What the run before saw of values that could not be read. */
    private static Optional<Dataset<Row>> remembered(StageRun run) {
        return Optional.of(Unreadable.remembered(run.before(Notices.TABLE)));
    }

    private static Optional<Dataset<Row>> both(Optional<Dataset<Row>> a, Optional<Dataset<Row>> b) {
        return Stream.of(a, b).flatMap(Optional::stream).reduce(Dataset::unionByName);
    }

    private static Dataset<Row> union(List<Delivery> deliveries, Function<Delivery, Dataset<Row>> rows) {
        return deliveries.stream().map(rows).reduce(Dataset::unionByName).orElseThrow();
    }

    static scala.collection.immutable.Seq<String> joinKey() {
        return scala.jdk.javaapi.CollectionConverters.asScala(List.of(KEY, CHECK))
                .toSeq();
    }

    /** Key and check of the settlement id that a detail row names; no header has those of a row that names none. */
    static Dataset<Row> attachKey(Dataset<Row> details) {
        Column id = SettlementHeaders.SETL_ID.col();
        return details.withColumns(Map.of(KEY, xxhash64(id), CHECK, hash(id)));
    }

    /**
     * What becomes of each row, and why.
     *
     * @param rows numbered, with {@link #FOUND}, {@link Uploads#DOUBTFUL} and {@link Refunds#OUTCOME}
     */
    static Dataset<Row> decide(StageRun run, Dataset<Row> rows) {
        Column again = Records.SEQUENCE.col().gt(1);
        Column superseded = Records.VOID.col().or(again);
        Column netted = coalesce(col(Refunds.OUTCOME).isin(Refunds.REFUNDED, Refunds.REFUND), lit(false));
        Map<Notice, Column> asked = new EnumMap<>(Checks.ofCompany());
        asked.putAll(Checks.ofRecords(run.rules()));
        Dataset<Row> found = rows.withColumn(FOUND, col(FOUND).bitwiseOR(Checks.bits(asked)));
        Column errors = Checks.errors(run.rules(), col(FOUND));
        return found.withColumns(Map.of(
                Records.DISPOSITION.name(),
                        when(superseded, lit(Dispositions.SUPERSEDED))
                                .when(netted, lit(Dispositions.NETTED))
                                .when(errors.notEqual(0L), lit(Dispositions.REJECTED))
                                .otherwise(lit(Dispositions.KEPT)),
                Records.REASON.name(),
                        when(again, lit("uploaded-again"))
                                .when(superseded, lit("void"))
                                .when(netted, col(Refunds.OUTCOME))
                                .otherwise(Checks.first(errors)),
                Records.TROUBLES.name(), Checks.all(col(FOUND))));
    }

    /** Some lists in one, absent where none holds anything, which is nearly everywhere. */
    private static Column joined(String... lists) {
        Column any = Arrays.stream(lists)
                .map(list -> coalesce(col(list), lit("")).notEqual(""))
                .reduce(Column::or)
                .orElseThrow();
        return when(
                any,
                concat_ws(
                        ",",
                        Arrays.stream(lists)
                                .map(list -> nullif(col(list), lit("")))
                                .toArray(Column[]::new)));
    }

    /** One row per record and notice, from what the records say of themselves, and one per settlement without a header. */
    private static Dataset<Row> notices(
            StageRun run, Dataset<Row> records, Optional<Dataset<Row>> unreadable, Optional<Dataset<Row>> strays) {
        ChecksRule checks = run.rules().intake().checks();
        Column code = Notices.CODE.col();
        Object[] told = Arrays.stream(Notice.values())
                .filter(n -> checks.severity(n) != Severity.OFF)
                // The days of stay are missing on most rows of many extracts: the flag column tells it already.
                .filter(n -> n != Notice.STAY_DAYS_MISSING)
                .map(Notice::code)
                .toArray();
        Column severity = when(code.isin(Checks.errorCodes(run.rules())), lit(Severity.ERROR.name()))
                .otherwise(lit(Severity.WARNING.name()));
        Column counts = Records.DISPOSITION.col().isin(Dispositions.KEPT, Dispositions.REJECTED);
        Dataset<Row> alone = records.filter(Records.TROUBLES.col().isNotNull().and(counts))
                .withColumn(Notices.CODE.name(), explode(split(Records.TROUBLES.col(), ",")));
        Dataset<Row> notices = alone.unionByName(Stays.notices(run, records))
                .filter(code.isin(told))
                .withColumns(Map.of(
                        Notices.SEVERITY.name(), severity,
                        Notices.COLUMN_NAME.name(), choose(code, n -> lit(n.column())),
                        Notices.OBSERVED.name(), choose(code, RecordsStage::observed)));
        Dataset<Row> observed = Notices.TABLE.select(Unreadable.observe(unreadable, notices));
        return strays.map(s -> observed.unionByName(Notices.TABLE.select(Strays.notices(s, records))))
                .orElse(observed);
    }

    /** One of several values by the code of the notice; null where it has none. A flat choice: deep ones take long to plan. */
    private static Column choose(Column code, Function<Notice, Column> value) {
        Column chosen = null;
        for (Notice notice : Notice.values()) {
            Column of = value.apply(notice);
            if (of != null) {
                Column is = code.equalTo(notice.code());
                chosen = chosen == null ? when(is, of) : chosen.when(is, of);
            }
        }
        return chosen;
    }

    /** The value that a notice shows; none where nothing was there, or it is personal. */
    private static Column observed(Notice notice) {
        return switch (notice) {
            case MAIN_DIAGNOSIS_UNKNOWN,
                    MAIN_DIAGNOSIS_AMBIGUOUS,
                    MAIN_DIAGNOSIS_DAMAGED,
                    SEX_AGAINST_DIAGNOSIS,
                    AGE_AGAINST_DIAGNOSIS -> Records.MAIN_DIAGNOSIS.col();
            case PROCEDURE_UNKNOWN, PROCEDURE_AMBIGUOUS, PROCEDURE_DAMAGED -> Records.UNKNOWN_PROCEDURES.col();
            case CODE_REPAIRED -> CodeLetters.visible(Records.REPAIRED_CODES.col());
            case ITEM_CATEGORY_UNKNOWN -> Records.UNKNOWN_CATEGORY.col();
            case ITEMS_NEGATIVE ->
                concat_ws(" / ", Records.NEGATIVE_ITEMS.col().cast("string"), yuan(Records.NEGATIVE_FEN));
            case AGE_DAYS_AGAINST_YEARS -> Records.AGE.col().cast("string");
            case AGE_DAYS_AGAINST_BIRTH, BIRTH_WEIGHT_MISSING ->
                Records.AGE_DAYS.col().cast("string");
            case BIRTH_WEIGHT_IMPLAUSIBLE -> Records.BIRTH_WEIGHT.col().cast("string");
            case VENTILATION_AGAINST_STAY ->
                concat_ws(
                        " / ",
                        Records.VENTILATION_HOURS.col().cast("string"),
                        Records.ADMITTED.col().cast("string"),
                        Records.DISCHARGED.col().cast("string"));
            case HOSPITAL_UNKNOWN -> Records.HOSPITAL.col();
            case DISCHARGE_BEFORE_ADMISSION, DATE_IMPLAUSIBLE, STAY_DAYS_DIFFER ->
                concat_ws(
                        " / ",
                        Records.ADMITTED.col().cast("string"),
                        Records.DISCHARGED.col().cast("string"),
                        Records.STAY_DAYS.col().cast("string"));
            case COST_NOT_POSITIVE, COST_IMPLAUSIBLE, REFUND_WITHOUT_ORIGINAL, SETTLED_TWICE -> yuan(Records.COST_FEN);
            case ITEMS_DIFFER -> concat_ws(" / ", yuan(Records.ITEMS_FEN), yuan(Records.COST_FEN));
            case PAYMENTS_DIFFER -> concat_ws(" / ", yuan(Records.PAID_FEN), yuan(Records.COST_FEN));
            case UPLOADED_LATE ->
                concat_ws(
                        " / ",
                        Records.DISCHARGED.col().cast("string"),
                        to_date(Records.UPLOADED.col()).cast("string"));
            case SETTLED_BEFORE_DISCHARGE ->
                concat_ws(
                        " / ",
                        Records.DISCHARGED.col().cast("string"),
                        to_date(Records.SETTLED.col()).cast("string"));
            case STAYS_OVERLAP ->
                concat_ws(
                        " / ",
                        Records.ADMITTED.col().cast("string"),
                        Records.DISCHARGED.col().cast("string"));
            case MEDICAL_TYPE_UNKNOWN -> Records.MEDICAL_TYPE.col();
            default -> null;
        };
    }

    private static Column yuan(Col fen) {
        return yuan(fen.col());
    }

    /** Fen as a text in yuan. */
    static Column yuan(Column fen) {
        return fen.cast("decimal(20,2)").divide(lit(100)).cast("decimal(20,2)").cast("string");
    }
}
