package org.opendip.jobs.flow;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** How a session is made: one for a whole flow, with the settings that make results the same everywhere. */
public final class Sessions {

    /** Settings that results depend on: the same on every machine, never overridden. */
    public static final Map<String, String> FIXED = Map.of(
            "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.sql.ansi.enabled", "true",
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.decimalOperations.allowPrecisionLoss", "true",
            // CSV in GBK and GB18030.
            "spark.sql.legacy.javaCharsets", "true");

    /** What is written is for its owner only; a cluster whose tables a group may read sets another mask. */
    public static final Map<String, String> PRIVATE = Map.of("spark.hadoop.fs.permissions.umask-mode", "077");

    /** Settings for one machine: fewer partitions and no web pages, since the start and the small steps weigh most. */
    private static final Map<String, String> LOCAL = Map.ofEntries(
            Map.entry("spark.ui.enabled", "false"),
            Map.entry("spark.driver.bindAddress", "127.0.0.1"),
            Map.entry("spark.driver.host", "127.0.0.1"),
            Map.entry("spark.sql.shuffle.partitions", "8"),
            Map.entry("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false"),
            Map.entry("spark.sql.adaptive.advisoryPartitionSizeInBytes", "32m"),
            Map.entry("spark.sql.files.maxPartitionBytes", "64m"),
            Map.entry("spark.sql.parquet.compression.codec", "snappy"),
            Map.entry("spark.databricks.delta.snapshotPartitions", "1"),
            Map.entry("spark.databricks.delta.stats.collect", "false"),
            Map.entry("spark.databricks.delta.writeChecksumFile.enabled", "false"),
            Map.entry("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", "2000000"),
            Map.entry("spark.shuffle.compress", "true"),
            Map.entry("spark.log.structuredLogging.enabled", "false"));

    private Sessions() {}

    /**
     * The session of a command. When submitted to a cluster, master and resources come from the cluster's own
     * configuration; without one, all cores of this machine are used.
     */
    public static SparkSession local(String app) {
        return local(app, Map.of());
    }

    /** The same with settings of the caller's, which cannot touch the fixed ones. */
    public static SparkSession local(String app, Map<String, String> settings) {
        boolean submitted = System.getProperty("spark.master") != null;
        Map<String, String> all = new TreeMap<>(submitted ? Map.of() : LOCAL);
        all.putAll(PRIVATE);
        all.putAll(settings);
        all.putAll(FIXED);
        SparkSession.Builder builder = SparkSession.builder().appName("dip " + app);
        if (!submitted) {
            builder.master(all.getOrDefault("spark.master", "local[*]"));
        }
        all.forEach((key, value) -> {
            if (System.getProperty(key) == null || FIXED.containsKey(key)) {
                builder.config(key, value);
            }
        });
        return builder.getOrCreate();
    }
}
