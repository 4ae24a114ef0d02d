package org.opendip.jobs.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Table;

class OlderRunsTest extends SparkTest {
    @TempDir
    private Path folder;

    @Test
    void runsFromBeforeThereWereKeysAreReadAndNewOnesStandBesideThem() {
        Warehouse home = Warehouse.of(spark(), folder.toString(), "city");
        home.commit(run("new-software", 1, null));
        String runs = home.root() + "/runs";
        String older = folder.resolve("older").toString();
        spark().read()
                .format("delta")
                .load(runs)
                .drop("identifier_key")
                .write()
                .format("delta")
                .save(older + "/city/runs");
        Warehouse old = Warehouse.of(spark(), older, "city");
        assertThat(old.runs()).extracting(Run::key).containsExactly((String) null);
        old.commit(run("keyed", 2, "hmac-sha256:0011aabb"));
        assertThat(old.runs())
                .extracting(Run::run, Run::key)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("new-software", null),
                        org.assertj.core.groups.Tuple.tuple("keyed", "hmac-sha256:0011aabb"));
    }

    @Test
    void columnsThatCameLaterAreAbsentWhateverTheOlderTableHolds() {
        Warehouse home = Warehouse.of(spark(), folder.toString(), "city");
        Dataset<Row> now = spark().createDataFrame(
                        List.of(RowFactory.create(
                                "A", "core", "K35.8", "", "", "surgery", 1L, 1L, null, null, false, null)),
                        Catalog.TABLE.schema());
        for (Dataset<Row> rows : List.of(now, now.limit(0))) {
            String before = "older-" + (int) rows.count();
            Table older = new Table(
                    Catalog.TABLE.name(),
                    "",
                    List.of(Catalog.GROUP),
                    Catalog.TABLE.columns().stream()
                            .filter(column -> column != Catalog.TAKES_ONLY)
                            .toList());
            Dataset<Row> read = home.readWhole(home.write(before, older, rows), Catalog.TABLE);

            assertThat(read.filter(Catalog.TAKES_ONLY.col().isNull()).count()).isEqualTo(rows.count());
        }
    }

    private static Run run(String name, int sequence, String key) {
        return new Run(name, sequence, "settle-year", 2026, "1", "city/2026 x", key, List.of(), List.of(), List.of());
    }
}
