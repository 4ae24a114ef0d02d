package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;

/** The gate behind the intake: nothing was lost on the way, and not too much was rejected. */
final class Accounts {
    /** Files that are named when they do not add up. */
    private static final int NAMED = 5;

    private static final List<String> DISPOSITIONS =
            List.of(Dispositions.KEPT, Dispositions.NETTED, Dispositions.SUPERSEDED, Dispositions.REJECTED);

    private static final Column ROWS = count(lit(1)).as("rows");
    private static final Column FEN =
            coalesce(sum(Records.COST_FEN.col()), lit(0L)).as("fen");

    private Accounts() {}

    /** What came in: delivery, file and total cost of each header, counted in the source. */
    static Dataset<Row> in(Dataset<Row> headers) {
        return headers.select(
                Records.DELIVERY.col(),
                Records.SOURCE_FILE.col(),
                Amounts.of(headers).fen(SettlementHeaders.MEDFEE_SUMAMT).as(Records.COST_FEN.name()));
    }

    /** The same of records that came in before. */
    static Dataset<Row> before(Dataset<Row> records) {
        return records.select(Records.DELIVERY.col(), Records.SOURCE_FILE.col(), Records.COST_FEN.col());
    }

    /**
     * in = kept + netted + superseded + rejected, by count and by fen, against a count of the source of its own.
     *
     * @param in what {@link #in} and {@link #before} tell
     * @throws org.opendip.policy.errors.DipException naming the files that do not add up and what became of their rows
     */
    static void check(StageRun run, Dataset<Row> in, Dataset<Row> records) {
        Row read = in.agg(ROWS, FEN).first();
        Row out = records.agg(ROWS, FEN, of(Dispositions.REJECTED), of(Dispositions.KEPT))
                .first();
        if (read.getLong(0) != out.getLong(0) || read.getLong(1) != out.getLong(1)) {
            throw DipErrors.recordsDoNotAddUp(
                    read.getLong(0), read.getLong(1), out.getLong(0), out.getLong(1), differing(in, records));
        }
        long rejected = out.getLong(2);
        BigDecimal limit = run.rules().intake().rejectedShareLimit();
        if (BigDecimal.valueOf(rejected).compareTo(limit.multiply(BigDecimal.valueOf(read.getLong(0)))) > 0) {
            throw DipErrors.tooManyRejected(rejected, read.getLong(0), limit);
        }
        if (out.getLong(3) == 0) {
            throw DipErrors.nothingKept(run.intake().lists().place(), read.getLong(0));
        }
    }

    private static Column of(String disposition) {
        return count(when(Records.DISPOSITION.col().equalTo(disposition), lit(1)))
                .as(disposition);
    }

    /** The first files, by name, of which not every row or fen is accounted for. */
    static List<String> differing(Dataset<Row> in, Dataset<Row> records) {
        Column[] file = {Records.DELIVERY.col(), Records.SOURCE_FILE.col()};
        Dataset<Row> read = in.groupBy(file).agg(ROWS, FEN);
        Dataset<Row> out = records.groupBy(file)
                .agg(
                        ROWS,
                        Stream.concat(Stream.of(FEN), DISPOSITIONS.stream().map(Accounts::of))
                                .toArray(Column[]::new));
        Column same = read.col(Records.DELIVERY.name())
                .eqNullSafe(out.col(Records.DELIVERY.name()))
                .and(read.col(Records.SOURCE_FILE.name()).eqNullSafe(out.col(Records.SOURCE_FILE.name())));
        Column name = concat_ws(
                "/",
                coalesce(read.col(Records.DELIVERY.name()), out.col(Records.DELIVERY.name())),
                coalesce(read.col(Records.SOURCE_FILE.name()), out.col(Records.SOURCE_FILE.name())));
        Column became = concat_ws(
                ", ",
                DISPOSITIONS.stream()
                        .map(each -> concat_ws(" ", lit(each), number(out.col(each))))
                        .toArray(Column[]::new));
        return read.join(out, same, "full")
                .filter(not(read.col("rows")
                        .eqNullSafe(out.col("rows"))
                        .and(read.col("fen").eqNullSafe(out.col("fen")))))
                .select(concat(
                                name,
                                lit(": read "),
                                number(read.col("rows")),
                                lit(" rows of "),
                                number(read.col("fen")),
                                lit(" fen, accounted for "),
                                number(out.col("rows")),
                                lit(" rows of "),
                                number(out.col("fen")),
                                lit(" fen ("),
                                became,
                                lit(")"))
                        .as("told"))
                .orderBy("told")
                .limit(NAMED)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static Column number(Column whole) {
        return coalesce(whole, lit(0L)).cast("string");
    }
}
