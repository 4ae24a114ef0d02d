package org.opendip.jobs.commands;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog export}. */
@Command(
        name = "export",
        description = {
            "目录发布: the catalog of a run as sheets to be handed over, CSV and workbook, with its version.",
            "dip catalog check reads either back to the same groups."
        })
final class CatalogExportCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run of the catalog (default: the newest).")
    private String run;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the files go (default: catalog in the run file's statements folder).")
    private String folder;

    @Option(
            names = "--valid-from",
            paramLabel = "DAY",
            description =
                    "First day on which cases are grouped by it, like 2026-03-01 (default: 1 January of its year).")
    private LocalDate validFrom;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        String to = folder == null ? inputs.statements() + "/catalog" : folder;
        new CatalogBook(inputs, runFile.rules(inputs), line(), out()).export(run, to, validFrom);
        return 0;
    }
}
