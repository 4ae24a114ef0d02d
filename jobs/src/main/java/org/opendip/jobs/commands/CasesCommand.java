package org.opendip.jobs.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dip cases}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "cases",
        description = {"病例: which settlement a case stands for."},
        subcommands = {CasesCommand.Relink.class})
final class CasesCommand extends HelpfulCommand.Folder {

    /** {@code dip cases relink}. */
    @Command(
            name = "relink",
            description = {
                "病例关联: writes the settlement serial number of every case of a hospital, for that hospital.",
                "Needs the key of the run and its records; the audit log tells that it was done."
            })
    static final class Relink extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Option(names = "--hospital", required = true, paramLabel = "CODE", description = "Hospital (定点医药机构编号).")
        private String hospital;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE",
                description = "New CSV file, readable by its owner only.")
        private Path to;

        @Option(
                names = "--run",
                paramLabel = "NAME",
                description = "Run that made the cases (default: the newest settle-year of the run file's year).")
        private String run;

        @Override
        public Integer call() {
            RunFile inputs = runFile.load();
            new CaseBook(inputs, runFile.rules(inputs), line(), out()).relink(hospital, to, run);
            return 0;
        }
    }
}
