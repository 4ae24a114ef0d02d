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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.CodeList;
import org.opendip.jobs.inputs.DiagnosisCodes;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.SeverityRow;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;
import org.opendip.policy.review.Review;

/**
 * Kept records become {@code cases}, one per stay, and their two small forms: signatures and moments. Here identifiers end:
 * a case is named by the keyed hash of its settlement, and nothing after knows more.
 */
public final class CasesStage implements Stage {
    /** Of the other diagnoses those that questions name, joined by comma. */
    private static final String OTHERS = "other_diagnoses";

    @Override
    public String name() {
        return "cases";
    }

    @Override
    public List<Table> reads() {
        return List.of(Records.TABLE);
    }

    /** A year is asked what its catalog asks, whatever the review file may say by now. */
    @Override
    public List<Table> takesOver() {
        return List.of(ReviewedGroups.TABLE);
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
        RuleCatalog catalog = Library.of(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules())
                .catalog();
        List<Questions.Part> parts = parts(run);
        boolean bySeverity = Stream.concat(
                        parts.stream().map(Questions.Part::subgroup),
                        catalog.rows().stream().map(GroupRow::subgroup).filter(Objects::nonNull))
                .anyMatch(part -> !part.severities().isEmpty());
        if (bySeverity && !intake.severityList()) {
            throw DipErrors.severityNotAsked();
        }
        if (bySeverity) {
            run.refuseChanged(Catalog.TABLE, CatalogFiles.folder(run.inputs()) + "/" + CatalogFiles.SEVERITY);
        }
        Questions questions = Questions.of(run.rules().grouping(), catalog.rows(), parts);
        List<SeverityRow> severities = intake.severityList() ? catalog.severities() : List.of();
        if (questions.ofOtherDiagnoses() || !severities.isEmpty()) {
            stays = withOtherDiagnoses(run, stays, questions, severities);
        }
        if (!questions.none()) {
            stays = answer(stays, questions);
        }
        CaseTables.write(run, stays, !questions.none());
    }

    /**
     * Age, birth weight and hours on a ventilator decide over groups: one that a check of the intake doubts is not known. A
     * check that the rulebook has switched off doubts nothing.
     */
    private static Dataset<Row> undoubted(Dataset<Row> kept, IntakeRule intake) {
        Map<Col, List<Notice>> doubts = Map.of(
                Records.AGE, List.of(Notice.AGE_IMPLAUSIBLE, Notice.AGE_AGAINST_BIRTH),
                Records.AGE_DAYS, List.of(Notice.AGE_DAYS_AGAINST_BIRTH),
                Records.BIRTH_WEIGHT, List.of(Notice.BIRTH_WEIGHT_IMPLAUSIBLE),
                Records.VENTILATION_HOURS, List.of(Notice.VENTILATION_AGAINST_STAY));
        Map<String, Column> columns = new HashMap<>();
        doubts.forEach((fact, notices) -> notices.stream()
                .filter(notice -> intake.checks().severity(notice) != Severity.OFF)
                .map(Records::tells)
                .reduce(Column::or)
                .ifPresent(doubted -> columns.put(fact.name(), when(not(doubted), fact.col()))));
        return columns.isEmpty() ? kept : kept.withColumns(columns);
    }

    /**
     * Interim bills of one stay become one case: money adds up, the stay lasts from the first admission to the last
     * discharge, and the last settlement's facts count. The age is the least, that of the first admission; the birth
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
                        min(Records.AGE.col()).as("age_first"),
                        min(Records.AGE_DAYS.col()).as("age_days_first"),
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
                        col("age_days_first"),
                        col("weight_last"),
                        col("hours_all"),
                        col("bills"))
                .withColumns(Map.of(
                        Records.COST_FEN.name(), col("cost_all"),
                        Records.BOOKED_FEN.name(), col("booked_all"),
                        Records.DRUG_FEN.name(), col("drug_all"),
                        Records.MATERIAL_FEN.name(), col("material_all"),
                        Records.STAY_DAYS.name(), col("days_all"),
                        Records.AGE.name(), col("age_first"),
                        Records.AGE_DAYS.name(), col("age_days_first"),
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
                        "age_days_first",
                        "weight_last",
                        "hours_all",
                        "bills");
        return kept.join(broadcast(several), same, "left_anti")
                .transform(CaseTables::ofOneRecord)
                .unionByName(merged);
    }

    /** Parts by age or severity that the review splits off: of the catalog that the run stands on, else of the file. */
    private static List<Questions.Part> parts(StageRun run) {
        if (run.standsOn(ReviewedGroups.TABLE)) {
            return GroupTable.parts(run.readIfWritten(ReviewedGroups.TABLE).orElseThrow());
        }
        return run.standsOn(Catalog.TABLE) || run.inputs().review() == null
                ? List.of()
                : ReviewFile.read(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules()).stream()
                        .map(Review::cells)
                        .filter(cells -> cells.subgroup() != null)
                        .map(cells -> new Questions.Part(cells.diagnoses(), cells.subgroup()))
                        .toList();
    }

    /**
     * What the catalog asks of a case beside its codes. Where age, birth weight or hours on a ventilator are not known, no
     * newborn band is found, no band of age and no ventilation.
     */
    private static Dataset<Row> answer(Dataset<Row> stays, Questions questions) {
        List<String> columns = List.of(stays.columns());
        Column others = columns.contains(OTHERS) ? col(OTHERS) : lit(null).cast("string");
        Column severity = columns.contains(Cases.SEVERITY.name()) ? Cases.SEVERITY.col() : CaseTables.NO_SEVERITY;
        return stays.withColumn(
                Answers.ANSWERS.name(),
                questions.column(
                        Records.MAIN_DIAGNOSIS.col(),
                        others,
                        Records.AGE_DAYS.col(),
                        Records.BIRTH_WEIGHT.col(),
                        Records.VENTILATION_HOURS.col(),
                        Records.AGE.col(),
                        severity));
    }

    /**
     * Stays with what their other diagnoses tell, in one pass over these: the codes that questions name, and where the
     * region has a list, how severe they say the case is. A row of it counts from so many days on, and of several the most severe
     * decides.
     */
    private static Dataset<Row> withOtherDiagnoses(
            StageRun run, Dataset<Row> stays, Questions questions, List<SeverityRow> severities) {
        Column other =
                coalesce(SettlementDiagnoses.MAINDIAG_FLAG.col(), lit("0")).notEqual("1");
        Column code = DiagnosisCodes.normalised(SettlementDiagnoses.DIAG_CODE.col());
        CodeCase codeCase = run.rules().grouping().kinds().codeCase();
        Column named = questions.named(col("code"));
        Column filter = named;
        List<Column> sums = new ArrayList<>();
        sums.add(array_join(sort_array(collect_set(when(named, col("code")))), ",")
                .as(OTHERS));
        Column severity = lit(SeverityClass.MILD.number());
        for (Map.Entry<List<Integer>, Set<String>> of : listed(severities).entrySet()) {
            int days = of.getKey().get(0);
            int number = of.getKey().get(1);
            String name = "severity_" + number + "_from_" + days;
            Column says = Questions.within(
                    new DiagnosisScope("", false, of.getValue()), Questions.compared(codeCase, col("code")));
            filter = filter.or(says);
            sums.add(max(says).as(name));
            severity = greatest(
                    severity, when(col(name).and(Records.STAY_DAYS.col().geq(days)), lit(number)));
        }
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
                .filter(filter)
                .groupBy(SettlementHeaders.SETL_ID.col(), col("came_in"))
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
        Column same = Records.SETTLEMENT_ID
                .col()
                .equalTo(SettlementHeaders.SETL_ID.col())
                .and(Records.DELIVERY.col().eqNullSafe(col("came_in")));
        return stays.join(others, same, "left")
                .withColumn(Cases.SEVERITY.name(), severities.isEmpty() ? CaseTables.NO_SEVERITY : severity)
                .drop(SettlementHeaders.SETL_ID.name(), "came_in");
    }

    /** The diagnoses of the list by the days from which they count and by what they say. */
    private static Map<List<Integer>, Set<String>> listed(List<SeverityRow> severities) {
        Map<List<Integer>, Set<String>> listed = new LinkedHashMap<>();
        severities.forEach(row -> listed.computeIfAbsent(
                        List.of(row.daysFrom(), row.severity().number()), k -> new TreeSet<>())
                .addAll(row.diagnoses().keys()));
        return listed;
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
