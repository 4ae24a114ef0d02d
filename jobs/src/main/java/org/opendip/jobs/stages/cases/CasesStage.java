package org.opendip.jobs.stages.cases;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.DiagnosisCodes;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.intake.IntakeRule;

/**
 * Kept records become {@code cases}, one per stay, and their two small forms: signatures and moments. Here identifiers end:
 * a case is named by the keyed hash of its settlement, and nothing after knows more.
 */
public final class CasesStage implements Stage {
    private static final String KEPT = "kept";

    @Override
    public String name() {
        return "cases";
    }

    @Override
    public List<Table> reads() {
        return List.of(Records.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(Cases.TABLE, Signatures.TABLE, Answers.TABLE, Moments.TABLE);
    }

    @Override
    public void run(StageRun run) {
        IntakeRule intake = run.rules().intake();
        Dataset<Row> kept =
                run.read(Records.TABLE).filter(Records.DISPOSITION.col().equalTo(KEPT));
        Dataset<Row> stays = intake.interimBills() == IntakeRule.InterimBills.MERGE
                ? mergeInterimBills(kept, intake)
                : asTheyAre(kept);
        Questions questions = Library.of(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules())
                .questions();
        if (!questions.none()) {
            stays = answer(run, stays, questions);
        }
        Dataset<Row> described = describe(stays, intake, run.identifierKey(), !questions.none());
        Dataset<Row> cases = run.write(Cases.TABLE, described);
        if (!questions.none()) {
            Dataset<Row> answers = described
                    .select(Cases.SIGNATURE.col(), Answers.ANSWERS.col())
                    .distinct()
                    .persist();
            try {
                run.write(Answers.TABLE, answers.filter(Answers.ANSWERS.col().notEqual("")));
                // With the empty ones: an answer must not share its signature with none.
                refuseCollisions(answers);
            } finally {
                answers.unpersist();
            }
        }
        Dataset<Row> signatures = run.write(
                Signatures.TABLE,
                cases.select(
                                Cases.SIGNATURE.col(),
                                Records.MAIN_DIAGNOSIS.col(),
                                Records.PROCEDURES.col(),
                                Cases.BED_DAY.col())
                        .distinct());
        refuseCollisions(signatures);
        run.write(Moments.TABLE, moments(cases));
    }

    private static Dataset<Row> asTheyAre(Dataset<Row> kept) {
        return kept.withColumn(Cases.RECORD_COUNT.name(), lit(1));
    }

    /**
     * Interim bills of one stay become one case: money adds up, the stay lasts from the first admission to the last
     * discharge, and the last settlement's facts count. Only stays with more than one settlement are touched.
     */
    private static Dataset<Row> mergeInterimBills(Dataset<Row> kept, IntakeRule intake) {
        Column visitKey = xxhash64(Records.VISIT_ID.col());
        Dataset<Row> several = kept.groupBy(visitKey.as("visit_key"))
                .agg(count(lit(1)).as("bills"))
                .filter(col("bills").gt(1))
                .select(col("visit_key"));
        Column same = visitKey.equalTo(col("visit_key"));
        Column last = struct(Records.SETTLED.col(), Records.SETTLEMENT_ID.col());
        Column days = datediff(max(Records.DISCHARGED.col()), min(Records.ADMITTED.col()))
                .plus(lit(intake.stayDays() == IntakeRule.StayDays.DIFFERENCE ? 0 : 1));
        Dataset<Row> merged = kept.join(broadcast(several), same, "left_semi")
                .groupBy(Records.VISIT_ID.col())
                .agg(
                        max_by(struct(kept.col("*")), last).as("last"),
                        sum(Records.COST_FEN.col()).as("cost_all"),
                        sum(Records.BOOKED_FEN.col()).as("booked_all"),
                        sum(Records.DRUG_FEN.col()).as("drug_all"),
                        sum(Records.MATERIAL_FEN.col()).as("material_all"),
                        greatest(days, lit(1)).as("days_all"),
                        count(lit(1)).cast("int").as("bills"))
                .select(
                        col("last.*"),
                        col("cost_all"),
                        col("booked_all"),
                        col("drug_all"),
                        col("material_all"),
                        col("days_all"),
                        col("bills"))
                .withColumns(java.util.Map.of(
                        Records.COST_FEN.name(), col("cost_all"),
                        Records.BOOKED_FEN.name(), col("booked_all"),
                        Records.DRUG_FEN.name(), col("drug_all"),
                        Records.MATERIAL_FEN.name(), col("material_all"),
                        Records.STAY_DAYS.name(), col("days_all"),
                        Cases.RECORD_COUNT.name(), col("bills")))
                .drop("cost_all", "booked_all", "drug_all", "material_all", "days_all", "bills");
        return kept.join(broadcast(several), same, "left_anti")
                .transform(CasesStage::asTheyAre)
                .unionByName(merged);
    }

    /**
     * What the catalog asks of a case beside its codes. The tables hold neither birth weight nor hours on a ventilator:
     * nothing is known of them, and no newborn band is found.
     */
    private static Dataset<Row> answer(StageRun run, Dataset<Row> stays, Questions questions) {
        Column other =
                coalesce(SettlementDiagnoses.MAINDIAG_FLAG.col(), lit("0")).notEqual("1");
        Column code = DiagnosisCodes.normalised(SettlementDiagnoses.DIAG_CODE.col());
        Dataset<Row> others = run.intake().all().stream()
                .map(lists -> NationalTables.read(run.spark(), lists, SettlementDiagnoses.TABLE)
                        .filter(other.and(DiagnosisCodes.counts()))
                        .select(
                                SettlementHeaders.SETL_ID.col(),
                                lit(lists.delivery()).cast("string").as("came_in"),
                                code.as("code")))
                .reduce(Dataset::unionByName)
                .orElseThrow()
                .filter(questions.named(col("code")))
                .groupBy(SettlementHeaders.SETL_ID.col(), col("came_in"))
                .agg(array_join(sort_array(collect_set(col("code"))), ",").as("other_diagnoses"));
        Column same = Records.SETTLEMENT_ID
                .col()
                .equalTo(SettlementHeaders.SETL_ID.col())
                .and(Records.DELIVERY.col().eqNullSafe(col("came_in")));
        Column unknown = lit(null).cast("int");
        return stays.join(others, same, "left")
                .withColumn(
                        Answers.ANSWERS.name(),
                        questions.column(
                                Records.MAIN_DIAGNOSIS.col(), col("other_diagnoses"), unknown, unknown, unknown))
                .drop(SettlementHeaders.SETL_ID.name(), "came_in", "other_diagnoses");
    }

    /**
     * The hash of all that grouping looks at. A case without an answer has the same whether the catalog asks anything or
     * not: what is null adds nothing to the hash.
     */
    static Column signature(Column bedDay, boolean answered) {
        List<Column> facts = new ArrayList<>(List.of(Records.MAIN_DIAGNOSIS.col(), Records.PROCEDURES.col(), bedDay));
        if (answered) {
            facts.add(nullif(Answers.ANSWERS.col(), lit("")));
        }
        return xxhash64(facts.toArray(Column[]::new));
    }

    private static Dataset<Row> describe(Dataset<Row> stays, IntakeRule intake, IdentifierKey key, boolean answered) {
        Column bedDay = intake.bedDayTypes().isEmpty()
                ? lit(false)
                : Records.MEDICAL_TYPE.col().isin(intake.bedDayTypes().toArray());
        return stays.withColumns(java.util.Map.of(
                Cases.CASE_ID.name(), key.hash(Records.SETTLEMENT_ID.col()),
                Cases.YEAR.name(), call_function("div", Records.PERIOD.col(), lit(100)),
                Cases.BED_DAY.name(), bedDay,
                Cases.SIGNATURE.name(), signature(bedDay, answered)));
    }

    /**
     * Two sets of facts with one hash would share a group: cannot be repaired, must not be passed over.
     *
     * @param facts signatures with what they stand for, none twice
     */
    static void refuseCollisions(Dataset<Row> facts) {
        Row counts =
                facts.agg(count(lit(1)), countDistinct(Cases.SIGNATURE.col())).first();
        if (counts.getLong(0) != counts.getLong(1)) {
            throw DipErrors.signatureCollision(counts.getLong(0) - counts.getLong(1));
        }
    }

    private static Dataset<Row> moments(Dataset<Row> cases) {
        Column fen = Records.COST_FEN.col();
        Column square = fen.multiply(fen);
        return cases.groupBy(Cases.SIGNATURE.col(), Records.LEVEL.col(), Records.POOL.col(), Cases.YEAR.col())
                .agg(
                        Moments.CASE_COUNT.as(count(lit(1))),
                        Moments.COST_SUM.as(sum(fen)),
                        Moments.SQUARE_HIGH.as(sum(shiftrightunsigned(square, 32))),
                        Moments.SQUARE_LOW.as(sum(square.bitwiseAND(lit(0xFFFFFFFFL)))),
                        Moments.DRUG_SUM.as(sum(Records.DRUG_FEN.col())),
                        Moments.MATERIAL_SUM.as(sum(Records.MATERIAL_FEN.col())),
                        Moments.DAYS_SUM.as(sum(Records.STAY_DAYS.col().cast("bigint"))));
    }
}
