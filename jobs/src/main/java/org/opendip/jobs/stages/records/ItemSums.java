package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_valid_utf8;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.when;

import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.national.SettlementItems;

/**
 * The charges of each settlement, summed: all, drugs (09, 10, 11), materials (08), and what is odd about them. Whole numbers
 * only: a text would turn the hash aggregate of all charges into a sort.
 */
final class ItemSums {
    static final String ALL = "item_fen";
    static final String DRUG = "drug_sum";
    static final String MATERIAL = "material_sum";

    /** How many are below zero, and their sum. */
    static final String NEGATIVE = "item_negative";

    static final String NEGATIVE_SUM = "negative_sum";
    /** A category that is none, see {@link #packed}; null where there is none such. */
    static final String UNKNOWN = "item_unknown";

    private static final Object[] CATEGORIES =
            IntStream.rangeClosed(1, 14).mapToObj("%02d"::formatted).toArray();

    /** Letters of an unknown category that are kept, and bytes, so that they fit a number. */
    private static final int SHOWN = 7;

    private ItemSums() {}

    static Dataset<Row> of(Delivery delivery) {
        Dataset<Row> items = delivery.read(SettlementItems.TABLE);
        Column category = SettlementItems.MED_CHRGITM.col();
        return RecordsStage.attachKey(items)
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        category,
                        Amounts.of(items).fenOrZero(SettlementItems.AMT).as("fen"))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(
                        sum("fen").as(ALL),
                        sum(when(category.isin("09", "10", "11"), col("fen")).otherwise(lit(0L)))
                                .as(DRUG),
                        sum(when(category.equalTo("08"), col("fen")).otherwise(lit(0L)))
                                .as(MATERIAL),
                        sum(when(col("fen").lt(0), lit(1L))).as(NEGATIVE),
                        sum(when(col("fen").lt(0), col("fen"))).as(NEGATIVE_SUM),
                        max(when(
                                        col("fen")
                                                .notEqual(0)
                                                .and(not(coalesce(category.isin(CATEGORIES), lit(false)))),
                                        packed(category)))
                                .as(UNKNOWN));
    }

    /** The first letters of a text as a number, so many as have seven bytes; 0 for none. Bytes in another charset are marked. */
    static Column packed(Column written) {
        Column text = make_valid_utf8(written);
        Column letters = substring(text, 1, SHOWN);
        Column fewer = substring(text, 1, 2);
        Column some = when(octet_length(letters).leq(SHOWN), letters)
                .when(octet_length(fewer).leq(SHOWN), fewer)
                .otherwise(substring(text, 1, 1));
        return when(coalesce(some, lit("")).equalTo(""), lit(0L))
                .otherwise(conv(hex(some), 16, 10).cast("bigint"));
    }

    /** The letters of {@link #UNKNOWN}. */
    static Column unknownCategory() {
        return when(col(UNKNOWN).equalTo(0L), lit(""))
                .when(col(UNKNOWN).isNotNull(), decode(unhex(hex(col(UNKNOWN))), "UTF-8"));
    }
}
