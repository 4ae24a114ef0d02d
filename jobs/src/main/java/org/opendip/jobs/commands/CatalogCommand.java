package org.opendip.jobs.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dip catalog}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "catalog",
        description = {
            "病种目录: how good a catalog is, what changed against another, reports of it; sheets handed over (分组方案)."
        },
        subcommands = {
            CatalogQualityCommand.class,
            CatalogDiffCommand.class,
            CatalogReportCommand.class,
            CatalogSheetCommands.Check.class,
            CatalogSheetCommands.Explain.class
        })
final class CatalogCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
