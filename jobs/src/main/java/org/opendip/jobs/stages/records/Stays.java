package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.intake.ChecksRule;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * What shows only when the kept records of one person are laid side by side: a stay that begins before an earlier one has
 * ended (the day of a transfer belongs to both), and a stay that was settled twice with the same dates and cost.
 */
final class Stays {
    private static final String VISIT = "stay_key";

    private Stays() {}

    /** The kept records that are concerned, each with {@link Notices#CODE}. */
    static Dataset<Row> notices(StageRun run, Dataset<Row> records) {
        ChecksRule checks = run.rules().intake().checks();
        Dataset<Row> kept = records.filter(Records.DISPOSITION.col().equalTo(Dispositions.KEPT));
        if (checks.severity(Notice.STAYS_OVERLAP) == Severity.OFF
                && checks.severity(Notice.SETTLED_TWICE) == Severity.OFF) {
            return kept.limit(0).withColumn(Notices.CODE.name(), lit(""));
        }
        Column visit = xxhash64(Records.VISIT_ID.col());
        // One shuffle serves both the stays and the persons.
        Dataset<Row> stays = kept.filter(Records.PERSON_KEY.col().isNotNull())
                .select(
                        Records.PERSON_KEY.col(),
                        visit.as(VISIT),
                        Records.ADMITTED.col(),
                        Records.DISCHARGED.col(),
                        Records.COST_FEN.col())
                .repartition(Records.PERSON_KEY.col())
                .groupBy(Records.PERSON_KEY.col(), col(VISIT))
                .agg(
                        min(Records.ADMITTED.col()).as("from"),
                        max(Records.ADMITTED.col()).as("last_from"),
                        max(Records.DISCHARGED.col()).as("to"),
                        min(Records.DISCHARGED.col()).as("first_to"),
                        min(Records.COST_FEN.col()).as("least"),
                        max(Records.COST_FEN.col()).as("most"),
                        count(lit(1)).as("bills"));
        Column ended = max(col("to"))
                .over(Window.partitionBy(Records.PERSON_KEY.col())
                        .orderBy(col("from"), col("to"), col(VISIT))
                        .rowsBetween(Window.unboundedPreceding(), -1));
        Column twice = col("bills")
                .gt(1)
                .and(col("from").equalTo(col("last_from")))
                .and(col("to").equalTo(col("first_to")))
                .and(col("least").equalTo(col("most")));
        Dataset<Row> told = stays.withColumn("ended", ended)
                .select(
                        col(VISIT),
                        when(twice, lit(Notice.SETTLED_TWICE.code())).as("twice"),
                        when(col("from").lt(col("ended")), lit(Notice.STAYS_OVERLAP.code()))
                                .as("overlap"))
                .selectExpr(
                        VISIT, "explode(filter(array(twice, overlap), n -> n is not null)) as " + Notices.CODE.name());
        return kept.join(broadcast(told), visit.equalTo(col(VISIT))).drop(VISIT);
    }
}
