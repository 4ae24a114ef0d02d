package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.runs.AuditLog;
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

    /** Does a job as {@link Request#of} asks for it. */
    public static Run run(
            SparkSession spark, Job job, Rulebook rules, RunFile inputs, String name, List<RunListener> listeners) {
        return run(spark, job, rules, inputs, listeners, Request.of(job, name));
    }

    /** Does a job; the audit log tells that it was begun and how it ended. */
    public static Run run(
            SparkSession spark, Job job, Rulebook rules, RunFile inputs, List<RunListener> listeners, Request request) {
        if (!rules.region().equals(inputs.region()) || rules.year() != inputs.year()) {
            throw DipErrors.rulebookOfAnotherRegion(rules.region(), rules.year(), inputs.region(), inputs.year());
        }
        List<Plan.Input> read = Plan.inputs(spark, job, inputs);
        IdentifierKey key = job.makesCases() ? IdentifierKey.load(inputs.region(), inputs.identifiers()) : null;
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        try (Lease lease = Lease.take(hadoop, warehouse.root(), job.command() + " " + inputs.year())) {
            List<RunListener> all = new ArrayList<>(listeners);
            Failpoint.configured().ifPresent(all::add);
            AuditLog.Open deed = AuditLog.of(hadoop, warehouse.root())
                    .begin(new AuditLog.Deed(
                            request.command(),
                            named(rules),
                            key == null ? "" : key.id(),
                            "",
                            read.stream().mapToInt(Plan.Input::files).sum(),
                            read.stream().mapToLong(Plan.Input::bytes).sum()));
            Run run;
            try {
                run = run(spark, job, rules, inputs, key, request, all, warehouse, lease);
            } catch (Throwable e) {
                deed.failed(e);
                throw e;
            }
            deed.done(run.run());
            return run;
        }
    }

    private static Run run(
            SparkSession spark,
            Job job,
            Rulebook rules,
            RunFile inputs,
            IdentifierKey key,
            Request request,
            List<RunListener> listeners,
            Warehouse warehouse,
            Lease lease) {
        List<Run> before = warehouse.runs();
        long same = before.stream()
                .filter(r -> r.job().equals(job.command()) && r.year() == inputs.year())
                .count();
        String runName =
                request.name() == null ? job.command() + "-" + inputs.year() + "-" + (same + 1) : request.name();
        if (before.stream().anyMatch(r -> r.run().equals(runName))) {
            throw DipErrors.runNameTaken(runName);
        }
        if (key != null) {
            sameKey(key, before, request.rekey());
        }
        List<Run> basis = basis(job, inputs, warehouse);
        Deliveries deliveries = Deliveries.of(spark, job, request.mode(), rules, inputs, before);
        StageRun stageRun = new StageRun(
                spark,
                warehouse,
                rules,
                inputs,
                key,
                job.location(inputs.year()),
                deliveries.intake(),
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
                Optional<DipException> told = deliveries.intake().lists().explain(spark, e, SourceFile.READ);
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
                named(rules),
                key == null ? null : key.id(),
                basis.stream().map(Run::run).toList(),
                stageRun.written(),
                deliveries.inputs());
        lease.confirm();
        warehouse.commit(run);
        listeners.forEach(l -> l.committed(run));
        return run;
    }

    private static String named(Rulebook rules) {
        return rules.region() + "/" + rules.year() + " " + rules.hash();
    }

    /** Cases of a region keep their ids from run to run, unless the key is changed on purpose. */
    static void sameKey(IdentifierKey key, List<Run> before, boolean rekey) {
        before.stream()
                .filter(r -> r.key() != null)
                .reduce((a, b) -> b)
                .filter(newest -> !rekey && !newest.key().equals(key.id()))
                .ifPresent(newest -> {
                    throw DipErrors.identifierKeyChanged(key.id(), newest.run(), newest.key());
                });
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
