package org.opendip.jobs.stages.cases;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;

/**
 * Stays that nobody has to read from settlement lists become {@code cases}, as {@link CasesStage} makes them of kept
 * records: for trying what comes after on more cases than anybody has lists of.
 */
public final class ReadyCasesStage implements Stage {
    private final Dataset<Row> stays;

    /**
     * The cases to be.
     *
     * @param stays one row a stay, as a kept record: {@code settlement_id}, {@code medical_type} and the columns of cases
     *     that a record has, except {@code hospital_key}
     */
    public ReadyCasesStage(Dataset<Row> stays) {
        this.stays = stays;
    }

    @Override
    public String name() {
        return "cases";
    }

    @Override
    public List<Table> reads() {
        return List.of();
    }

    @Override
    public List<Table> writes() {
        return List.of(Cases.TABLE, Signatures.TABLE, Moments.TABLE);
    }

    @Override
    public void run(StageRun run) {
        if (!Library.of(run.spark().sparkContext().hadoopConfiguration(), run.inputs(), run.rules())
                .questions()
                .none()) {
            throw DipErrors.readyCasesHoldNoAnswers();
        }
        List<Integer> years = run.years();
        Dataset<Row> ofTheYears = stays.filter(
                Records.PERIOD.col().between(lit(years.get(0) * 100 + 1), lit(years.get(years.size() - 1) * 100 + 12)));
        CaseTables.write(
                run,
                CaseTables.ofOneRecord(
                        ofTheYears.withColumn(Records.HOSPITAL_KEY.name(), xxhash64(Records.HOSPITAL.col()))),
                false);
    }
}
