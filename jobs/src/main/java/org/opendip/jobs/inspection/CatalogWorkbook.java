package org.opendip.jobs.inspection;

import static org.opendip.jobs.reports.Format.CODE;
import static org.opendip.jobs.reports.Format.COUNT;
import static org.opendip.jobs.reports.Format.FEN;
import static org.opendip.jobs.reports.Format.RATIO;
import static org.opendip.jobs.reports.Format.SCORE;
import static org.opendip.jobs.reports.Format.TEXT;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.PageSheet;
import org.opendip.jobs.reports.TableSheet;
import org.opendip.jobs.reports.Workbook;
import org.opendip.jobs.stages.statements.Labels;
import org.opendip.policy.money.Ratios;

/** 病种目录: the catalog as a workbook, every figure as the tables have it. */
final class CatalogWorkbook {
    private final CatalogView view;

    CatalogWorkbook(CatalogView view) {
        this.view = view;
    }

    void write(Path path, Configuration hadoop) throws IOException {
        try (Workbook book = Workbook.create(path, hadoop)) {
            overview(book);
            catalog(book);
            years(book);
            levels(book);
            ungrouped(book);
            if (!view.ungroupedSpecialties.isEmpty()) {
                ungroupedSpecialties(book);
            }
            if (!view.reviews.isEmpty()) {
                reviews(book);
            }
            if (!view.groupTests.isEmpty()) {
                tests(book);
            }
            book.finish();
        }
    }

    private void overview(Workbook book) throws IOException {
        try (PageSheet page = book.page("概览 Overview", 44, 16, 16, 16, 40)) {
            page.onePage();
            page.title(view.region + " 病种目录", "DIP catalog " + view.run.run());
            page.section("目录质量", "Quality")
                    .headers(
                            Column.of("指标", "Indicator", TEXT),
                            Column.of("数值", "Value", RATIO),
                            Column.of("分子", "Part", COUNT),
                            Column.of("分母", "Whole", COUNT),
                            Column.of("", "", TEXT));
            for (CatalogView.Indicator i : view.indicators) {
                page.text(Words.indicator(i.name()).toString())
                        .decimal(i.value() == null ? null : i.value().setScale(4, java.math.RoundingMode.HALF_UP));
                if (i.part() != null && i.whole() != null) {
                    page.count(i.part()).count(i.whole());
                }
                page.endRow();
            }
            if (!view.sizeTests.isEmpty()) {
                page.section("分规模检验", "Test by size of group")
                        .headers(
                                Column.of("病例数", "Cases", TEXT),
                                Column.of("病种", "Groups", COUNT),
                                Column.of("检验病例", "Test cases", COUNT),
                                Column.of("平均相对误差", "Mean error", RATIO),
                                Column.of("均值一致的病种", "Agreeing", TEXT));
                for (CatalogView.SizeTest s : view.sizeTests) {
                    page.text("≥ " + s.from())
                            .count(s.groups())
                            .count(s.cases())
                            .decimal(s.error() == null ? null : s.error().setScale(4, java.math.RoundingMode.HALF_UP))
                            .text(s.agreeing() + " / " + s.testable())
                            .endRow();
                }
            }
            page.gap();
            page.remark("指标定义见 docs/quality.md。Definitions: docs/quality.md.");
        }
    }

    private void catalog(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("病种编码", "Group", CODE, 30),
                Column.of("病种名称", "Name", TEXT, 44),
                Column.of("类别", "Kind", TEXT),
                Column.of("诊断编码", "Diagnosis", CODE, 10),
                Column.of("主手术操作", "Main procedure", CODE),
                Column.of("相关手术操作", "Related", CODE, 22),
                Column.of("治疗方式", "Treatment", TEXT, 22),
                Column.of("ICD-10 章节", "Block", TEXT, 26),
                Column.of("病例数", "Cases", COUNT),
                Column.of("病例占比", "Share", RATIO, 10),
                Column.of("病种分值", "Score RW", SCORE, 16),
                Column.of("加权均费", "Weighted mean", SCORE, 18),
                Column.of("次均费用", "Mean", SCORE, 18),
                Column.of("中位数", "Median", SCORE, 18),
                Column.of("标准差", "SD", SCORE, 18),
                Column.of("变异系数", "CV", RATIO, 10),
                Column.of("截尾均费", "Trimmed mean", SCORE, 18),
                Column.of("截尾变异系数", "Trimmed CV", RATIO),
                Column.of("均值置信半宽", "95 % ±", SCORE, 18),
                Column.of("所需病例", "Cases needed", COUNT),
                Column.of("提示", "Remark", TEXT, 24),
                Column.of("年度稳定性", "Stability", RATIO),
                Column.of("平均住院日", "Days", RATIO),
                Column.of("药占比", "Drugs", RATIO, 10),
                Column.of("耗占比", "Materials", RATIO, 10));
        try (TableSheet sheet = book.table("病种目录 Catalog", columns, view.groups.size())) {
            for (CatalogView.Group g : view.groups) {
                sheet.code(g.code())
                        .text(view.title(g))
                        .word(Labels.kind(g.core() ? "core" : "comprehensive"))
                        .code(g.diagnosis())
                        .code(g.mainProcedure())
                        .code(String.join("+", g.related()))
                        .word(Words.treatment(g.treatment()).toString())
                        .word(g.block().map(b -> b.code() + " " + b.zh()).orElse(null))
                        .count(g.cases())
                        .ratio(g.share())
                        .score(g.score())
                        .score(g.weightedMean())
                        .score(g.mean())
                        .score(g.median())
                        .score(g.standardDeviation())
                        .ratio(g.cv())
                        .score(g.trimmedMean())
                        .ratio(g.trimmedCv())
                        .score(g.halfWidth())
                        .count(g.needed())
                        .word(remark(g))
                        .ratio(g.stability())
                        .ratio(g.meanDays())
                        .ratio(g.drugShare())
                        .ratio(g.materialShare())
                        .endRow();
            }
        }
    }

    private static String remark(CatalogView.Group group) {
        List<String> remarks = new ArrayList<>();
        if (group.primaryCare()) {
            remarks.add("基层病种 primary care");
        }
        if (group.nearMiss()) {
            remarks.add("降低标准入库 below the critical value");
        }
        if (group.tooFew()) {
            remarks.add("病例过少 too few cases");
        }
        if (group.overCeiling()) {
            remarks.add("变异系数超限 CV over ceiling");
        }
        return remarks.isEmpty() ? null : String.join("；", remarks);
    }

    private void years(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("病种编码", "Group", CODE, 30),
                Column.of("年度", "Year", CODE, 8),
                Column.of("病例数", "Cases", COUNT),
                Column.of("次均费用", "Mean", SCORE),
                Column.of("标准差", "Standard deviation", SCORE),
                Column.of("变异系数", "CV", RATIO));
        try (TableSheet sheet = book.table("分年度 Years", columns, (long) view.groups.size() * view.years.size())) {
            for (CatalogView.Group g : view.groups) {
                for (Map.Entry<Integer, CatalogView.Year> y : g.years().entrySet()) {
                    sheet.code(g.code())
                            .code(Integer.toString(y.getKey()))
                            .count(y.getValue().cases())
                            .score(y.getValue().mean())
                            .score(y.getValue().standardDeviation())
                            .ratio(y.getValue().cv())
                            .endRow();
                }
            }
        }
    }

    private void levels(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("层级", "Level", TEXT, 22),
                Column.of("编码", "Code", CODE, 14),
                Column.of("名称", "Name", TEXT, 44),
                Column.of("治疗方式", "Treatment", TEXT, 24),
                Column.of("病种数", "Groups", COUNT),
                Column.of("病例数", "Cases", COUNT),
                Column.of("次均费用", "Mean", SCORE));
        try (TableSheet sheet = book.table("目录层级 Levels", columns)) {
            for (Levels.Level level : Levels.of(view)) {
                sheet.word(level.sort().term().toString())
                        .code(level.code())
                        .text(level.zh())
                        .word(
                                level.treatment() == null
                                        ? null
                                        : Words.treatment(level.treatment()).toString())
                        .count(level.groups())
                        .count(level.cases())
                        .score(level.mean())
                        .endRow();
            }
        }
    }

    private void ungrouped(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("诊断类目", "Category", CODE, 10),
                Column.of("名称", "Name", TEXT, 40),
                Column.of("原因", "Reason", TEXT, 30),
                Column.of("病例数", "Cases", COUNT),
                Column.of("费用（元）", "Cost, yuan", FEN));
        try (TableSheet sheet = book.table("未入组 Ungrouped", columns, view.ungrouped.size())) {
            for (CatalogView.Ungrouped u : view.ungrouped) {
                sheet.code(u.category())
                        .text(view.names.diagnosis(u.category()).zh())
                        .word(Labels.path(u.path()))
                        .count(u.cases())
                        .fen(u.costFen())
                        .endRow();
            }
        }
    }

    private void ungroupedSpecialties(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("科别", "Specialty", CODE, 16),
                Column.of("名称", "Name", TEXT, 34),
                Column.of("原因", "Reason", TEXT, 30),
                Column.of("未入组病例", "Ungrouped cases", COUNT),
                Column.of("费用（元）", "Cost, yuan", FEN),
                Column.of("科别病例数", "Cases of the specialty", COUNT),
                Column.of("占比", "Share", RATIO));
        try (TableSheet sheet = book.table("未入组科别 Specialties", columns, view.ungroupedSpecialties.size())) {
            for (CatalogView.UngroupedOf u : view.ungroupedSpecialties) {
                sheet.code(u.specialty())
                        .text(Words.specialty(view.names, u.specialty()).toString())
                        .word(Labels.path(u.path()))
                        .count(u.cases())
                        .fen(u.costFen())
                        .count(u.all())
                        .ratio(Ratios.divide(BigDecimal.valueOf(u.cases()), BigDecimal.valueOf(u.all()), 10))
                        .endRow();
            }
        }
    }

    private void reviews(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("复核表行", "Row", CODE, 8),
                Column.of("复核", "Action", TEXT, 16),
                Column.of("决定方", "Decided by", TEXT, 24),
                Column.of("理由", "Reason", TEXT, 44),
                Column.of("变动病例", "Cases moved", COUNT),
                Column.of("变动费用（元）", "Cost moved, yuan", FEN),
                Column.of("病种编码", "Group", CODE, 30),
                Column.of("结果", "Role", TEXT, 14),
                Column.of("复核前病例", "Cases before", COUNT),
                Column.of("复核前均费", "Mean before", SCORE),
                Column.of("复核前变异系数", "CV before", RATIO),
                Column.of("复核后病例", "Cases after", COUNT),
                Column.of("复核后均费", "Mean after", SCORE),
                Column.of("复核后变异系数", "CV after", RATIO),
                Column.of("提示", "Remark", TEXT, 40));
        try (TableSheet sheet = book.table("人工复核 Reviews", columns)) {
            for (Reviews.Review review : view.reviews) {
                for (Reviews.Concerned g : review.groups()) {
                    String remark = Reviews.remark(g);
                    sheet.code(Integer.toString(review.row()))
                            .word(Words.action(review.action()).toString())
                            .word(Words.decidedBy(review.decidedBy()).toString())
                            .text(review.reason())
                            .count(review.cases())
                            .fen(review.fen())
                            .code(g.group())
                            .word(Words.role(g.role()).toString())
                            .count(g.casesBefore())
                            .score(g.meanBefore())
                            .ratio(g.cvBefore())
                            .count(g.casesAfter())
                            .score(g.meanAfter())
                            .ratio(g.cvAfter())
                            .word(remark.isEmpty() ? null : remark)
                            .endRow();
                }
            }
        }
    }

    private void tests(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("病种编码", "Group", CODE, 30),
                Column.of("类别", "Kind", TEXT),
                Column.of("建组病例", "Cases before", COUNT),
                Column.of("预期均值", "Expected", SCORE),
                Column.of("置信半宽", "95 % ±", SCORE),
                Column.of("检验病例", "Test cases", COUNT),
                Column.of("检验均值", "Test mean", SCORE),
                Column.of("相对误差", "Error", RATIO),
                Column.of("均值一致", "Agrees", TEXT, 12));
        try (TableSheet sheet = book.table("检验 Test", columns, view.groupTests.size())) {
            for (CatalogView.GroupTest t : view.groupTests) {
                sheet.code(t.group())
                        .word(Labels.kind(t.kind()))
                        .count(t.cases())
                        .score(t.expected())
                        .score(t.halfWidth())
                        .count(t.testCases())
                        .score(t.testMean())
                        .ratio(t.error())
                        .word(t.agrees() == null ? null : t.agrees() ? "是 yes" : "否 no")
                        .endRow();
            }
        }
    }

    /** Yuan to the fen for reading; null stays null. */
    static BigDecimal cents(BigDecimal value) {
        return value == null ? null : value.setScale(2, java.math.RoundingMode.HALF_UP);
    }
}
