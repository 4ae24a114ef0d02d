package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.notices.Notice;

/**
 * Values of the source that could not be read, in the header or in a detail. A source whose values have their types
 * already has none, and then nothing here costs anything.
 */
final class Unreadable {
    /** What of a settlement's details could not be read: any text, or null. */
    static final String IN_DETAILS = "unreadable_in_details";

    private static final List<Table> DETAILS =
            List.of(SettlementDiagnoses.TABLE, SettlementProcedures.TABLE, SettlementItems.TABLE);
    private static final String TEXT = NationalTables.UNREADABLE;

    private Unreadable() {}

    /** Whether something of a header could not be read. */
    static Column inHeader(Dataset<Row> headers) {
        return tells(headers) ? col(TEXT).isNotNull() : lit(false);
    }

    /** Adds {@link #IN_DETAILS} to headers with their key. */
    static Dataset<Row> attach(StageRun run, Dataset<Row> source, Dataset<Row> keyed) {
        if (!tells(source)) {
            return keyed.withColumn(IN_DETAILS, lit(null).cast("string"));
        }
        Dataset<Row> details = details(run)
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(max(TEXT).as(IN_DETAILS));
        return keyed.join(broadcast(details), RecordsStage.joinKey(), "left");
    }

    /** Gives the notices of unreadable values the columns and texts that were seen. */
    static Dataset<Row> observe(StageRun run, Dataset<Row> source, Dataset<Row> notices) {
        if (!tells(source)) {
            return notices;
        }
        Dataset<Row> seen = Headers.attachKey(run, source.filter(col(TEXT).isNotNull()))
                .select(Headers.label().as("unreadable_id"), col(TEXT))
                .unionByName(details(run).select(Headers.label().as("unreadable_id"), col(TEXT)))
                .groupBy("unreadable_id")
                .agg(array_join(array_sort(collect_set(TEXT)), "; ").as(TEXT));
        Column ours = Notices.CODE.col().equalTo(Notice.VALUE_UNREADABLE.code());
        return notices.join(
                        broadcast(seen), ours.and(Records.SETTLEMENT_ID.col().equalTo(col("unreadable_id"))), "left")
                .withColumn(Notices.OBSERVED.name(), coalesce(col(TEXT), Notices.OBSERVED.col()))
                .drop("unreadable_id", TEXT);
    }

    private static boolean tells(Dataset<Row> data) {
        return Arrays.asList(data.columns()).contains(TEXT);
    }

    private static Dataset<Row> details(StageRun run) {
        return DETAILS.stream()
                .map(table -> NationalTables.read(run.spark(), run.lists(), table))
                // A folder may hold one table as CSV and another as Parquet.
                .filter(Unreadable::tells)
                .map(detail -> detail.filter(col(TEXT).isNotNull())
                        .transform(RecordsStage::attachKey)
                        .select(
                                col(RecordsStage.KEY),
                                col(RecordsStage.CHECK),
                                SettlementHeaders.SETL_ID.col(),
                                col(TEXT)))
                .reduce(Dataset::unionByName)
                .orElseGet(() -> run.spark()
                        .createDataFrame(
                                List.of(),
                                new StructType()
                                        .add(RecordsStage.KEY, "bigint")
                                        .add(RecordsStage.CHECK, "int")
                                        .add("setl_id", "string")
                                        .add(TEXT, "string")));
    }
}
