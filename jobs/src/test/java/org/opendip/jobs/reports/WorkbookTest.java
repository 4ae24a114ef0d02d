package org.opendip.jobs.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbookTest {
    private static final List<Column> COLUMNS = List.of(
            Column.of("名称", "Name", Format.TEXT),
            Column.of("编码", "Code", Format.CODE),
            Column.of("病例数", "Cases", Format.COUNT),
            Column.of("金额", "Amount", Format.FEN),
            Column.of("分值", "Points", Format.SCORE),
            Column.of("费用比", "Ratio", Format.RATIO),
            Column.of("日期", "Date", Format.DATE));

    @TempDir
    Path folder;

    @Test
    void valuesComeBackExactly() throws IOException {
        long[] amounts = {0, 1, -1, 99, -99, 100, 123_456_789L, -5_000_000_000_001L, 999_999_999_999_99L};
        byte[] bytes = write(sheet -> {
            for (long amount : amounts) {
                sheet.text("医院 & <甲>").code("007").count(amount).fen(amount);
                sheet.score(new BigDecimal("2500000.123456")).ratio(new BigDecimal("0E-10"));
                sheet.date(LocalDate.of(2025, 12, 31)).endRow();
            }
        });
        List<Row> rows = rows(bytes, 0);
        assertThat(rows).hasSize(amounts.length + 2);
        assertThat(rows.get(0).getCellText(3)).isEqualTo("金额");
        assertThat(rows.get(1).getCellText(3)).isEqualTo("Amount");
        for (int i = 0; i < amounts.length; i++) {
            Row row = rows.get(i + 2);
            assertThat(row.getCellText(0)).isEqualTo("医院 & <甲>");
            assertThat(row.getCell(1).getType()).isEqualTo(CellType.STRING);
            assertThat(row.getCellText(1)).isEqualTo("007");
            assertThat(row.getCellAsNumber(2)).hasValue(BigDecimal.valueOf(amounts[i]));
            assertThat(row.getCell(3).getRawValue())
                    .isEqualTo(BigDecimal.valueOf(amounts[i], 2).toPlainString());
            assertThat(row.getCell(3).getDataFormatString()).isEqualTo("#,##0.00");
            assertThat(row.getCell(4).getRawValue()).isEqualTo("2500000.123456");
            assertThat(row.getCell(5).getRawValue()).isEqualTo("0.0000000000");
            assertThat(row.getCellAsDate(6).orElseThrow().toLocalDate()).isEqualTo(LocalDate.of(2025, 12, 31));
        }
    }

    @Test
    void dangerousTextStaysTextAndGetsAnApostrophe() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("=1+1", "'=1+1");
        expected.put("+1", "'+1");
        expected.put("-1", "'-1");
        expected.put("@SUM(A1)", "'@SUM(A1)");
        expected.put("\t=1+1", "'=1+1");
        expected.put("\r\n =1+1", "'=1+1");
        expected.put("\u0000=1+1", "'=1+1");
        expected.put("＝cmd|'/c calc'!A1", "'＝cmd|'/c calc'!A1");
        expected.put("a=1+1", "a=1+1");
        expected.put("bell\u0007 \uD800half", "bell half");
        byte[] bytes = write(sheet -> {
            for (String text : expected.keySet()) {
                sheet.text(text).word(text).endRow();
            }
        });
        List<Row> rows = rows(bytes, 0);
        int i = 2;
        for (String text : expected.values()) {
            assertThat(rows.get(i).getCell(0).getType()).isEqualTo(CellType.STRING);
            assertThat(rows.get(i).getCellText(0)).isEqualTo(text);
            assertThat(rows.get(i).getCellText(1)).isEqualTo(text);
            i++;
        }
        assertThat(parts(bytes).get("xl/worksheets/sheet1.xml")).doesNotContain("<f>");
    }

    @Test
    void rowsBeyondTheLimitContinueOnTheNextSheet() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = Workbook.into(bytes, 1000)) {
            TableSheet first = book.table("病例", COLUMNS.subList(1, 3), 2500);
            TableSheet second = book.table("扣款", COLUMNS.subList(0, 1));
            for (int i = 0; i < 3100; i++) {
                first.code("C" + i).count(i).endRow();
            }
            first.close();
            second.text("无").endRow();
            book.finish();
        }
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(bytes.toByteArray()))) {
            List<Sheet> sheets = book.getSheets().toList();
            assertThat(sheets).extracting(Sheet::getName).containsExactly("病例", "病例 (2)", "病例 (3)", "扣款", "病例 (4)");
            int next = 0;
            for (int s : new int[] {0, 1, 2, 4}) {
                List<Row> rows = sheets.get(s).read();
                assertThat(rows.size()).isLessThanOrEqualTo(1000);
                for (Row row : rows.subList(2, rows.size())) {
                    assertThat(row.getCellText(0)).isEqualTo("C" + next);
                    assertThat(row.getCell(1).getRawValue()).isEqualTo(Integer.toString(next));
                    next++;
                }
            }
            assertThat(next).isEqualTo(3100);
        }
    }

    @Test
    void sameDataSameBytes() throws Exception {
        Filler filler = sheet -> {
            for (int i = 0; i < 2000; i++) {
                sheet.text("科室" + i).code("A" + i).count(i).fen(i * 31L);
                sheet.score(BigDecimal.valueOf(i, 6)).ratio(null).date(null).endRow();
            }
        };
        byte[] first = write(filler);
        Thread.sleep(20);
        assertThat(write(filler)).isEqualTo(first);
        Map<String, String> parts = parts(first);
        assertThat(parts.get("docProps/core.xml")).contains("OpenDIP").doesNotContain("created");
        assertThat(parts.keySet()).contains("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml");
    }

    @Test
    void sheetNamesBecomeLegalAndUnique() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = Workbook.into(bytes)) {
            for (String name : new String[] {"a/b:c", "A b C", "'q'", "", "history", "长".repeat(40), "长".repeat(40)}) {
                book.page(name, 10).text("x").endRow();
            }
            book.finish();
        }
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(book.getSheets().map(Sheet::getName))
                    .containsExactly(
                            "a b c", "A b C (2)", "q", "_", "history_", "长".repeat(31), "长".repeat(27) + " (2)");
        }
    }

    @Test
    void aFileAppearsOnlyWhenFinishedAndReplacesTheOldOne() throws IOException {
        Path file = folder.resolve("out/医院.xlsx");
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(file.toUri());
        try (Workbook book = Workbook.create(target, new Configuration())) {
            book.page("a", 10).text("first").endRow();
            assertThat(file).doesNotExist();
            book.finish();
        }
        byte[] first = Files.readAllBytes(file);
        try (Workbook book = Workbook.create(target, new Configuration())) {
            book.page("a", 10).text("never finished").endRow();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        try (Workbook book = Workbook.create(target, new Configuration())) {
            book.page("a", 10).text("second").endRow();
            book.finish();
        }
        assertThat(Files.readAllBytes(file)).isNotEqualTo(first);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aCellOfTheWrongKindIsRefused() {
        assertThatThrownBy(() -> write(sheet -> sheet.fen(1))).hasMessageContaining("名称 holds TEXT, not FEN");
    }

    private interface Filler {
        void fill(TableSheet sheet) throws IOException;
    }

    private static byte[] write(Filler filler) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = Workbook.into(bytes)) {
            try (TableSheet sheet = book.table("表", COLUMNS)) {
                filler.fill(sheet);
            }
            book.finish();
        }
        return bytes.toByteArray();
    }

    private static List<Row> rows(byte[] bytes, int sheet) throws IOException {
        try (ReadableWorkbook book = new ReadableWorkbook(
                new ByteArrayInputStream(bytes), new org.dhatim.fastexcel.reader.ReadingOptions(true, true))) {
            return new ArrayList<>(book.getSheet(sheet).orElseThrow().read());
        }
    }

    private Map<String, String> parts(byte[] bytes) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        Path file = Files.write(folder.resolve("parts.xlsx"), bytes);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] part = zip.getInputStream(entry).readAllBytes();
                assertThat(part).hasSize((int) entry.getSize());
                parts.put(entry.getName(), new String(part, StandardCharsets.UTF_8));
            }
        }
        return parts;
    }
}
