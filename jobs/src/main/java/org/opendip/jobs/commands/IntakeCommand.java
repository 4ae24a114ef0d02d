package org.opendip.jobs.commands;

import org.opendip.jobs.stages.Intake;
import picocli.CommandLine.Option;

/** What the commands of the jobs that take in settlement lists have in common. */
abstract class IntakeCommand extends JobCommand {
    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "full",
            description = {
                "full 全量: every list is read (default).",
                "incremental 增量: only deliveries that the last run did not have; the folder is given as DIR/*.",
                "restate 重述: nothing is read; the last run's records, under today's limits and rules.",
                "ready 模拟: nothing is read; cases that 'dip generate --ready-cases' invented."
            })
    private Intake.Mode mode;

    @Override
    final Intake.Mode mode() {
        return mode;
    }

    /** A job that also makes cases, whose ids depend on the key. */
    abstract static class OfCases extends IntakeCommand {
        @Option(
                names = "--rekey",
                description = "Take another key for identifiers than earlier runs had: every case gets a new id"
                        + " (换钥, docs/privacy.md).")
        private boolean rekey;

        @Override
        final boolean rekey() {
            return rekey;
        }
    }
}
