package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipException;

/** Columns that a source may lack: read where they are, null and told where they are not, never lost under another name. */
class OmittedColumnsTest extends SparkTest {
    private static final Path SAMPLES = Docs.root().resolve("data-samples/sources");
    private static final List<String> ALL =
            List.of("nwb_age", "nwb_bir_wt", "nwb_adm_wt", "vent_used_dura", "dscg_caty");

    @TempDir
    private Path folder;

    @Test
    void onlyColumnsThatListMoreThanASettlementNeedsMayBeLeftOut() {
        assertThat(SourceFile.NATIONAL.stream().flatMap(t -> Omitted.mayLack(t).stream()))
                .extracting(Col::name)
                .isEqualTo(ALL);
    }

    @Test
    void aTableWithoutThemIsReadAndSaysSo() {
        Dataset<Row> csv =
                headers(SettlementLists.in(SAMPLES.resolve("national").toString()));
        assertThat(NationalTables.omitted(csv)).isEqualTo(ALL);
        assertThat(newborns(csv)).containsOnly("null null null").hasSize(6);

        drop(csv, ALL).write().parquet(folder.resolve("p/setl_d").toString());
        Dataset<Row> parquet = headers(SettlementLists.in(folder.resolve("p").toString()));
        assertThat(NationalTables.omitted(parquet)).isEqualTo(ALL);
        assertThat(newborns(parquet)).containsOnly("null null null").hasSize(6);
    }

    @Test
    void aTableWithThemIsReadAndIsSilent() throws IOException {
        Path file = withColumns("nwb_age,NWB_BIR_WT,nwb_adm_wt,vent_used_dura,dscg_caty", "3,985.5,970,1/2/3,A03");
        Dataset<Row> csv = headers(SettlementLists.in(file.getParent().toString()));
        assertThat(NationalTables.omitted(csv)).isEmpty();
        assertThat(newborns(csv)).containsOnly("3 985.50 1/2/3");

        Dataset<Row> some = headers(
                SettlementLists.in(withColumns("nwb_age", "4").getParent().toString()));
        assertThat(NationalTables.omitted(some)).isEqualTo(ALL.subList(1, 5));
        assertThat(newborns(some)).containsOnly("4 null null");
    }

    @Test
    void filesOfWhichOnlySomeHaveThemAreReadWhole() {
        Dataset<Row> headers =
                headers(SettlementLists.in(SAMPLES.resolve("national").toString()));
        Path place = folder.resolve("mixed/setl_d");
        drop(headers, ALL).coalesce(1).write().parquet(place.toString());
        drop(headers, ALL)
                .withColumn("nwb_age", lit(7))
                .coalesce(1)
                .write()
                .mode("append")
                .parquet(place.toString());
        Dataset<Row> mixed = headers(SettlementLists.in(place.getParent().toString()));
        assertThat(newborns(mixed)).hasSize(12).contains("7 null null", "null null null");
        assertThat(NationalTables.omitted(mixed)).isEqualTo(ALL.subList(1, 5));
    }

    @Test
    void aMisnamedColumnIsNotTakenForOneThatIsLeftOut() throws IOException {
        for (String misnamed : List.of("nwb_birth_wt", "nwb_bri_wt", "新生儿出生体重")) {
            SettlementLists lists =
                    SettlementLists.in(withColumns(misnamed, "985").getParent().toString());
            assertThatThrownBy(() -> headers(lists))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("no column nwb_bir_wt, but one named " + misnamed);
        }
        // Of another meaning, though not far.
        Path other = withColumns("nwb_flag", "0");
        assertThat(headers(SettlementLists.in(other.getParent().toString())).count())
                .isEqualTo(6);
    }

    @Test
    void aSourceFileNamesThemOrSaysThatTheyAreAbsent() throws IOException {
        Path file = withColumns("新生儿出生体重", "985");
        String head = "shape: national-tables\nformat: csv\ncharset: UTF-8\ntables:\n  setl_d: {";
        Dataset<Row> named = headers(lists(file, head + "columns: {nwb_bir_wt: 新生儿出生体重}}\n"));
        assertThat(newborns(named)).containsOnly("null 985.00 null");
        assertThat(NationalTables.omitted(named))
                .isEqualTo(List.of("nwb_age", "nwb_adm_wt", "vent_used_dura", "dscg_caty"));
        Dataset<Row> absent = headers(lists(file, head + "absent: [nwb_bir_wt]}\n"));
        assertThat(NationalTables.omitted(absent)).isEqualTo(ALL);
        assertThatThrownBy(() -> headers(lists(file, head + "columns: {nwb_bir_wt: weight}}\n")))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("has no column weight");
    }

    @Test
    void documentsHaveThemUnderTheirOwnNames() throws IOException {
        Path sample = SAMPLES.resolve("documents");
        try (Stream<Path> files = Files.list(sample)) {
            for (Path file : files.toList()) {
                Files.writeString(
                        Files.createDirectories(folder.resolve("d")).resolve(file.getFileName()),
                        Files.readString(file)
                                .replace(
                                        "\"age\": ",
                                        "\"nwb_age\": \"2\", \"nwb_bir_wt\": 2800.00, \"vent_used_dura\": \"0/1/0\","
                                                + " \"age\": "));
            }
        }
        SourceFile source = SourceFile.load(SourceShapesTest.conf("documents-4101"));
        assertThat(newborns(headers(new SettlementLists(folder.resolve("d").toString(), source))))
                .containsOnly("2 2800.00 0/1/0");
    }

    @Test
    void aWeightThatCannotBeReadIsTold() throws IOException {
        Dataset<Row> read = headers(SettlementLists.in(
                withColumns("nwb_bir_wt,nwb_age", "heavy,1.5").getParent().toString()));
        assertThat(read.select(NationalTables.UNREADABLE).distinct().collectAsList())
                .extracting(r -> r.getString(0))
                .containsExactly("nwb_age=1.5; nwb_bir_wt=heavy");
    }

    private Dataset<Row> headers(SettlementLists lists) {
        return NationalTables.read(spark(), lists, SettlementHeaders.TABLE);
    }

    private static Dataset<Row> drop(Dataset<Row> headers, List<String> columns) {
        return headers.drop(columns.toArray(String[]::new))
                .drop(NationalTables.SOURCE_FILE, NationalTables.UNREADABLE)
                .withColumn(
                        "medfee_sumamt", SettlementHeaders.MEDFEE_SUMAMT.col().cast("decimal(16,2)"));
    }

    /** The sample's headers with more columns, the same values on every row. */
    private Path withColumns(String names, String values) throws IOException {
        List<String> lines = Files.readAllLines(SAMPLES.resolve("national/setl_d.csv"));
        List<String> wider = Stream.concat(
                        Stream.of(lines.get(0) + "," + names),
                        lines.stream().skip(1).map(line -> line + "," + values))
                .toList();
        Path file = Files.createTempDirectory(folder, "csv").resolve("setl_d.csv");
        return Files.write(file, wider, StandardCharsets.UTF_8);
    }

    private SettlementLists lists(Path file, String source) {
        return new SettlementLists(file.getParent().toString(), SourceFile.parse("source.yaml", source));
    }

    private static List<String> newborns(Dataset<Row> headers) {
        return headers.select("nwb_age", "nwb_bir_wt", "vent_used_dura").collectAsList().stream()
                .map(r -> r.get(0) + " " + r.getDecimal(1) + " " + r.get(2))
                .toList();
    }
}
