package org.opendip.jobs.stages.statements;

import static org.opendip.jobs.reports.Format.COUNT;
import static org.opendip.jobs.reports.Format.FEN;
import static org.opendip.jobs.reports.Format.TEXT;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.opendip.jobs.reports.Card;
import org.opendip.jobs.reports.Chart;
import org.opendip.jobs.reports.Column;
import org.opendip.jobs.reports.HtmlReport;
import org.opendip.jobs.reports.HtmlTable;
import org.opendip.jobs.reports.Numbers;

/** The region's page: where the fund went, and that it adds up. Every figure comes from a table of the run. */
final class RegionReport {
    private static final int TOP_GROUPS = 20;

    /** A check of the run, as the table of reconciliations has it. */
    record Check(String name, int pool, long expected, long actual, long residual, boolean holds) {}

    private final int year;
    private final String regionName;
    private final Statement.Region region;
    private final List<Statement> statements;
    private final List<Check> checks;
    private final List<GroupSums> groups;
    private final List<HospitalAccount> accounts;
    private final List<PoolAccount> pools;

    RegionReport(
            int year,
            String regionName,
            Statement.Region region,
            List<Statement> statements,
            List<Check> checks,
            List<GroupSums> groups) {
        this.year = year;
        this.regionName = regionName;
        this.region = region;
        this.statements = statements;
        this.checks = checks;
        this.groups = groups;
        this.accounts = statements.stream().flatMap(s -> s.accounts().stream()).toList();
        this.pools = region.pools().values().stream()
                .sorted(Comparator.comparingInt(PoolAccount::pool))
                .toList();
    }

    HtmlReport build() {
        HtmlReport page = new HtmlReport(
                regionName + " " + year + "年度 DIP 清算报告",
                "Annual DIP clearing report " + year,
                "按病种分值付费：" + Numbers.count(statements.size()) + " 家定点医疗机构，" + pools.size() + " 个险种。金额单位为元，另有注明的除外。");
        keyFigures(page);
        money(page);
        pointValues(page);
        hospitals(page);
        cases(page);
        reconciliation(page);
        hospitalTable(page);
        return page;
    }

    private void keyFigures(HtmlReport page) {
        long gross = sum(HospitalAccount::grossFen);
        long fund = pools.stream().mapToLong(PoolAccount::fundFen).sum();
        long residual = Math.subtractExact(gross, fund);
        long failed = checks.stream().filter(c -> !c.holds()).count();
        List<Card> cards = new ArrayList<>();
        cards.add(Card.of(
                "结算病例", "Settled cases", Numbers.count(sum(HospitalAccount::cases)), statements.size() + " 家医疗机构"));
        cards.add(Card.money("医疗总费用", "Total cost", sum(HospitalAccount::costFen)));
        cards.add(Card.money("记账金额", "Booked by the fund", sum(HospitalAccount::bookedFen)));
        cards.add(Card.money("可分配基金", "Fund available", fund));
        cards.add(Card.money("应付总额", "Gross payments", gross));
        cards.add(new Card(
                "应付与基金之差",
                "Residual: payments − fund",
                Numbers.yuan(residual),
                residual == 0 ? "分文不差 exact to the fen" : "见核对表 see reconciliation",
                residual == 0 ? Card.Tone.GOOD : Card.Tone.BAD));
        cards.add(Card.money("清算总额", "Settlement", sum(HospitalAccount::settlementFen)));
        cards.add(Card.money("本次应拨", "To pay now", sum(HospitalAccount::finalFen)));
        long carried = sum(HospitalAccount::carriedFen);
        if (carried != 0) {
            cards.add(Card.money("结转下年", "Carried to next year", carried));
        }
        for (PoolAccount pool : pools) {
            cards.add(Card.of(
                    "结算点值 · " + pool.name(),
                    "Point value PV1",
                    Numbers.rounded(pool.pointValue(), 6),
                    "年初点值 PV0 " + Numbers.rounded(pool.yearStartPointValue(), 6)));
            cards.add(Card.of(
                    "统筹支付比例 ρ · " + pool.name(),
                    "Fund payment ratio",
                    Numbers.rounded(pool.fundRatio().movePointRight(2), 4) + "%",
                    "记账金额 ÷ 总费用"));
        }
        cards.add(new Card(
                "核对",
                "Checks",
                checks.size() - failed + " / " + checks.size() + " 通过",
                failed == 0 ? "全部成立 all hold" : failed + " 项不成立 do not hold",
                failed == 0 ? Card.Tone.GOOD : Card.Tone.BAD));
        page.section("关键数字", "Key figures").cards(cards);
    }

    private void money(HtmlReport page) {
        long fund = pools.stream().mapToLong(PoolAccount::fundFen).sum();
        long gross = sum(HospitalAccount::grossFen);
        long assessed = sum(HospitalAccount::assessedFen);
        Chart waterfall = Chart.waterfall("从基金到拨付", "From the fund to the payment")
                .axes("", "亿元")
                .wide();
        total(waterfall, "可分配基金", fund);
        if (gross != fund) {
            step(waterfall, "未分配", gross - fund);
        }
        total(waterfall, "应付总额", gross);
        step(waterfall, "考核", assessed - gross);
        step(waterfall, "审核扣款", -sum(HospitalAccount::auditDeductionFen));
        total(waterfall, "清算总额", sum(HospitalAccount::settlementFen));
        step(waterfall, "月度已拨付", -sum(HospitalAccount::paidFen));
        step(waterfall, "保证金扣减", -sum(HospitalAccount::depositForfeitedFen));
        step(waterfall, "预付金", -sum(HospitalAccount::prepaymentFen));
        step(waterfall, "周转金", -sum(HospitalAccount::revolvingFen));
        long carried = sum(HospitalAccount::carriedFen);
        if (carried != 0) {
            step(waterfall, "结转下年", -carried);
        }
        total(waterfall, "清算应拨", sum(HospitalAccount::finalFen));

        SortedMap<Integer, long[]> levels = new TreeMap<>(Comparator.reverseOrder());
        for (HospitalAccount a : accounts) {
            long[] sums = levels.computeIfAbsent(a.level(), l -> new long[2]);
            sums[0] = Math.addExact(sums[0], a.bookedFen());
            sums[1] = Math.addExact(sums[1], a.settlementFen());
        }
        List<String> names = levels.keySet().stream().map(Labels::level).toList();
        Chart byLevel = Chart.bar("各级别医疗机构：记账与清算", "Booked against settled, by level")
                .axes("", "亿元")
                .categories(names)
                .showValues();
        amounts(byLevel, "记账金额", levels.values().stream().map(s -> s[0]).toList());
        amounts(byLevel, "清算总额", levels.values().stream().map(s -> s[1]).toList());

        Chart deviations = Chart.stackedBar("病例偏差构成", "Deviation of cases, by level")
                .axes("", "%")
                .max(100)
                .colors("#d9a441", "#8fb3d4", "#b45a4e", "#7c8795")
                .categories(names)
                .showValues();
        share(deviations, "费用偏低 Low", HospitalAccount::lowCases);
        share(deviations, "正常 Normal", a -> a.cases() - a.lowCases() - a.highCases() - a.ungroupedCases());
        share(deviations, "费用偏高 High", HospitalAccount::highCases);
        share(deviations, "未入组 Ungrouped", HospitalAccount::ungroupedCases);

        page.section("基金去向", "Where the fund went")
                .paragraph("应付总额按分值与结算点值计算，逐家取整到分，各家之和等于可分配基金；考核与审核扣款之后为清算总额，减去年内已拨付与预付即为本次应拨。")
                .charts(waterfall, byLevel, deviations);
    }

    private void pointValues(HtmlReport page) {
        Chart chart = Chart.bar("年初点值与结算点值", "PV0 against PV1")
                .axes("", "元/分")
                .categories(pools.stream().map(PoolAccount::name).toList())
                .showValues();
        pointValueSeries(
                chart,
                "年初点值 PV0",
                pools.stream().map(PoolAccount::yearStartPointValue).toList());
        pointValueSeries(
                chart, "结算点值 PV1", pools.stream().map(PoolAccount::pointValue).toList());

        List<Column> columns = new ArrayList<>();
        columns.add(Column.of("项目", "Item", TEXT));
        pools.forEach(pool -> columns.add(Column.of(pool.name(), "Pool", FEN)));
        columns.add(Column.of("合计", "Total", FEN));
        HtmlTable table = HtmlTable.of(columns.toArray(Column[]::new));
        table.text("结算病例 Settled cases");
        pools.forEach(p -> table.count(p.cases()));
        table.count(pools.stream().mapToLong(PoolAccount::cases).sum()).endRow();
        poolAmounts(table, "总费用 Cost", PoolAccount::costFen);
        poolAmounts(table, "记账金额 Booked", PoolAccount::bookedFen);
        poolDecimals(table, "统筹支付比例 ρ Fund payment ratio", 10, PoolAccount::fundRatio);
        poolAmounts(table, "可分配基金 Fund available", PoolAccount::fundFen);
        poolAmounts(table, "据实病例费用 Cost-true", PoolAccount::costTrueFen);
        poolDecimals(table, "其余病例总分值 Points", 6, PoolAccount::scores);
        poolDecimals(table, "年初点值 PV0 Year start", 9, PoolAccount::yearStartPointValue);
        poolDecimals(table, "结算点值 PV1 Settlement", 9, PoolAccount::pointValue);
        poolAmounts(table, "应付总额 Gross", this::gross);
        poolAmounts(table, "应付与基金之差 Residual", p -> Math.subtractExact(gross(p), p.fundFen()));
        page.section("点值", "Point values")
                .paragraph("PV1 =（可分配基金 ÷ ρ − 据实病例费用）÷ 其余病例总分值；ρ = 记账金额 ÷ 总费用。")
                .table(table)
                .charts(chart, topGroups());
    }

    private long gross(PoolAccount pool) {
        return accounts.stream()
                .filter(a -> a.pool() == pool.pool())
                .mapToLong(HospitalAccount::grossFen)
                .reduce(0, Math::addExact);
    }

    private void poolAmounts(HtmlTable table, String name, ToLongFunction<PoolAccount> value) {
        table.text(name);
        pools.forEach(p -> table.fen(value.applyAsLong(p)));
        table.fen(pools.stream().mapToLong(value).reduce(0, Math::addExact)).endRow();
    }

    private void poolDecimals(HtmlTable table, String name, int decimals, Function<PoolAccount, BigDecimal> value) {
        table.text(name);
        pools.forEach(p -> table.decimal(value.apply(p), decimals));
        table.decimal(null, decimals).endRow();
    }

    private Chart topGroups() {
        SortedMap<String, BigDecimal> points = new TreeMap<>();
        SortedMap<String, Long> cases = new TreeMap<>();
        for (GroupSums g : groups) {
            if (g.group() != null) {
                points.merge(g.group(), g.points(), BigDecimal::add);
                cases.merge(g.group(), g.cases(), Long::sum);
            }
        }
        List<Map.Entry<String, BigDecimal>> top = points.entrySet().stream()
                .sorted(Map.Entry.<String, BigDecimal>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP_GROUPS)
                .toList();
        return Chart.horizontalBar("分值最高的病种", "Groups with most points")
                .axes("分值（不含据实病例）", "")
                .categories(top.stream().map(Map.Entry::getKey).toList())
                .series(
                        "分值 Points",
                        top.stream().map(Map.Entry::getValue).toList(),
                        top.stream()
                                .map(e -> Numbers.rounded(e.getValue(), 0) + " 分，"
                                        + Numbers.count(cases.get(e.getKey())) + " 例")
                                .toList())
                .tall();
    }

    private void hospitals(HtmlReport page) {
        Chart scatter = Chart.scatter("各机构：记账金额与清算总额", "Hospitals: booked against settled")
                .axes("记账金额（亿元）Booked", "清算总额（亿元）")
                .diagonal()
                .tall();
        SortedMap<Integer, List<Statement>> byLevel = new TreeMap<>(Comparator.reverseOrder());
        for (Statement s : statements) {
            if (!s.accounts().isEmpty()) {
                byLevel.computeIfAbsent(s.accounts().get(0).level(), l -> new ArrayList<>())
                        .add(s);
            }
        }
        byLevel.forEach((level, ofLevel) -> {
            scatter.series(Labels.level(level));
            for (Statement s : ofLevel) {
                long booked = sum(s, HospitalAccount::bookedFen);
                long settled = sum(s, HospitalAccount::settlementFen);
                scatter.point(
                        s.name(),
                        Numbers.yi(booked),
                        Numbers.yi(settled),
                        "记账 " + Numbers.yuan(booked) + "，清算 " + Numbers.yuan(settled) + "，盈亏 "
                                + Numbers.yuan(settled - booked));
            }
        });

        List<Statement> ranked = statements.stream()
                .sorted(Comparator.comparingLong((Statement s) -> sum(s, HospitalAccount::gainFen))
                        .thenComparing(Statement::hospital))
                .toList();
        List<Statement> ends = new ArrayList<>();
        int each = 8;
        for (int i = ranked.size() - 1; i >= 0; i--) {
            if (i >= ranked.size() - each || i < each) {
                ends.add(ranked.get(i));
            }
        }
        List<Long> gains =
                ends.stream().map(s -> sum(s, HospitalAccount::gainFen)).toList();
        Chart gainers = Chart.horizontalBar("盈亏最大的机构", "Largest surplus and loss")
                .axes("清算总额 − 记账金额（万元）", "")
                .categories(ends.stream().map(Statement::name).toList())
                .series(
                        "盈亏 Surplus",
                        gains.stream().map(Numbers::wan).toList(),
                        gains.stream().map(g -> Numbers.yuan(g) + " 元").toList())
                .tall();
        page.section("医疗机构盈亏", "Hospitals: surplus and loss")
                .paragraph("虚线上方为结余（清算总额高于记账金额），下方为亏损。")
                .charts(scatter, gainers);
    }

    private void cases(HtmlReport page) {
        long[] bins = new long[GroupSums.BINS];
        long without = 0;
        for (GroupSums g : groups) {
            if (g.bin() == GroupSums.NO_RATIO) {
                without += g.cases();
            } else {
                bins[g.bin()] += g.cases();
            }
        }
        List<String> names = new ArrayList<>();
        List<BigDecimal> values = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        long all = without;
        for (long bin : bins) {
            all += bin;
        }
        for (int i = 0; i < bins.length; i++) {
            BigDecimal from = BigDecimal.valueOf(i * 25L, 2);
            names.add(i == bins.length - 1 ? "≥ 3" : from + "–" + from.add(BigDecimal.valueOf(25, 2)));
            values.add(BigDecimal.valueOf(bins[i]));
            labels.add(Numbers.count(bins[i]) + " 例（" + Numbers.percent(bins[i], all) + "）");
        }
        page.section("病例费用比分布", "Cost against reference")
                .paragraph("费用比 = 病例费用 ÷ 同级别病种参照费用。无参照费用的病例 " + Numbers.count(without) + " 例，不在图中。")
                .charts(Chart.histogram("费用比", "Cost ratio of cases")
                        .axes("费用 ÷ 参照费用", "病例数")
                        .categories(names)
                        .series("病例 Cases", values, labels)
                        .wide());
    }

    private void reconciliation(HtmlReport page) {
        HtmlTable table = HtmlTable.of(
                Column.of("核对", "Check", TEXT),
                Column.of("险种", "Pool", TEXT),
                Column.of("应为", "Expected", FEN),
                Column.of("实为", "Actual", FEN),
                Column.of("差", "Residual", FEN),
                Column.of("结论", "Holds", TEXT));
        for (Check c : checks) {
            table.words(Labels.check(c.name())).text(c.pool() == 0 ? "全部" : region.pool(c.pool()));
            if (Labels.countCheck(c.name())) {
                table.count(c.expected()).count(c.actual()).count(c.residual());
            } else {
                table.fen(c.expected()).fen(c.actual()).fen(c.residual());
            }
            table.text(c.holds() ? "✓ 成立" : "✗ 不成立", c.holds() ? Card.Tone.GOOD : Card.Tone.BAD)
                    .endRow();
        }
        page.section("核对", "Reconciliation")
                .paragraph("每次运行都检验的恒等式：病例与金额从接收到拨付逐项相符。")
                .table(table);
    }

    private void hospitalTable(HtmlReport page) {
        HtmlTable table = HtmlTable.of(
                Column.of("医疗机构", "Hospital", TEXT),
                Column.of("编号", "Code", TEXT),
                Column.of("等级", "Level", TEXT),
                Column.of("病例", "Cases", COUNT),
                Column.of("总费用", "Cost", FEN),
                Column.of("记账金额", "Booked", FEN),
                Column.of("应付总额", "Gross", FEN),
                Column.of("清算总额", "Settlement", FEN),
                Column.of("盈亏", "Settlement − booked", FEN),
                Column.of("清算应拨", "To pay now", FEN),
                Column.of("费用偏低", "Low", COUNT),
                Column.of("费用偏高", "High", COUNT),
                Column.of("未入组", "Ungrouped", COUNT));
        for (Statement s : statements) {
            String level = s.accounts().isEmpty()
                    ? ""
                    : Labels.level(s.accounts().get(0).level());
            table.file(s.name(), s.file()).text(s.hospital()).text(level);
            row(table, s.accounts());
        }
        table.total().text("合计 Total").text("").text("");
        row(table, accounts);
        page.section("全部医疗机构", "All hospitals")
                .paragraph("点名称打开该机构的清算单（与本页同一文件夹）；点表头排序。")
                .table(table);
    }

    private static void row(HtmlTable table, List<HospitalAccount> accounts) {
        long cases = sum(accounts, HospitalAccount::cases);
        table.count(cases)
                .fen(sum(accounts, HospitalAccount::costFen))
                .fen(sum(accounts, HospitalAccount::bookedFen))
                .fen(sum(accounts, HospitalAccount::grossFen))
                .fen(sum(accounts, HospitalAccount::settlementFen))
                .gain(sum(accounts, HospitalAccount::gainFen))
                .fen(sum(accounts, HospitalAccount::finalFen))
                .count(sum(accounts, HospitalAccount::lowCases))
                .count(sum(accounts, HospitalAccount::highCases))
                .count(sum(accounts, HospitalAccount::ungroupedCases))
                .endRow();
    }

    private void share(Chart chart, String name, ToLongFunction<HospitalAccount> part) {
        SortedMap<Integer, long[]> levels = new TreeMap<>(Comparator.reverseOrder());
        for (HospitalAccount a : accounts) {
            long[] sums = levels.computeIfAbsent(a.level(), l -> new long[2]);
            sums[0] += part.applyAsLong(a);
            sums[1] += a.cases();
        }
        chart.series(
                name,
                levels.values().stream().map(s -> Numbers.share(s[0], s[1])).toList(),
                levels.values().stream()
                        .map(s -> Numbers.count(s[0]) + " 例，" + Numbers.percent(s[0], s[1]))
                        .toList(),
                levels.values().stream()
                        .map(s -> s[0] * 20 < s[1] ? "" : Numbers.percent(s[0], s[1]))
                        .toList());
    }

    private static void amounts(Chart chart, String name, List<Long> fen) {
        chart.series(
                name,
                fen.stream().map(Numbers::yi).toList(),
                fen.stream().map(f -> Numbers.yuan(f) + " 元").toList(),
                fen.stream().map(Numbers::headline).toList());
    }

    private static void pointValueSeries(Chart chart, String name, List<BigDecimal> values) {
        chart.series(
                name,
                values,
                values.stream().map(v -> Numbers.rounded(v, 9)).toList(),
                values.stream().map(v -> Numbers.rounded(v, 4)).toList());
    }

    private static void total(Chart chart, String name, long fen) {
        chart.total(name, Numbers.yi(fen), Numbers.yuan(fen) + " 元", Numbers.headline(fen));
    }

    private static void step(Chart chart, String name, long fen) {
        chart.step(name, Numbers.yi(fen), Numbers.yuan(fen) + " 元", fen == 0 ? "0" : Numbers.headline(fen));
    }

    private long sum(ToLongFunction<HospitalAccount> value) {
        return sum(accounts, value);
    }

    private static long sum(Statement statement, ToLongFunction<HospitalAccount> value) {
        return sum(statement.accounts(), value);
    }

    private static long sum(List<HospitalAccount> accounts, ToLongFunction<HospitalAccount> value) {
        long sum = 0;
        for (HospitalAccount account : accounts) {
            sum = Math.addExact(sum, value.applyAsLong(account));
        }
        return sum;
    }
}
