package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.notices.Notice;

/**
 * Details that no header of their delivery claims (无主明细): nothing is made of them, and they are told.
 *
 * <p>To find them takes a second look at all details, so it is only taken where something was left over. Details lie there
 * by settlement before they meet their headers, and are counted in passing; headers that met some are counted once their
 * uploads are numbered. Beside the numbers the sums of a hash of delivery and settlement id are compared, so that as many left
 * over as counted twice do not pass.
 */
final class Strays {
    /** Which details a header met, as bits; null where nobody counts. */
    static final String MET = "met_details";

    /** Number of a settlement's upload where there is none. */
    static final int NO_UPLOAD = 0;

    private static final List<Table> DETAILS =
            List.of(SettlementDiagnoses.TABLE, SettlementProcedures.TABLE, SettlementItems.TABLE);
    private static final String ID = "stray_id";
    private static final String TEXT = "stray_text";
    private static final String FOUND_IN = "stray_delivery";
    private static final String FILE = "stray_file";
    private static final String OWNER = "stray_owner";
    private static final String OWNER_HOSPITAL = "stray_hospital";
    private static final String LOOKED = "stray_looked";
    private static final String BETWEEN = "; ";

    private final List<Observation> apart = new ArrayList<>();
    private final Observation met = new Observation("details met");
    private final boolean several;

    /** @param deliveries those whose details are counted */
    Strays(List<Delivery> deliveries) {
        several = deliveries.size() > 1;
    }

    /** Counts the settlements that have details of a kind in a delivery. */
    Dataset<Row> apart(Table details, Delivery delivery, Dataset<Row> bySettlement) {
        if (!delivery.hasDetailsApart()) {
            return bySettlement;
        }
        Observation observation = new Observation("details apart " + apart.size());
        apart.add(observation);
        return bySettlement.observe(
                observation,
                count(lit(1)).as("n_" + details.name()),
                coalesce(sum(hash(lit(delivery.lists().delivery()).cast("string"), col(RecordsStage.CHECK))), lit(0L))
                        .as("h_" + details.name()));
    }

    /** The bits of the kinds of details that a header met. */
    static Column bits(Delivery delivery, Column diagnoses, Column procedures, Column items) {
        if (!delivery.hasDetailsApart()) {
            return lit(0);
        }
        return bit(SettlementDiagnoses.TABLE, diagnoses)
                .plus(bit(SettlementProcedures.TABLE, procedures))
                .plus(bit(SettlementItems.TABLE, items));
    }

    private static Column bit(Table details, Column met) {
        return when(met.isNotNull(), lit(1 << DETAILS.indexOf(details))).otherwise(lit(0));
    }

    /** Counts the settlements that met details, each once a delivery: of uploads that came together each meets the same. */
    Dataset<Row> met(Dataset<Row> numbered) {
        Column first = Records.SEQUENCE.col().equalTo(1);
        Column before = lag(Records.DELIVERY.col(), 1).over(Uploads.latestFirst());
        Dataset<Row> placed = several
                ? numbered.withColumn(
                        MET,
                        when(first.or(not(Records.DELIVERY.col().eqNullSafe(before))), col(MET))
                                .otherwise(lit(0)))
                : numbered.withColumn(MET, when(first, col(MET)).otherwise(lit(0)));
        List<Column> sums = new ArrayList<>();
        for (Table details : DETAILS) {
            Column has = col(MET).bitwiseAND(lit(1 << DETAILS.indexOf(details))).notEqual(0);
            sums.add(coalesce(sum(when(has, lit(1L))), lit(0L)).as("n_" + details.name()));
            sums.add(coalesce(sum(when(has, hash(Records.DELIVERY.col(), col(RecordsStage.CHECK)))), lit(0L))
                    .as("h_" + details.name()));
        }
        return placed.observe(met, sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .drop(MET);
    }

    /** Whether details were left over. To be asked when what {@link #met} returned has been written. */
    boolean leftOver() {
        Map<String, Object> claimed = seen(met);
        if (claimed.isEmpty()) {
            return true;
        }
        Map<String, Long> rest = new java.util.HashMap<>();
        claimed.forEach((name, value) -> rest.put(name, -(Long) value));
        for (Observation observation : apart) {
            Map<String, Object> counted = seen(observation);
            if (counted.isEmpty()) {
                return true;
            }
            counted.forEach((name, value) -> rest.merge(name, (Long) value, Long::sum));
        }
        return rest.values().stream().anyMatch(difference -> difference != 0);
    }

    /** What was observed; nothing where the part of the query was not run. */
    private static Map<String, Object> seen(Observation observation) {
        try {
            return observation.getAsJava();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a table was written.", e);
        }
    }

    /**
     * The details in some deliveries that no header there claims, by settlement and table: with what there is of them, where
     * any is of the kind that is looked at.
     */
    static Optional<Dataset<Row>> find(List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(Delivery::hasDetailsApart)
                .flatMap(delivery -> DETAILS.stream().map(details -> find(delivery, details)))
                .reduce(Dataset::unionByName);
    }

    private static Dataset<Row> find(Delivery delivery, Table details) {
        Column id = SettlementHeaders.SETL_ID.col();
        Dataset<Row> claimed = delivery.read(SettlementHeaders.TABLE)
                .filter(not(Checks.blank(id)))
                .select(id.as(OWNER));
        Dataset<Row> rows = delivery.read(details);
        boolean amounts = details.equals(SettlementItems.TABLE);
        Column yuan = amounts
                ? concat_ws(" ", lit("="), RecordsStage.yuan(sum("fen")))
                : lit(null).cast("string");
        Column files = count_distinct(Records.SOURCE_FILE.col());
        Column looked = details.equals(SettlementDiagnoses.TABLE)
                ? MainDiagnoses.looked()
                : details.equals(SettlementProcedures.TABLE) ? ProcedureLists.looked() : lit(true);
        return rows.withColumn(LOOKED, coalesce(looked, lit(false)))
                .withColumn("fen", amounts ? Amounts.of(rows).fenOrZero(SettlementItems.AMT) : lit(0L))
                .select(
                        when(not(Checks.blank(id)), id).as(ID),
                        Records.DELIVERY.col().as(FOUND_IN),
                        Records.SOURCE_FILE.col(),
                        col("fen"),
                        col(LOOKED))
                .join(claimed, col(ID).equalTo(col(OWNER)), "left_anti")
                .groupBy(ID, FOUND_IN)
                .agg(
                        concat_ws(
                                        " ",
                                        concat_ws("/", col(FOUND_IN), lit(details.name())),
                                        count(lit(1)).cast("string"),
                                        yuan,
                                        concat_ws(
                                                "",
                                                lit("("),
                                                min(Records.SOURCE_FILE.col()),
                                                when(
                                                        files.gt(1),
                                                        concat_ws(
                                                                "",
                                                                lit(" +"),
                                                                files.minus(1).cast("string"))),
                                                lit(")")))
                                .as(TEXT),
                        min(Records.SOURCE_FILE.col()).as(FILE),
                        max(col(LOOKED)).as(LOOKED))
                // As they are counted: else it would hang on the mode of the run what is told.
                .filter(col(LOOKED))
                .select(
                        coalesce(col(ID), lit(Headers.NAMELESS + "details")).as(ID),
                        col(FOUND_IN),
                        col(FILE),
                        col(TEXT));
    }

    /** The same of the notices of a run before. */
    static Dataset<Row> remembered(Dataset<Row> notices) {
        return notices.filter(
                        Notices.CODE.col().isin(Notice.DETAILS_WITHOUT_HEADER.code(), Notice.DETAILS_APART.code()))
                .select(
                        Records.SETTLEMENT_ID.col().as(ID),
                        Records.DELIVERY.col().as(FOUND_IN),
                        Records.SOURCE_FILE.col().as(FILE),
                        Notices.OBSERVED.col().as(TEXT));
    }

    /**
     * The notices of details without a header, one a settlement: without one in any delivery, or in another than its header.
     *
     * @param records all that were taken in until now
     */
    static Dataset<Row> notices(Dataset<Row> strays, Dataset<Row> records) {
        Dataset<Row> owners = records.filter(Records.SEQUENCE.col().equalTo(1))
                .select(
                        Records.SETTLEMENT_ID.col().as(OWNER),
                        Records.HOSPITAL.col().as(OWNER_HOSPITAL));
        Column owned = col(OWNER).isNotNull();
        return strays.groupBy(ID)
                .agg(
                        array_join(
                                        array_sort(array_distinct(flatten(collect_list(split(col(TEXT), BETWEEN))))),
                                        BETWEEN)
                                .as(TEXT),
                        min(FOUND_IN).as(FOUND_IN),
                        min(FILE).as(FILE))
                .join(owners, col(ID).equalTo(col(OWNER)), "left")
                .select(
                        col(ID).as(Records.SETTLEMENT_ID.name()),
                        when(owned, lit(1)).otherwise(lit(NO_UPLOAD)).as(Records.SEQUENCE.name()),
                        when(owned, lit(Notice.DETAILS_APART.code()))
                                .otherwise(lit(Notice.DETAILS_WITHOUT_HEADER.code()))
                                .as(Notices.CODE.name()),
                        lit(Notice.DETAILS_APART.severity().name()).as(Notices.SEVERITY.name()),
                        col(OWNER_HOSPITAL).as(Records.HOSPITAL.name()),
                        lit(Notice.DETAILS_APART.column()).as(Notices.COLUMN_NAME.name()),
                        col(TEXT).as(Notices.OBSERVED.name()),
                        col(FOUND_IN).as(Records.DELIVERY.name()),
                        col(FILE).as(Records.SOURCE_FILE.name()));
    }
}
