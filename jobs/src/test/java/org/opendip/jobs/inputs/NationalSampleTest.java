package org.opendip.jobs.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.ReferenceData;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Kind;
import org.opendip.policy.rulebook.Rulebook;

/** Catalogs of the nation and of a real prefecture are read whole and written back as they were. */
public class NationalSampleTest {
    private static final Configuration HADOOP = new Configuration(false);

    @Test
    void everySheetOfTheNationalSampleIsRead() {
        CatalogFiles.Read read = national(NationalRules.version3());

        assertThat(read.catalog().rows().stream().collect(Collectors.groupingBy(GroupRow::kind, Collectors.counting())))
                .isEqualTo(Map.of(Kind.PRE, 19L, Kind.MERGE, 210L, Kind.ASSISTED, 113L, Kind.BASE, 248L));
        assertThat(read.catalog().exclusions().diagnoses()).hasSize(268);
        assertThat(read.catalog().exclusions().procedures()).hasSize(646);
        assertThat(read.catalog().resistantDiagnoses()).hasSize(48);
        assertThat(read.catalog().primaryCare()).hasSize(127);
        assertThat(read.overlaps())
                .containsExactly(
                        "merge.csv row 178 and merge.csv row 179 have a case in common that fits both alike: grouping.ties decides",
                        "merge.csv row 181 and merge.csv row 182 have a case in common that fits both alike: grouping.ties decides");
        assertThat(national(NationalRules.version3().with("precedence: and-first", "precedence: or-first"))
                        .overlaps())
                .as("where | binds tighter no two rows overlap")
                .isEmpty();
    }

    @Test
    void theSheetsAreWrittenBackCellByCell(@TempDir Path folder) throws IOException {
        for (String name : List.of("dip3-sample", "pingdingshan-2025")) {
            Path from = ReferenceData.file(name);
            Path to = folder.resolve(name);
            CatalogFiles.install(HADOOP, from.toString(), to.toString(), false);
            try (Stream<Path> files = Files.list(from)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".csv")).toList()) {
                    assertThat(to.resolve(file.getFileName())).hasSameBinaryContentAs(file);
                }
            }
        }
    }

    /** As a published workbook is: sheets and headings in Chinese, a title above, no column for programs. */
    @Test
    void theSheetsOfTheNationalWorkbookAreKnownByTheirChineseNames(@TempDir Path folder) throws IOException {
        Map<String, String> names = Map.ofEntries(
                Map.entry("pre", "一、先期分组"),
                Map.entry("merge", "二、并项规则下的核心病种"),
                Map.entry("assisted_burn", "三、诊断辅助细分-烧伤类病种"),
                Map.entry("assisted_tumour", "三、诊断辅助细分-肿瘤类病种"),
                Map.entry("assisted_tb", "三、诊断辅助细分-结核类病种"),
                Map.entry("tb_resistant_diagnoses", "附表—结核耐药诊断"),
                Map.entry("base", "四、基础规则下的核心病种"),
                Map.entry("excluded_diagnoses", "五、不纳入分组的主要诊断"),
                Map.entry("excluded_procedures", "五、不纳入分组的主要手术操作"),
                Map.entry("primary_care", "六、基层病种"));
        Map<String, String> headings = Map.ofEntries(
                Map.entry("category", "类别"),
                Map.entry("seq", "序号"),
                Map.entry("name", "病种名称"),
                Map.entry("main_dx", "主要诊断编码"),
                Map.entry("main_dx_name", "主要诊断名称"),
                Map.entry("other_dx", "其他诊断\n编码"),
                Map.entry("main_op", "主要手术操作编码"),
                Map.entry("main_op_name", "主要手术操作名称"),
                Map.entry("related_op", "相关手术操作编码"),
                Map.entry("procedure_expression", "手术操作编码"),
                Map.entry("drug_resistant", "是否耐药"),
                Map.entry("code", "编码"),
                Map.entry("note", "备注"));
        Path file = folder.resolve("workbook.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook book = new Workbook(out, "test", "1.0")) {
            for (CatalogSheet sheet : CatalogFiles.sheets(
                    HADOOP, ReferenceData.file("dip3-sample").toString())) {
                Worksheet to = book.newWorksheet(names.get(sheet.file().replace(".csv", "")));
                to.value(0, 0, "按病种分值付费分组方案");
                List<Integer> kept = IntStream.range(0, sheet.heading().size())
                        .filter(i -> !List.of("sheet", "row")
                                .contains(sheet.heading().get(i)))
                        .filter(i -> !sheet.heading().get(i).equals("category")
                                || sheet.file().equals("merge.csv"))
                        .boxed()
                        .toList();
                for (int c = 0; c < kept.size(); c++) {
                    String column = sheet.heading().get(kept.get(c));
                    to.value(1, c, headings.getOrDefault(column, column));
                    for (int r = 0; r < sheet.rows().size(); r++) {
                        to.value(r + 2, c, sheet.rows().get(r).get(kept.get(c)));
                    }
                }
            }
        }

        CatalogFiles.Read found = read(file, NationalRules.version3());
        CatalogFiles.Read expected = national(NationalRules.version3());
        assertThat(found.catalog().rows())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("origin")
                .containsExactlyInAnyOrderElementsOf(expected.catalog().rows());
        assertThat(found.catalog().exclusions()).isEqualTo(expected.catalog().exclusions());
        assertThat(found.catalog().resistantDiagnoses())
                .isEqualTo(expected.catalog().resistantDiagnoses());
        assertThat(found.catalog().primaryCare()).hasSize(127);
    }

    @Test
    void everyGroupOfAPrefectureIsWrittenAndReadBackAsWhatItAsksFor(@TempDir Path folder) throws IOException {
        Files.copy(ReferenceData.file("pingdingshan-2025/catalog.csv"), folder.resolve("catalog.csv"));
        Rules rules = Rules.exampleCity().with("code-case: exact", "code-case: ignore");
        List<CatalogExport.Line> lines = read(folder, rules).catalog().rows().stream()
                .map(row -> new CatalogExport.Line(row, row.score(), null, false))
                .toList();
        CatalogExport export =
                CatalogExport.of(HADOOP, lines, new CodeNames(new TreeMap<>(), new TreeMap<>(), new TreeMap<>()), null);
        export.check(rules.book(), codes("codes/icd10-insurance-2.0.csv"), codes("codes/icd9cm3-insurance-2.0.csv"));
        assertThat(export.sheets()).singleElement().satisfies(sheet -> assertThat(sheet.rows())
                .hasSize(4444));

        export.write(HADOOP, folder.toString());
        assertThat(read(folder, rules).catalog().rows())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("origin", "score", "name")
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(CatalogExport.Line::row).toList());
    }

    @Test
    void theCatalogOfAPrefectureIsReadWhole(@TempDir Path folder) throws IOException {
        Path catalog = ReferenceData.file("pingdingshan-2025/catalog.csv");
        Files.copy(catalog, folder.resolve("catalog.csv"));
        CatalogFiles.Read read = read(folder, Rules.exampleCity().with("code-case: exact", "code-case: ignore"));

        assertThat(read.catalog().rows().stream().collect(Collectors.groupingBy(GroupRow::kind, Collectors.counting())))
                .isEqualTo(Map.of(Kind.BASE, 3877L, Kind.COMPREHENSIVE, 567L));
        assertThat(read.overlaps()).isEmpty();
    }

    /** The national sample, with the code lists and the few codes that it names beside them. */
    public static CatalogFiles.Read national(Rules rules) {
        return read(ReferenceData.file("dip3-sample"), rules);
    }

    /** A folder with a catalog, against the official code lists. */
    public static CatalogFiles.Read read(Path folder, Rules rules) {
        Rulebook book = rules.book();
        Set<String> procedures = codes("codes/icd9cm3-insurance-2.0.csv");
        procedures.addAll(List.of("37.5100x001", "50.5100x002", "33.5000x001", "39.6500x001", "92.2600x001"));
        return CatalogFiles.read(
                HADOOP,
                folder.toString(),
                book.grouping(),
                book.catalog().groupCodes(),
                codes("codes/icd10-insurance-2.0.csv"),
                procedures);
    }

    private static Set<String> codes(String file) {
        return ReferenceData.rows(file).stream()
                .map(row -> row.getString("code"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
