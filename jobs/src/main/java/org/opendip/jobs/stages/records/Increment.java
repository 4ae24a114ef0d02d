package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.rulebook.Rulebook;

/**
 * What new rows change in the records: they themselves, the earlier uploads of the same settlements, and what lies in the
 * visits of both, since a refund may now take back another settlement. Nothing else is looked at.
 */
final class Increment {
    private Increment() {}

    /** The records that are new or no longer what they were. */
    static Dataset<Row> of(StageRun run, Dataset<Row> before, Dataset<Row> received) {
        Column id = Records.SETTLEMENT_ID.col();
        Column visit = Records.VISIT_ID.col();
        Dataset<Row> fresh = rekey(received);
        // Their numbers and refunds are found anew.
        Dataset<Row> old = remember(run.rules(), before).drop(Refunds.OUTCOME);
        Dataset<Row> ids = fresh.select(id.as("new_id")).distinct().persist();
        try {
            Dataset<Row> uploads = old.join(broadcast(ids), id.equalTo(col("new_id")), "left_semi");
            Dataset<Row> visits = fresh.select(visit.as("touched"))
                    .union(uploads.select(visit.as("touched")))
                    .filter(col("touched").isNotNull())
                    .distinct();
            Dataset<Row> company = old.join(broadcast(visits), visit.equalTo(col("touched")), "left_semi")
                    .join(broadcast(ids), id.equalTo(col("new_id")), "left_anti");
            Dataset<Row> numbered = Uploads.number(fresh.unionByName(uploads, true), true)
                    .unionByName(company, true)
                    .persist();
            try {
                Dataset<Row> decided = RecordsStage.decide(
                        run, numbered.join(broadcast(Refunds.match(numbered)), RecordsStage.joinKey(), "left"));
                Column[] ours =
                        Records.TABLE.columns().stream().map(c -> c.col()).toArray(Column[]::new);
                return decided.select(ours).except(before.select(ours)).localCheckpoint();
            } finally {
                numbered.unpersist();
            }
        } finally {
            ids.unpersist();
        }
    }

    /** Records with the keys and findings that they had when they were decided. */
    static Dataset<Row> remember(Rulebook rules, Dataset<Row> records) {
        Column unmatched = Records.tells(Notice.REFUND_WITHOUT_ORIGINAL);
        return rekey(records)
                .withColumns(Map.of(
                        RecordsStage.FOUND, Checks.remembered(rules),
                        Uploads.DOUBTFUL, Records.tells(Notice.UPLOAD_TIME_UNREADABLE),
                        Refunds.OUTCOME,
                                when(Records.DISPOSITION.col().equalTo(Dispositions.NETTED), Records.REASON.col())
                                        .when(unmatched, lit(Refunds.UNMATCHED))))
                .drop(Records.DISPOSITION.name(), Records.REASON.name(), Records.TROUBLES.name());
    }

    /** Keys of the settlement id as the records have it, which is there for every row. */
    private static Dataset<Row> rekey(Dataset<Row> rows) {
        Column id = Records.SETTLEMENT_ID.col();
        return rows.withColumns(Map.of(RecordsStage.KEY, xxhash64(id), RecordsStage.CHECK, hash(id)));
    }
}
