package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;

/** The gate behind the intake: nothing was lost on the way, and not too much was rejected. */
final class Accounts {
    private Accounts() {}

    /** in = kept + netted + superseded + rejected, by count and by fen, against a count of the source of its own. */
    static void check(StageRun run, Dataset<Row> headers, Dataset<Row> records) {
        Row in = headers.agg(
                        count(lit(1)), coalesce(sum(Amounts.of(headers).fen(SettlementHeaders.MEDFEE_SUMAMT)), lit(0L)))
                .first();
        Row out = records.agg(
                        count(lit(1)),
                        coalesce(sum(Records.COST_FEN.col()), lit(0L)),
                        coalesce(
                                sum(when(Records.DISPOSITION.col().equalTo(Dispositions.REJECTED), lit(1L))
                                        .otherwise(lit(0L))),
                                lit(0L)),
                        coalesce(
                                sum(when(Records.DISPOSITION.col().equalTo(Dispositions.KEPT), lit(1L))
                                        .otherwise(lit(0L))),
                                lit(0L)))
                .first();
        if (in.getLong(0) != out.getLong(0) || in.getLong(1) != out.getLong(1)) {
            throw DipErrors.recordsDoNotAddUp(in.getLong(0), in.getLong(1), out.getLong(0), out.getLong(1));
        }
        long rejected = out.getLong(2);
        BigDecimal limit = run.rules().intake().rejectedShareLimit();
        if (BigDecimal.valueOf(rejected).compareTo(limit.multiply(BigDecimal.valueOf(in.getLong(0)))) > 0) {
            throw DipErrors.tooManyRejected(rejected, in.getLong(0), limit);
        }
        if (out.getLong(3) == 0) {
            throw DipErrors.nothingKept(run.lists().place(), in.getLong(0));
        }
    }
}
