package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.tables.national.SettlementHeaders;

/** The second look reads what the first one read, tells where it stands, and lets nothing else pass. */
class SecondLookTest extends SparkTest {
    private static final Path SAMPLES = Docs.root().resolve("data-samples/sources");
    private static final String ID = "S20260003";

    @TempDir
    private Path folder;

    @Test
    void aHashIsThatOfSpark() {
        for (String text : List.of("", "S20260003", "一二三四五六七八九十一二三四五六七八九十")) {
            assertThat(spark().range(1).select(xxhash64(lit(text))).first().getLong(0))
                    .isEqualTo(Sought.hash(text));
        }
    }

    @Tag("full")
    @Test
    void everyTextShapeTellsTheLineOfItsRow() {
        Map<String, String> samples = Map.of(
                "gbk-dump",
                "gbk-dump",
                "wide-csv",
                "wide-csv",
                "wide-xlsx",
                "wide-xlsx",
                "documents-4101",
                "documents");
        samples.forEach((conf, sample) -> {
            SettlementLists lists = new SettlementLists(
                    SAMPLES.resolve(sample).toString(), SourceFile.load(SourceShapesTest.conf(conf)));
            // Documents have no heading, and so the third stands on the third line.
            assertFound(lists, conf.startsWith("documents") ? 3 : 4);
        });
    }

    @Test
    void plainTablesTellTheLineOrTheRow() {
        assertFound(SettlementLists.in(SAMPLES.resolve("national").toString()), 4);
        Path parquet = folder.resolve("plain");
        national().coalesce(1).write().parquet(parquet.resolve("setl_d").toString());
        assertFound(SettlementLists.in(parquet.toString()), 3);
    }

    @Tag("full")
    @Test
    void parquetOrcAndDeltaTellTheRow() throws IOException {
        for (String format : List.of("parquet", "orc", "delta")) {
            Path place = folder.resolve(format);
            for (String name : List.of("a", "b")) {
                Dataset<Row> data = national();
                if (name.equals("b")) {
                    data = data.withColumn("setl_id", org.apache.spark.sql.functions.concat(lit("b"), col("setl_id")));
                }
                data.coalesce(1)
                        .write()
                        .format(format)
                        .save(place.resolve("headers-" + name).toString());
            }
            SourceFile source = SourceFile.parse(
                    format + ".yaml",
                    "shape: national-tables\nformat: " + format + "\ntables:\n  setl_d: {files: \"headers-*\"}\n");
            SettlementLists lists = new SettlementLists(place.toString(), source);
            assertFound(lists, 3);
            assertThat(found(lists, "b" + ID)).containsExactly(Map.entry("b" + ID, 3L));
        }
    }

    @Test
    void aLineIsThatOfTheFileWhateverStandsInQuotes() throws IOException {
        String text = "\uFEFF姓名,setl_id,备注\r\n"
                + "张三,S1,\"zwei\nZeilen\"\r\n"
                + "\r\n"
                + "李四,S2,\"a \"\"b\"\" ,\r\n\r\nc\"\r\n"
                + "王五,S3,\r\n"
                + "\n"
                + "赵六,S4,x";
        Map<String, Long> lines = Map.of("S1", 2L, "S2", 5L, "S3", 8L, "S4", 10L);
        for (String charset : List.of("UTF-8", "GB18030")) {
            Path file = folder.resolve("结算 1月.csv.gz");
            String written = charset.equals("UTF-8") ? text : text.substring(1);
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(written.getBytes(Charset.forName(charset)));
            }
            SettlementLists lists = lists("charset: " + charset + "\nmulti-line: true", file);
            assertThat(found(lists, "S1", "S2", "S3", "S4")).as(charset).isEqualTo(lines);
            assertThat(found(lists, "S3")).containsOnlyKeys("S3");
        }
    }

    @Test
    void aLineEndsWithAReturnANewlineOrBoth() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            Path file = folder.resolve("x.csv");
            Files.writeString(file, String.join(end, "setl_id,姓名", "S1,张三", " ", "S2,\"李,四\"", ""));
            SettlementLists lists = lists("charset: UTF-8", file);
            assertThat(found(lists, "S2")).containsExactly(Map.entry("S2", 4L));
        }
    }

    @Test
    void aHeaderWithoutAnIdIsFoundAmongThoseWithout() throws IOException {
        Path file = folder.resolve("x.csv");
        Files.writeString(file, "setl_id,姓名\nS1,a\n ,b\nNULL,c\n1.2E+17,d\nS2,e\n");
        Dataset<Row> rows = NationalTables.again(
                spark(),
                lists("charset: UTF-8\nnull-words: [\"NULL\"]", file),
                new Sought(Map.of("x.csv", new long[] {Sought.hash("")})));
        assertThat(rows.select(SourceTables.LINE).collectAsList().stream().map(r -> r.getLong(0)))
                .containsExactly(3L, 4L, 5L);
    }

    @Tag("full")
    @Test
    void aListOfDocumentsTellsTheElement() throws IOException {
        List<String> documents = Files.readAllLines(SAMPLES.resolve("documents/4101.jsonl"));
        Path file = Files.writeString(folder.resolve("all.jsonl"), "[\n" + String.join(" ,\n", documents) + "]");
        SourceFile source = SourceFile.parse(
                "documents.yaml",
                Files.readString(SourceShapesTest.conf("documents-4101"))
                        .replace("documents: one-per-line ", "documents: one-per-file "));
        SettlementLists lists = new SettlementLists(file.getParent().toString(), source);
        assertFound(lists, 3);
        assertThat(again(lists, ID).first().<String>getAs(SourceTables.DOCUMENT))
                .isEqualTo(documents.get(2));
    }

    /** Blocks of a file are read by tasks of their own. */
    @Tag("full")
    @Test
    void aRowOfALargeOrcFileHasItsNumber() {
        Path place = folder.resolve("orc/headers");
        Dataset<Row> ids = spark().range(0, 60_000, 1, 1)
                .select(org.apache
                        .spark
                        .sql
                        .functions
                        .concat(lit("S"), col("id"))
                        .as("setl_id"));
        Dataset<Row> empty = national().limit(0);
        ids.unionByName(empty, true)
                .select(Arrays.stream(empty.columns()).map(c -> col(c)).toArray(org.apache.spark.sql.Column[]::new))
                .coalesce(1)
                .write()
                .option("orc.stripe.size", 4096)
                .option("orc.compress", "none")
                .orc(place.toString());
        SourceFile source = SourceFile.parse(
                "orc.yaml", "shape: national-tables\nformat: orc\ntables:\n  setl_d: {files: headers}\n");
        SettlementLists lists = new SettlementLists(place.getParent().toString(), source);
        String before = spark().conf().get("spark.sql.files.maxPartitionBytes");
        try {
            spark().conf().set("spark.sql.files.maxPartitionBytes", "60000");
            assertThat(spark().read().orc(place.toString()).rdd().getNumPartitions())
                    .isGreaterThan(2);
            assertThat(found(lists, "S0", "S5119", "S31234", "S59999"))
                    .isEqualTo(Map.of("S0", 1L, "S5119", 5120L, "S31234", 31235L, "S59999", 60000L));
        } finally {
            spark().conf().set("spark.sql.files.maxPartitionBytes", before);
        }
    }

    private SettlementLists lists(String keys, Path file) {
        String absent = SettlementHeaders.TABLE.columns().stream()
                .map(c -> c.name())
                .filter(name -> !name.equals("setl_id"))
                .collect(Collectors.joining(", "));
        return new SettlementLists(
                file.getParent().toString(),
                SourceFile.parse(
                        "x.yaml",
                        "shape: national-tables\nformat: csv\n" + keys + "\ntables:\n  setl_d: {files: \""
                                + file.getFileName() + "\", absent: [" + absent + "]}\n"));
    }

    private Dataset<Row> national() {
        return SettlementHeaders.TABLE.select(
                NationalTables.read(spark(), SAMPLES.resolve("national").toString(), SettlementHeaders.TABLE));
    }

    /** The one that is sought is found as it was read, at its line, and no other. */
    private void assertFound(SettlementLists lists, long line) {
        Dataset<Row> first = NationalTables.read(spark(), lists, SettlementHeaders.TABLE);
        Dataset<Row> again = again(lists, ID);
        assertThat(again.select(SourceTables.LINE).collectAsList().stream().map(r -> r.getLong(0)))
                .containsExactly(line);
        assertThat(again.first().<String>getAs(SourceTables.AS_READ)).contains(ID);
        assertRows(
                again.drop(SourceTables.LINE, SourceTables.AS_READ, SourceTables.DOCUMENT),
                first.filter(SettlementHeaders.SETL_ID.col().equalTo(ID)));
    }

    private Dataset<Row> again(SettlementLists lists, String... ids) {
        Map<String, long[]> hashes = new HashMap<>();
        for (Row file : NationalTables.read(spark(), lists, SettlementHeaders.TABLE)
                .select(NationalTables.SOURCE_FILE)
                .distinct()
                .collectAsList()) {
            hashes.put(file.getString(0), Stream.of(ids).mapToLong(Sought::hash).toArray());
        }
        return NationalTables.again(spark(), lists, new Sought(hashes));
    }

    private Map<String, Long> found(SettlementLists lists, String... ids) {
        Map<String, Long> found = new TreeMap<>();
        again(lists, ids)
                .select(SettlementHeaders.SETL_ID.name(), SourceTables.LINE)
                .collectAsList()
                .forEach(r -> found.put(r.getString(0), r.getLong(1)));
        return found;
    }
}
