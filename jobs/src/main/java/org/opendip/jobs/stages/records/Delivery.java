package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.Sought;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;

/**
 * Settlement lists that came together (批次): the details in it are those of its headers. A settlement that is uploaded
 * again in another delivery comes there with details of its own.
 */
record Delivery(SparkSession spark, SettlementLists lists) {
    /** A national table, each row with the delivery it came in. */
    Dataset<Row> read(Table table) {
        return NationalTables.read(spark, lists, table)
                .withColumn(Records.DELIVERY.name(), lit(lists.delivery()).cast("string"));
    }

    /** Whether details lie in tables of their own: where they are part of the header's row none can be without it. */
    boolean hasDetailsApart() {
        return lists.source() == null || lists.source().shape() == SourceFile.Shape.NATIONAL_TABLES;
    }

    /** Headers once more, of those only that may be among the ones sought, with the place that each has in its file. */
    Dataset<Row> again(Sought sought) {
        return NationalTables.again(spark, lists, sought)
                .withColumn(Records.DELIVERY.name(), lit(lists.delivery()).cast("string"));
    }
}
