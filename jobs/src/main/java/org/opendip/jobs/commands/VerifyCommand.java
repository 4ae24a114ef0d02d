package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dip verify}. */
@Command(
        name = "verify",
        description = {
            "校验: computes the digest of every table of a run again and compares it with the run's.",
            "Ends with 1 if any table differs."
        })
final class VerifyCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String name;

    @Override
    public Integer call() {
        return new RunBook(runFile.load(), out()).verify(name) ? 0 : 1;
    }
}
