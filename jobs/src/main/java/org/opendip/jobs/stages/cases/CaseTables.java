package org.opendip.jobs.stages.cases;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Signatures;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.AgeBand;
import org.opendip.policy.grouping.BedDayRow;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.intake.IntakeRule;

/** Stays become {@code cases} and their small forms, wherever the stays come from. */
final class CaseTables {
    /** Of cases whose region has no list of severe diagnoses. */
    static final Column NO_SEVERITY = lit(null).cast("int");

    private static final Column NO_ANSWER = lit("");

    private CaseTables() {}

    /** Settlement lists that each are a stay of their own. */
    static Dataset<Row> ofOneRecord(Dataset<Row> kept) {
        return kept.withColumn(Cases.RECORD_COUNT.name(), lit(1));
    }

    /**
     * Writes cases, signatures, moments and, where asked for, answers.
     *
     * @param stays one row a stay, with the columns of {@code records} that cases have, {@code settlement_id} and
     *     {@code medical_type}, and the number of its records
     * @param answered whether the catalog asks more than codes, and {@code stays} has the column {@code answers}
     */
    static void write(StageRun run, Dataset<Row> stays, boolean answered) {
        Dataset<Row> described = describe(stays, bedDay(run), run.identifierKey(), answered);
        Dataset<Row> cases = run.write(Cases.TABLE, described);
        if (answered) {
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

    private static Dataset<Row> describe(Dataset<Row> stays, Column bedDay, IdentifierKey key, boolean answered) {
        Dataset<Row> known = List.of(stays.columns()).contains(Cases.SEVERITY.name())
                ? stays
                : stays.withColumn(Cases.SEVERITY.name(), NO_SEVERITY);
        return known.withColumns(java.util.Map.of(
                Cases.CASE_ID.name(), key.hash(Records.SETTLEMENT_ID.col()),
                Cases.YEAR.name(), call_function("div", Records.PERIOD.col(), lit(100)),
                Cases.BED_DAY.name(), bedDay,
                Cases.AGE_BAND.name(), ageBand(),
                Cases.SIGNATURE.name(), Facts.signature(bedDay, answered ? Answers.ANSWERS.col() : NO_ANSWER)));
    }

    /** The band of the age; of a band people are too many to be told apart by it. */
    private static Column ageBand() {
        Column band = lit(null).cast("string");
        for (AgeBand each : AgeBand.values()) {
            band = when(Records.AGE.col().between(each.from(), each.to()), lit(each.code()))
                    .otherwise(band);
        }
        return band;
    }

    /** Paid by bed-day: by medical type, or as the region's list says. */
    private static Column bedDay(StageRun run) {
        IntakeRule intake = run.rules().intake();
        Column bedDay = intake.bedDayTypes().isEmpty()
                ? lit(false)
                : Records.MEDICAL_TYPE.col().isin(intake.bedDayTypes().toArray());
        if (!intake.bedDayList()) {
            return bedDay;
        }
        CodeCase codeCase = run.rules().grouping().kinds().codeCase();
        List<ReferenceFiles.Hospital> register = run.reference().hospitals();
        for (BedDayRow row : Library.of(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules())
                .catalog()
                .bedDay()) {
            Column listed = Questions.within(
                            row.diagnoses(), Questions.compared(codeCase, Records.MAIN_DIAGNOSIS.col()))
                    .and(Records.STAY_DAYS.col().geq(row.daysFrom()));
            if (!row.hospitalType().isEmpty()) {
                listed = listed.and(Records.HOSPITAL
                        .col()
                        .isin(register.stream()
                                .filter(h -> row.hospitalType().equals(h.type()))
                                .map(ReferenceFiles.Hospital::hospital)
                                .toArray()));
            }
            bedDay = bedDay.or(listed);
        }
        return coalesce(bedDay, lit(false));
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
        return Moments.ofCases(
                cases.groupBy(Cases.SIGNATURE.col(), Records.LEVEL.col(), Records.POOL.col(), Cases.YEAR.col()),
                Moments.DRUG_SUM.as(sum(Records.DRUG_FEN.col())),
                Moments.MATERIAL_SUM.as(sum(Records.MATERIAL_FEN.col())),
                Moments.DAYS_SUM.as(sum(Records.STAY_DAYS.col().cast("bigint"))));
    }
}
