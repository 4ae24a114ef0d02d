package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dip catalog}. Nothing here names Spark, so that {@code --help} loads none. */
@Command(
        name = "catalog",
        description = {"病种目录: how good a catalog is, what changed against another, and reports of it."},
        subcommands = {CatalogCommand.Quality.class, CatalogCommand.Diff.class, CatalogCommand.Report.class})
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

    /** {@code dip catalog quality}. */
    @Command(
            name = "quality",
            description = {
                "目录质量: homogeneity, coverage and stability of the groups.",
                "With --test, a catalog of all years but the last is made and tested on the last."
            })
    static final class Quality implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Parameters(arity = "0..1", paramLabel = "RUN", description = "Run of the catalog (default: the newest).")
        private String run;

        @Option(names = "--test", description = "Test it on the last year of the history first (目录检验).")
        private boolean test;

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
            if (test) {
                new JobRun(
                                "test-catalog",
                                runFile.rules(inputs),
                                inputs,
                                spec.commandLine().getOut())
                        .run(null);
            }
            new CatalogBook(
                            inputs,
                            runFile.rules(inputs).name(),
                            spec.commandLine().getOut())
                    .quality(run);
            return 0;
        }
    }

    /** {@code dip catalog diff}. */
    @Command(
            name = "diff",
            description = {
                "目录比较: groups kept, merged, split, new and gone, and the cases that change their group.",
                "Cases are those of the second run's history."
            })
    static final class Diff implements Callable<Integer> {
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
            String to = file == null ? inputs.statements() + "/catalog-diff.xlsx" : file;
            new CatalogBook(
                            inputs,
                            runFile.rules(inputs).name(),
                            spec.commandLine().getOut())
                    .diff(before, after, to);
            return 0;
        }
    }

    /** {@code dip catalog report}. */
    @Command(
            name = "report",
            description = {
                "目录报告: the catalog as a workbook, and as a page to look things up in, which needs no network."
            })
    static final class Report implements Callable<Integer> {
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
                description = "Years, cost bands and hospitals with fewer cases are hidden on the page; 1 shows all"
                        + " (default: ${DEFAULT-VALUE}).")
        private int minimum;

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
            String to = folder == null ? inputs.statements() : folder;
            new CatalogBook(
                            inputs,
                            runFile.rules(inputs).name(),
                            spec.commandLine().getOut())
                    .report(run, to, minimum);
            return 0;
        }
    }
}
