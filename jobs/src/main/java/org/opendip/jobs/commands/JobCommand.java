package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.flow.Start;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.rulebook.Rulebook;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands of the three jobs have in common. Nothing here names Spark, so that {@code --help} loads none. */
abstract class JobCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "Name of the run (default: job, year and a number: settle-year-2026-1).")
    private String name;

    @Option(
            names = "--dry-run",
            description = "Check run file, rulebook, inputs and the runs needed; print the plan and write nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        Rulebook rules = runFile.rules(inputs);
        JobRun run = new JobRun(spec().name(), start(), rules, inputs, out());
        if (dryRun) {
            run.plan();
        } else {
            run.run(name);
        }
        return 0;
    }

    /** Where the job starts. */
    Start start() {
        return Start.LISTS;
    }
}
