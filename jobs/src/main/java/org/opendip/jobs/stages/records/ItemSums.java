package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.national.SettlementItems;

/** The charges of each settlement, summed: all, drugs (09, 10, 11), materials (08). */
final class ItemSums {
    static final String ALL = "item_fen";
    static final String DRUG = "drug_sum";
    static final String MATERIAL = "material_sum";

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
                                .as(MATERIAL));
    }
}
