package org.opendip.jobs.inspection;

import static org.opendip.jobs.reports.Format.CODE;
import static org.opendip.jobs.reports.Format.COUNT;
import static org.opendip.jobs.reports.Format.RATIO;
import static org.opendip.jobs.reports.Format.SCORE;
import static org.opendip.jobs.reports.Format.TEXT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.PageSheet;
import org.opendip.jobs.reports.TableSheet;
import org.opendip.jobs.reports.Workbook;
import org.opendip.jobs.stages.statements.Labels;

/** 目录比较: the comparison of two catalogs as a workbook. */
public final class CatalogDiffWorkbook {
    private final CatalogDiff diff;
    private final Map<String, String> hospitalNames;
    private final CodeNames names;

    /** @param hospitalNames by code, as the register has them */
    public CatalogDiffWorkbook(CatalogDiff diff, Map<String, String> hospitalNames, CodeNames names) {
        this.diff = diff;
        this.hospitalNames = hospitalNames;
        this.names = names;
    }

    /** Writes it to a path of any Hadoop file system. */
    public void write(String file, Configuration hadoop) {
        try (Workbook book = Workbook.create(new Path(file), hadoop)) {
            overview(book);
            groups(book, "原目录 " + "Before", diff.former(), "现病种 In the second mainly");
            groups(book, "新目录 " + "After", diff.latter(), "原病种 From the first mainly");
            flows(book);
            movements(book, "等级 Levels", diff.levels(), m -> Labels.level(Integer.parseInt(m.name())));
            if (!diff.specialties().isEmpty()) {
                movements(book, "科别 Specialties", diff.specialties(), m -> Words.specialty(names, m.name())
                        .toString());
            }
            movements(book, "机构 Hospitals", diff.hospitals(), m -> hospitalNames.getOrDefault(m.name(), m.name()));
            book.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("The workbook " + file + " cannot be written.", e);
        }
    }

    private void overview(Workbook book) throws IOException {
        try (PageSheet page = book.page("概览 Overview", 40, 18, 18, 18)) {
            page.onePage();
            page.title(
                    "病种目录比较",
                    "Catalogs compared: " + diff.before().run() + " / "
                            + diff.after().run());
            page.section("病种", "Groups")
                    .headers(
                            Column.of("变化", "Change", TEXT),
                            Column.of("原目录", diff.before().run(), COUNT),
                            Column.of("新目录", diff.after().run(), COUNT),
                            Column.of("", "", TEXT));
            for (CatalogDiff.Change change : CatalogDiff.Change.values()) {
                page.text(change.term().toString())
                        .count(diff.former().stream()
                                .filter(g -> g.change() == change)
                                .count())
                        .count(diff.latter().stream()
                                .filter(g -> g.change() == change)
                                .count())
                        .endRow();
            }
            page.strong()
                    .text("合计 total")
                    .count(diff.former().size())
                    .count(diff.latter().size())
                    .endRow();
            CatalogDiff.Movement all = diff.all();
            page.section("病例", "Cases").headers(Column.of("项目", "Item", TEXT), Column.of("病例数", "Cases", COUNT));
            page.text("病例 cases").count(all.cases()).endRow();
            page.text("可比较 compared").count(all.compared()).endRow();
            page.text("换组 moved").count(all.moved()).endRow();
            page.text("由未入组转为入组 entered").count(all.entered()).endRow();
            page.text("由入组转为未入组 left").count(all.left()).endRow();
            if (all.pointsBefore() != null) {
                page.text("原分值合计 points before").decimal(all.pointsBefore()).endRow();
                page.text("新分值合计 points after").decimal(all.pointsAfter()).endRow();
            }
        }
    }

    private void groups(Workbook book, String sheetName, List<CatalogDiff.Group> groups, String mainly)
            throws IOException {
        List<Column> columns = List.of(
                Column.of("病种编码", "Group", CODE, 32),
                Column.of("变化", "Change", TEXT),
                Column.of("可比较病例", "Cases", COUNT),
                Column.of(mainly.substring(0, 3), mainly.substring(4), CODE, 32),
                Column.of("其中病例", "Cases there", COUNT),
                Column.of("涉及病种数", "Groups", COUNT),
                Column.of("原分值", "Score before", SCORE),
                Column.of("新分值", "Score after", SCORE),
                Column.of("分值变化率", "Change", RATIO));
        try (TableSheet sheet = book.table(sheetName, columns, groups.size())) {
            for (CatalogDiff.Group g : groups) {
                sheet.code(g.code())
                        .word(g.change().term().toString())
                        .count(g.cases())
                        .code(g.cases() == 0 ? null : g.mainly() == null ? Labels.UNGROUPED : g.mainly())
                        .count(g.there())
                        .count(g.partners())
                        .score(g.scoreBefore())
                        .score(g.scoreAfter())
                        .ratio(rise(g.scoreBefore(), g.scoreAfter()))
                        .endRow();
            }
        }
    }

    private void flows(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("原病种", "From", CODE, 32), Column.of("新病种", "To", CODE, 32), Column.of("病例数", "Cases", COUNT));
        try (TableSheet sheet = book.table("病例流向 Flows", columns, diff.flows().size())) {
            for (CatalogDiff.Flow f : diff.flows()) {
                sheet.code(f.from() == null ? Labels.UNGROUPED : f.from())
                        .code(f.to() == null ? Labels.UNGROUPED : f.to())
                        .count(f.cases())
                        .endRow();
            }
        }
    }

    private void movements(
            Workbook book,
            String sheetName,
            List<CatalogDiff.Movement> movements,
            java.util.function.Function<CatalogDiff.Movement, String> name)
            throws IOException {
        List<Column> columns = List.of(
                Column.of("编码", "Code", CODE),
                Column.of("名称", "Name", TEXT, 34),
                Column.of("病例数", "Cases", COUNT),
                Column.of("可比较", "Compared", COUNT),
                Column.of("换组", "Moved", COUNT),
                Column.of("转为入组", "Entered", COUNT),
                Column.of("转为未入组", "Left", COUNT),
                Column.of("原分值合计", "Points before", SCORE),
                Column.of("新分值合计", "Points after", SCORE),
                Column.of("变化率", "Change", RATIO));
        try (TableSheet sheet = book.table(sheetName, columns, movements.size())) {
            for (CatalogDiff.Movement m : movements) {
                sheet.code(m.name())
                        .text(name.apply(m))
                        .count(m.cases())
                        .count(m.compared())
                        .count(m.moved())
                        .count(m.entered())
                        .count(m.left())
                        .score(m.pointsBefore())
                        .score(m.pointsAfter())
                        .ratio(rise(m.pointsBefore(), m.pointsAfter()))
                        .endRow();
            }
        }
    }

    private static BigDecimal rise(BigDecimal before, BigDecimal after) {
        return before == null || after == null || before.signum() == 0
                ? null
                : after.subtract(before).divide(before, 10, RoundingMode.HALF_UP);
    }
}
