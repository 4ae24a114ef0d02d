package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dip runs}. */
@Command(
        name = "runs",
        description = {"运行记录: the region's runs; with a name, everything one run read and wrote."})
final class RunsCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Name of a run to show whole.")
    private String name;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        RunBook book = new RunBook(inputs, out());
        if (name == null) {
            book.list();
        } else {
            book.show(name);
        }
        return 0;
    }
}
