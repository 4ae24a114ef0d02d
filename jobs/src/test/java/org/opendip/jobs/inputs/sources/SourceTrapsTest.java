package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.SourceFile.TextRules;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;

/** Values that cannot be read are told and lost nowhere; files that are none are refused with the line. */
class SourceTrapsTest extends SparkTest {
    private static final String ITEMS = "setl_id,med_chrgitm,amt,claa_sumfee,clab_amt,fulamt_ownpay_amt,oth_amt\n";

    @TempDir
    private Path folder;

    private Path items;

    @BeforeEach
    void file() {
        items = folder.resolve("setl_list_item_d.csv");
    }

    @Test
    void anAmountThatIsNoneIsNullAndTold() throws IOException {
        Files.writeString(
                items,
                ITEMS
                        + "S1,09,12.30,,,,\nS2,09,12a.5,,,,\nS3,09,1E+05,,,,\nS4,09,\"1,234.50\",,,,\nS5,09,12.12345678,,,,\nS6,09,NULL,,,,\n"
                        + "S7,09,\"12,50\",,,,\nS8,09,\"-1,234,567\",,,,\nS9,09,\"1234,567.00\",,,,\n");
        assertAll(
                () -> assertThat(row("S1").<BigDecimal>getAs("amt")).isEqualByComparingTo("12.30"),
                () -> assertThat(unreadable("S1")).isNull(),
                () -> assertThat(row("S2").<BigDecimal>getAs("amt")).isNull(),
                () -> assertThat(unreadable("S2")).isEqualTo("amt=12a.5"),
                () -> assertThat(unreadable("S3")).isEqualTo("amt=1E+05"),
                () -> assertThat(unreadable("S4")).isEqualTo("amt=1,234.50"),
                () -> assertThat(unreadable("S5")).isEqualTo("amt=12.12345678"),
                () -> assertThat(unreadable("S6")).isEqualTo("amt=NULL"));
        SourceFile said = SourceFile.parse(
                "s.yaml",
                "shape: national-tables\nformat: csv\ncharset: UTF-8\nthousands: ','\nnull-words: ['NULL']\n");
        List<Row> rows = rows(new SettlementLists(folder.toString(), said), SettlementItems.TABLE);
        assertThat(rows.stream()
                        .filter(r -> r.getAs(NationalTables.UNREADABLE) != null)
                        .map(r -> r.getAs("setl_id")))
                .as("what the source file explains is read")
                .containsExactlyInAnyOrder("S2", "S3", "S5", "S7", "S9");
        assertThat(rows.stream()
                        .filter(r -> List.of("S4", "S8").contains(r.<String>getAs("setl_id")))
                        .map(r -> r.getAs("amt").toString()))
                .containsExactlyInAnyOrder("1234.500000", "-1234567.000000");
    }

    @Test
    void damagedCodesDatesAndWordsAreToldTogether() throws IOException {
        Files.writeString(
                folder.resolve("setl_list_oprn_d.csv"),
                "setl_id,main_oprn_flag,oprn_oprt_code,oprn_oprt_name,oprn_oprt_date,anst_way,vali_flag,order\n"
                        + "S1,1,47.01,,2026-02-30,,1,1\n"
                        + "S2,x,39.9500X007,,2026-02-28 10:00:00,,1,1.0\n"
                        + "S3,1,7.8100,,20260228,,1,one\n"
                        + "S4,0,1E+05,,,,1,2\n");
        String head =
                "shape: national-tables\nformat: csv\ncharset: UTF-8\ntables:\n  setl_list_oprn_d:\n    columns:\n"
                        + "      main_oprn_flag: {field: main_oprn_flag, values: {'1': '1', '0': '0'}}\n";
        SourceFile rejecting = SourceFile.parse("s.yaml", head);
        List<Row> rows = rows(new SettlementLists(folder.toString(), rejecting), SettlementProcedures.TABLE);
        assertAll(
                () -> assertThat(told(rows, "S1")).isEqualTo("oprn_oprt_code=47.01; oprn_oprt_date=2026-02-30"),
                () -> assertThat(told(rows, "S2")).isEqualTo("main_oprn_flag=x"),
                () -> assertThat(told(rows, "S3"))
                        .isEqualTo("oprn_oprt_code=7.8100; oprn_oprt_date=20260228; order=one"),
                () -> assertThat(told(rows, "S4")).isEqualTo("oprn_oprt_code=1E+05"),
                () -> assertThat(rows.stream()
                                .filter(r -> r.getAs("setl_id").equals("S2"))
                                .findFirst()
                                .orElseThrow()
                                .<Integer>getAs("order"))
                        .isEqualTo(1));
        SourceFile padding =
                SourceFile.parse("s.yaml", head + "      oprn_oprt_code: {field: oprn_oprt_code, short-codes: pad}\n");
        assertThat(rows(new SettlementLists(folder.toString(), padding), SettlementProcedures.TABLE).stream()
                        .filter(r -> r.getAs("setl_id").equals("S1"))
                        .findFirst()
                        .orElseThrow()
                        .<String>getAs("oprn_oprt_code"))
                .isEqualTo("47.0100");
    }

    /** Two regions, one file: what a number means is said by the source file. */
    @Test
    void theKindOfADiagnosisMeansWhatTheSourceFileSays() throws IOException {
        Files.writeString(
                folder.resolve("setl_list_diag_d.csv"),
                "setl_id,diag_type,maindiag_flag,diag_code,diag_name,adm_cond_type,vali_flag,order\n"
                        + "S1,1,1,\" I63.900\u3000\",,1,1,1\nS2,2,0,A01.000x005+J17.0*,,1,1,2\nS3,7,0,I10.x00,,1,1,3\n");
        SourceFile source = SourceFile.parse(
                "s.yaml",
                "shape: national-tables\nformat: csv\ncharset: UTF-8\ntables:\n  setl_list_diag_d:\n    columns:\n"
                        + "      diag_type: {field: diag_type, values: {'1': '1', '2': '3', '3': '4'}, otherwise: keep}\n");
        List<Row> rows = rows(new SettlementLists(folder.toString(), source), SettlementDiagnoses.TABLE);
        assertThat(rows.stream().map(r -> r.getAs("setl_id") + " " + r.getAs("diag_type") + " " + r.getAs("diag_code")))
                .containsExactlyInAnyOrder("S1 1 I63.900", "S2 3 A01.000x005+J17.0*", "S3 7 I10.x00");
    }

    @Test
    void textInGbkIsReadToTheLastCharacterAlsoPacked() throws IOException {
        String text = "setl_id,diag_type,maindiag_flag,diag_code,diag_name,adm_cond_type,vali_flag,order\r\n"
                + "S1,1,1,I63.900,脑梗死｜㐂镕\u20AC,1,1,1\r\n";
        for (String charset : List.of("GBK", "GB18030", "UTF-8")) {
            String name = charset.equals("GBK") ? "脑梗死｜镕" : "脑梗死｜㐂镕\u20AC";
            byte[] bytes = text.replace("脑梗死｜㐂镕\u20AC", name).getBytes(Charset.forName(charset));
            Path file = folder.resolve(charset + "/d.csv.gz");
            Files.createDirectories(file.getParent());
            Files.write(file, gzip(bytes));
            SourceFile source = SourceFile.parse(
                    "s.yaml",
                    "shape: national-tables\nformat: csv\ncharset: " + charset
                            + "\ntables: {setl_list_diag_d: {files: '*.csv.gz'}}\n");
            List<Row> rows = rows(new SettlementLists(file.getParent().toString(), source), SettlementDiagnoses.TABLE);
            assertThat(rows.get(0).<String>getAs("diag_name")).isEqualTo(name);
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
        Files.writeString(items, "\uFEFF" + ITEMS + "S1,09,1.00,,,,\n");
        assertThat(row("S1").<BigDecimal>getAs("amt")).isEqualByComparingTo("1");
    }

    @Test
    void rowsThatAreNoneAreRefusedWithTheirLine() throws IOException {
        Files.writeString(items, ITEMS + "S1,09,1.00,,,,\nS2,09\n");
        assertThat(refusal()).contains("setl_list_item_d.csv, line 3, column amt: has 2 fields, and the heading has 7");
        Files.writeString(items, ITEMS + "S1,09,1.00,,,,\n\nS2,09,1,2,3,4,5,6,7\n");
        assertThat(refusal()).contains("line 4: has 9 fields");
        Files.writeString(items, ITEMS + "S1,09,1.00,,,," + "x".repeat(10 << 20) + "\n");
        assertThat(refusal()).contains("line 2").containsAnyOf("longer than");
    }

    @Test
    void aFileInAnotherCharsetOrWithAnotherDelimiterIsRefused() throws IOException {
        String row = "S1,总费用,1.00,,,,医院名称\n";
        Files.write(items, (ITEMS + row).getBytes(Charset.forName("GBK")));
        assertThat(refusal()).contains("line 2", "is not written in UTF-8, but looks like GBK");
        Files.write(items, (ITEMS + row).getBytes(StandardCharsets.UTF_16));
        assertThat(refusal()).contains("is written in UTF-16");
        Files.writeString(items, ITEMS.replace(',', '|'));
        assertThat(refusal()).contains("has one column only", "the delimiter seems to be \"|\"");
        Files.writeString(items, ITEMS + row);
        SourceFile gbk = SourceFile.parse("s.yaml", "shape: national-tables\nformat: csv\ncharset: GBK\n");
        assertThat(refusal(new SettlementLists(folder.toString(), gbk), SettlementItems.TABLE))
                .contains("is written in UTF-8, and the source file says GBK");
        byte[] late =
                (ITEMS + "S1,09,1.00,,,,\n".repeat(20_000) + "S2,09,1.00,,,,?\n").getBytes(StandardCharsets.UTF_8);
        late[late.length - 2] = (byte) 0xB0;
        Files.write(items, late);
        assertThat(refusal()).contains("line 20002, column oth_amt").contains("is not written in UTF-8");
    }

    @Test
    void anEmptyFileAFolderAndAHeadingOfAHundredThousandColumnsAreRefused() throws IOException {
        Files.writeString(items, "");
        assertThat(refusal()).contains("is empty, without even a heading");
        Files.writeString(items, String.join(",", java.util.Collections.nCopies(100_000, "a")) + "\n");
        assertThat(refusal()).contains("a heading that is no row of at most 4096 columns");
        Files.writeString(items, ITEMS.replace("amt,", "amount,") + "S1,09,1,,,,\n");
        assertThat(refusal()).contains("has no column amt");
        Files.writeString(items, ITEMS.replace("oth_amt", "AMT") + "S1,09,1,,,,\n");
        assertThat(refusal()).contains("column amt: stands in the heading 2 times");
        Files.delete(items);
        Files.createDirectory(items);
        assertThat(refusal()).contains("is a folder, not a file");
    }

    @Test
    void aPackedFileThatEndsInTheMiddleIsRefused() throws IOException {
        StringBuilder text = new StringBuilder(ITEMS);
        for (int i = 0; i < 50_000; i++) {
            text.append('S')
                    .append(i * 7919 % 100_003)
                    .append(",09,")
                    .append(i * 31 % 977)
                    .append(",,,,\n");
        }
        byte[] whole = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(folder.resolve("items.csv.gz"), Arrays.copyOf(whole, whole.length * 3 / 4));
        SourceFile source = SourceFile.parse(
                "s.yaml",
                "shape: national-tables\nformat: csv\ncharset: UTF-8\ntables: {setl_list_item_d: {files: items.csv.gz}}\n");
        assertThat(refusal(new SettlementLists(folder.toString(), source), SettlementItems.TABLE))
                .contains("ends in the middle")
                .containsPattern("line [0-9]{4,}");
    }

    @Test
    void aDocumentThatIsNoneIsRefusedWithItsLine() throws IOException {
        Path sample = SourceShapesTest.conf("documents-4101");
        SourceFile source = SourceFile.load(sample);
        Path file = folder.resolve("x.jsonl");
        Files.writeString(
                file,
                "{\"input\":{\"setlinfo\":{\"setl_id\":\"S1\"},\"iteminfo\":[{\"amt\":1E+05,\"med_chrgitm\":\"09\"}]}}\n");
        SettlementLists lists = new SettlementLists(folder.toString(), source);
        assertThat(told(rows(lists, SettlementItems.TABLE), "S1")).isEqualTo("amt=1E+05");
        Files.writeString(file, "{\"input\":{}}\n{\"input\":{\"setlinfo\":\n");
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("x.jsonl, line 2: is no JSON");
    }

    @Test
    void aSumIsReadEntryByEntryOrNotAtAll() throws IOException {
        String text = Files.readString(SourceShapesTest.conf("documents-4101"));
        SourceFile source = SourceFile.parse("s.yaml", text + "thousands: ','\nnull-words: ['NULL']\n");
        String entry = "{\"amt\":\"%s\",\"med_chrgitm\":\"09\"}";
        StringBuilder lines = new StringBuilder();
        String[][] sums = {
            {"1,000.50", "\u00A02.50", "NULL", ""}, {"100.00", "12,50"}, {"1E+05", "1.00"}, {"NULL"}, {"1", "12a.5"}
        };
        for (int i = 0; i < sums.length; i++) {
            lines.append("{\"input\":{\"setlinfo\":{\"setl_id\":\"S" + (i + 1) + "\"},\"iteminfo\":["
                    + Arrays.stream(sums[i]).map(entry::formatted).collect(Collectors.joining(","))
                    + "]}}\n");
        }
        Files.writeString(folder.resolve("x.jsonl"), lines);
        List<Row> rows = rows(new SettlementLists(folder.toString(), source), SettlementHeaders.TABLE);
        assertThat(rows.stream()
                        .map(r -> r.getAs("setl_id") + " " + r.getAs("medfee_sumamt") + " "
                                + r.getAs(NationalTables.UNREADABLE)))
                .containsExactlyInAnyOrder(
                        "S1 1003.000000 null",
                        "S2 null medfee_sumamt=amt: 12,50",
                        "S3 null medfee_sumamt=amt: 1E+05",
                        "S4 null null",
                        "S5 null medfee_sumamt=amt: 12a.5");
    }

    @Test
    void aWorkbookWithRowsOnAFurtherSheetIsRefused() throws IOException {
        SourceFile source = SourceFile.load(SourceShapesTest.conf("wide-xlsx"));
        Path file = folder.resolve("x.xlsx");
        for (boolean rows : new boolean[] {false, true}) {
            try (OutputStream out = Files.newOutputStream(file);
                    Workbook book = new Workbook(out, "test", "1.0")) {
                book.newWorksheet("一月").value(0, 0, "结算流水号");
                Worksheet further = book.newWorksheet("二月");
                if (rows) {
                    further.value(2, 0, "S1");
                }
            }
            var sample = assertThatCode(
                    () -> Spreadsheets.sample(spark().sparkContext().hadoopConfiguration(), file.toString(), 1));
            if (rows) {
                sample.isInstanceOf(DipException.class).hasMessageContaining("x.xlsx: has rows on the sheet 二月 also");
                assertThat(refusal(new SettlementLists(folder.toString(), source), SettlementItems.TABLE))
                        .contains("x.xlsx: has rows on the sheet 二月 also");
            } else {
                sample.doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aFileThatSparkPassesOverIsRefusedAndAMarkerIsNot() throws IOException {
        SourceFile source = SourceFile.parse(
                "s.yaml",
                "shape: national-tables\nformat: csv\ncharset: UTF-8\ntables: {setl_list_item_d: {files: 'items/*'}}\n");
        SettlementLists lists = new SettlementLists(folder.toString(), source);
        Path place = Files.createDirectory(folder.resolve("items"));
        Files.writeString(place.resolve("1.csv"), ITEMS + "S1,09,1.00,,,,\n");
        Files.createFile(place.resolve("_SUCCESS"));
        assertThat(rows(lists, SettlementItems.TABLE)).hasSize(1);
        Path late = Files.writeString(place.resolve("_2.csv"), ITEMS + "S2,09,1.00,,,,\n");
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("_2.csv: has a name that begins with _");
        Files.move(late, place.resolve("2.csv._COPYING_"));
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("2.csv._COPYING_: is still being copied");
    }

    /** An undecodable value may be a person's: its column and byte are told, and never the value. */
    @Test
    void aValueThatCannotBeDecodedIsNotShown() throws IOException {
        byte[] text = (ITEMS + "S1,09,1.00,,,,Secret?\n").getBytes(StandardCharsets.UTF_8);
        text[text.length - 2] = (byte) 0xB0;
        TextRules rules = SourceFile.plain().text();
        List<String> heading = List.of(ITEMS.strip().split(","));
        Files.write(items, text);
        assertThatThrownBy(() -> Damage.findInCsv(
                        spark().sparkContext().hadoopConfiguration(), items.toString(), rules, heading))
                .hasMessageContaining("line 2, column oth_amt: byte 21 of the line (0xB0) is not written in UTF-8")
                .hasMessageNotContaining("Secret");
    }

    @Test
    void onlyTheFileThatFailedIsSearched() throws IOException {
        Files.writeString(items, ITEMS + "S1,09\n");
        SourceTables tables = new SourceTables(spark(), folder.toString(), SourceFile.plain());
        Exception failure = new IllegalStateException(
                "Encountered error while reading file " + items.toUri() + ". SQLSTATE: KD001");
        assertThatThrownBy(() -> tables.findDamage(SettlementItems.TABLE, SourceTables.failedFile(failure)))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> tables.findDamage(SettlementItems.TABLE, Optional.empty()))
                .hasMessageContaining("line 2");
        Exception other = new IllegalStateException("Encountered error while reading file file:///x%20y.csv.");
        assertThat(SourceTables.failedFile(other).orElseThrow().getName()).isEqualTo("x y.csv");
        assertThatCode(() -> tables.findDamage(SettlementItems.TABLE, SourceTables.failedFile(other)))
                .doesNotThrowAnyException();
    }

    @Test
    void placesOfATableAreReadTogetherWhenTheirFieldsAreAlike() throws IOException {
        Files.writeString(items, ITEMS + "S1,09,1.00,,,,\n");
        Dataset<Row> data = SettlementItems.TABLE
                .select(NationalTables.read(spark(), folder.toString(), SettlementItems.TABLE))
                .coalesce(1);
        for (String format : List.of("parquet", "delta")) {
            SourceFile source = SourceFile.parse(
                    "s.yaml",
                    "shape: national-tables\nformat: " + format
                            + "\ntables: {setl_list_item_d: {files: 'm*', absent: [oth_amt]}}\n");
            Path place = folder.resolve(format);
            SettlementLists lists = new SettlementLists(place.toString(), source);
            data.write().format(format).save(place.resolve("m1").toString());
            data.drop("oth_amt").write().format(format).save(place.resolve("m2").toString());
            assertThat(rows(lists, SettlementItems.TABLE))
                    .as("a field that is not read may differ")
                    .hasSize(2)
                    .allSatisfy(r -> assertThat(r.<BigDecimal>getAs("amt")).isEqualByComparingTo("1"))
                    .allSatisfy(r -> assertThat(r.<String>getAs(NationalTables.SOURCE_FILE))
                            .endsWith(".parquet"));
            if (format.equals("delta")) {
                // What differs is told by the same comparison.
                continue;
            }
            Path third = place.resolve("m3");
            data.withColumn("amt", col("amt").cast("string"))
                    .write()
                    .format(format)
                    .save(third.toString());
            assertThat(refusal(lists, SettlementItems.TABLE)).contains("m3, column amt: is STRING, and in");
            data.drop("amt").write().format(format).mode("overwrite").save(third.toString());
            assertThat(refusal(lists, SettlementItems.TABLE)).contains("m3 has no column amt");
        }
    }

    @Test
    void feesAreCountedInWhatTheBillIs() throws IOException {
        Files.writeString(folder.resolve("x.csv"), "id,total,bed\nS1,12345,12345\n");
        String text = "shape: wide\nformat: csv\ncharset: UTF-8\nfiles: x.csv\ntables:\n"
                + "  setl_d: {columns: {setl_id: id, medfee_sumamt: {field: total, unit: fen}}}\n"
                + "  setl_list_diag_d: {numbered: {diag_code: 'd{n}'}, to: 1}\n"
                + "  setl_list_oprn_d: {numbered: {oprn_oprt_code: 'o{n}'}, to: 1}\n"
                + "  setl_list_item_d: {fees: {'01': bed}%s}\n";
        for (String[] unit : new String[][] {{"", "123.45"}, {", unit: yuan", "12345"}}) {
            SourceFile source = SourceFile.parse("s.yaml", text.formatted(unit[0]));
            assertThat(rows(new SettlementLists(folder.toString(), source), SettlementItems.TABLE)
                            .get(0)
                            .<BigDecimal>getAs("amt"))
                    .isEqualByComparingTo(unit[1]);
        }
    }

    @Test
    void aHostileWorkbookIsRefused() throws IOException {
        SourceFile source = SourceFile.load(SourceShapesTest.conf("wide-xlsx"));
        SettlementLists lists = new SettlementLists(folder.toString(), source);
        Path file = folder.resolve("x.xlsx");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
            byte[] zeros = new byte[1 << 20];
            Arrays.fill(zeros, (byte) ' ');
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        }
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("is larger than any true workbook");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
            zip.write("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("declares entities in xl/worksheets/sheet1.xml");
        Files.writeString(file, "setl_id,amt\n");
        assertThat(refusal(lists, SettlementItems.TABLE)).contains("is no .xlsx workbook");
    }

    /**
     * From the file to the notice: the record is rejected for what could not be read in it, and in its charges. The value is
     * shown unless it names a person or a stay; a name is a column of many extracts, and none of ours.
     */
    @Test
    void aRecordWithAValueThatCannotBeReadIsRejectedAndShowsItUnlessItIsPersonal() throws IOException {
        TestRegion region = TestRegion.in(spark(), folder)
                .csv(
                        "lists",
                        List.of(
                                SettlementList.aList("S1"),
                                SettlementList.aList("S2"),
                                SettlementList.aList("S3"),
                                SettlementList.aList("S4")
                                        .visit("2.1E+17")
                                        .with(SettlementHeaders.PSN_NO, "3.3E+17")
                                        .with(SettlementHeaders.BRDY, "1960-13-41")));
        Path headers = folder.resolve("lists/setl_d.csv");
        replaceLine(headers, "S1,", "5000.00", "5,000.00");
        replaceLine(folder.resolve("lists/setl_list_item_d.csv"), "S2,", "5000.00", "5E+03");
        List<String> lines = Files.readAllLines(headers);
        lines.set(0, lines.get(0) + ",psn_name");
        for (int i = 1; i < lines.size(); i++) {
            lines.set(i, lines.get(i) + ",王示例");
        }
        Files.write(headers, lines);
        TestRegion.Left left =
                region.stages(Rules.tiny().book(), folder.resolve("lists").toString(), new RecordsStage());
        assertThat(left.table(Records.TABLE).collectAsList().stream()
                        .map(r -> r.getAs("settlement_id") + " " + r.getAs("disposition") + " " + r.getAs("reason")))
                .containsExactlyInAnyOrder(
                        "S1 rejected value_unreadable",
                        "S2 rejected value_unreadable",
                        "S3 kept null",
                        "S4 rejected value_unreadable");
        assertThat(left.table(Notices.TABLE).collectAsList().stream()
                        .filter(r -> r.getAs("code").equals("value_unreadable"))
                        .map(r -> r.getAs("settlement_id") + " " + r.getAs("observed")))
                .containsExactlyInAnyOrder(
                        "S1 medfee_sumamt=5,000.00", "S2 amt=5E+03", "S4 mdtrt_id=...; psn_no=...; brdy=...");
        String all = left.table(Records.TABLE).toJSON().collectAsList() + "\n"
                + left.table(Notices.TABLE).toJSON().collectAsList();
        assertThat(all).contains("V-S3", "H3").doesNotContain("王示例", "P-S3", "3.3E+17", "1960");
    }

    @Test
    void namesInWideRowsAndDocumentsAreNotRead() throws IOException {
        String document = Files.readString(Docs.root().resolve("data-samples/sources/documents/4101.jsonl"))
                .replace("\"gend\":", "\"psn_name\": \"王示例\", \"certno\": \"990101196401100021\", \"gend\":");
        Files.writeString(folder.resolve("4101.jsonl"), document);
        SourceFile documents = SourceFile.load(SourceShapesTest.conf("documents-4101"));
        Files.writeString(folder.resolve("x.csv"), "id,name,hospital,total\nS1,王示例,示例县中医院,12.00\n");
        String absent = SettlementHeaders.TABLE.columns().stream()
                .map(c -> c.name())
                .filter(n ->
                        !List.of("setl_id", "fixmedins_name", "medfee_sumamt").contains(n))
                .collect(Collectors.joining(", "));
        SourceFile wide = SourceFile.parse(
                "s.yaml",
                "shape: wide\nformat: csv\ncharset: UTF-8\nfiles: x.csv\ntables:\n"
                        + "  setl_d: {columns: {setl_id: id, fixmedins_name: hospital, medfee_sumamt: total}, absent: ["
                        + absent
                        + "]}\n"
                        + "  setl_list_diag_d: {numbered: {diag_code: 'd{n}'}, to: 1}\n"
                        + "  setl_list_oprn_d: {numbered: {oprn_oprt_code: 'o{n}'}, to: 1}\n"
                        + "  setl_list_item_d: {fees: {'01': total}}\n");
        for (SourceFile source : List.of(documents, wide)) {
            assertThat(rows(new SettlementLists(folder.toString(), source), SettlementHeaders.TABLE)
                            .toString())
                    .contains("示例县中医院")
                    .doesNotContain("王示例", "990101196401100021");
        }
        // A document that is none: what is wrong is told without the word that is wrong.
        Files.writeString(folder.resolve("4101.jsonl"), document.replaceFirst("\"王示例\"", "王示例"));
        assertThat(refusal(new SettlementLists(folder.toString(), documents), SettlementHeaders.TABLE))
                .contains("4101.jsonl", "is no JSON")
                .doesNotContain("王");
    }

    private static void replaceLine(Path file, String start, String from, String to) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .map(l -> l.startsWith(start) ? l.replace("," + from, ",\"" + to + "\"") : l)
                .toList();
        Files.write(file, lines);
    }

    private Row row(String id) {
        return rows(SettlementLists.in(folder.toString()), SettlementItems.TABLE).stream()
                .filter(r -> r.getAs("setl_id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String unreadable(String id) {
        return row(id).getAs(NationalTables.UNREADABLE);
    }

    private static String told(List<Row> rows, String id) {
        return rows.stream()
                .filter(r -> r.getAs("setl_id").equals(id))
                .findFirst()
                .orElseThrow()
                .getAs(NationalTables.UNREADABLE);
    }

    private List<Row> rows(SettlementLists lists, Table table) {
        return NationalTables.read(spark(), lists, table).collectAsList();
    }

    private String refusal() {
        return refusal(SettlementLists.in(folder.toString()), SettlementItems.TABLE);
    }

    /** What stops a run, as the flow tells it. */
    private String refusal(SettlementLists lists, Table table) {
        Throwable told = catchThrowable(() -> {
            try {
                rows(lists, table);
            } catch (Exception e) {
                throw lists.explain(spark(), e, List.of(table)).orElseThrow(() -> e);
            }
        });
        assertThat(told).isInstanceOf(DipException.class);
        return told.getMessage();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
