package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inspection.CaseExplanation;
import org.opendip.jobs.inspection.CaseLinks;
import org.opendip.jobs.inspection.Words;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.statements.Labels;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.rulebook.Rulebook;

/** What is printed about one case. */
final class CaseBook {
    private final RunFile inputs;
    private final Rulebook rules;
    private final String line;
    private final PrintWriter out;

    /** @param line the command line as it was typed, for the audit log */
    CaseBook(RunFile inputs, Rulebook rules, String line, PrintWriter out) {
        this.inputs = inputs;
        this.rules = rules;
        this.line = line;
        this.out = out;
    }

    void explain(String id, String name) {
        SparkSession spark = Sessions.local("explain");
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Run run = run(warehouse, name, "This explanation");
        // The log must not learn a settlement that the tables do not name.
        String typed = line.replace(id, logged(run, id));
        CaseExplanation explained = Audited.of(
                spark,
                warehouse,
                AuditLog.Deed.reading(typed, run, run.key() == null ? "" : run.key()),
                () -> CaseExplanation.of(spark, warehouse, run, rules, inputs, id),
                told -> "1 case");
        print(run, explained);
    }

    /** The case; where the key does not fit the run, an attempt is told and not what it was about. */
    private String logged(Run run, String id) {
        try {
            return CaseExplanation.caseId(run, inputs, id);
        } catch (DipException refused) {
            return "(settlement)";
        }
    }

    /** Writes which settlement each case of a hospital stands for. */
    void relink(String hospital, Path to, String name) {
        SparkSession spark = Sessions.local("cases");
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Run run = run(warehouse, name, "This list");
        long cases = Audited.of(
                spark,
                warehouse,
                AuditLog.Deed.reading(line, run, run.key() == null ? "" : run.key()),
                () -> {
                    IdentifierKey key = IdentifierKey.of(run.run(), run.key(), inputs.region(), inputs.identifiers());
                    return CaseLinks.write(warehouse, run, key, hospital, to);
                },
                written -> "links of " + written + " cases of " + hospital);
        out.println("病例关联 links  " + Figures.count(cases) + " cases of " + hospital + "  " + run.run());
        out.println("  " + to + "   names settlements: hand it to that hospital only, and delete it afterwards");
        out.flush();
    }

    private Run run(Warehouse warehouse, String name, String what) {
        return name != null
                ? warehouse.run(name)
                : warehouse
                        .latest(Job.SETTLE_YEAR.command(), inputs.year())
                        .orElseThrow(() -> DipErrors.runNeeded(what, Job.SETTLE_YEAR.command(), inputs.year()));
    }

    private void print(Run run, CaseExplanation explained) {
        Row one = explained.grouping();
        out.println("病例 case  " + one.getAs(Cases.CASE_ID.name()) + "  " + run.run());
        TextTable facts = new TextTable("ll");
        facts.row(
                "机构 hospital",
                one.getAs(Records.HOSPITAL.name()) + "  " + Labels.level(one.getAs(Records.LEVEL.name())));
        facts.row("费用 cost", Figures.yuan(one.getAs(Records.COST_FEN.name())) + " 元");
        facts.row("住院 stay", one.getAs(Records.STAY_DAYS.name()) + " 天 days");
        known(facts, "天龄 age in days", explained.known(Records.AGE_DAYS), " 天 days");
        known(facts, "出生体重 birth weight", explained.known(Records.BIRTH_WEIGHT), " 克 g");
        known(facts, "呼吸机使用 ventilation", explained.known(Records.VENTILATION_HOURS), " 小时 hours");
        if (!explained.answers().isEmpty()) {
            facts.row("分组问答 answers", String.join(", ", explained.answers()));
        }
        for (int i = 0; i < explained.codes().size(); i++) {
            CaseExplanation.Coded coded = explained.codes().get(i);
            facts.row(
                    i == 0 ? "主要诊断 main diagnosis" : i == 1 ? "主手术操作 main procedure" : "其他手术操作 other procedure",
                    coded.code() + "  " + coded.name());
        }
        facts.print(out, "  ");
        Run catalog = explained.catalog();
        out.println("入组路径 the way to the group  " + catalog.run() + "  "
                + Catalog.TABLE.name() + " "
                + catalog.table(Catalog.TABLE.name()).orElseThrow().digest());
        TextTable steps = new TextTable("llll");
        explained
                .steps()
                .forEach(s ->
                        steps.row(s.chosen() ? "->" : "", s.step(), s.group() == null ? "-" : s.group(), s.note()));
        steps.print(out, "  ");
        String group = one.getAs(Assignments.ASSIGNED_GROUP.name());
        out.println("  " + (group == null ? Labels.UNGROUPED : group) + "  "
                + Labels.path(one.getAs(Assignments.PATH.name())));
        if (group != null) {
            explained
                    .reviews(group)
                    .forEach(review -> out.println("  人工复核 review  " + Words.action(review.action()) + "  "
                            + review.from() + (review.to().isEmpty() ? "" : " -> " + review.to()) + "  "
                            + Words.decidedBy(review.decidedBy()) + "  " + review.reason()));
        }
        if (!explained.sameRules() || !explained.sameGroup()) {
            out.println(
                    "  The rulebook or the code lists have changed since the run: what follows is by those of today.");
        }
        if (explained.settledByScore()) {
            points(explained, one);
            otherwise(explained);
        } else {
            out.println("不参与按病种结算 the case takes no part in the settlement by score.");
        }
        out.flush();
    }

    private static void known(TextTable facts, String what, OptionalInt number, String unit) {
        number.ifPresent(n -> facts.row(what, n + unit));
    }

    private void points(CaseExplanation explained, Row one) {
        out.println("分值 points");
        TextTable table = new TextTable("ll");
        table.row("病种分值 RW", text(one.getAs(Grouping.DISEASE_SCORE.name())));
        table.row("调节系数 K", text(one.getAs(InstitutionCoefficients.COEFFICIENT.name())));
        if (one.getAs(Grouping.REFERENCE.name()) != null) {
            table.row(
                    "参照费用 reference",
                    text(one.getAs(Grouping.REFERENCE.name())) + " 元, 费用比 ratio "
                            + Figures.decimal(one.getAs(Grouping.COST_RATIO.name()), 4));
        }
        table.row(
                "偏差 deviation",
                Labels.deviation(one.getAs(Grouping.DEVIATION.name()), one.getAs(Grouping.COST_TRUE.name())));
        table.row("病例分值 points", text(explained.points()));
        table.row(
                "结算点值 PV1",
                Figures.decimal(explained.pointValue(), 8) + " 元, 基金支付比例 rho "
                        + Figures.decimal(explained.fundRatio(), 6));
        if (explained.paymentFen() != null) {
            table.row("基金应付 fund pays", Figures.yuan(explained.paymentFen()) + " 元");
        }
        table.print(out, "  ");
    }

    private void otherwise(CaseExplanation explained) {
        if (explained.otherwise().isEmpty()) {
            out.println("没有编码会改变入组 no code would have changed the group.");
            return;
        }
        out.println("改变入组的编码 codes that would have changed the group (元 = 分值 x PV1)");
        TextTable table = new TextTable("lllrrr");
        table.row("编码 code", "", "病种 group", "分值 points", "增减 more", "元 yuan");
        for (CaseExplanation.Otherwise o : explained.otherwise()) {
            table.row(
                    o.what() + " " + o.code(),
                    o.name(),
                    o.group() == null ? Labels.UNGROUPED : o.group(),
                    text(o.points()),
                    signed(o.pointsMore()),
                    signed(o.yuanMore()));
        }
        table.print(out, "  ");
    }

    private static String text(BigDecimal value) {
        return value == null ? "-" : value.toPlainString();
    }

    private static String signed(BigDecimal value) {
        return (value.signum() > 0 ? "+" : "") + value.toPlainString();
    }
}
