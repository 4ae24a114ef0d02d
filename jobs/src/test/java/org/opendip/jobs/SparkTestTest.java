package org.opendip.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkTestTest extends SparkTest {

    @Test
    void equalRowsInAnotherOrderAreEqual() {
        assertThatCode(() ->
                        assertRows(data("(1, 2.50d), (2, null), (2, null)"), data("(2, null), (1, 2.50d), (2, null)")))
                .doesNotThrowAnyException();
    }

    @Test
    void aDifferenceNamesTheRowAndTheColumn() {
        assertThatThrownBy(() -> assertRows(data("(1, 2.50d), (2, 3d), (4, 4d)"), data("(1, 2.51d), (2, 3d), (3, 4d)")))
                .hasMessageContaining("3 rows differ (3 found, 3 expected)")
                .hasMessageContaining("differs  id=1")
                .hasMessageContaining("value: expected 2.51, found 2.5")
                .hasMessageContaining("missing  id=3 value=4.0")
                .hasMessageContaining("extra    id=4 value=4.0");
    }

    @Test
    void aRowThatStandsTwiceIsNotTheSameAsOnce() {
        assertThatThrownBy(() -> assertRows(data("(1, 1d), (1, 1d)"), data("(1, 1d)")))
                .hasMessageContaining("extra    id=1 value=1.0");
    }

    @Test
    void typesAreCompared() {
        assertThatThrownBy(() -> assertRows(data("(1, 1d)"), data("(1, 1bd)")))
                .hasMessageContaining("The columns differ.")
                .hasMessageContaining("value DECIMAL(1,0)");
    }

    @Test
    void deltaTablesCanBeWrittenAndReadAtAVersion(@TempDir Path folder) {
        data("(1, 1d)").write().format("delta").save(folder + "/t");
        data("(2, 2d)").write().format("delta").mode("overwrite").save(folder + "/t");
        assertRows(spark().read().format("delta").option("versionAsOf", 0).load(folder + "/t"), data("(1, 1d)"));
        assertThat(spark().read().format("delta").load(folder + "/t").count()).isEqualTo(1);
    }

    private Dataset<Row> data(String values) {
        return spark().sql("SELECT * FROM VALUES " + values + " AS t(id, value)");
    }
}
