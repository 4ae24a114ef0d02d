package org.opendip.jobs.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes an invented region: {@code history/} and {@code year/} with the five national tables, {@code reference/},
 * {@code codes/} and {@code truth/}. The rows depend on the plan only, never on partitions or machines.
 */
public final class RegionGenerator {
    /** Cases to one file. */
    private static final long CASES_PER_FILE = 250_000;

    /** What was written: a table below the folder, its rows and how long it took. */
    public record Written(String name, long rows, double seconds) {}

    private RegionGenerator() {}

    public static List<Written> generate(SparkSession spark, RegionPlan plan, String folder) {
        List<Written> written = new ArrayList<>();
        long start = System.nanoTime();
        RegionModel model = RegionModel.of(plan);
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<RegionModel> broadcast = context.broadcast(model);
        try {
            Configuration conf = spark.sparkContext().hadoopConfiguration();
            String reference = folder + "/reference";
            ReferenceFiles.writeCodes(conf, model, folder + "/codes");
            ReferenceFiles.writeRegister(conf, model, reference);
            ReferenceFiles.writeTruth(conf, model, folder + "/truth");
            written.add(new Written("codes, truth", model.planted.size(), since(start)));
            long cases = model.historyCases;
            write(spark, broadcast, folder + "/history", 0, cases, written);
            write(spark, broadcast, folder + "/year", cases, cases + model.yearCases, written);
            long before = System.nanoTime();
            Dataset<Row> headers = spark.read().parquet(folder + "/year/setl_d");
            ReferenceFiles.writeMoney(conf, model, reference, ReferenceFiles.pooled(headers));
            written.add(new Written("reference", model.hospitals.length, since(before)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            broadcast.destroy();
        }
        return written;
    }

    private static void write(
            SparkSession spark,
            Broadcast<RegionModel> model,
            String folder,
            long from,
            long to,
            List<Written> written) {
        int files = (int) Math.max(1, (to - from + CASES_PER_FILE - 1) / CASES_PER_FILE);
        for (NationalRows table : NationalRows.values()) {
            long before = System.nanoTime();
            String path = folder + "/" + table.table.name();
            dataset(spark, model, table, from, to, files)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .option("compression", "snappy")
                    .parquet(path);
            double seconds = since(before);
            written.add(new Written(
                    path.substring(path.lastIndexOf('/', path.lastIndexOf('/') - 1) + 1),
                    spark.read().parquet(path).count(),
                    seconds));
        }
    }

    static Dataset<Row> dataset(
            SparkSession spark, Broadcast<RegionModel> model, NationalRows table, long from, long to, int partitions) {
        return table.of(spark, model, from, to, partitions);
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
