package org.opendip.jobs.commands;

import java.util.List;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog suggest}. */
@Command(
        name = "suggest",
        description = {
            "合并与拆分建议: groups to merge, parts to split off, each tested on a year that it was not found in.",
            "Nothing changes before a row stands in the review file and the catalog is calibrated again."
        })
final class CatalogSuggestCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run of the catalog (default: the newest).")
    private String run;

    @Option(
            names = "--accept",
            split = ",",
            paramLabel = "N",
            description = "Numbers of suggestions to be written into the run file's review file, joined by comma.")
    private List<Integer> accepted = List.of();

    @Option(
            names = "--decided-by",
            defaultValue = "expert-group",
            paramLabel = "WHO",
            description = "Who accepts them: expert-group, administration, negotiation (default: ${DEFAULT-VALUE}).")
    private String decidedBy;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        new CatalogBook(inputs, runFile.rules(inputs), line(), out()).suggest(run, accepted, decidedBy);
        return 0;
    }
}
