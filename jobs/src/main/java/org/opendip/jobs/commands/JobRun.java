package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Plan;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.rulebook.Rulebook;

/** A job as a command does it: with progress on the terminal and the figures that matter at the end. */
final class JobRun {
    private final Job job;
    private final Rulebook rules;
    private final RunFile inputs;
    private final String line;
    private final PrintWriter out;

    /** @param line the command line as it was typed, for the audit log */
    JobRun(String command, Rulebook rules, RunFile inputs, String line, PrintWriter out) {
        this.job = Arrays.stream(Job.values())
                .filter(j -> j.command().equals(command))
                .findFirst()
                .orElseThrow();
        this.rules = rules;
        this.inputs = inputs;
        this.line = line;
        this.out = out;
    }

    /** Does it in full. */
    Run run() {
        return run(new Request(null, Intake.Mode.FULL, false, line));
    }

    /** Does it as it is asked for. */
    Run run(Request request) {
        out.println(job.command() + "  " + rules.name() + "  " + inputs.region() + " " + inputs.year());
        Run run;
        Closing closing;
        try (Progress progress = new Progress(out, Progress.onTerminal())) {
            progress.begin("start");
            SparkSession spark = Sessions.local(job.command());
            progress.done("start", "Spark " + spark.version());
            run = Flow.run(spark, job, rules, inputs, List.of(progress), request);
            progress.begin("figures");
            closing = Closing.of(job, rules, Warehouse.of(spark, inputs.warehouse(), inputs.region()), run);
        }
        out.println();
        closing.print(out);
        return run;
    }

    /** Says what it would do. */
    void plan(Intake.Mode mode, boolean rekey) {
        Plan plan = Plan.of(Sessions.local(job.command()), job, mode, rules, inputs, rekey);
        out.println("Plan: " + job.command() + "  " + rules.name() + "  " + inputs.region() + " " + inputs.year()
                + "  (nothing is written)");
        out.println("rulebook   " + inputs.rulebook() + "  version " + rules.ruleVersion() + "  hash "
                + rules.hash().substring(0, 16));
        out.println("years      " + plan.years().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        out.println("stands on  " + (plan.basis().isEmpty() ? "no other run" : String.join(", ", plan.basis())));
        out.println(plan.inputs().isEmpty() ? "inputs     none but the tables of those runs" : "inputs");
        TextTable files = new TextTable("lrr");
        plan.inputs()
                .forEach(i -> files.row(
                        i.place(),
                        i.files() == 1 ? "1 file" : Figures.count(i.files()) + " files",
                        Figures.bytes(i.bytes())));
        files.print(out, "  ");
        out.println("stages");
        TextTable stages = new TextTable("lll");
        for (Stage stage : plan.stages()) {
            String tables = stage.writes().stream().map(Table::name).collect(Collectors.joining(", "));
            stages.row(stage.name(), "->", tables);
        }
        stages.print(out, "  ");
        out.println("tables in  " + plan.warehouse());
        out.flush();
    }
}
