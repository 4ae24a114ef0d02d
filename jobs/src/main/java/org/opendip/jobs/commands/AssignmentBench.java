package org.opendip.jobs.commands;

import static org.apache.spark.sql.functions.broadcast;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.flow.StageMeter;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inspection.CatalogRun;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.policy.rulebook.Rulebook;

/**
 * What finding the groups of cases adds to reading and writing them: the cases of a run written once as they are and once
 * with their groups. The second counts all that assignment is: reading the catalog, the distinct facts of the cases, the
 * rules, and looking each case up.
 */
final class AssignmentBench {
    private final Rulebook rules;
    private final RunFile inputs;
    private final Path folder;
    private final PrintWriter out;

    /** @param folder where cases are written and removed again */
    AssignmentBench(Rulebook rules, RunFile inputs, Path folder, PrintWriter out) {
        this.rules = rules;
        this.inputs = inputs;
        this.folder = folder;
        this.out = out;
    }

    private record Spent(double seconds, double cpuSeconds) {}

    void run(int times) throws IOException {
        Files.createDirectories(folder);
        Path place = Files.createTempDirectory(folder, "assignment-");
        SparkSession spark = Sessions.local("bench");
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Run run = CatalogRun.find(warehouse, inputs.year(), null);
        try {
            List<Spent> plain = new ArrayList<>();
            List<Spent> grouped = new ArrayList<>();
            for (int i = 0; i <= times; i++) {
                Spent without = written(warehouse.read(run, Cases.TABLE), place);
                Spent with = written(grouped(spark, warehouse, run), place);
                if (i > 0) {
                    plain.add(without);
                    grouped.add(with);
                }
            }
            out.println("入组测速 assignment  " + run.run() + "  "
                    + Figures.count(run.table(Cases.TABLE.name()).orElseThrow().rows()) + " cases, "
                    + Figures.count(
                            run.table(Catalog.TABLE.name()).orElseThrow().rows()) + " groups, median of "
                    + times);
            TextTable table = new TextTable("lrr");
            table.row("", "s", "CPU s");
            line(table, "读写 read and written", plain);
            line(table, "读写并入组 and grouped", grouped);
            table.row(
                    "差 more",
                    Figures.seconds(median(grouped, Spent::seconds) - median(plain, Spent::seconds)),
                    Figures.seconds(median(grouped, Spent::cpuSeconds) - median(plain, Spent::cpuSeconds)));
            table.print(out, "  ");
            out.flush();
        } finally {
            Bench.delete(place);
        }
    }

    private static void line(TextTable table, String what, List<Spent> of) {
        table.row(what, Figures.seconds(median(of, Spent::seconds)), Figures.seconds(median(of, Spent::cpuSeconds)));
    }

    private Dataset<Row> grouped(SparkSession spark, Warehouse warehouse, Run run) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Treatments treatments = Treatments.of(rules.grouping(), new ReferenceFiles(hadoop, inputs).procedures());
        Library library = Library.of(hadoop, inputs, rules, treatments);
        AssignmentEngine engine = new AssignmentEngine(
                rules.grouping(),
                treatments,
                library.groups(
                        warehouse.read(run, Catalog.TABLE),
                        run.table(RuleRows.TABLE.name()).map(t -> warehouse.read(run, RuleRows.TABLE)),
                        run.table(ReviewedGroups.TABLE.name()).map(t -> warehouse.read(run, ReviewedGroups.TABLE))),
                library.catalog());
        Dataset<Row> cases = warehouse.read(run, Cases.TABLE);
        Dataset<Row> facts = cases.select(
                        Cases.SIGNATURE.col(),
                        Records.MAIN_DIAGNOSIS.col(),
                        Records.PROCEDURES.col(),
                        Cases.BED_DAY.col())
                .distinct();
        Dataset<Row> found = engine.assign(Library.withAnswers(
                facts, run.table(Answers.TABLE.name()).map(written -> warehouse.read(run, Answers.TABLE))));
        return cases.join(
                broadcast(
                        found.select(Cases.SIGNATURE.col(), Assignments.ASSIGNED_GROUP.col(), Assignments.PATH.col())),
                Cases.SIGNATURE.name());
    }

    private static Spent written(Dataset<Row> cases, Path place) {
        long start = System.nanoTime();
        long cpu = StageMeter.processCpu();
        cases.write().mode(SaveMode.Overwrite).parquet(place.resolve("cases").toString());
        return new Spent((System.nanoTime() - start) / 1e9, (StageMeter.processCpu() - cpu) / 1e9);
    }

    private static double median(List<Spent> of, ToDoubleFunction<Spent> figure) {
        return of.stream()
                .mapToDouble(figure)
                .sorted()
                .skip(of.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
