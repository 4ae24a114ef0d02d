package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;

/** The commands as a user types them, on a very small city. */
class CommandsTest extends SparkTest {

    @Test
    void theDemoShowsEachTableAndTheFiguresThatMatter() {
        assertThat(SettledCity.said())
                .contains("calibrate-catalog", "set-point-value", "settle-year")
                .containsPattern("records +records +[0-9,]+ rows")
                .containsPattern("收到 received +[0-9,]+ +[0-9,.]+")
                .containsPattern("310 职工医保 +[0-9.]+ +[0-9.]+ +[0-9,.]+ +[0-9,.]+ +0\\.00")
                .contains("0 do not")
                .contains("the run file");
    }

    @Test
    void runsAreListedOldestFirst() {
        Said said = dip("runs", "-f", SettledCity.runFile());
        assertThat(said.code()).isZero();
        assertThat(said.out().lines().toList())
                .hasSize(4)
                .satisfies(lines -> assertThat(lines.get(1)).contains("calibrate-catalog-2026-1"))
                .satisfies(lines -> assertThat(lines.get(2)).contains("set-point-value-2026-1"))
                .satisfies(lines -> assertThat(lines.get(3)).contains("settle-year-2026-1"));
        assertThat(dip("runs", "settle-year-2026-1", "-f", SettledCity.runFile())
                        .out())
                .contains("stands on  set-point-value-2026-1, calibrate-catalog-2026-1")
                .contains("settle-year/2026/hospital_settlements")
                .contains("sha256:");
        assertThat(dip("runs", "nix", "-f", SettledCity.runFile()).err()).contains("nix", "settle-year-2026-1");
    }

    @Test
    void verifyFindsWhatWasChangedBehindARunsBack(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        Said before = dip("verify", "settle-year-2026-1", "-f", runFile);
        assertThat(before.out()).contains("tables are as the run wrote them").doesNotContain("DIFFERS");
        assertThat(before.code()).isZero();
        Path table = folder.resolve("warehouse/example-city/settle-year/2026/hospital_settlements");
        try (Stream<Path> files = Files.list(table)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
        Said after = dip("verify", "settle-year-2026-1", "-f", runFile);
        assertThat(after.code()).isEqualTo(1);
        assertThat(after.out())
                .containsPattern("hospital_settlements .*DIFFERS")
                .contains("1 of");
    }

    @Test
    void aDryRunShowsThePlanAndWritesNothing(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        List<String> before = files(folder);
        Said said = dip("settle-year", "--dry-run", "-f", runFile);
        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("nothing is written", "years      2026")
                .contains("stands on  set-point-value-2026-1, calibrate-catalog-2026-1")
                .containsPattern("hospitals.csv +1 file")
                .containsPattern("records +-> +records, notices");
        assertThat(files(folder)).isEqualTo(before);
    }

    @Test
    void aSecondRunOnTheSameInputsWritesTheSameTables(@TempDir Path folder) {
        Path runFile = SettledCity.copy(folder);
        assertThat(dip("set-point-value", "-f", runFile, "--run", "again").code())
                .isZero();
        assertThat(digests(dip("runs", "again", "-f", runFile).out()))
                .isNotEmpty()
                .isEqualTo(digests(
                        dip("runs", "set-point-value-2026-1", "-f", runFile).out()));
        assertThat(dip("set-point-value", "-f", runFile, "--run", "again").err())
                .contains("again");
    }

    @Test
    void aJobWithoutTheRunsItStandsOnIsRefused(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        String text = Files.readString(runFile);
        Path empty = folder.resolve("empty.yaml");
        Files.writeString(empty, text.replace(folder.resolve("warehouse").toString(), folder + "/nothing"));
        for (String job : List.of("set-point-value", "settle-year")) {
            Said said = dip(job, "--dry-run", "-f", empty);
            assertThat(said.err()).contains("cannot start", "why:", "how to solve it:");
            assertThat(said.code()).isNotZero();
        }
        assertThat(folder.resolve("nothing")).doesNotExist();
        assertThat(dip("runs", "-f", empty).out()).contains("No runs yet");
    }

    @Test
    void aRegionWithListsGetsNoInventedCases(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        List<String> before = files(folder);
        Said start = dip("settle-year", "--mode", "ready", "--dry-run", "-f", runFile);
        assertThat(start.err()).contains("cannot start at ready cases", "leave --mode ready out");
        Said generate = dip("generate", "--ready-cases", runFile, "--cases-per-year", 1000);
        assertThat(generate.err()).contains("is not empty").doesNotContain("\tat ");
        assertThat(List.of(start.code(), generate.code())).containsOnly(2);
        assertThat(files(folder)).isEqualTo(before);
    }

    @Test
    void aRunFileWithAMissingFolderIsRefused(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        String text = Files.readString(runFile);
        Files.writeString(runFile, text.replace("/input/history", "/input/histry"));
        for (Object[] args :
                new Object[][] {{"calibrate-catalog", "-f", runFile}, {"calibrate-catalog", "--dry-run", "-f", runFile}
                }) {
            Said said = dip(args);
            assertThat(said.err()).contains("histry", "missing").doesNotContain("\tat ");
            assertThat(said.code()).isEqualTo(2);
        }
    }

    @Test
    void aRunFileOfAnotherYearThanTheRulebookIsRefused(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        Files.writeString(runFile, Files.readString(runFile).replace("year: 2026", "year: 2027"));
        Said said = dip("settle-year", "-f", runFile);
        assertThat(said.err()).contains("2026", "2027").doesNotContain("\tat ");
        assertThat(said.code()).isEqualTo(2);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> digests(String shown) {
        return shown.lines()
                .filter(line -> line.contains(" rows "))
                .map(line -> line.trim().replaceAll(" +version [0-9]+", ""))
                .toList();
    }
}
