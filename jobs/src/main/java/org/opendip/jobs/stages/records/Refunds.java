package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.opendip.jobs.tables.Records;

/**
 * Refunds and what they take back. A refund is a row with a negative amount; it is netted against a settlement of the
 * same visit and the same amount, the earliest first. Only visits with a refund are looked at, so the cost is that of
 * the few, not of all.
 */
final class Refunds {
    static final String OUTCOME = "refund_outcome";
    /** The settlement that was taken back. */
    static final String REFUNDED = "refunded";
    /** The row that took it back. */
    static final String REFUND = "refund";
    /** A refund that takes back nothing we have. */
    static final String UNMATCHED = "unmatched";

    private Refunds() {}

    /** Key, check and outcome of the settlements of some headers that are part of a refund. */
    static Dataset<Row> outcomes(Dataset<Row> headers, boolean mayDoubt) {
        Column visit = Records.VISIT_ID.col();
        Dataset<Row> visits = headers.filter(Records.COST_FEN.col().lt(0).and(visit.isNotNull()))
                .select(visit.as("refund_visit"))
                .distinct();
        // With every upload of what they name: one that was uploaded again may have come with another visit before.
        Dataset<Row> named = headers.join(broadcast(visits), visit.equalTo(col("refund_visit")), "left_semi")
                .select(Records.SETTLEMENT_ID.col().as("refund_id"))
                .distinct();
        return match(Uploads.number(
                        headers.join(
                                broadcast(named), Records.SETTLEMENT_ID.col().equalTo(col("refund_id")), "left_semi"),
                        mayDoubt)
                .join(broadcast(visits), visit.equalTo(col("refund_visit")), "left_semi"));
    }

    /** The same of numbered rows that hold every settlement of their visits. */
    static Dataset<Row> match(Dataset<Row> numbered) {
        Column fen = Records.COST_FEN.col();
        Dataset<Row> latest = numbered.filter(Records.SEQUENCE.col().equalTo(1))
                .filter(not(Records.VOID.col()).and(Records.VISIT_ID.col().isNotNull()))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        Records.VISIT_ID.col().as("visit"),
                        abs(fen).as("amount"),
                        fen.lt(0).as("negative"),
                        Records.SETTLED.col(),
                        Records.SETTLEMENT_ID.col());
        WindowSpec same = Window.partitionBy("visit", "amount");
        WindowSpec sameSign = Window.partitionBy("visit", "amount", "negative")
                .orderBy(Records.SETTLED.col(), Records.SETTLEMENT_ID.col());
        Column negatives = sum(when(col("negative"), lit(1)).otherwise(lit(0))).over(same);
        Column positives = sum(when(col("negative"), lit(0)).otherwise(lit(1))).over(same);
        return latest.withColumn("place", row_number().over(sameSign))
                .withColumn("refunds", negatives)
                .withColumn("settlements", positives)
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        when(col("negative").and(col("place").leq(col("settlements"))), lit(REFUND))
                                .when(col("negative"), lit(UNMATCHED))
                                .when(col("place").leq(col("refunds")), lit(REFUNDED))
                                .as(OUTCOME))
                .filter(col(OUTCOME).isNotNull());
    }
}
