package org.opendip.jobs.feedback;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.opendip.jobs.reports.Card;
import org.opendip.jobs.reports.Chart;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.Format;
import org.opendip.jobs.reports.HtmlReport;
import org.opendip.jobs.reports.HtmlTable;
import org.opendip.jobs.reports.Numbers;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.policy.notices.Notice;

/** 数据质量反馈: the region's page, with a link to every hospital's workbook. */
final class FeedbackPage {
    /** So many hospitals in the chart of those with the most rejected. */
    private static final int WORST = 15;

    private final Feedback feedback;
    private final Map<String, String> files;

    FeedbackPage(Feedback feedback, Map<String, String> files) {
        this.feedback = feedback;
        this.files = files;
    }

    HtmlReport build() {
        HtmlReport page = new HtmlReport(
                feedback.region() + " 结算清单数据质量反馈",
                "Data feedback",
                feedback.run().run());
        page.section("概况", "Overview").cards(cards());
        page.section("问题", "Findings").charts(findings(), worst()).table(rules());
        page.section("医疗机构", "Hospitals").table(hospitals());
        return page;
    }

    private List<Card> cards() {
        long received = feedback.senders().values().stream()
                .mapToLong(Feedback.Sender::received)
                .sum();
        long late = feedback.senders().values().stream().mapToLong(s -> s.late).sum();
        long[] passed = feedback.passed();
        List<Card> cards = new ArrayList<>();
        cards.add(Card.of("收到清单", "Lists received", Numbers.count(received), ""));
        cards.add(Card.of("审核通过率", "Passed", Numbers.percent(passed[0], passed[1]), of(passed[0], passed[1])));
        cards.add(Card.of(
                "及时上传率",
                "Uploaded in time",
                Numbers.percent(passed[1] - late, passed[1]),
                of(passed[1] - late, passed[1])));
        long cases =
                feedback.senders().values().stream().mapToLong(s -> s.cases).sum();
        if (cases > 0) {
            long grouped = feedback.senders().values().stream()
                    .mapToLong(s -> s.grouped)
                    .sum();
            cards.add(Card.of("入组率", "Grouped", Numbers.percent(grouped, cases), of(grouped, cases)));
        }
        if (feedback.since() != null) {
            long[] closed = feedback.closed();
            cards.add(Card.of(
                    "已更正",
                    "Corrected since " + feedback.since().run(),
                    Numbers.percent(closed[0], closed[1]),
                    of(closed[0], closed[1])));
        }
        return cards;
    }

    private static String of(long part, long whole) {
        return Numbers.count(part) + " / " + Numbers.count(whole);
    }

    private Chart findings() {
        List<Map.Entry<Notice, Long>> found = FeedbackWorkbook.byCount(feedback.found());
        return Chart.horizontalBar("各类问题的条数", "Lists by finding")
                .axes("条 lists", "")
                .tall()
                .showValues()
                .categories(found.stream().map(e -> e.getKey().chinese()).toList())
                .series(
                        "条数 lists",
                        found.stream()
                                .map(e -> BigDecimal.valueOf(e.getValue()))
                                .toList(),
                        found.stream().map(e -> Numbers.count(e.getValue())).toList());
    }

    private Chart worst() {
        List<Feedback.Sender> worst = feedback.senders().values().stream()
                .filter(s -> s.rejected() > 0)
                .sorted(Comparator.<Feedback.Sender, BigDecimal>comparing(s -> Numbers.share(s.rejected(), s.judged()))
                        .reversed()
                        .thenComparing(s -> s.hospital))
                .limit(WORST)
                .toList();
        return Chart.horizontalBar("拒收率最高的机构", "Hospitals with the most rejected")
                .axes("拒收率 rejected, %", "")
                .tall()
                .showValues()
                .categories(worst.stream().map(FeedbackPage::title).toList())
                .series(
                        "拒收率 rejected",
                        worst.stream()
                                .map(s -> Numbers.share(s.rejected(), s.judged()))
                                .toList(),
                        worst.stream()
                                .map(s -> Numbers.percent(s.rejected(), s.judged()))
                                .toList());
    }

    private static String title(Feedback.Sender sender) {
        return sender.name.isEmpty() ? sender.hospital : sender.name;
    }

    private HtmlTable rules() {
        HtmlTable table = HtmlTable.of(
                Column.of("问题", "Finding", Format.TEXT),
                Column.of("编码", "Name", Format.CODE),
                Column.of("说明", "Meaning", Format.TEXT),
                Column.of("条数", "Lists", Format.COUNT));
        for (Map.Entry<Notice, Long> e : FeedbackWorkbook.byCount(feedback.found())) {
            table.words(e.getKey().chinese())
                    .text(e.getKey().code())
                    .words(e.getKey().english())
                    .count(e.getValue())
                    .endRow();
        }
        return table;
    }

    private HtmlTable hospitals() {
        HtmlTable table = HtmlTable.of(
                Column.of("医疗机构", "Hospital", Format.TEXT),
                Column.of("名称", "Name", Format.TEXT),
                Column.of("收到", "Received", Format.COUNT),
                Column.of("保留", "Kept", Format.COUNT),
                Column.of("拒收", "Rejected", Format.COUNT),
                Column.of("拒收金额（元）", "Rejected, yuan", Format.FEN),
                Column.of("通过率", "Passed", Format.TEXT),
                Column.of("及时上传率", "In time", Format.TEXT));
        for (Feedback.Sender s : feedback.senders().values()) {
            table.file(s.hospital, files.get(s.hospital))
                    .text(s.name)
                    .count(s.received())
                    .count(s.kept())
                    .count(s.rejected())
                    .fen(s.fen.getOrDefault(Dispositions.REJECTED, 0L))
                    .text(Numbers.percent(s.kept(), s.judged()))
                    .text(Numbers.percent(s.onTime(), s.judged()))
                    .endRow();
        }
        return table;
    }
}
