package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.InputHashes;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.runs.Lease;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.rulebook.Rulebook;

/** Runs the stages of a job in order and makes the result visible at the end, or not at all. */
public final class Flow {
    /** Version of this software, as runs record it. */
    public static final String SOFTWARE = "0.1.0";

    private Flow() {}

    /**
     * Does a job.
     *
     * @param name name of the run; null: {@code <job>-<year>-<n>}, n counting the region's runs of that job and year
     */
    public static Run run(
            SparkSession spark, Job job, Rulebook rules, RunFile inputs, String name, List<RunListener> listeners) {
        if (!rules.region().equals(inputs.region()) || rules.year() != inputs.year()) {
            throw DipErrors.rulebookOfAnotherRegion(rules.region(), rules.year(), inputs.region(), inputs.year());
        }
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        try (Lease lease = Lease.take(hadoop, warehouse.root(), job.command() + " " + inputs.year())) {
            List<RunListener> all = new ArrayList<>(listeners);
            Failpoint.configured().ifPresent(all::add);
            return run(spark, job, rules, inputs, name, all, warehouse, lease);
        }
    }

    private static Run run(
            SparkSession spark,
            Job job,
            Rulebook rules,
            RunFile inputs,
            String name,
            List<RunListener> listeners,
            Warehouse warehouse,
            Lease lease) {
        List<Run> before = warehouse.runs();
        long same = before.stream()
                .filter(r -> r.job().equals(job.command()) && r.year() == inputs.year())
                .count();
        String runName = name == null ? job.command() + "-" + inputs.year() + "-" + (same + 1) : name;
        if (before.stream().anyMatch(r -> r.run().equals(runName))) {
            throw DipErrors.runNameTaken(runName);
        }
        List<Run> basis = basis(job, inputs, warehouse);
        job.check(spark.sparkContext().hadoopConfiguration(), inputs, rules);
        SettlementLists lists = job.lists(inputs);
        List<Run.Input> hashes = InputHashes.of(spark, job.files(inputs));
        StageRun stageRun = new StageRun(
                spark,
                warehouse,
                rules,
                inputs,
                job.location(inputs.year()),
                lists,
                job.years(inputs.year(), rules.history().years()),
                basis,
                listeners);
        for (Stage stage : job.stages()) {
            stageRun.enter(stage);
            listeners.forEach(l -> l.stageStarted(stage));
            long start = System.nanoTime();
            try {
                stage.run(stageRun);
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare.
                Optional<DipException> told = lists.explain(spark, e, SourceFile.READ);
                if (told.isPresent()) {
                    throw told.get();
                }
                throw e;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            listeners.forEach(l -> l.stageFinished(stage, seconds));
        }
        Run run = new Run(
                runName,
                before.isEmpty() ? 1 : before.get(before.size() - 1).sequence() + 1,
                job.command(),
                inputs.year(),
                SOFTWARE,
                rules.region() + "/" + rules.year() + " " + rules.hash(),
                basis.stream().map(Run::run).toList(),
                stageRun.written(),
                hashes);
        lease.confirm();
        warehouse.commit(run);
        listeners.forEach(l -> l.committed(run));
        return run;
    }

    static List<Run> basis(Job job, RunFile inputs, Warehouse warehouse) {
        List<Run> basis = new ArrayList<>();
        for (Job needed : job.standsOn()) {
            basis.add(warehouse
                    .latest(needed.command(), inputs.year())
                    .orElseThrow(() -> DipErrors.runNeeded(job.command(), needed.command(), inputs.year())));
        }
        return basis;
    }
}
