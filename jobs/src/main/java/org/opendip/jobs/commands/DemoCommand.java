package org.opendip.jobs.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code dip demo}. */
@Command(
        name = "demo",
        description = {
            "演示: invents a city with damaged data and does all three jobs on it.",
            "Leaves the inputs, a run file, the rulebook, the tables and the statements in a folder."
        })
final class DemoCommand extends HelpfulCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "demo",
            description = "Where everything goes; must be empty or new (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--cases-per-year",
            paramLabel = "N",
            defaultValue = "200000",
            description =
                    "Discharges a year, at least 1000 (default: ${DEFAULT-VALUE}); three years of history come on top.")
    private long casesPerYear;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same city (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        if (casesPerYear < 1000) {
            throw new ParameterException(
                    spec().commandLine(), "--cases-per-year must be at least 1000, is " + casesPerYear);
        }
        new Demo(folder, casesPerYear, seed, line(), out()).run();
        return 0;
    }
}
