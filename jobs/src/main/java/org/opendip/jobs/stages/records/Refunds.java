package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;

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

    /** Key, check and outcome of the rows that are part of a refund. */
    static Dataset<Row> outcomes(StageRun run, Dataset<Row> headers) {
        Column fen = Amounts.of(headers).fen(SettlementHeaders.MEDFEE_SUMAMT);
        Column visit = SettlementHeaders.MDTRT_ID.col();
        Dataset<Row> visits = headers.filter(fen.lt(0).and(visit.isNotNull()))
                .select(visit.as("refund_visit"))
                .distinct();
        Dataset<Row> involved = headers.join(broadcast(visits), visit.equalTo(col("refund_visit")), "left_semi")
                .transform(rows -> Headers.attachKey(run, rows));
        Dataset<Row> latest = involved.withColumn(
                        Records.SEQUENCE.name(), row_number().over(Headers.uploads()))
                .filter(Records.SEQUENCE.col().equalTo(1))
                .filter(coalesce(SettlementHeaders.VALI_FLAG.col(), lit("1")).notEqual("0"))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        visit.as("visit"),
                        abs(fen).as("amount"),
                        fen.lt(0).as("negative"),
                        SettlementHeaders.SETL_TIME.col(),
                        SettlementHeaders.SETL_ID.col());
        WindowSpec same = Window.partitionBy("visit", "amount");
        WindowSpec sameSign = Window.partitionBy("visit", "amount", "negative")
                .orderBy(SettlementHeaders.SETL_TIME.col(), SettlementHeaders.SETL_ID.col());
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
