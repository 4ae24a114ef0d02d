package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    private static final String SEEN_OF = "unreadable_id";
    private static final String SEEN_IN = "unreadable_in";
    private static final String TEXT = NationalTables.UNREADABLE;

    private Unreadable() {}

    /** Whether something of a header could not be read. */
    static Column inHeader(Dataset<Row> headers) {
        return tells(headers) ? col(TEXT).isNotNull() : lit(false);
    }

    /** Adds {@link #IN_DETAILS} to headers with their key. */
    static Dataset<Row> attach(Delivery delivery, Dataset<Row> keyed) {
        return details(delivery)
                .map(details -> keyed.join(
                        details.groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                                .agg(max(TEXT).as(IN_DETAILS)),
                        RecordsStage.joinKey(),
                        "left"))
                .orElseGet(() -> keyed.withColumn(IN_DETAILS, lit(null).cast("string")));
    }

    /** Whether it cannot be told which upload of a settlement is the latest, since a time of upload cannot be read. */
    static Column inOrder(Dataset<Row> headers) {
        return tells(headers)
                ? coalesce(col(TEXT).contains(SettlementHeaders.UPDT_TIME.name() + "="), lit(false))
                : lit(false);
    }

    /** What could not be read, as a part of what a header says. */
    static Stream<Column> said(Dataset<Row> headers) {
        return tells(headers) ? Stream.of(col(TEXT)) : Stream.empty();
    }

    /** Settlement, delivery and text of what could not be read in a delivery; none where nothing can be unreadable. */
    static Optional<Dataset<Row>> seen(StageRun run, Delivery delivery) {
        Dataset<Row> headers = delivery.read(SettlementHeaders.TABLE);
        Optional<Dataset<Row>> inHeaders = tells(headers)
                ? Optional.of(Headers.attachKey(run, headers.filter(col(TEXT).isNotNull()))
                        .select(
                                Headers.label().as(SEEN_OF),
                                Records.DELIVERY.col().as(SEEN_IN),
                                col(TEXT)))
                : Optional.empty();
        Optional<Dataset<Row>> inDetails = details(delivery)
                .map(rows -> rows.select(
                        Headers.label().as(SEEN_OF),
                        lit(delivery.lists().delivery()).cast("string").as(SEEN_IN),
                        col(TEXT)));
        return Stream.of(inHeaders, inDetails).flatMap(Optional::stream).reduce(Dataset::unionByName);
    }

    /** The same of the notices of a run before. */
    static Dataset<Row> remembered(Dataset<Row> notices) {
        return notices.filter(showsTexts().and(Notices.OBSERVED.col().isNotNull()))
                .select(
                        Records.SETTLEMENT_ID.col().as(SEEN_OF),
                        Records.DELIVERY.col().as(SEEN_IN),
                        Notices.OBSERVED.col().as(TEXT));
    }

    /** Gives the notices of unreadable values the columns and texts that were seen. */
    static Dataset<Row> observe(Optional<Dataset<Row>> all, Dataset<Row> notices) {
        if (all.isEmpty()) {
            return notices;
        }
        Dataset<Row> seen = all.get()
                .groupBy(SEEN_OF, SEEN_IN)
                .agg(array_join(array_sort(collect_set(TEXT)), "; ").as(TEXT));
        return notices.join(
                        seen,
                        showsTexts()
                                .and(Records.SETTLEMENT_ID.col().equalTo(col(SEEN_OF)))
                                .and(Records.DELIVERY.col().eqNullSafe(col(SEEN_IN))),
                        "left")
                .withColumn(Notices.OBSERVED.name(), coalesce(col(TEXT), Notices.OBSERVED.col()))
                .drop(SEEN_OF, SEEN_IN, TEXT);
    }

    private static Column showsTexts() {
        return Notices.CODE.col().isin(Notice.VALUE_UNREADABLE.code(), Notice.UPLOAD_TIME_UNREADABLE.code());
    }

    /** Whether a source says what of it could not be read: only text does. */
    static boolean tells(Dataset<Row> data) {
        return Arrays.asList(data.columns()).contains(TEXT);
    }

    /** Details with a value that could not be read; none where every table has its types. A folder may mix both. */
    private static Optional<Dataset<Row>> details(Delivery delivery) {
        return DETAILS.stream()
                .map(delivery::read)
                .filter(Unreadable::tells)
                .map(detail -> detail.filter(col(TEXT).isNotNull())
                        .transform(RecordsStage::attachKey)
                        .select(
                                col(RecordsStage.KEY),
                                col(RecordsStage.CHECK),
                                SettlementHeaders.SETL_ID.col(),
                                col(TEXT)))
                .reduce(Dataset::unionByName);
    }
}
