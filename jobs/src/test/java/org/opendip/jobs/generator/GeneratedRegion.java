package org.opendip.jobs.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.tables.Table;

/** One region of 60,000 cases, written once and read by every test of the generator. */
final class GeneratedRegion {
    static final RegionPlan PLAN = RegionPlan.city(2026, 15_000, 11);
    static final SparkSession SPARK =
            Sessions.local("generator-test", Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "2"));
    static final Path FOLDER = write();

    private GeneratedRegion() {}

    private static Path write() {
        try {
            SPARK.sparkContext().setLogLevel("WARN");
            Path folder = Files.createTempDirectory(Path.of("target"), "region");
            folder.toFile().deleteOnExit();
            RegionGenerator.generate(SPARK, PLAN, folder.toUri().toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Dataset<Row> history(Table table) {
        return SPARK.read()
                .parquet(FOLDER.resolve("history").resolve(table.name()).toString());
    }

    static Dataset<Row> year(Table table) {
        return SPARK.read().parquet(FOLDER.resolve("year").resolve(table.name()).toString());
    }
}
