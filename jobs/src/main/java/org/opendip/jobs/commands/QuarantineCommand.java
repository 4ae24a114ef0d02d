package org.opendip.jobs.commands;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip quarantine}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "quarantine",
        description = {"隔离区: rejected rows, where they stand in what was delivered, and how long they are kept."},
        subcommands = {QuarantineCommand.Show.class, QuarantineCommand.Purge.class})
final class QuarantineCommand extends HelpfulCommand.Folder {

    /** {@code dip quarantine show}. */
    @Command(
            name = "show",
            description = {
                "拒收行: rejected rows with file and line and the notices that reject them.",
                "Of personal values only the shape is shown."
            })
    static final class Show extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Parameters(
                arity = "0..1",
                paramLabel = "RUN",
                description = "Run that rejected them (default: the newest of take-in and settle-year).")
        private String run;

        @Option(names = "--hospital", paramLabel = "CODE", description = "Only of this hospital (定点医药机构编号).")
        private String hospital;

        @Option(names = "--rule", paramLabel = "NAME", description = "Only what this notice rejects (docs/notices.md).")
        private String rule;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "Rows shown (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Override
        public Integer call() {
            new QuarantineBook(runFile.load(), line(), out()).show(run, hospital, rule, limit);
            return 0;
        }
    }

    /** {@code dip quarantine purge}. */
    @Command(
            name = "purge",
            description = {
                "清理隔离区: removes rows as delivered that were kept for the days of the run file, and what a run left that "
                        + "was not committed."
            })
    static final class Purge extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Option(
                names = "--as-of",
                required = true,
                paramLabel = "DATE",
                description = "The day by which the days are counted: 2026-12-31.")
        private LocalDate day;

        @Override
        public Integer call() {
            RunFile inputs = runFile.load();
            new QuarantineBook(inputs, line(), out()).purge(day);
            return 0;
        }
    }
}
