package org.opendip.jobs.commands;

import java.nio.file.Path;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;
import picocli.CommandLine.Option;

/** The run file: where a region's inputs, tables and statements are. */
final class RunFileOption {
    @Option(
            names = {"-f", "--run-file"},
            required = true,
            paramLabel = "FILE",
            description = "Run file: paths, region and year (conf/runs/example-city-2026.yaml).")
    private Path file;

    /** As the user gave it. */
    Path path() {
        return file;
    }

    /** The run file, read and checked. */
    RunFile load() {
        return RunFile.load(file);
    }

    /** Its rulebook. */
    Rulebook rules(RunFile run) {
        return RulebookLoader.load(RunFile.locate(file, run.rulebook()));
    }
}
