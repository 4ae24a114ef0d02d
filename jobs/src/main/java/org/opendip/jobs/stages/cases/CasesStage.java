package org.opendip.jobs.stages.cases;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.inputs.CodeList;
import org.opendip.jobs.inputs.DiagnosisCodes;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Kept records become {@code cases}, one per stay, and their two small forms: signatures and moments. Here identifiers end:
 * a case is named by the keyed hash of its settlement, and nothing after knows more.
 */
public final class CasesStage implements Stage {
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
        Dataset<Row> kept = undoubted(
                run.read(Records.TABLE).filter(Records.DISPOSITION.col().equalTo(Dispositions.KEPT)), intake);
        Dataset<Row> stays = intake.interimBills() == IntakeRule.InterimBills.MERGE
                ? mergeInterimBills(kept, intake)
                : CaseTables.ofOneRecord(kept);
        Questions questions = Library.of(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules())
                .questions();
        if (!questions.none()) {
            stays = answer(run, stays, questions);
        }
        CaseTables.write(run, stays, !questions.none());
    }

    /**
     * Age in days, birth weight and hours on a ventilator decide over groups: one that a check of the intake doubts is not
     * known. A check that the rulebook has switched off doubts nothing.
     */
    private static Dataset<Row> undoubted(Dataset<Row> kept, IntakeRule intake) {
        Map<Col, Notice> doubts = Map.of(
                Records.AGE_DAYS, Notice.AGE_DAYS_AGAINST_BIRTH,
                Records.BIRTH_WEIGHT, Notice.BIRTH_WEIGHT_IMPLAUSIBLE,
                Records.VENTILATION_HOURS, Notice.VENTILATION_AGAINST_STAY);
        Map<String, Column> columns = new HashMap<>();
        doubts.forEach((fact, notice) -> {
            if (intake.checks().severity(notice) != Severity.OFF) {
                columns.put(fact.name(), when(not(Records.tells(notice)), fact.col()));
            }
        });
        return columns.isEmpty() ? kept : kept.withColumns(columns);
    }

    /**
     * Interim bills of one stay become one case: money adds up, the stay lasts from the first admission to the last
     * discharge, and the last settlement's facts count. The age in days is the least, that of the first admission; the birth
     * weight the last that is known; hours on a ventilator add up, and are not known where they exceed the stay. Only stays
     * with more than one settlement are touched.
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
        Column weighed = Records.BIRTH_WEIGHT.col();
        Column hours = sum(Records.VENTILATION_HOURS.col());
        Column most = datediff(max(Records.DISCHARGED.col()), min(Records.ADMITTED.col()))
                .plus(1)
                .multiply(24);
        Dataset<Row> merged = kept.join(broadcast(several), same, "left_semi")
                .groupBy(Records.VISIT_ID.col())
                .agg(
                        max_by(struct(kept.col("*")), last).as("last"),
                        sum(Records.COST_FEN.col()).as("cost_all"),
                        sum(Records.BOOKED_FEN.col()).as("booked_all"),
                        sum(Records.DRUG_FEN.col()).as("drug_all"),
                        sum(Records.MATERIAL_FEN.col()).as("material_all"),
                        greatest(days, lit(1)).as("days_all"),
                        min(Records.AGE_DAYS.col()).as("age_first"),
                        max_by(weighed, struct(weighed.isNotNull(), last)).as("weight_last"),
                        when(hours.leq(most), hours).cast("int").as("hours_all"),
                        count(lit(1)).cast("int").as("bills"))
                .select(
                        col("last.*"),
                        col("cost_all"),
                        col("booked_all"),
                        col("drug_all"),
                        col("material_all"),
                        col("days_all"),
                        col("age_first"),
                        col("weight_last"),
                        col("hours_all"),
                        col("bills"))
                .withColumns(Map.of(
                        Records.COST_FEN.name(), col("cost_all"),
                        Records.BOOKED_FEN.name(), col("booked_all"),
                        Records.DRUG_FEN.name(), col("drug_all"),
                        Records.MATERIAL_FEN.name(), col("material_all"),
                        Records.STAY_DAYS.name(), col("days_all"),
                        Records.AGE_DAYS.name(), col("age_first"),
                        Records.BIRTH_WEIGHT.name(), col("weight_last"),
                        Records.VENTILATION_HOURS.name(), col("hours_all"),
                        Cases.RECORD_COUNT.name(), col("bills")))
                .drop(
                        "cost_all",
                        "booked_all",
                        "drug_all",
                        "material_all",
                        "days_all",
                        "age_first",
                        "weight_last",
                        "hours_all",
                        "bills");
        return kept.join(broadcast(several), same, "left_anti")
                .transform(CaseTables::ofOneRecord)
                .unionByName(merged);
    }

    /**
     * What the catalog asks of a case beside its codes. Where age, birth weight or hours on a ventilator are not known, no
     * newborn band is found and no ventilation.
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
                .transform(codes -> map(run, codes))
                .filter(questions.named(col("code")))
                .groupBy(SettlementHeaders.SETL_ID.col(), col("came_in"))
                .agg(array_join(sort_array(collect_set(col("code"))), ",").as("other_diagnoses"));
        Column same = Records.SETTLEMENT_ID
                .col()
                .equalTo(SettlementHeaders.SETL_ID.col())
                .and(Records.DELIVERY.col().eqNullSafe(col("came_in")));
        return stays.join(others, same, "left")
                .withColumn(
                        Answers.ANSWERS.name(),
                        questions.column(
                                Records.MAIN_DIAGNOSIS.col(),
                                col("other_diagnoses"),
                                Records.AGE_DAYS.col(),
                                Records.BIRTH_WEIGHT.col(),
                                Records.VENTILATION_HOURS.col()))
                .drop(SettlementHeaders.SETL_ID.name(), "came_in", "other_diagnoses");
    }

    /** Clinical codes become those of the insurance, as main diagnoses do; without a map nothing is done. */
    private static Dataset<Row> map(StageRun run, Dataset<Row> codes) {
        ReferenceFiles reference = run.reference();
        SortedMap<String, SortedSet<String>> targets = reference.targets(CodeList.DIAGNOSIS_MAP);
        if (targets.isEmpty()) {
            return codes;
        }
        Set<String> listed = reference.diagnoses().stream()
                .map(ReferenceFiles.Diagnosis::code)
                .collect(Collectors.toSet());
        List<Row> replacements = ReferenceFiles.replacements(targets, listed).entrySet().stream()
                .map(e -> RowFactory.create(e.getKey(), e.getValue()))
                .toList();
        Dataset<Row> map = run.spark()
                .createDataFrame(
                        replacements,
                        new StructType().add("clinical", DataTypes.StringType).add("insured", DataTypes.StringType));
        return codes.join(broadcast(map), col("code").equalTo(col("clinical")), "left")
                .withColumn("code", coalesce(col("insured"), col("code")))
                .drop("clinical", "insured");
    }
}
