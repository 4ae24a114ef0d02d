package org.opendip.jobs.stages.combinations;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_remove;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.TreatmentType;

/**
 * Signatures become {@code combinations}: 4-character diagnosis, main procedure, and those related procedures that raise
 * the mean cost enough. Works on signatures and their moments; the cases are not touched.
 */
public final class CombinationsStage implements Stage {
    private static final String OTHERS = "other_procedures";

    @Override
    public String name() {
        return "combinations";
    }

    @Override
    public List<Table> reads() {
        return List.of(Signatures.TABLE, Answers.TABLE, Moments.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(RelatedProcedures.TABLE, Combinations.TABLE);
    }

    @Override
    public void run(StageRun run) {
        Treatments treatments = run.treatments();
        Dataset<Row> signatures = keyedSignatures(run, treatments).persist();
        try {
            Dataset<Row> weighed = run.write(RelatedProcedures.TABLE, weigh(run, signatures));
            run.write(Combinations.TABLE, combine(run, treatments, signatures, weighed));
        } finally {
            signatures.unpersist();
        }
    }

    /** Signatures that are scored by disease, with the parts of their key and the sums of their cases. */
    private static Dataset<Row> keyedSignatures(StageRun run, Treatments treatments) {
        Dataset<Row> sums = run.read(Moments.TABLE)
                .groupBy(Cases.SIGNATURE.col())
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum());
        Column procedures = split(Records.PROCEDURES.col(), ",");
        Column main = element_at(procedures, 1);
        return formable(run, treatments)
                .filter(not(Cases.BED_DAY.col()))
                .join(sums, Cases.SIGNATURE.name())
                .select(
                        Cases.SIGNATURE.col(),
                        substring(Records.MAIN_DIAGNOSIS.col(), 1, Diagnoses.SUBCATEGORY)
                                .as(RelatedProcedures.DIAGNOSIS.name()),
                        main.as(RelatedProcedures.MAIN_PROCEDURE.name()),
                        array_remove(array_distinct(procedures), main).as(OTHERS),
                        Moments.CASE_COUNT.col(),
                        Moments.COST_SUM.col());
    }

    /**
     * Signatures that groups are formed from. Where rows were handed over, what a row takes is
     * left out, and procedures count as the exclusions leave them.
     */
    private static Dataset<Row> formable(StageRun run, Treatments treatments) {
        Dataset<Row> signatures = run.read(Signatures.TABLE);
        Library library = run.library(treatments);
        if (library.groups().isEmpty() && !run.rules().grouping().kinds().fromRows()) {
            return signatures;
        }
        Dataset<Row> left = new AssignmentEngine(
                        run.rules().grouping(), treatments, library.groups(), library.catalog())
                .assign(Library.withAnswers(signatures, run.readIfWritten(Answers.TABLE)))
                .filter(Assignments.PATH.col().equalTo(Assignment.Path.NO_GROUP.code()))
                .select(Cases.SIGNATURE.col(), col(AssignmentEngine.CHOSEN));
        return signatures
                .join(left, Cases.SIGNATURE.name())
                .withColumn(Records.PROCEDURES.name(), col(AssignmentEngine.CHOSEN));
    }

    /**
     * Each other procedure seen with a diagnosis and main procedure: cases and cost with it and without it, and whether
     * it is kept. The twin of {@code policy RelatedProcedure}: decided by cross multiplication, without dividing.
     */
    private static Dataset<Row> weigh(StageRun run, Dataset<Row> signatures) {
        Column diagnosis = RelatedProcedures.DIAGNOSIS.col();
        Column main = RelatedProcedures.MAIN_PROCEDURE.col();
        Dataset<Row> all = signatures
                .filter(main.notEqual(""))
                .groupBy(diagnosis, main)
                .agg(
                        sum(Moments.CASE_COUNT.col()).as("all_cases"),
                        sum(Moments.COST_SUM.col()).as("all_cost"));
        Dataset<Row> with = signatures
                .withColumn(RelatedProcedures.RELATED_PROCEDURE.name(), explode(col(OTHERS)))
                .groupBy(diagnosis, main, RelatedProcedures.RELATED_PROCEDURE.col())
                .agg(
                        RelatedProcedures.CASES_WITH.as(sum(Moments.CASE_COUNT.col())),
                        RelatedProcedures.COST_WITH.as(sum(Moments.COST_SUM.col())));
        return with.join(
                        all,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(
                                        RelatedProcedures.DIAGNOSIS.name(), RelatedProcedures.MAIN_PROCEDURE.name()))
                                .toSeq())
                .withColumns(Map.of(
                        RelatedProcedures.CASES_WITHOUT.name(),
                        col("all_cases").minus(RelatedProcedures.CASES_WITH.col()),
                        RelatedProcedures.COST_WITHOUT.name(),
                        col("all_cost").minus(RelatedProcedures.COST_WITH.col())))
                .withColumn(
                        RelatedProcedures.KEPT.name(),
                        RelatedProcedureColumn.keeps(run.rules().grouping()));
    }

    private static Dataset<Row> combine(
            StageRun run, Treatments treatments, Dataset<Row> signatures, Dataset<Row> weighed) {
        Column diagnosis = RelatedProcedures.DIAGNOSIS.col();
        Column main = RelatedProcedures.MAIN_PROCEDURE.col();
        Dataset<Row> kept = weighed.filter(RelatedProcedures.KEPT.col())
                .select(diagnosis, main, RelatedProcedures.RELATED_PROCEDURE.col());
        Dataset<Row> related = signatures
                .withColumn(RelatedProcedures.RELATED_PROCEDURE.name(), explode(col(OTHERS)))
                .join(
                        kept,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(
                                        RelatedProcedures.DIAGNOSIS.name(),
                                        RelatedProcedures.MAIN_PROCEDURE.name(),
                                        RelatedProcedures.RELATED_PROCEDURE.name()))
                                .toSeq())
                .groupBy(Cases.SIGNATURE.col())
                .agg(array_join(sort_array(collect_set(RelatedProcedures.RELATED_PROCEDURE.col())), "+")
                        .as("kept_related"));
        return signatures
                .join(
                        related,
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(Cases.SIGNATURE.name()))
                                .toSeq(),
                        "left")
                .withColumn(Combinations.RELATED_PROCEDURES.name(), coalesce(col("kept_related"), lit("")))
                .groupBy(diagnosis, main, Combinations.RELATED_PROCEDURES.col())
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum())
                .join(broadcast(listed(run, treatments)), main.equalTo(col("treated_by")), "left")
                .withColumn(Combinations.TREATMENT.name(), treatment(treatments, main));
    }

    private static Dataset<Row> listed(StageRun run, Treatments treatments) {
        List<Row> rows = treatments.listed().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> RowFactory.create(e.getKey(), word(e.getValue())))
                .toList();
        return run.spark()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("treated_by", DataTypes.StringType)
                                .add("treatment_listed", DataTypes.StringType));
    }

    private static Column treatment(Treatments treatments, Column main) {
        return org.apache
                .spark
                .sql
                .functions
                .when(main.equalTo(""), lit(word(TreatmentType.CONSERVATIVE)))
                .otherwise(coalesce(col("treatment_listed"), lit(word(treatments.unlisted()))));
    }

    private static String word(TreatmentType treatment) {
        return treatment.name().toLowerCase(Locale.ROOT);
    }
}
