package org.opendip.jobs.commands;

import picocli.CommandLine.Command;

/** {@code dip catalog}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "catalog",
        description = {
            "病种目录: how good a catalog is, what changed against another, reports and files of it, suggestions; sheets handed over (分组方案)."
        },
        subcommands = {
            CatalogQualityCommand.class,
            CatalogDiffCommand.class,
            CatalogReportCommand.class,
            CatalogExportCommand.class,
            CatalogSuggestCommand.class,
            CatalogSheetCommands.Check.class,
            CatalogSheetCommands.Import.class,
            CatalogSheetCommands.Explain.class
        })
final class CatalogCommand extends HelpfulCommand.Folder {}
