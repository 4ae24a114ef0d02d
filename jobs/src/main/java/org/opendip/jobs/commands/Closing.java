package org.opendip.jobs.commands;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inspection.Reviews;
import org.opendip.jobs.inspection.Words;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.pools.InsurancePool;
import org.opendip.policy.rulebook.Rulebook;

/** The figures of a finished run that a person looks at first, read from the tables it published. */
final class Closing {
    private final Rulebook rules;
    private final Warehouse warehouse;
    private final Run run;
    private final List<TextTable> tables = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private Closing(Rulebook rules, Warehouse warehouse, Run run) {
        this.rules = rules;
        this.warehouse = warehouse;
        this.run = run;
    }

    static Closing of(Job job, Rulebook rules, Warehouse warehouse, Run run) {
        Closing closing = new Closing(rules, warehouse, run);
        switch (job) {
            case TAKE_IN -> {
                closing.records();
                closing.codes();
            }
            case CALIBRATE_CATALOG -> {
                closing.records();
                closing.codes();
                closing.catalog();
            }
            case SET_POINT_VALUE -> closing.yearStart();
            case SETTLE_YEAR -> {
                closing.records();
                closing.codes();
                closing.cases();
                closing.pools();
                closing.reconciliations();
            }
            case CATALOG_QUALITY, TEST_CATALOG -> {}
        }
        return closing;
    }

    void print(PrintWriter out) {
        tables.forEach(table -> {
            table.print(out, "  ");
            out.println();
        });
        remarks.forEach(remark -> out.println("  " + remark));
        out.flush();
    }

    /** In = kept + netted + superseded + rejected; nothing of a run that started at ready cases. */
    private void records() {
        if (run.table(Records.TABLE.name()).isEmpty()) {
            return;
        }
        Map<String, Long> rows = new HashMap<>();
        Map<String, Long> fen = new HashMap<>();
        for (Row row : read(Records.TABLE)
                .groupBy(Records.DISPOSITION.col())
                .agg(count(lit(1)), coalesce(sum(Records.COST_FEN.col()), lit(0L)))
                .collectAsList()) {
            rows.put(row.getString(0), row.getLong(1));
            fen.put(row.getString(0), row.getLong(2));
        }
        TextTable table = new TextTable("lrr");
        table.row("结算清单 settlement rows", "行 rows", "元 yuan");
        table.row("收到 received", total(rows), Figures.yuan(sumOf(fen)));
        for (String[] name : new String[][] {
            {"冲销 netted", Dispositions.NETTED},
            {"被替换 superseded", Dispositions.SUPERSEDED},
            {"拒收 rejected", Dispositions.REJECTED},
            {"保留 kept", Dispositions.KEPT}
        }) {
            table.row(
                    name[0],
                    Figures.count(rows.getOrDefault(name[1], 0L)),
                    Figures.yuan(fen.getOrDefault(name[1], 0L)));
        }
        tables.add(table);
    }

    /** What became of codes, where a map is in force; and how many records have a procedure without attribute. */
    private void codes() {
        if (run.table(CodeUses.TABLE.name()).isPresent()) {
            TextTable table = new TextTable("lrrrr");
            table.row("编码 codes", "诊断 diagnoses", "编码数 distinct", "手术操作 procedures", "编码数 distinct");
            Map<String, Row> found = new HashMap<>();
            for (Row row : read(CodeUses.TABLE)
                    .groupBy(CodeUses.OUTCOME.col(), CodeUses.CODE_KIND.col())
                    .agg(sum(CodeUses.USE_COUNT.col()), count(lit(1)))
                    .collectAsList()) {
                found.put(row.getString(0) + " " + row.getString(1), row);
            }
            for (String outcome :
                    new String[] {"直接 direct", "对照 mapped", "一对多 ambiguous", "受损 damaged", "未知 unmapped"}) {
                List<Object> cells = new ArrayList<>(List.of(outcome));
                for (String kind : new String[] {" diagnosis", " procedure"}) {
                    Row row = found.get(outcome.substring(outcome.indexOf(' ') + 1) + kind);
                    cells.add(row == null ? "0" : Figures.count(row.getLong(2)));
                    cells.add(row == null ? "0" : Figures.count(row.getLong(3)));
                }
                table.row(cells.toArray());
            }
            tables.add(table);
        }
        if (run.table(Notices.TABLE.name()).isEmpty()) {
            return;
        }
        long without = read(Notices.TABLE)
                .filter(Notices.CODE.col().equalTo(Notice.PROCEDURE_ATTRIBUTE_MISSING.code()))
                .count();
        if (without > 0) {
            remarks.add("手术操作无属性，按缺省属性处理 records with a procedure without attribute, taken as "
                    + rules.grouping().missingAttribute().name().toLowerCase(java.util.Locale.ROOT) + ": "
                    + Figures.count(without));
        }
    }

    private void catalog() {
        TextTable table = new TextTable("lrr");
        table.row("病种目录 catalog", "病种 groups", "");
        read(Catalog.TABLE)
                .groupBy(Catalog.GROUP_KIND.col())
                .agg(count(lit(1)))
                .orderBy(Catalog.GROUP_KIND.col().desc())
                .collectAsList()
                .forEach(row -> table.row(
                        row.getString(0).equals("core") ? "核心病种 core" : "综合病种 " + row.getString(0),
                        Figures.count(row.getLong(1)),
                        ""));
        if (run.table(PrimaryCareGroups.TABLE.name()).isPresent()) {
            Dataset<Row> primaryCare = read(PrimaryCareGroups.TABLE);
            long all = primaryCare.count();
            long decided =
                    primaryCare.filter(PrimaryCareGroups.PRIMARY_CARE.col()).count();
            table.row("其中基层 of these primary-care", Figures.count(decided), "");
            table.row("基层建议 proposed", Figures.count(all - decided), "");
        }
        if (rules.catalog().nearMisses().isPresent()
                && run.table(RuleRows.TABLE.name()).isPresent()) {
            int nearMisses = RuleRows.nearMisses(read(RuleRows.TABLE)).size();
            table.row("降低标准 near misses", Figures.count(nearMisses), "");
        }
        tables.add(table);
        reviews();
        TextTable bases = new TextTable("lrrrr");
        bases.row("年度 year", "病例 cases", "入组 grouped", "入组率 share", "次均费用 mean, yuan");
        read(ScoreBases.TABLE).orderBy(Cases.YEAR.col()).collectAsList().stream()
                .sorted(Comparator.comparing((Row row) -> row.<Integer>getAs(Cases.YEAR.name()) == 0))
                .forEach(row -> bases.row(
                        row.<Integer>getAs(Cases.YEAR.name()) == 0 ? "加权 weighted" : row.getAs(Cases.YEAR.name()),
                        Figures.count(row.getAs(Moments.CASE_COUNT.name())),
                        Figures.count(row.getAs(ScoreBases.GROUPED_COUNT.name())),
                        Figures.share(row.getAs(ScoreBases.GROUPED_COUNT.name()), row.getAs(Moments.CASE_COUNT.name())),
                        Figures.decimal(row.getAs(ScoreBases.REGIONAL_MEAN.name()), 6)));
        tables.add(bases);
    }

    /** What the review file decided, and what the checks of any catalog say of it. */
    private void reviews() {
        List<Reviews.Review> reviews = Reviews.of(warehouse, run);
        if (reviews.isEmpty()) {
            return;
        }
        TextTable table = new TextTable("lllrr");
        table.row("人工复核 reviews", "病种 groups", "", "病例 moved", "元 yuan");
        for (Reviews.Review review : reviews) {
            table.row(
                    review.row() + " " + Words.action(review.action()),
                    review.from(),
                    review.to().isEmpty() ? "" : "-> " + review.to(),
                    Figures.count(review.cases()),
                    Figures.yuan(review.fen()));
            for (Reviews.Concerned group : review.groups()) {
                String remark = Reviews.remark(group);
                if (!remark.isEmpty()) {
                    remarks.add(group.group() + "  " + remark);
                }
            }
        }
        tables.add(table);
    }

    private void yearStart() {
        TextTable table = new TextTable("lr");
        table.row("险种 pool", "年初点值 PV0, yuan per point");
        for (Row row :
                read(YearStartPointValues.TABLE).orderBy(Records.POOL.col()).collectAsList()) {
            table.row(
                    pool(row.getAs(Records.POOL.name())),
                    Figures.decimal(row.getAs(YearStartPointValues.POINT_VALUE.name()), 8));
        }
        tables.add(table);
    }

    private void cases() {
        Row row = read(Grouping.TABLE)
                .agg(
                        count(lit(1)),
                        count(Assignments.ASSIGNED_GROUP.col()),
                        count(when(Grouping.SETTLED_BY_SCORE.col(), lit(1))),
                        count(when(Assignments.PATH.col().equalTo(Assignment.Path.BED_DAY.code()), lit(1))))
                .first();
        long all = row.getLong(0);
        TextTable table = new TextTable("lrr");
        table.row("病例 cases", Figures.count(all), "");
        table.row("入组 grouped", Figures.count(row.getLong(1)), Figures.share(row.getLong(1), all));
        table.row("按病种结算 settled by score", Figures.count(row.getLong(2)), Figures.share(row.getLong(2), all));
        if (row.getLong(3) > 0) {
            table.row("床日 by bed-day", Figures.count(row.getLong(3)), Figures.share(row.getLong(3), all));
        }
        tables.add(table);
    }

    private void pools() {
        Map<Integer, Long> paid = new HashMap<>();
        for (Row row : read(HospitalSettlements.TABLE)
                .groupBy(Records.POOL.col())
                .agg(sum(HospitalSettlements.GROSS_FEN.col()))
                .collectAsList()) {
            paid.put(row.getInt(0), row.getLong(1));
        }
        TextTable table = new TextTable("lrrrrr");
        table.row("险种 pool", "年初点值 PV0", "结算点值 PV1", "基金 fund, yuan", "应付 payable, yuan", "差额 residual");
        for (Row row : read(PointValues.TABLE).orderBy(Records.POOL.col()).collectAsList()) {
            int pool = row.getAs(Records.POOL.name());
            long fund = row.<Long>getAs(PointValues.FUND_FEN.name());
            long payable = paid.getOrDefault(pool, 0L);
            table.row(
                    pool(pool),
                    Figures.decimal(row.getAs(PointValues.YEAR_START_POINT_VALUE.name()), 8),
                    Figures.decimal(row.getAs(PointValues.POINT_VALUE.name()), 8),
                    Figures.yuan(fund),
                    Figures.yuan(payable),
                    Figures.yuan(payable - fund));
        }
        tables.add(table);
    }

    private void reconciliations() {
        Dataset<Row> checks = read(Reconciliations.TABLE);
        List<Row> broken = checks.filter(Reconciliations.HOLDS.col().equalTo(lit(false)))
                .orderBy(Reconciliations.CHECK_NAME.col(), Records.POOL.col())
                .collectAsList();
        remarks.add("核对 reconciliations: " + (checks.count() - broken.size()) + " hold, " + broken.size() + " do not");
        for (Row row : broken) {
            remarks.add("  " + row.getAs(Reconciliations.CHECK_NAME.name()) + "  pool "
                    + row.getAs(Records.POOL.name()) + "  expected " + row.getAs(Reconciliations.EXPECTED.name())
                    + "  actual " + row.getAs(Reconciliations.ACTUAL.name()) + "  residual "
                    + row.getAs(Reconciliations.RESIDUAL.name()));
        }
    }

    private Dataset<Row> read(Table table) {
        return warehouse.read(run, table);
    }

    private String pool(int code) {
        return code
                + rules.pools().pools().stream()
                        .filter(p -> p.code() == code)
                        .map(InsurancePool::name)
                        .findFirst()
                        .map(name -> " " + name)
                        .orElse("");
    }

    private static String total(Map<String, Long> rows) {
        return Figures.count(sumOf(rows));
    }

    private static long sumOf(Map<String, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).reduce(0L, Math::addExact);
    }
}
