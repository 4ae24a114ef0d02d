package org.opendip.jobs.feedback;

import static org.opendip.jobs.reports.Format.CODE;
import static org.opendip.jobs.reports.Format.COUNT;
import static org.opendip.jobs.reports.Format.FEN;
import static org.opendip.jobs.reports.Format.RATIO;
import static org.opendip.jobs.reports.Format.TEXT;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.PageSheet;
import org.opendip.jobs.reports.TableSheet;
import org.opendip.jobs.reports.Workbook;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.policy.notices.Notice;

/** 数据质量反馈: one hospital's workbook. */
final class FeedbackWorkbook {
    private static final Map<String, String> DISPOSITIONS = new LinkedHashMap<>();

    static {
        DISPOSITIONS.put(Dispositions.KEPT, "保留 Kept");
        DISPOSITIONS.put(Dispositions.REJECTED, "拒收 Rejected");
        DISPOSITIONS.put(Dispositions.NETTED, "冲销 Netted with refunds");
        DISPOSITIONS.put(Dispositions.SUPERSEDED, "被替换或作废 Superseded or void");
    }

    private final Feedback feedback;
    private final Feedback.Sender sender;

    FeedbackWorkbook(Feedback feedback, Feedback.Sender sender) {
        this.feedback = feedback;
        this.sender = sender;
    }

    void write(Path path, Configuration hadoop) throws IOException {
        try (Workbook book = Workbook.create(path, hadoop)) {
            overview(book);
            examples(book, "拒收清单 Rejected", true);
            examples(book, "提示 Warnings", false);
            if (feedback.since() != null) {
                answers(book);
            }
            book.finish();
        }
    }

    /** A share of lists; null where there are none. */
    private static BigDecimal share(long part, long whole) {
        return whole == 0 ? null : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_UP);
    }

    private void overview(Workbook book) throws IOException {
        try (PageSheet page = book.page("概况 Overview", 52, 14, 20, 12, 46)) {
            page.onePage();
            page.title(
                    (sender.name.isEmpty() ? sender.hospital : sender.name) + " 结算清单数据质量反馈",
                    sender.hospital + "  Data feedback, run " + feedback.run().run());
            page.section("结算清单", "Settlement lists")
                    .headers(
                            Column.of("去向", "What became of them", TEXT),
                            Column.of("条数", "Lists", COUNT),
                            Column.of("金额（元）", "Yuan", FEN),
                            Column.of("", "", TEXT),
                            Column.of("", "", TEXT));
            DISPOSITIONS.forEach((code, words) -> page.text(words)
                    .count(sender.rows.getOrDefault(code, 0L))
                    .fen(sender.fen.getOrDefault(code, 0L))
                    .endRow());
            page.strong()
                    .text("收到 Received")
                    .count(sender.received())
                    .fen(sender.fen.values().stream().mapToLong(f -> f).sum())
                    .endRow();
            page.section("质量指标", "Rates")
                    .headers(
                            Column.of("指标", "Rate", TEXT),
                            Column.of("分子", "Part", COUNT),
                            Column.of("分母", "Whole", COUNT),
                            Column.of("数值", "Value", RATIO),
                            Column.of("", "", TEXT));
            rate(page, "及时上传率 Uploaded in time", sender.onTime(), sender.judged());
            rate(page, "审核通过率 Passed", sender.kept(), sender.judged());
            if (sender.cases > 0) {
                rate(page, "入组率 Grouped", sender.grouped, sender.cases);
            }
            page.section("问题分类", "Findings")
                    .headers(
                            Column.of("问题", "Rule", TEXT),
                            Column.of("条数", "Lists", COUNT),
                            Column.of("编码", "Name", CODE),
                            Column.of("占比", "Share", RATIO),
                            Column.of("说明", "Meaning", TEXT));
            for (Map.Entry<Notice, Long> of : byCount(sender.found)) {
                page.text(of.getKey().chinese())
                        .count(of.getValue())
                        .text(of.getKey().code())
                        .decimal(share(of.getValue(), sender.judged()))
                        .note(of.getKey().english())
                        .endRow(26);
            }
            page.gap();
            page.remark(
                    "更正后按原结算流水号重新上传，新清单替换旧清单。 Upload a corrected list under the same settlement id: it replaces the old one.");
        }
    }

    static List<Map.Entry<Notice, Long>> byCount(Map<Notice, Long> found) {
        return found.entrySet().stream()
                .sorted(Map.Entry.<Notice, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private static void rate(PageSheet page, String words, long part, long whole) {
        page.text(words).count(part).count(whole).decimal(share(part, whole)).endRow();
    }

    private void examples(Workbook book, String title, boolean rejects) throws IOException {
        List<Column> columns = new ArrayList<>(List.of(
                Column.of("结算流水号", "Settlement id", CODE, 26),
                Column.of("问题", "Finding", TEXT, 44),
                Column.of("编码", "Name", CODE, 28),
                Column.of("字段", "Column", CODE),
                Column.of("所见", "Seen", TEXT, 34),
                Column.of("总费用（元）", "Cost, yuan", FEN),
                Column.of("批次", "Delivery", TEXT),
                Column.of("文件", "File", TEXT, 34)));
        if (rejects) {
            columns.add(Column.of("行号", "Line", COUNT));
        }
        try (TableSheet sheet = book.table(title, columns)) {
            for (Feedback.Example e : sender.examples) {
                if (e.rejects() == rejects) {
                    sheet.code(e.settlement())
                            .word(e.notice().chinese())
                            .word(e.notice().code())
                            .word(e.column())
                            .text(e.observed())
                            .fen(e.fen())
                            .word(e.delivery())
                            .word(e.file());
                    if (rejects) {
                        line(sheet, e.line());
                    }
                    sheet.endRow();
                }
            }
        }
    }

    private void answers(Workbook book) throws IOException {
        List<Column> columns = List.of(
                Column.of("结算流水号", "Settlement id", CODE, 26),
                Column.of("上次拒收原因", "Rejected for", CODE, 28),
                Column.of("状态", "State", TEXT),
                Column.of("现在", "Now", TEXT, 34),
                Column.of("被拒批次", "Rejected in", TEXT),
                Column.of("被拒文件", "Rejected file", TEXT, 34),
                Column.of("行号", "Line", COUNT),
                Column.of("被拒行校验值", "Rejected row", CODE, 20),
                Column.of("更正运行", "Corrected by run", CODE, 24),
                Column.of("由批次", "By delivery", TEXT),
                Column.of("由文件", "By file", TEXT, 34),
                Column.of("由行校验值", "By row", CODE, 20));
        try (TableSheet sheet = book.table("更正情况 Corrections", columns)) {
            for (Feedback.Answer a : sender.answers) {
                Feedback.Place by = a.closed() ? a.answer() : null;
                sheet.code(a.settlement())
                        .word(a.reason())
                        .word(a.closed() ? "已关闭 Closed" : "未更正 Open")
                        .word(a.now())
                        .word(a.rejected().delivery())
                        .word(a.rejected().file());
                line(sheet, a.rejected().line());
                sheet.code(hash(a.rejected()))
                        .code(by == null ? null : feedback.run().run())
                        .word(by == null ? null : by.delivery())
                        .word(by == null ? null : by.file())
                        .code(by == null ? null : hash(by))
                        .endRow();
            }
        }
    }

    private static void line(TableSheet sheet, Long line) throws IOException {
        if (line == null) {
            sheet.skip();
        } else {
            sheet.count(line);
        }
    }

    /** The hash of a row as texts show it. */
    private static String hash(Feedback.Place place) {
        return String.format("%016x", place.content());
    }
}
