package org.opendip.jobs;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;

/**
 * A test that needs Spark. All classes of a fork share one session, since its start costs more than most tests; so a test
 * writes to a temporary folder and leaves no settings and no views behind.
 */
public abstract class SparkTest extends JavaDatasetSuiteBase {
    static {
        // A command that a test runs finds a master set, as when submitted, and so takes this session as it is.
        System.setProperty("spark.master", "local[2]");
    }

    /** Settings that make tiny data fast; {@link Sessions#FIXED} comes on top, so that results are those of a command. */
    @Override
    public SparkConf conf() {
        SparkConf conf = new SparkConf(false)
                .setMaster("local[2]")
                .setAppName("dip test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.shuffle.partitions", "2")
                .set("spark.default.parallelism", "2")
                .set("spark.databricks.delta.snapshotPartitions", "1")
                .set("spark.databricks.delta.stats.collect", "false")
                .set("spark.io.compression.codec", "snappy")
                .set("spark.sql.warehouse.dir", localWarehousePath());
        Sessions.FIXED.forEach(conf::set);
        Sessions.PRIVATE.forEach(conf::set);
        return conf;
    }

    /** No Hive: tables are paths. */
    @Override
    public boolean enableHiveSupport() {
        return false;
    }

    @BeforeEach
    void startSpark() {
        runBefore();
    }

    /** Fails unless both hold the same rows, to the last digit, in any order. Rows are paired by the first column. */
    protected static void assertRows(Dataset<Row> actual, Dataset<Row> expected) {
        check(actual, expected, List.of(expected.columns()[0]));
    }

    /** The same, with rows paired by the table's key. */
    protected static void assertRows(Table table, Dataset<Row> actual, Dataset<Row> expected) {
        check(actual, expected, table.key().stream().map(Col::name).toList());
    }

    /** The same with rows written in the test, in the table's order of columns. */
    protected void assertRows(Table table, Dataset<Row> actual, List<Row> expected) {
        assertRows(table, actual, spark().createDataFrame(expected, table.schema()));
    }

    /** The same for rows that are at hand, each a list of values in the order of the names. */
    protected static String difference(
            List<String> names, List<List<Object>> actual, List<List<Object>> expected, List<String> key) {
        return RowDiff.of(names, actual, expected, key);
    }

    private static void check(Dataset<Row> actual, Dataset<Row> expected, List<String> key) {
        String difference = RowDiff.of(actual, expected, key);
        if (!difference.isEmpty()) {
            Assertions.fail(difference);
        }
    }
}
