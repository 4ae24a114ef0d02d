package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.commands.SettledCity.Said;
import org.opendip.jobs.testing.NationalRules;

/** What the command line says before any data is touched. */
class CommandLineTest {
    private static final Path RULEBOOKS = Docs.root().resolve("conf/rulebooks");

    @Test
    void anUnknownOptionIsNamed() {
        Said said = dip("settle-year", "--run-fil", "x.yaml");
        assertThat(said.err()).contains("--run-fil").contains("dip settle-year --help");
        assertThat(said.code()).isEqualTo(2);
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseLikeIt() {
        Said said = dip("settle-yeer");
        assertThat(said.err()).contains("settle-yeer", "Did you mean: dip settle-year");
        assertThat(said.code()).isEqualTo(2);
    }

    @Test
    void aMissingRunFileIsToldWithWhatToDo() {
        Said said = dip("settle-year", "--run-file", "nowhere.yaml");
        assertThat(said.err())
                .contains("dip: The file nowhere.yaml is missing.", "  why: ", "  how to solve it: ")
                .doesNotContain("\tat ");
        assertThat(said.code()).isEqualTo(2);
    }

    @Test
    void everyProblemOfARunFileIsToldAtOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "region: city\nyear: many\nwarehous: /w\n");
        assertThat(dip("settle-year", "-f", file).err()).contains("year", "rulebook", "warehous", "history");
        Files.writeString(file, "identifiers: {key-file: a, key-env: B, algorithm: md5}\n");
        assertThat(dip("settle-year", "-f", file).err())
                .contains("must have one of key-file, key-env, example-key", "hmac-sha256, hmac-sm3");
    }

    @Test
    void aNewKeyIsWrittenOnceAndNotShown(@TempDir Path folder) throws IOException {
        Path key = folder.resolve("region.key");
        Said said = dip("keys", "new", key);
        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("identifiers: {key-file: " + key + "}")
                .doesNotContain(Files.readString(key).strip());
        Said again = dip("keys", "new", key);
        assertThat(again.err()).contains("exists already");
        assertThat(again.code()).isEqualTo(2);
    }

    @Test
    void rulebooksAreCheckedOneByOneOrByFolder(@TempDir Path folder) throws IOException {
        Said all = dip("rulebook", "check", RULEBOOKS);
        assertThat(all.out()).contains("ok  ", "example-city/2026.yaml", "hash ");
        assertThat(all.code()).isZero();

        String text = Files.readString(RULEBOOKS.resolve("example-city/2026.yaml"));
        Path city = Files.createDirectories(folder.resolve("example-city"));
        Files.writeString(city.resolve("2026.yaml"), text);
        Files.writeString(
                city.resolve("2025.yaml"),
                text.replace("year: 2026", "year: 2025").replace("scale: 1000", "scale: -1"));
        Said some = dip("rulebook", "check", folder);
        assertThat(some.out()).contains("ok  ", "scores.scale");
        assertThat(some.code()).isEqualTo(2);
        assertThat(dip("rulebook", "check", folder.resolve("nothing")).code()).isEqualTo(2);
    }

    @Test
    void aRulebookIsShownAsResolved(@TempDir Path folder) throws IOException {
        Said said = dip("rulebook", "show", RULEBOOKS.resolve("example-city/2026.yaml"));
        assertThat(said.out()).contains("# from example-city/2026.yaml", "deviation:");
        Path shown = Files.writeString(folder.resolve("2026.yaml"), said.out());
        assertThat(dip("rulebook", "show", shown).out().replace(folder.getFileName() + "/", "example-city/"))
                .isEqualTo(said.out());
    }

    @Test
    void aCatalogIsCheckedAndACaseExplained(@TempDir Path folder) throws IOException {
        Path rulebook = Files.createDirectories(folder.resolve("example-city")).resolve("2026.yaml");
        Files.writeString(rulebook, NationalRules.version3().text());
        Path codes = Files.createDirectories(folder.resolve("codes"));
        Files.writeString(codes.resolve("diagnoses.csv"), "code,name\nZ51.100,\nC34.100,\nC79.500,\n");
        Files.writeString(
                codes.resolve("procedures.csv"),
                "code,name,attribute\n99.2503,,therapeutic\n99.2800x005,,\n99.2800x006,,\n");
        Path sheets = Files.createDirectories(folder.resolve("sheets"));
        Files.copy(
                Docs.root().resolve("data-samples/grouping-rows/assisted_tumour.csv"),
                sheets.resolve("assisted_tumour.csv"));
        Path reference = folder.resolve("reference");
        Path run = Files.writeString(
                folder.resolve("run.yaml"),
                Files.readString(Docs.root().resolve("conf/runs/example-city-2026.yaml"))
                        .replaceAll("(?m)^rulebook:.*", "rulebook: " + rulebook)
                        .replaceAll("(?m)^reference:.*", "reference: " + reference)
                        .replaceAll("(?m)^codes:.*", "codes: " + codes));

        Said checked = dip("catalog", "check", "-f", run, sheets);
        assertThat(checked.err()).isEmpty();
        assertThat(checked.out()).contains("ok  assisted  5 rows");
        assertThat(checked.code()).isZero();

        Said imported = dip("catalog", "import", "-f", run, sheets);
        assertThat(imported.out())
                .contains("ok  5 rows of groups", "reference/catalog/assisted_tumour.csv")
                .doesNotContain("note");
        assertThat(reference.resolve("catalog/assisted_tumour.csv"))
                .hasSameBinaryContentAs(sheets.resolve("assisted_tumour.csv"));

        Said explained =
                dip("catalog", "explain", "-f", run, sheets, "-m", "Z51.100", "-o", "C79.500,C34.100", "-p", "99.2503");
        assertThat(explained.out())
                .contains(
                        "group       1770 为肿瘤化学治疗疗程",
                        "path        assisted",
                        "row         assisted_tumour.csv row 3 (",
                        "procedures  main 99.2503",
                        "asked       merges: nothing",
                        "asked       assisted: found",
                        "  near      1771 lacks procedures 99.2503+99.2800x005");

        Files.writeString(codes.resolve("procedures.csv"), "code,name,attribute\n99.2503,,therapeutic\n");
        Said refused = dip("catalog", "check", "-f", run, sheets);
        assertThat(refused.err())
                .contains(
                        "assisted_tumour.csv rows 4, 6, procedure_expression: 99.2800x005 is not in the code list",
                        "how to solve it: ");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(dip("catalog", "import", "-f", run, sheets, "--replace").code())
                .as("nothing is put where jobs read it")
                .isEqualTo(2);
        assertThat(reference.resolve("catalog.1")).doesNotExist();
    }

    @Test
    void demoRefusesAFolderThatIsNotEmpty(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "mine");
        Said said = dip("demo", "--out", folder);
        assertThat(said.err()).contains("is not empty");
        assertThat(said.code()).isEqualTo(2);
        assertThat(dip("demo", "--out", folder, "--cases-per-year", "10").err()).contains("at least 1000");
    }

    @Test
    void helpLoadsNoSparkAndVersionIsTold(@TempDir Path folder) throws Exception {
        // One subcommand stands for all: each start of a JVM costs a second.
        for (String command : List.of("", "settle-year")) {
            Path classes = folder.resolve("classes" + command + ".log");
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load:file=" + classes,
                    "-Dfile.encoding=UTF-8",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Dip.class.getName()));
            if (!command.isEmpty()) {
                line.add(command);
            }
            line.add("--help");
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).contains("Usage: dip");
            try (Stream<String> loaded = Files.lines(classes, StandardCharsets.ISO_8859_1)) {
                assertThat(loaded.filter(l -> l.contains(" org.apache.spark.") || l.contains(" org.apache.hadoop."))
                                .toList())
                        .isEmpty();
            }
        }
        assertThat(dip("--version").out()).startsWith("dip 0.1.0");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of(
                "demo",
                "calibrate-catalog",
                "set-point-value",
                "settle-year",
                "runs",
                "verify",
                "catalog",
                "explain",
                "cases",
                "keys",
                "audit",
                "rulebook",
                "generate",
                "bench")) {
            Said said = dip(command, "--help");
            assertThat(said.code()).as(command).isZero();
            assertThat(said.out()).as(command).contains("Usage: dip " + command);
        }
    }
}
