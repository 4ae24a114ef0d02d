package org.opendip.jobs.stages.statements;

import static org.opendip.jobs.reports.Format.CODE;
import static org.opendip.jobs.reports.Format.COUNT;
import static org.opendip.jobs.reports.Format.FEN;
import static org.opendip.jobs.reports.Format.RATIO;
import static org.opendip.jobs.reports.Format.SCORE;
import static org.opendip.jobs.reports.Format.TEXT;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.PageSheet;
import org.opendip.jobs.reports.TableSheet;
import org.opendip.jobs.reports.Workbook;

/** Writes a hospital's workbook: summary, groups, cases, deductions, working. The cases stream through. */
final class HospitalWorkbook {
    private static final List<Column> GROUPS = List.of(
            Column.of("险种", "Pool", TEXT, 16),
            Column.of("病种编码", "Group", CODE, 34),
            Column.of("病种类型", "Kind", TEXT, 24),
            Column.of("病例数", "Cases", COUNT, 10),
            Column.of("总费用（元）", "Cost", FEN, 18),
            Column.of("次均费用（元）", "Mean cost", FEN, 15),
            Column.of("病种分值 RW", "Disease score", SCORE, 16),
            Column.of("调节系数 K", "Coefficient", SCORE, 12),
            Column.of("支付标准（元）", "RW × PV1 × K", FEN, 16),
            Column.of("结算分值", "Points", SCORE, 20),
            Column.of("记账金额（元）", "Booked", FEN, 18),
            Column.of("应付金额（元）", "Payment", FEN, 18),
            Column.of("盈亏（元）", "Payment − booked", FEN, 18));

    private static final List<Column> CASES = List.of(
            Column.of("病例号", "Case", CODE, 34),
            Column.of("险种", "Pool", TEXT, 16),
            Column.of("月份", "Month", CODE, 9),
            Column.of("病种编码", "Group", CODE, 34),
            Column.of("入组路径", "Path", TEXT, 30),
            Column.of("偏差", "Deviation", TEXT, 26),
            Column.of("住院天数", "Days", COUNT, 9),
            Column.of("总费用（元）", "Cost", FEN, 15),
            Column.of("记账金额（元）", "Booked", FEN, 15),
            Column.of("病种分值 RW", "Disease score", SCORE, 15),
            Column.of("调节系数 K", "Coefficient", SCORE, 11),
            Column.of("费用比", "Cost ratio", RATIO, 9),
            Column.of("结算分值", "Points", SCORE, 15),
            Column.of("应付金额（元）", "Payment", FEN, 15),
            Column.of("盈亏（元）", "Payment − booked", FEN, 15));

    private final Statement statement;
    private final Statement.Region region;

    HospitalWorkbook(Statement statement, Statement.Region region) {
        this.statement = statement;
        this.region = region;
    }

    /** Writes the file and returns the number of cases in it. */
    long write(Path folder, Configuration hadoop, Iterator<CaseLine> cases) throws IOException {
        try (Workbook book = Workbook.create(new Path(folder, statement.file()), hadoop)) {
            long written = fill(book, cases);
            book.finish();
            return written;
        }
    }

    private long fill(Workbook book, Iterator<CaseLine> lines) throws IOException {
        long expected =
                statement.accounts().stream().mapToLong(HospitalAccount::cases).sum();
        int[] summaryColumns = new int[statement.accounts().size() + 3];
        java.util.Arrays.fill(summaryColumns, 24);
        summaryColumns[0] = 26;
        summaryColumns[1] = 40;
        PageSheet summary = book.page("汇总 Summary", summaryColumns);
        TableSheet groups = book.table("病种 Groups", GROUPS);
        TableSheet cases = book.table("病例 Cases", CASES, expected);
        PageSheet deductions = book.page("扣款 Deductions", 26, 60, 26);
        PageSheet working = book.page("计算过程 Working", 6, 30, 62, 76, 24, 24, 16);

        GroupTotals totals = new GroupTotals();
        long written = 0;
        Map<String, String> words = new HashMap<>();
        while (lines.hasNext()) {
            CaseLine line = lines.next();
            totals.add(line);
            writeCase(cases, line, words);
            written++;
        }
        cases.close();
        writeGroups(groups, totals);
        groups.close();
        writeSummary(summary);
        summary.close();
        writeDeductions(deductions);
        deductions.close();
        writeWorking(working);
        working.close();
        return written;
    }

    private void writeCase(TableSheet sheet, CaseLine line, Map<String, String> words) throws IOException {
        sheet.code(line.caseId())
                .word(region.pool(line.pool()))
                .word(line.month() == null ? null : month(line.month()))
                .word(line.group())
                .word(words.computeIfAbsent(line.path(), Labels::path))
                .word(Labels.deviation(line.deviation(), line.costTrue()));
        if (line.days() == null) {
            sheet.skip();
        } else {
            sheet.count(line.days());
        }
        sheet.fen(line.costFen())
                .fen(line.bookedFen())
                .score(line.diseaseScore())
                .score(line.coefficient())
                .ratio(line.ratio())
                .score(line.settledScore())
                .fen(line.paymentFen())
                .fen(line.paymentFen() - line.bookedFen())
                .endRow();
    }

    private void writeGroups(TableSheet sheet, GroupTotals totals) throws IOException {
        for (Map.Entry<GroupTotals.Key, GroupTotals.Total> entry : totals.all().entrySet()) {
            GroupTotals.Key key = entry.getKey();
            GroupTotals.Total total = entry.getValue();
            Statement.Group group = key.group() == null ? null : region.groups().get(key.group());
            BigDecimal score = group == null ? total.score : group.score();
            PoolAccount pool = region.pools().get(key.pool());
            sheet.text(region.pool(key.pool()))
                    .code(key.group() == null ? Labels.UNGROUPED : key.group())
                    .text(group == null ? null : Labels.kind(group.kind()))
                    .count(total.cases)
                    .fen(total.costFen)
                    .fen(mean(total.costFen, total.cases))
                    .score(score)
                    .score(total.coefficient);
            if (score == null || total.coefficient == null || pool == null) {
                sheet.skip();
            } else {
                sheet.fen(score.multiply(total.coefficient)
                        .multiply(pool.pointValue())
                        .movePointRight(2)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
            }
            sheet.score(total.points)
                    .fen(total.bookedFen)
                    .fen(total.paymentFen)
                    .fen(total.paymentFen - total.bookedFen)
                    .endRow();
        }
    }

    private void writeSummary(PageSheet page) {
        List<HospitalAccount> accounts = statement.accounts();
        page.onePage();
        page.title(
                statement.year() + "年度按病种分值付费（DIP）清算单",
                "Annual DIP settlement statement " + statement.year() + ", " + statement.region());
        page.section("医疗机构", "Hospital");
        page.text("名称").note("Name").text(statement.name()).endRow();
        page.text("编号").note("Code").text(statement.hospital()).endRow();
        if (!accounts.isEmpty()) {
            page.text("等级")
                    .note("Level")
                    .text(Labels.level(accounts.get(0).level()))
                    .endRow();
        }

        List<Column> headers = new ArrayList<>();
        headers.add(Column.of("项目", "", TEXT));
        headers.add(Column.of("Item", "", TEXT));
        for (HospitalAccount account : accounts) {
            headers.add(Column.of(region.pool(account.pool()), "", FEN));
        }
        headers.add(Column.of("合计", "Total", FEN));
        Column[] heading = headers.toArray(Column[]::new);

        page.section("一、病例与费用", "Cases and cost");
        page.headers(heading);
        counts(page, "结算病例数", "Settled cases", HospitalAccount::cases);
        counts(page, "其中：费用偏低", "of them low", HospitalAccount::lowCases);
        counts(page, "其中：费用偏高", "of them high", HospitalAccount::highCases);
        counts(page, "其中：未入组", "of them ungrouped", HospitalAccount::ungroupedCases);
        amounts(page, "总费用（元）", "Total cost", HospitalAccount::costFen);
        amounts(page, "记账金额（元）", "Booked by the fund", HospitalAccount::bookedFen);

        page.section("二、分值与点值", "Points and point value");
        page.headers(heading);
        decimals(page, "结算分值（不含据实）", "Points, without cost-true cases", true, HospitalAccount::scores);
        amounts(page, "据实病例费用（元）", "Cost of cost-true cases", HospitalAccount::costTrueFen);
        decimals(page, "年初点值 PV0（元/分）", "Year-start point value", false, a -> pool(a).yearStartPointValue());
        decimals(page, "结算点值 PV1（元/分）", "Settlement point value", false, a -> pool(a).pointValue());
        decimals(page, "统筹支付比例 ρ", "Fund payment ratio", false, a -> pool(a).fundRatio());

        page.section("三、年度清算", "Annual clearing");
        page.headers(heading);
        page.strong();
        amounts(page, "应付总额（元）", "Gross = (points × PV1 + cost-true) × ρ", HospitalAccount::grossFen);
        decimals(page, "考核系数", "Assessment coefficient", false, HospitalAccount::assessment);
        amounts(page, "考核后金额（元）", "Gross × assessment", HospitalAccount::assessedFen);
        amounts(page, "减：审核扣款（元）", "less audit deductions", HospitalAccount::auditDeductionFen);
        page.strong();
        amounts(page, "清算总额（元）", "Settlement", HospitalAccount::settlementFen);
        amounts(page, "月度预结算（元）", "Monthly pre-settled, gross", HospitalAccount::preSettledFen);
        amounts(page, "其中：质量保证金（元）", "of it deposit withheld", HospitalAccount::depositFen);
        amounts(page, "减：月度已拨付（元）", "less monthly payments made", HospitalAccount::paidFen);
        amounts(page, "减：保证金扣减（元）", "less deposit forfeited", HospitalAccount::depositForfeitedFen);
        amounts(page, "减：预付金（元）", "less prepayment", HospitalAccount::prepaymentFen);
        amounts(page, "减：周转金（元）", "less revolving money", HospitalAccount::revolvingFen);
        amounts(page, "清算余额（元）", "Due for the year", HospitalAccount::dueFen);
        amounts(page, "其中：结转下年（元）", "of it carried to next year", HospitalAccount::carriedFen);
        page.strong();
        amounts(page, "清算应拨（元）", "To pay now; below zero: the hospital owes it", HospitalAccount::finalFen);

        page.section("四、盈亏", "Surplus");
        page.headers(heading);
        page.strong();
        amounts(page, "清算总额 − 记账金额（元）", "Settlement less booked", HospitalAccount::gainFen);
        page.gap();
        page.remark("逐步计算见“计算过程”，病例明细见“病例”。金额单位：元。");
        page.remark("Step by step: sheet Working. Case by case: sheet Cases. Amounts in yuan.");
        page.remark("病例号为结算ID的带密钥杂凑值，对应的结算ID清单请向经办机构索取。");
        page.remark("A case is named by a keyed hash; ask the administration for the list of settlement numbers.");
    }

    private PoolAccount pool(HospitalAccount account) {
        return region.pools().get(account.pool());
    }

    private void counts(PageSheet page, String zh, String en, ToLongFunction<HospitalAccount> value) {
        page.text(zh).note(en);
        long total = 0;
        for (HospitalAccount account : statement.accounts()) {
            page.count(value.applyAsLong(account));
            total = Math.addExact(total, value.applyAsLong(account));
        }
        page.count(total).endRow();
    }

    private void amounts(PageSheet page, String zh, String en, ToLongFunction<HospitalAccount> value) {
        page.text(zh).note(en);
        long total = 0;
        for (HospitalAccount account : statement.accounts()) {
            page.fen(value.applyAsLong(account));
            total = Math.addExact(total, value.applyAsLong(account));
        }
        page.fen(total).endRow();
    }

    private void decimals(
            PageSheet page, String zh, String en, boolean summed, Function<HospitalAccount, BigDecimal> value) {
        page.text(zh).note(en);
        BigDecimal total = BigDecimal.ZERO;
        for (HospitalAccount account : statement.accounts()) {
            BigDecimal one = value.apply(account);
            page.decimal(one);
            total = total.add(one);
        }
        if (summed) {
            page.decimal(total);
        }
        page.endRow();
    }

    private void writeDeductions(PageSheet page) {
        page.title("审核扣款与考核", "Audit deductions and assessment");
        page.section("一、审核扣款", "Audit deductions");
        page.headers(Column.of("险种", "Pool", TEXT), Column.of("金额（元）", "Amount", FEN), Column.of("原因", "Reason", TEXT));
        long sum = 0;
        for (Statement.Deduction deduction : statement.deductions()) {
            page.text(region.pool(deduction.pool()))
                    .text(deduction.reason())
                    .fen(deduction.fen())
                    .endRow();
            sum = Math.addExact(sum, deduction.fen());
        }
        if (statement.deductions().isEmpty()) {
            page.text("无").text("本年度无审核扣款 None this year").endRow();
        }
        page.strong().text("合计 Total").skip().fen(sum).endRow();

        page.section("二、年度考核", "Assessment");
        page.headers(
                Column.of("险种", "Pool", TEXT),
                Column.of("考核系数", "Coefficient", SCORE),
                Column.of("考核影响（元）", "Gross × assessment − gross", FEN));
        for (HospitalAccount account : statement.accounts()) {
            page.text(region.pool(account.pool()))
                    .decimal(account.assessment())
                    .fen(account.assessedFen() - account.grossFen())
                    .endRow();
        }
    }

    private void writeWorking(PageSheet page) {
        page.title("计算过程：每一元从何而来", "How each yuan arose");
        Integer pool = null;
        int number = 0;
        for (Statement.Step step : statement.working()) {
            if (pool == null || pool != step.pool()) {
                pool = step.pool();
                number = 0;
                page.section(region.pool(pool), "");
                page.headers(
                        Column.of("步", "No.", TEXT),
                        Column.of("项目", "Item", TEXT),
                        Column.of("公式", "Formula", TEXT),
                        Column.of("代入数值", "With figures", TEXT),
                        Column.of("计算结果", "Result", FEN),
                        Column.of("入账结果", "As settled", FEN),
                        Column.of("尾差", "Residual", FEN));
            }
            number++;
            page.text(Integer.toString(number))
                    .text(step.title())
                    .text(step.formula())
                    .text(step.figures())
                    .decimal(step.result())
                    .decimal(step.booked())
                    .decimal(step.residual().scale() < 2 ? step.residual().setScale(2) : step.residual())
                    .endRow(34);
        }
        page.gap();
        page.remark("尾差：应付总额按最大余数法分到整分，与精确值相差不足一分，各机构之和恒等于可分配基金；其余步骤应为 0.00。");
        page.remark(
                "Residual: gross is whole fen by largest remainders, so less than a fen from the exact value; elsewhere 0.00.");
    }

    private static long mean(long fen, long cases) {
        return BigDecimal.valueOf(fen)
                .divide(BigDecimal.valueOf(cases), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static String month(int yyyymm) {
        int month = yyyymm % 100;
        return yyyymm / 100 + (month < 10 ? "-0" : "-") + month;
    }
}
