package org.opendip.jobs.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dip bench}. */
@Command(
        name = "bench",
        description = {
            "测速: runs jobs on a run file's inputs several times and measures each stage.",
            "Tables go to a warehouse of its own, which is removed afterwards; the run file's warehouse is not touched."
        })
final class BenchCommand extends HelpfulCommand implements Callable<Integer> {
    /** Whether each repetition starts a JVM, as a user's command does, or all share one that gets warm. */
    enum Jvm {
        FRESH,
        SAME
    }

    @Mixin
    private RunFileOption runFile;

    @Option(
            names = "--jobs",
            split = ",",
            paramLabel = "JOB",
            defaultValue = "calibrate-catalog,set-point-value,settle-year",
            description = "Jobs to run in order, in one session (default: ${DEFAULT-VALUE}).")
    private List<String> jobs;

    @Option(
            names = {"-n", "--times"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Repetitions (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--jvm",
            defaultValue = "fresh",
            paramLabel = "fresh|same",
            description = "A new JVM for each repetition, or the same for all (default: ${DEFAULT-VALUE}).")
    private Jvm jvm;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "bench-results",
            description = "Where bench.json and bench.md go (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--keep-tables", description = "Leave tables and statements of the last repetition in FOLDER/last.")
    private boolean keepTables;

    @Option(
            names = "--assignment",
            description = {
                "Instead: the cases of the newest calibrate-catalog read and written, without their groups and with them.",
                "Each as often as --times says, after once each unmeasured."
            })
    private boolean assignment;

    @Option(
            names = "--repetition",
            hidden = true,
            description = "One repetition in this JVM; the result goes to the file.")
    private Path repetition;

    @Override
    public Integer call() throws Exception {
        RunFile inputs = runFile.load();
        if (assignment) {
            new AssignmentBench(runFile.rules(inputs), inputs, folder.toAbsolutePath(), out()).run(times);
            return 0;
        }
        Bench bench = new Bench(
                runFile.path(), runFile.rules(inputs), inputs, jobs, folder.toAbsolutePath(), keepTables, out());
        if (repetition != null) {
            bench.repetition(repetition);
        } else {
            bench.run(times, jvm == Jvm.FRESH);
        }
        return 0;
    }
}
