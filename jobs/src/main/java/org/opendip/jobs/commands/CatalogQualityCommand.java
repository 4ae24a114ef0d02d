package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog quality}. */
@Command(
        name = "quality",
        description = {
            "目录质量: homogeneity, coverage and stability of the groups, measured where nobody did yet.",
            "With --test also out of sample: a catalog of all years but the last meets the last."
        })
final class CatalogQualityCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run of the catalog (default: the newest).")
    private String run;

    @Option(names = "--test", description = "Test it on the last year of the history, unless that was done (目录检验).")
    private boolean test;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        new CatalogBook(inputs, runFile.rules(inputs), line(), out()).quality(run, test);
        return 0;
    }
}
