package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.tables.national.SettlementHeaders;

@Tag("full")
class StrangersDirtTest extends SparkTest {
    @Test
    void everyKindIsPlantedOnItsOwnSettlementsAndMostStayClean(@TempDir Path folder) {
        RegionGenerator.generate(
                spark(),
                RegionPlan.city(2026, 22_000, 5),
                folder.resolve("clean").toString());
        String dirty = folder.resolve("dirty").toString();

        StrangersDirt.plant(spark(), 5, 510, folder.resolve("clean/history").toString(), dirty);

        Dataset<Row> truth = spark().read().parquet(dirty + "/strangers_truth");
        List<Row> counts = truth.groupBy("kind").count().collectAsList();
        assertThat(counts).hasSize(StrangersDirt.Dirt.values().length).allMatch(r -> r.getLong(1) >= 510);
        assertThat(truth.select("setl_id").distinct().count()).isEqualTo(truth.count());
        Dataset<Row> headers = spark().read().parquet(dirty + "/" + SettlementHeaders.TABLE.name());
        assertThat(headers.count() - truth.count()).isGreaterThan(20_000);
        assertThat(headers.join(truth, "setl_id").count()).isEqualTo(truth.count());
    }
}
