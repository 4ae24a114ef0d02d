package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;

/** The gate behind the intake: nothing was lost on the way, and not too much was rejected. */
final class Accounts {
    private Accounts() {}

    /**
     * What came in.
     *
     * @param rows headers
     * @param fen their total cost
     */
    record In(long rows, long fen) {
        static final In NOTHING = new In(0, 0);

        /** Counted in the source. */
        static In of(Dataset<Row> headers) {
            return counted(headers, Amounts.of(headers).fen(SettlementHeaders.MEDFEE_SUMAMT));
        }

        /** Counted among records that came in before. */
        static In before(Dataset<Row> records) {
            return counted(records, Records.COST_FEN.col());
        }

        private static In counted(Dataset<Row> rows, Column cost) {
            Row row = rows.agg(count(lit(1)), coalesce(sum(cost), lit(0L))).first();
            return new In(row.getLong(0), row.getLong(1));
        }

        In plus(In other) {
            return new In(rows + other.rows, Math.addExact(fen, other.fen));
        }
    }

    /** in = kept + netted + superseded + rejected, by count and by fen, against a count of the source of its own. */
    static void check(StageRun run, In in, Dataset<Row> records) {
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
        if (in.rows() != out.getLong(0) || in.fen() != out.getLong(1)) {
            throw DipErrors.recordsDoNotAddUp(in.rows(), in.fen(), out.getLong(0), out.getLong(1));
        }
        long rejected = out.getLong(2);
        BigDecimal limit = run.rules().intake().rejectedShareLimit();
        if (BigDecimal.valueOf(rejected).compareTo(limit.multiply(BigDecimal.valueOf(in.rows()))) > 0) {
            throw DipErrors.tooManyRejected(rejected, in.rows(), limit);
        }
        if (out.getLong(3) == 0) {
            throw DipErrors.nothingKept(run.intake().lists().place(), in.rows());
        }
    }
}
