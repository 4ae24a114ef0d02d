package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Verification;
import org.opendip.jobs.runs.Warehouse;

/** What a region's table of runs says. */
final class RunBook {
    private final RunFile inputs;
    private final PrintWriter out;

    RunBook(RunFile inputs, PrintWriter out) {
        this.inputs = inputs;
        this.out = out;
    }

    /** All runs, oldest first. */
    void list() {
        Warehouse warehouse = warehouse();
        List<Run> runs = warehouse.runs();
        if (runs.isEmpty()) {
            out.println("No runs yet in " + warehouse.root() + ".");
            return;
        }
        TextTable table = new TextTable("rllrlrr");
        table.row("#", "运行 run", "任务 job", "年度 year", "软件 software", "表 tables", "行 rows");
        for (Run run : runs) {
            long rows = run.tables().stream().mapToLong(Run.TableVersion::rows).sum();
            table.row(
                    run.sequence(),
                    run.run(),
                    run.job(),
                    run.year(),
                    run.software(),
                    run.tables().size(),
                    Figures.count(rows));
        }
        table.print(out, "");
        out.flush();
    }

    /** One run whole. */
    void show(String name) {
        Run run = warehouse().run(name);
        out.println("run        " + run.run() + "  (number " + run.sequence() + ")");
        out.println("job        " + run.job() + "  " + run.year());
        out.println("software   " + run.software());
        out.println("rulebook   " + run.rulebook());
        out.println("key        " + (run.key() == null ? "none: it made no cases" : run.key()));
        out.println("stands on  " + (run.basedOn().isEmpty() ? "no other run" : String.join(", ", run.basedOn())));
        out.println("tables");
        TextTable tables = new TextTable("lrrl");
        run.tables()
                .forEach(t -> tables.row(
                        t.location() + "/" + t.table(),
                        Figures.count(t.rows()) + " rows",
                        "version " + t.version(),
                        t.digest()));
        tables.print(out, "  ");
        out.println("inputs");
        TextTable files = new TextTable("ll");
        run.inputs().forEach(i -> files.row(i.path(), i.hash()));
        files.print(out, "  ");
        out.flush();
    }

    /** Whether every table still is what the run wrote; told for each. */
    boolean verify(String name) {
        Warehouse warehouse = warehouse();
        Run run = warehouse.run(name);
        List<Verification> results = Verification.of(warehouse, run);
        TextTable table = new TextTable("lrll");
        for (Verification result : results) {
            table.row(
                    result.table(),
                    Figures.count(result.rows()) + " rows",
                    result.recorded(),
                    result.equal() ? "equal 一致" : "DIFFERS 不一致: " + result.found());
        }
        table.print(out, "");
        long differing = results.stream().filter(r -> !r.equal()).count();
        out.println(
                differing == 0
                        ? run.run() + ": all " + results.size() + " tables are as the run wrote them."
                        : run.run() + ": " + differing + " of " + results.size() + " tables differ.");
        out.flush();
        return differing == 0;
    }

    private Warehouse warehouse() {
        SparkSession spark = Sessions.local("runs");
        return Warehouse.of(spark, inputs.warehouse(), inputs.region());
    }
}
