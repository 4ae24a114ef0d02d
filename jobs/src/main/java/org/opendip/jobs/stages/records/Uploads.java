package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.opendip.jobs.tables.Records;

/** Which of several uploads of one settlement counts: the latest, by time, then by delivery, file and content. */
final class Uploads {
    /** Whether a time of upload among those of a settlement cannot be read: then nobody can tell which is the latest. */
    static final String DOUBTFUL = "order_unreadable";

    private Uploads() {}

    /** The uploads of each settlement, the latest first. */
    static WindowSpec latestFirst() {
        return Window.partitionBy(RecordsStage.KEY, RecordsStage.CHECK)
                .orderBy(
                        Records.UPLOADED.col().desc_nulls_last(),
                        Records.DELIVERY.col().desc_nulls_last(),
                        Records.SOURCE_FILE.col().desc(),
                        Records.CONTENT.col().desc());
    }

    /**
     * Numbers the uploads of each settlement, the latest first.
     *
     * @param rows with key, check, and {@link #DOUBTFUL} of the row itself
     * @param mayDoubt whether there can be a doubt at all; what no row can say costs nothing
     */
    static Dataset<Row> number(Dataset<Row> rows, boolean mayDoubt) {
        Dataset<Row> numbered =
                rows.withColumn(Records.SEQUENCE.name(), row_number().over(latestFirst()));
        return numbered.withColumn(
                DOUBTFUL,
                mayDoubt
                        ? max(col(DOUBTFUL)).over(Window.partitionBy(RecordsStage.KEY, RecordsStage.CHECK))
                        : lit(false));
    }
}
