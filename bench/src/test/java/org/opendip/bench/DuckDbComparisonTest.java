package org.opendip.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole comparison, on a small invented city. */
@Tag("full")
class DuckDbComparisonTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @TempDir
    private Path folder;

    @Test
    void theJobsAndTheSqlPayTheSame() throws Exception {
        Path inputs = folder.resolve("city");
        Process generate = new ProcessBuilder(
                        ROOT.resolve("dip").toString(),
                        "generate",
                        "--out",
                        inputs.toString(),
                        "--year",
                        "2026",
                        "--cases-per-year",
                        "1000")
                .inheritIO()
                .start();
        assertThat(generate.waitFor()).isZero();
        StringWriter said = new StringWriter();
        int code = new CommandLine(new DuckDbComparison())
                .setOut(new PrintWriter(said))
                .execute(
                        "--run-file",
                        runFile(inputs).toString(),
                        "--times",
                        "1",
                        "--dip",
                        ROOT.resolve("dip").toString(),
                        "--out",
                        folder.resolve("out").toString());
        assertThat(said.toString())
                .contains("Both pay the same, by hospital and pool to the fen: ")
                .containsPattern("\\| calibrate-catalog( \\| [0-9.]+){4} \\|")
                .containsPattern("\\| to the payment of each case( \\| [0-9.]+){4} \\|");
        assertThat(code).isZero();
    }

    private Path runFile(Path inputs) throws IOException {
        return Files.writeString(
                folder.resolve("run.yaml"),
                String.join(
                        "\n",
                        "region: example-city",
                        "year: 2026",
                        "rulebook: " + ROOT.resolve("conf/rulebooks/example-city/2026.yaml"),
                        "history: " + inputs.resolve("history"),
                        "settlement-year: " + inputs.resolve("year"),
                        "reference: " + inputs.resolve("reference"),
                        "codes: " + inputs.resolve("codes"),
                        "warehouse: " + folder.resolve("warehouse"),
                        "statements: " + folder.resolve("statements"),
                        "identifiers: {key-file: " + inputs.resolve("identifiers.key") + "}",
                        ""));
    }
}
