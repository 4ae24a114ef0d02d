package org.opendip.jobs.stages.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.reports.FileNames;
import org.opendip.jobs.reports.Numbers;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Scores;

class StatementFilesTest extends SparkTest {
    private static SettledYear year;

    @TempDir
    static Path folder;

    private static List<StatementFiles.Written> written;

    @BeforeEach
    void writeOnce() {
        if (written == null) {
            year = new SettledYear(3000, 12, 150, true);
            written = write(folder);
        }
    }

    private List<StatementFiles.Written> write(Path target) {
        SparkSession spark = spark();
        return new StatementFiles(
                        spark,
                        target.toUri().toString(),
                        2025,
                        "示例市 <Example>",
                        SettledYear.CLEARING,
                        false,
                        SettledYear.POOLS,
                        year.names,
                        year.deductions)
                .write(
                        year.table(spark, Grouping.TABLE),
                        year.table(spark, CaseSettlements.TABLE),
                        year.table(spark, HospitalSettlements.TABLE),
                        year.table(spark, PointValues.TABLE),
                        year.table(spark, Reconciliations.TABLE),
                        year.table(spark, Scores.TABLE));
    }

    @Test
    void everyHospitalHasAWorkbookWithItsCases() throws IOException {
        assertThat(written).hasSize(12);
        assertThat(written.stream().mapToLong(StatementFiles.Written::cases).sum())
                .isEqualTo(3000);
        Map<String, Long> payments = new TreeMap<>();
        Map<String, Long> cases = new TreeMap<>();
        year.caseSettlements.forEach(r -> {
            payments.merge(r.getString(1), r.getLong(4), Long::sum);
            cases.merge(r.getString(1), 1L, Long::sum);
        });
        for (StatementFiles.Written w : written) {
            assertThat(w.cases()).isEqualTo(cases.get(w.hospital()));
            assertThat(w.grossFen()).isEqualTo(payments.get(w.hospital()));
            try (ReadableWorkbook book =
                    new ReadableWorkbook(folder.resolve(w.file()).toFile())) {
                assertThat(book.getSheets().map(Sheet::getName))
                        .containsExactly("汇总 Summary", "病种 Groups", "病例 Cases", "扣款 Deductions", "计算过程 Working");
                List<Row> rows = book.getSheet(2).orElseThrow().read();
                assertThat(rows).hasSize((int) w.cases() + 2);
                assertThat(sum(rows, 13)).isEqualTo(BigDecimal.valueOf(w.grossFen(), 2));
                List<Row> groups = book.getSheet(1).orElseThrow().read();
                assertThat(sum(groups, 11)).isEqualTo(BigDecimal.valueOf(w.grossFen(), 2));
                assertThat(sum(groups, 3)).isEqualTo(BigDecimal.valueOf(w.cases()));
                List<String> order = new ArrayList<>();
                rows.subList(2, rows.size()).forEach(r -> order.add(r.getCellText(1) + r.getCellText(0)));
                assertThat(order).isSorted();
            }
        }
    }

    @Test
    void theWorkingEndsInTheTablesFigures() throws IOException {
        for (StatementFiles.Written w : written) {
            try (ReadableWorkbook book =
                    new ReadableWorkbook(folder.resolve(w.file()).toFile())) {
                int steps = 0;
                for (Row row : book.getSheet(4).orElseThrow().read()) {
                    if (row.getCellCount() > 6
                            && row.getCell(6) != null
                            && row.getCell(6).getType() == CellType.NUMBER) {
                        BigDecimal residual = new BigDecimal(row.getCell(6).getRawValue());
                        boolean gross = row.getCellText(1).startsWith("应付总额");
                        assertThat(residual.abs())
                                .as(w.hospital() + " " + row.getCellText(1))
                                .isLessThan(new BigDecimal(gross ? "0.01" : "0.0000000001"));
                        steps++;
                    }
                }
                assertThat(steps).isEqualTo(16);
            }
        }
    }

    @Test
    void namesStayText() throws IOException {
        Path third = folder.resolve("H0003.xlsx");
        try (ReadableWorkbook book = new ReadableWorkbook(third.toFile())) {
            List<Row> rows = book.getSheet(0).orElseThrow().read();
            assertThat(rows.stream()
                            .anyMatch(r -> r.getCellCount() > 2
                                    && r.getCell(2) != null
                                    && r.getCellText(2).equals("'=HYPERLINK(\"http://x\",\"y\")")))
                    .isTrue();
        }
        String page = Files.readString(folder.resolve("region.html"), StandardCharsets.UTF_8);
        assertThat(page.contains("<script>alert")).isFalse();
        assertThat(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")).isTrue();
        assertThat(page.contains("href=\"./H0001.xlsx\"")).isTrue();
    }

    @Test
    void theSameTablesGiveTheSameFiles(@TempDir Path again) throws IOException {
        assertThat(write(again)).isEqualTo(written);
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(13);
            for (Path file : all) {
                assertThat(Files.mismatch(file, again.resolve(file.getFileName())))
                        .as(file.toString())
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    @Tag("full")
    void aBrowserShowsTheTablesFigures() throws Exception {
        Path browser = Path.of("/usr/bin/chromium");
        assumeTrue(Files.isExecutable(browser), "no /usr/bin/chromium on this machine: the page is not opened");
        Path dom = folder.resolveSibling(folder.getFileName() + "-dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--virtual-time-budget=5000",
                        "--window-size=1280,2000",
                        "--dump-dom",
                        folder.resolve("region.html").toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES))
                .as("browser came to an end")
                .isTrue();
        String page = Files.readString(dom, StandardCharsets.UTF_8).replaceAll("(?s)<script.*?</script>", "");
        Files.delete(dom);

        // Charts: each has been drawn.
        assertThat(page.split("class=\"plot", -1)).hasSize(1 + 8);
        assertThat(page.split("<svg ", -1)).hasSize(1 + 8);
        // Key figures and the table of pools.
        long fund = year.pointValues.stream().mapToLong(r -> r.getLong(4)).sum();
        long cost = year.pointValues.stream().mapToLong(r -> r.getLong(2)).sum();
        assertThat(page.contains("<dd>" + Numbers.headline(fund) + "<small>" + Numbers.yuan(fund) + " 元</small>"))
                .isTrue();
        assertThat(page.contains(Numbers.yuan(cost) + " 元")).isTrue();
        assertThat(page.contains("<dd>0.00<small>分文不差")).isTrue();
        year.pointValues.forEach(r -> assertThat(page.contains(">" + Numbers.rounded(r.getDecimal(9), 9) + "</td>"))
                .isTrue());
        // Every hospital's row, and the hostile name as text.
        for (StatementFiles.Written w : written) {
            String row = page.substring(page.indexOf("href=\"./" + w.file()));
            row = row.substring(0, row.indexOf("</tr>"));
            assertThat(row).contains(">" + Numbers.count(w.cases()) + "</td>");
            assertThat(row).contains(">" + Numbers.yuan(w.grossFen()) + "</td>");
            assertThat(row).contains(">" + Numbers.yuan(w.finalFen()) + "</td>");
        }
        assertThat(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;")).isTrue();
        // Ungrouped cases have no ratio and stay out of the histogram.
        long ungrouped = year.hospitals.stream().mapToLong(r -> r.getLong(8)).sum();
        assertThat(page.contains("无参照费用的病例 " + Numbers.count(ungrouped) + " 例")).isTrue();
    }

    @Test
    void fileNamesAreSafeAndDistinct() {
        assertThat(FileNames.of(List.of("H01", "医院-1")).values()).containsExactly("H01.xlsx", "医院-1.xlsx");
        Map<String, String> names = FileNames.of(List.of("../x", "A", "a", "con", "a/b", "a_b", "", "x".repeat(300)));
        assertThat(names.values().stream().map(n -> n.toLowerCase(java.util.Locale.ROOT)))
                .doesNotHaveDuplicates();
        assertThat(names.values()).allMatch(n -> n.matches("[A-Za-z0-9_-]{1,90}\\.xlsx"));
        assertThat(names.get("A")).isEqualTo("A.xlsx");
    }

    private static BigDecimal sum(List<Row> rows, int column) {
        return rows.subList(2, rows.size()).stream()
                .map(r -> new BigDecimal(r.getCell(column).getRawValue()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
