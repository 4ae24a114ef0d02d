package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.testing.TestRegion;

/** The same six settlements in every shape: each source file of conf/sources reads its sample into the same tables. */
class SourceShapesTest extends SparkTest {
    private static final Path SAMPLES = Docs.root().resolve("data-samples/sources");

    @TempDir
    private Path folder;

    @Test
    void aDumpInGbkWithItsOwnWordsIsReadAsTheNationalTables() {
        assertSame("gbk-dump", "gbk-dump");
    }

    @Test
    void wideRowsWithNumberedColumnsAreReadAsTheNationalTables() {
        assertSame("wide-csv", "wide-csv");
    }

    @Test
    void aWorkbookWithListsInCellsIsReadAsTheNationalTables() {
        assertSame("wide-xlsx", "wide-xlsx");
    }

    @Test
    void documentsAreReadAsTheNationalTables() {
        assertSame("documents-4101", "documents");
    }

    @Test
    void parquetOrcAndDeltaWithOtherNamesAreReadAsTheNationalTables() throws Exception {
        String text = Files.readString(conf("parquet"));
        for (String format : List.of("parquet", "orc", "delta")) {
            Path place = folder.resolve(format);
            for (Table table : TestRegion.NATIONAL) {
                Dataset<Row> data = table.select(national(table)).coalesce(1);
                String name =
                        switch (table.name()) {
                            case "setl_d" -> "headers";
                            case "setl_list_diag_d" -> "diagnoses";
                            case "setl_list_oprn_d" -> "procedures";
                            default -> "charges";
                        };
                if (table == SettlementHeaders.TABLE) {
                    data = data.withColumn(
                                    "total_fen",
                                    col("medfee_sumamt").multiply(100).cast("bigint"))
                            .withColumnRenamed("setl_id", "settlement_no")
                            // An instant; Shanghai is eight hours ahead of UTC.
                            .withColumn(
                                    "setl_time",
                                    col("setl_time")
                                            .cast("timestamp")
                                            .minus(org.apache.spark.sql.functions.expr("interval 8 hours")))
                            .drop("medfee_sumamt", "psn_no", "vali_flag");
                }
                data.write().format(format).save(place.resolve(name).toString());
            }
            SourceFile source =
                    SourceFile.parse("parquet.yaml", text.replace("format: parquet ", "format: " + format + " "));
            assertSame(new SettlementLists(place.toString(), source));
        }
    }

    private void assertSame(String name, String sample) {
        assertSame(new SettlementLists(SAMPLES.resolve(sample).toString(), SourceFile.load(conf(name))));
    }

    private void assertSame(SettlementLists lists) {
        for (Table table : TestRegion.NATIONAL) {
            Dataset<Row> read = NationalTables.read(spark(), lists, table).drop(NationalTables.SOURCE_FILE);
            assertRows(table, read, national(table).drop(NationalTables.SOURCE_FILE));
        }
    }

    private Dataset<Row> national(Table table) {
        return NationalTables.read(spark(), SAMPLES.resolve("national").toString(), table);
    }

    static Path conf(String name) {
        return Docs.root().resolve("conf/sources/" + name + ".yaml");
    }

    @Test
    void theSamplesHoldWhatTheySay() {
        assertThat(national(SettlementHeaders.TABLE).count()).isEqualTo(6);
        assertThat(national(SettlementItems.TABLE)
                        .agg(org.apache.spark.sql.functions.sum("amt"))
                        .first()
                        .getDecimal(0))
                .isGreaterThan(new BigDecimal("50000"));
    }
}
