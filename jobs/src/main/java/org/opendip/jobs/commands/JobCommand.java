package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
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
            run.plan(rekey());
        } else {
            run.run(name, rekey());
        }
        return 0;
    }

    /** A job that makes cases, whose ids depend on the key. */
    abstract static class OfCases extends JobCommand {
        @Option(
                names = "--rekey",
                description = "Take another key for identifiers than earlier runs had: every case gets a new id"
                        + " (换钥, docs/privacy.md).")
        private boolean rekey;

        @Override
        boolean rekey() {
            return rekey;
        }
    }
}
