package org.opendip.jobs.inputs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * 国家分组方案工作簿: the sheets of the national workbook by their Chinese names and headings. Titles may stand above a
 * heading; where no column tells the category, the sheet does.
 */
final class OfficialSheets {
    /** Rows among which a heading is looked for. */
    private static final int TITLES = 6;

    /** What the name of a sheet holds, and the file that it is; the first that fits. */
    private static final List<Map.Entry<String, String>> FILES = List.of(
            Map.entry("先期分组", "pre.csv"),
            Map.entry("并项", "merge.csv"),
            Map.entry("烧伤", "assisted_burn.csv"),
            Map.entry("肿瘤", "assisted_tumour.csv"),
            Map.entry("耐药诊断", "tb_resistant_diagnoses.csv"),
            Map.entry("结核", "assisted_tb.csv"),
            Map.entry("不纳入分组的主要诊断", "excluded_diagnoses.csv"),
            Map.entry("不纳入分组的主要手术", "excluded_procedures.csv"),
            Map.entry("基础规则", "base.csv"),
            Map.entry("基层病种", CatalogFiles.PRIMARY_CARE));

    private static final Map<String, String> CATEGORIES = Map.of(
            "pre.csv", "XQ",
            "merge.csv", "BX",
            "assisted_burn.csv", "FZ",
            "assisted_tumour.csv", "FZ",
            "assisted_tb.csv", "FZ",
            "base.csv", "JC");

    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("类别", "category"),
            Map.entry("序号", "seq"),
            Map.entry("病种名称", "name"),
            Map.entry("主要诊断编码", "main_dx"),
            Map.entry("主要诊断名称", "main_dx_name"),
            Map.entry("其他诊断编码", "other_dx"),
            Map.entry("其他诊断名称", "other_dx_name"),
            Map.entry("主要手术操作编码", "main_op"),
            Map.entry("主要手术操作名称", "main_op_name"),
            Map.entry("相关手术操作编码", "related_op"),
            Map.entry("相关手术操作名称", "related_op_name"),
            Map.entry("手术操作编码", "procedure_expression"),
            Map.entry("手术操作名称", "procedure_name"),
            Map.entry("是否耐药", "drug_resistant"),
            Map.entry("诊断编码", "code"),
            Map.entry("编码", "code"),
            Map.entry("名称", "name"),
            Map.entry("备注", "note"),
            Map.entry("说明", "note"));

    private OfficialSheets() {}

    /** The file that a sheet is; of a sheet that the workbook does not have, its own name. */
    static String file(String sheet) {
        return FILES.stream()
                .filter(file -> sheet.contains(file.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(sheet + ".csv");
    }

    /**
     * A sheet of the workbook. Where no row is a heading that is known, the first stands for it, so that what it lacks is told.
     *
     * @param rows in their places
     * @return null: the workbook has no such sheet, and no row is a heading
     */
    static CatalogSheet of(String name, List<List<String>> rows) {
        String file = file(name);
        for (int at = 0; at < Math.min(TITLES, rows.size()); at++) {
            List<String> heading =
                    rows.get(at).stream().map(cell -> column(file, cell)).toList();
            if (heading.contains("main_dx") || heading.contains("code")) {
                return withCategory(
                        new CatalogSheet(file, heading, List.copyOf(rows.subList(at + 1, rows.size())), at + 2));
            }
        }
        return file.equals(name + ".csv")
                ? null
                : new CatalogSheet(
                        file,
                        rows.isEmpty() ? List.of() : rows.get(0),
                        List.copyOf(rows.subList(Math.min(1, rows.size()), rows.size())));
    }

    /** Lists have one column of codes, whatever it is called; the procedures of tumours are an expression. */
    private static String column(String file, String cell) {
        String known = COLUMNS.getOrDefault(cell.replaceAll("\\s", ""), cell);
        if (file.startsWith("excluded_") || file.startsWith("tb_")) {
            return known.equals("main_dx") || known.equals("main_op") || known.equals("procedure_expression")
                    ? "code"
                    : known;
        }
        return file.equals("assisted_tumour.csv") && known.equals("main_op") ? "procedure_expression" : known;
    }

    private static CatalogSheet withCategory(CatalogSheet sheet) {
        String category = CATEGORIES.get(sheet.file());
        if (category == null || sheet.column("category") >= 0) {
            return sheet;
        }
        List<String> heading = new ArrayList<>(sheet.heading());
        heading.add(0, "category");
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < sheet.rows().size(); row++) {
            List<String> cells = new ArrayList<>(sheet.rows().get(row));
            boolean said = cells.stream().anyMatch(cell -> !cell.isBlank());
            cells.add(0, said && sheet.cell(row, "seq").matches("[0-9]+") ? category : "");
            rows.add(cells);
        }
        return new CatalogSheet(sheet.file(), heading, rows, sheet.first());
    }
}
