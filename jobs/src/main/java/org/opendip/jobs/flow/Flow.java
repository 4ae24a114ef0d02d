package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Lease;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
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
        job.check(spark.sparkContext().hadoopConfiguration(), inputs, rules);
        Intake.Mode mode = request.mode();
        List<Plan.Input> read = Plan.inputs(spark, job, mode, inputs);
        IdentifierKey key = job.makesCases(mode) ? IdentifierKey.load(inputs.region(), inputs.identifiers()) : null;
        return leased(spark, job.command(), rules, inputs, key, read, request, (warehouse, lease) -> {
            List<Run> basis = basis(job, mode, rules, inputs, warehouse);
            Optional<Run> continued = mode == Intake.Mode.READY ? Optional.of(basis.get(0)) : Optional.empty();
            Work work = new Work(
                    job,
                    job.command(),
                    job.stages(mode),
                    basis,
                    continued,
                    before -> Deliveries.of(spark, job, mode, rules, inputs, before));
            return run(spark, work, rules, inputs, key, request, listeners, warehouse, lease);
        });
    }

    /**
     * Commits cases that no settlement lists were read for, as a run that the job can start at.
     *
     * @param cases writes the cases, their signatures and their moments
     */
    public static Run readyCases(
            SparkSession spark, Job job, Stage cases, Rulebook rules, RunFile inputs, List<RunListener> listeners) {
        Deliveries none = new Deliveries(Intake.full(job.lists(inputs), List.of()), List.of());
        Work work = new Work(job, job.readyCases(), List.of(cases), List.of(), Optional.empty(), before -> none);
        IdentifierKey key = IdentifierKey.load(inputs.region(), inputs.identifiers());
        Request request = new Request(null, Intake.Mode.FULL, false, job.readyCases());
        return leased(
                spark,
                job.readyCases(),
                rules,
                inputs,
                key,
                List.of(),
                request,
                (warehouse, lease) -> run(spark, work, rules, inputs, key, request, listeners, warehouse, lease));
    }

    /**
     * What a run does.
     *
     * @param command the name that its run bears, and its tables' folder
     * @param basis runs whose tables it reads, the nearest first
     * @param continued the run among these whose tables belong to this one too
     * @param deliveries what it takes in, given the runs before it
     */
    private record Work(
            Job job,
            String command,
            List<Stage> stages,
            List<Run> basis,
            Optional<Run> continued,
            Function<List<Run>, Deliveries> deliveries) {}

    private interface Leased {
        Run run(Warehouse warehouse, Lease lease);
    }

    private static Run leased(
            SparkSession spark,
            String command,
            Rulebook rules,
            RunFile inputs,
            IdentifierKey key,
            List<Plan.Input> read,
            Request request,
            Leased work) {
        if (!rules.region().equals(inputs.region()) || rules.year() != inputs.year()) {
            throw DipErrors.rulebookOfAnotherRegion(rules.region(), rules.year(), inputs.region(), inputs.year());
        }
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        try (Lease lease = Lease.take(hadoop, warehouse.root(), command + " " + inputs.year())) {
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
                run = work.run(warehouse, lease);
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
            Work work,
            Rulebook rules,
            RunFile inputs,
            IdentifierKey key,
            Request request,
            List<RunListener> hearing,
            Warehouse warehouse,
            Lease lease) {
        List<RunListener> listeners = new ArrayList<>(hearing);
        Failpoint.configured().ifPresent(listeners::add);
        List<Run> before = warehouse.runs();
        long same = before.stream()
                .filter(r -> r.job().equals(work.command()) && r.year() == inputs.year())
                .count();
        String runName =
                request.name() == null ? work.command() + "-" + inputs.year() + "-" + (same + 1) : request.name();
        if (before.stream().anyMatch(r -> r.run().equals(runName))) {
            throw DipErrors.runNameTaken(runName);
        }
        if (key != null) {
            sameKey(key, before, request.rekey());
        }
        Deliveries deliveries = work.deliveries().apply(before);
        StageRun stageRun = new StageRun(
                spark,
                warehouse,
                rules,
                inputs,
                key,
                runName,
                work.command() + "/" + inputs.year(),
                deliveries.intake(),
                work.job().years(inputs.year(), rules.history().years()),
                work.basis(),
                listeners);
        work.continued().ifPresent(stageRun::adopt);
        for (Stage stage : work.stages()) {
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
                work.command(),
                inputs.year(),
                SOFTWARE,
                named(rules),
                key == null ? null : key.id(),
                work.basis().stream().map(Run::run).toList(),
                stageRun.written(),
                deliveries.inputs());
        lease.confirm();
        warehouse.commit(run);
        listeners.forEach(l -> l.committed(run));
        return run;
    }

    /** A rulebook as a run records it. */
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

    /** The runs that a job stands on, ready cases first. */
    static List<Run> basis(Job job, Intake.Mode mode, Rulebook rules, RunFile inputs, Warehouse warehouse) {
        List<Run> basis = new ArrayList<>();
        if (mode == Intake.Mode.READY) {
            Run ready = warehouse
                    .latest(job.readyCases(), inputs.year())
                    .orElseThrow(() -> DipErrors.readyCasesMissing(job.command(), inputs.year()));
            if (!ready.rulebook().equals(named(rules))) {
                throw DipErrors.readyCasesOfAnotherRulebook(ready.run());
            }
            basis.add(ready);
        }
        for (Job needed : job.standsOn()) {
            basis.add(warehouse
                    .latest(needed.command(), inputs.year())
                    .orElseThrow(() -> DipErrors.runNeeded(job.command(), needed.command(), inputs.year())));
        }
        return basis;
    }
}
