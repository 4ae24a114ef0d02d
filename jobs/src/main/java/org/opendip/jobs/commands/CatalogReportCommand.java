package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog report}. */
@Command(
        name = "report",
        description = {"目录报告: the catalog as a workbook, and as a page to look things up in, which needs no network."})
final class CatalogReportCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run of the catalog (default: the newest).")
    private String run;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where catalog.html and catalog.xlsx go (default: the run file's statements folder).")
    private String folder;

    @Option(
            names = "--small-cells",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Groups, levels, years, cost bands and hospitals with fewer cases are hidden on the page; 1 shows all"
                            + " (default: ${DEFAULT-VALUE}).")
    private int minimum;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        String to = folder == null ? inputs.statements() : folder;
        new CatalogBook(inputs, runFile.rules(inputs), line(), out()).report(run, to, minimum);
        return 0;
    }
}
