package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.feedback.Feedback;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/** What {@code dip feedback} makes and prints. */
final class FeedbackBook {
    private final RunFile inputs;
    private final Rulebook rules;
    private final String line;
    private final PrintWriter out;

    /** @param line the command line as it was typed, for the audit log */
    FeedbackBook(RunFile inputs, Rulebook rules, String line, PrintWriter out) {
        this.inputs = inputs;
        this.rules = rules;
        this.line = line;
        this.out = out;
    }

    void write(String name, String since, int examples, String folder) {
        SparkSession spark = Sessions.local("feedback");
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Run run = name != null ? warehouse.run(name) : newest(warehouse, inputs.year(), "feedback");
        Feedback feedback = Feedback.of(
                warehouse,
                run,
                since == null ? null : warehouse.run(since),
                new ReferenceFiles(spark.sparkContext().hadoopConfiguration(), inputs),
                rules.name(),
                examples);
        List<String> files = Audited.of(
                spark,
                warehouse,
                AuditLog.Deed.reading(line, run, ""),
                () -> feedback.write(spark, folder),
                written -> "feedback for " + (written.size() - 1) + " hospitals");
        long[] passed = feedback.passed();
        out.println("数据质量反馈 feedback  " + run.run() + "  通过 passed " + Figures.count(passed[0]) + " of "
                + Figures.count(passed[1]));
        TextTable table = new TextTable("llr");
        feedback.found().forEach((notice, rows) -> table.row(notice.chinese(), notice.code(), Figures.count(rows)));
        table.print(out, "  ");
        if (since != null) {
            long[] closed = feedback.closed();
            out.println("更正 corrected since " + since + ": " + Figures.count(closed[0]) + " of "
                    + Figures.count(closed[1]));
        }
        out.println("Look at " + files.get(0) + " and " + (files.size() - 1) + " workbooks beside it.");
        out.flush();
    }

    /** The newest run that took in the year's lists, for what needs one. */
    static Run newest(Warehouse warehouse, int year, String what) {
        return warehouse.runs().stream()
                .filter(r -> r.year() == year)
                .filter(r -> r.job().equals(Job.TAKE_IN.command()) || r.job().equals(Job.SETTLE_YEAR.command()))
                .reduce((a, b) -> b)
                .orElseThrow(() -> DipErrors.runNeeded(what, Job.TAKE_IN.command(), year));
    }
}
