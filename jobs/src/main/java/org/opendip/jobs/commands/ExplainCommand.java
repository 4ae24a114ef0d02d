package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip explain}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "explain",
        description = {"解释: why a run decided as it did."},
        subcommands = {ExplainCommand.Case.class})
final class ExplainCommand extends HelpfulCommand.Folder {

    /** {@code dip explain case}. */
    @Command(
            name = "case",
            description = {
                "病例解释: the way of a settled case to its group and its points, and which code would have changed them."
            })
    static final class Case extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Parameters(
                paramLabel = "ID",
                description = {
                    "Case (病例号) as tables and statements name it, or",
                    "settlement serial number (结算ID) of the stay's last settlement."
                })
        private String id;

        @Option(
                names = "--run",
                paramLabel = "NAME",
                description = "Run of settle-year (default: the newest of the run file's year).")
        private String run;

        @Override
        public Integer call() {
            RunFile inputs = runFile.load();
            new CaseBook(inputs, runFile.rules(inputs), line(), out()).explain(id, run);
            return 0;
        }
    }
}
