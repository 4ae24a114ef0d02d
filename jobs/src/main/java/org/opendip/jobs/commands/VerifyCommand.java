package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dip verify}. */
@Command(
        name = "verify",
        description = {
            "校验: computes the digest of every table of a run again and compares it with the run's.",
            "Ends with 1 if any table differs."
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String name;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return new RunBook(runFile.load(), spec.commandLine().getOut()).verify(name) ? 0 : 1;
    }
}
