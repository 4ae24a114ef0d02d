package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog diff}. */
@Command(
        name = "diff",
        description = {
            "目录比较: groups kept, merged, split, new and gone, and the cases that change their group.",
            "Cases are those of the second run's history."
        })
final class CatalogDiffCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(index = "0", paramLabel = "A", description = "Run of the one catalog, or a run that stands on it.")
    private String before;

    @Parameters(index = "1", paramLabel = "B", description = "Run of the other.")
    private String after;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Workbook to write (default: catalog-diff.xlsx in the run file's statements folder).")
    private String file;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        String to = file == null ? inputs.statements() + "/catalog-diff.xlsx" : file;
        new CatalogBook(inputs, runFile.rules(inputs), line(), out()).diff(before, after, to);
        return 0;
    }
}
