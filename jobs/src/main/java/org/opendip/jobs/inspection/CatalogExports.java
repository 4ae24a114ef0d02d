package org.opendip.jobs.inspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.inputs.CatalogExport;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.Format;
import org.opendip.jobs.reports.OutputFile;
import org.opendip.jobs.reports.PageSheet;
import org.opendip.jobs.reports.TableSheet;
import org.opendip.jobs.reports.Workbook;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.Scores;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.rulebook.Rulebook;

/** 目录发布: the catalog of a run as files that are handed over, with where it comes from and from when it holds. */
public final class CatalogExports {
    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry("seq", "序号"),
            Map.entry("dip_code", "病种编码"),
            Map.entry("group_type", "病种类型（1 核心 0 综合）"),
            Map.entry("main_diag_code", "主要诊断编码"),
            Map.entry("main_diag_name", "主要诊断名称"),
            Map.entry("main_oper_code", "主要手术操作编码"),
            Map.entry("main_oper_name", "主要手术操作名称"),
            Map.entry("other_oper_code", "相关手术操作编码"),
            Map.entry("other_oper_name", "相关手术操作名称"),
            Map.entry("score", "病种分值"),
            Map.entry("local_addition", "地方新增"),
            Map.entry("near_miss", "降低标准入库"),
            Map.entry("age", "年龄段"),
            Map.entry("severity", "病情严重程度"),
            Map.entry("row", "行"),
            Map.entry("sheet", "表"),
            Map.entry("category", "类别"),
            Map.entry("name", "病种名称"),
            Map.entry("main_dx", "主要诊断编码"),
            Map.entry("main_dx_name", "主要诊断名称"),
            Map.entry("other_dx", "其他诊断编码"),
            Map.entry("main_op", "主要手术操作编码"),
            Map.entry("main_op_name", "主要手术操作名称"),
            Map.entry("related_op", "相关手术操作编码"),
            Map.entry("related_op_name", "相关手术操作名称"),
            Map.entry("procedure_expression", "手术操作"),
            Map.entry("drug_resistant", "是否耐药"),
            Map.entry("code", "编码"),
            Map.entry("note", "说明"));

    /**
     * What was written.
     *
     * @param files paths
     * @param version lines of version.yaml by key
     * @param core number of core groups
     * @param local of these, such as the national library lacks; empty: there is no library
     */
    public record Written(
            List<String> files, Map<String, String> version, int groups, int core, Optional<Long> local) {}

    private CatalogExports() {}

    /**
     * Writes CSV files, {@code catalog.xlsx} and {@code version.yaml} into a folder of any Hadoop file system.
     *
     * @param validFrom the day from which cases are grouped by it
     */
    public static Written write(
            SparkSession spark,
            Warehouse warehouse,
            Run catalog,
            RunFile inputs,
            Rulebook rules,
            String folder,
            LocalDate validFrom) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        if (!catalog.rulebook().endsWith(rules.hash())) {
            throw DipErrors.rulebookOfAnotherRun(catalog.run(), catalog.rulebook(), rules.hash());
        }
        ReferenceFiles reference = new ReferenceFiles(hadoop, inputs);
        List<ReferenceFiles.Procedure> procedures = reference.procedures();
        Library library = Library.of(hadoop, inputs, rules, Treatments.of(rules.grouping(), procedures));
        boolean national = library.national();
        boolean sheets = library.catalog() != RuleCatalog.NONE;
        List<Group> groups = library.groups(
                warehouse.read(catalog, Catalog.TABLE),
                catalog.table(RuleRows.TABLE.name()).map(t -> warehouse.read(catalog, RuleRows.TABLE)),
                catalog.table(ReviewedGroups.TABLE.name()).map(t -> warehouse.read(catalog, ReviewedGroups.TABLE)));
        Map<String, BigDecimal> scores = new HashMap<>();
        warehouse
                .read(catalog, Scores.TABLE)
                .select(Catalog.GROUP.col(), Scores.SCORE.col())
                .collectAsList()
                .forEach(r -> scores.put(r.getString(0), r.getDecimal(1)));
        Set<String> nearMisses = catalog.table(RuleRows.TABLE.name())
                .map(t -> RuleRows.nearMisses(warehouse.read(catalog, RuleRows.TABLE)))
                .orElse(Set.of());
        List<CatalogExport.Line> lines = groups.stream()
                .map(g -> new CatalogExport.Line(
                        g.row(),
                        scores.get(g.code()),
                        national ? g.core() && g.row().origin() == null : null,
                        nearMisses.contains(g.code())))
                .sorted(Comparator.comparing(
                                (CatalogExport.Line line) -> line.row().kind())
                        .thenComparing(line -> line.row().code()))
                .toList();
        CatalogExport export = CatalogExport.of(
                hadoop, lines, CodeNames.read(hadoop, inputs), sheets ? CatalogFiles.folder(inputs) : null);
        export.check(
                rules,
                reference.diagnoses().stream()
                        .map(ReferenceFiles.Diagnosis::code)
                        .collect(Collectors.toSet()),
                procedures.stream().map(ReferenceFiles.Procedure::code).collect(Collectors.toSet()));

        Map<String, String> version = CatalogRun.version(catalog);
        version.put("valid-from", validFrom.toString());
        version.put("content", "sha256:" + export.hash());
        Path workbook = new Path(folder, "catalog.xlsx");
        Path about = new Path(folder, "version.yaml");
        List<String> files = new ArrayList<>();
        try {
            workbook(export, version, rules.name(), workbook, hadoop);
            try (OutputFile file = OutputFile.create(about, hadoop)) {
                StringBuilder text = new StringBuilder();
                version.forEach((key, value) ->
                        text.append(key).append(": ").append(value).append('\n'));
                file.stream().write(text.toString().getBytes(StandardCharsets.UTF_8));
                file.commit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be written.", e);
        }
        export.write(hadoop, folder);
        export.sheets().forEach(sheet -> files.add(folder + "/" + sheet.name() + ".csv"));
        files.add(workbook.toString());
        files.add(about.toString());
        return new Written(
                files,
                version,
                groups.size(),
                (int) groups.stream().filter(Group::core).count(),
                national
                        ? Optional.of(
                                lines.stream().filter(CatalogExport.Line::local).count())
                        : Optional.empty());
    }

    private static void workbook(
            CatalogExport export, Map<String, String> version, String region, Path path, Configuration hadoop)
            throws IOException {
        try (Workbook book = Workbook.create(path, hadoop)) {
            for (CatalogExport.Sheet sheet : export.sheets()) {
                List<Column> columns = sheet.heading().stream()
                        .map(name -> Column.of(HEADINGS.getOrDefault(name, name), name, Format.CODE, 22))
                        .toList();
                try (TableSheet table =
                        book.table(sheet.name(), columns, sheet.rows().size())) {
                    for (List<String> row : sheet.rows()) {
                        for (int i = 0; i < columns.size(); i++) {
                            String cell = i < row.size() ? row.get(i) : "";
                            table.code(cell.isEmpty() ? null : cell);
                        }
                        table.endRow();
                    }
                }
            }
            try (PageSheet page = book.page("版本 Version", 24, 90)) {
                page.title(region + " 病种目录", "DIP catalog");
                for (Map.Entry<String, String> line : version.entrySet()) {
                    page.text(line.getKey()).text(line.getValue()).endRow();
                }
            }
            book.finish();
        }
    }
}
