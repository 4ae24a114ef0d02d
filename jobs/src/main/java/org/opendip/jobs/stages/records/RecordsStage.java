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
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
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
        return List.of(Records.TABLE, Notices.TABLE, CodeUses.TABLE);
    }

    @Override
    public void run(StageRun run) {
        ReferenceFiles reference = run.reference();
        CodeLists codes = CodeLists.load(run.spark(), reference);
        Dataset<Row> source = NationalTables.read(run.spark(), run.lists(), SettlementHeaders.TABLE);
        Dataset<Row> joined = Headers.of(run, source, codes)
                .join(MainDiagnoses.of(run, codes).hint(HASH_JOIN), joinKey(), "left")
                .join(ProcedureLists.of(run, codes).hint(HASH_JOIN), joinKey(), "left")
                .join(ItemSums.of(run).hint(HASH_JOIN), joinKey(), "left")
                .join(broadcast(Refunds.outcomes(run, source)), joinKey(), "left")
                .transform(data -> Unreadable.attach(run, data))
                .transform(RecordsStage::withoutMap);
        Dataset<Row> records = run.write(Records.TABLE, decide(joined));
        run.write(Notices.TABLE, Unreadable.observe(run, source, notices(records)));
        Accounts.check(run, source, records);
        if (codes.anyMap()) {
            run.write(CodeUses.TABLE, UsedCodes.of(records, codes));
        }
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

    static scala.collection.immutable.Seq<String> joinKey() {
        return scala.jdk.javaapi.CollectionConverters.asScala(List.of(KEY, CHECK))
                .toSeq();
    }

    /** Key and check of the settlement id that a detail row names; one that names none belongs to no header. */
    static Dataset<Row> attachKey(Dataset<Row> details) {
        Column id = SettlementHeaders.SETL_ID.col();
        return details.filter(id.isNotNull()).withColumns(Map.of(KEY, xxhash64(id), CHECK, hash(id)));
    }

    /** What becomes of each row, and why. */
    private static Dataset<Row> decide(Dataset<Row> joined) {
        Column again = Records.SEQUENCE.col().gt(1);
        Column superseded = col(Headers.VOID).or(again);
        Column netted = coalesce(col(Refunds.OUTCOME).isin(Refunds.REFUNDED, Refunds.REFUND), lit(false));
        Dataset<Row> decided = joined.withColumn(
                "findings",
                when(superseded.or(netted), lit(0L))
                        .otherwise(col(Headers.FINDINGS).plus(Checks.bits(Checks.ofDetails()))));
        Column errors = Checks.errors(col("findings"));
        return decided.withColumns(Map.of(
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
                Records.TROUBLES.name(), Checks.all(col("findings")),
                Records.MAIN_DIAGNOSIS.name(), col(MainDiagnoses.CODE),
                Records.PROCEDURES.name(), coalesce(col(ProcedureLists.CODES), lit("")),
                Records.UNKNOWN_PROCEDURES.name(), joined(ProcedureLists.UNKNOWN, ProcedureLists.AMBIGUOUS),
                Records.MAPPED_CODES.name(), joined(MainDiagnoses.MAPPED, ProcedureLists.MAPPED),
                Records.DRUG_FEN.name(), coalesce(col(ItemSums.DRUG), lit(0L)),
                Records.MATERIAL_FEN.name(), coalesce(col(ItemSums.MATERIAL), lit(0L))));
    }

    /** Two lists in one, absent where neither holds anything. */
    private static Column joined(String one, String other) {
        return nullif(concat_ws(",", nullif(col(one), lit("")), nullif(col(other), lit(""))), lit(""));
    }

    /** One row per record and notice, from what the records say of themselves. */
    private static Dataset<Row> notices(Dataset<Row> records) {
        Column code = Notices.CODE.col();
        Object[] errors = Arrays.stream(Notice.values())
                .filter(n -> n.severity() == Severity.ERROR)
                .map(Notice::code)
                .toArray();
        Column severity = when(code.isin(errors), lit(Severity.ERROR.name())).otherwise(lit(Severity.WARNING.name()));
        Column column = choose(code, n -> lit(n.column()));
        Column observed = choose(code, RecordsStage::observed);
        return records.filter(Records.TROUBLES.col().isNotNull())
                .withColumn(Notices.CODE.name(), explode(split(Records.TROUBLES.col(), ",")))
                // The days of stay are missing on most rows of many extracts: the flag column tells it already.
                .filter(Notices.CODE.col().notEqual(Notice.STAY_DAYS_MISSING.code()))
                .withColumns(Map.of(
                        Notices.SEVERITY.name(), severity,
                        Notices.COLUMN_NAME.name(), column,
                        Notices.OBSERVED.name(), observed));
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
            case MAIN_DIAGNOSIS_UNKNOWN, MAIN_DIAGNOSIS_AMBIGUOUS, MAIN_DIAGNOSIS_DAMAGED ->
                Records.MAIN_DIAGNOSIS.col();
            case PROCEDURE_UNKNOWN, PROCEDURE_AMBIGUOUS, PROCEDURE_DAMAGED -> Records.UNKNOWN_PROCEDURES.col();
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
