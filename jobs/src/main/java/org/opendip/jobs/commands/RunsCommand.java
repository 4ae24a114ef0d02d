package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dip runs}. */
@Command(
        name = "runs",
        description = {"运行记录: the region's runs; with a name, everything one run read and wrote."})
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Name of a run to show whole.")
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
        RunFile inputs = runFile.load();
        RunBook book = new RunBook(inputs, spec.commandLine().getOut());
        if (name == null) {
            book.list();
        } else {
            book.show(name);
        }
        return 0;
    }
}
