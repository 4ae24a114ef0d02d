package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.stages.Intake;
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

    /** How settlement lists are taken in, if the job takes in any. */
    Intake.Mode mode() {
        return Intake.Mode.FULL;
    }

    /** Whether another key for identifiers than that of earlier runs is meant. */
    boolean rekey() {
        return false;
    }

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        Rulebook rules = runFile.rules(inputs);
        JobRun run = new JobRun(spec().name(), rules, inputs, line(), out());
        if (dryRun) {
            run.plan(mode(), rekey());
        } else {
            run.run(new Request(name, mode(), rekey(), line()));
        }
        return 0;
    }
}
