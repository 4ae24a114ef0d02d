package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;

/** The commands as a user types them, on a very small city. */
class CommandsTest extends SparkTest {
    private static final String HOSPITAL = "H99010200101";

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

    @Test
    void aHospitalGetsTheListOfItsCasesAndAnotherKeyMakesNone(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        Path list = folder.resolve("links.csv");
        Said said = dip("cases", "relink", "--hospital", HOSPITAL, "--out", list, "-f", runFile);
        assertThat(said.code()).as(said.err()).isZero();
        List<String> links = Files.readAllLines(list);
        assertThat(links.get(0)).isEqualTo("case_id,settlement_id");
        assertThat(links.subList(1, links.size())).isNotEmpty().isSorted().allSatisfy(l -> assertThat(l)
                .matches("[0-9a-f]{32},[A-Z]2026[0-9]+"));
        assertThat(rights(list)).isEqualTo("rw-------");
        String[] link = links.get(1).split(",");
        Said bySettlement = dip("explain", "case", link[1], "-f", runFile);
        assertThat(bySettlement.out()).contains("病例 case  " + link[0]).doesNotContain(link[1]);

        assertThat(dip("cases", "relink", "--hospital", HOSPITAL, "--out", list, "-f", runFile)
                        .err())
                .contains("exists already");
        Path key = folder.resolve("other.key");
        dip("keys", "new", key);
        Path other = folder.resolve("other.yaml");
        Files.writeString(
                other, Files.readString(runFile).replaceAll("identifiers:.*", "identifiers: {key-file: " + key + "}"));
        Path none = folder.resolve("none.csv");
        Said refused = dip("cases", "relink", "--hospital", HOSPITAL, "--out", none, "-f", other);
        assertThat(refused.err()).contains("cannot be linked with key hmac-sha256:");
        assertThat(none).doesNotExist();
        assertThat(dip("explain", "case", link[1], "-f", other).code()).isEqualTo(2);
        assertThat(dip("settle-year", "--dry-run", "-f", other).err()).contains("--rekey");
        assertThat(dip("settle-year", "--dry-run", "--rekey", "-f", other).code())
                .isZero();
        Files.writeString(other, Files.readString(runFile).replaceAll("identifiers:.*", ""));
        assertThat(dip("settle-year", "-f", other).err()).contains("names no key", "dip keys new FILE");

        Said audit = dip("audit", "-f", runFile);
        assertThat(audit.out())
                .contains("calibrate-catalog-2026-1", "dip demo --out", "settle-year-2026-1")
                .contains("links of " + (links.size() - 1) + " cases of " + HOSPITAL)
                .contains("dip explain case " + link[0])
                .containsPattern("failed: USAGE .*dip cases relink")
                .containsPattern("failed: USAGE .*dip explain case \\(settlement\\)")
                .doesNotContain(link[1])
                .doesNotContain(Files.readString(key).strip());
    }

    @Test
    @Tag("full")
    void whatAssignmentAddsToReadingAndWritingIsMeasured(@TempDir Path folder) throws IOException {
        Said said = dip("bench", "--assignment", "-n", "1", "-f", SettledCity.runFile(), "--out", folder);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("calibrate-catalog-2026-1")
                .containsPattern("读写 read and written +[0-9.]+ s +[0-9.]+ s")
                .containsPattern("差 more +-?[0-9.]+ s +-?[0-9.]+ s");
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void rejectedRowsAreShownMaskedWithFileAndLine() {
        Said said = dip("quarantine", "show", "-f", SettledCity.runFile(), "--limit", 4);
        assertThat(said.err()).isEmpty();
        assertThat(said.out().lines().toList()).hasSize(9).satisfies(lines -> assertThat(lines.get(0))
                .matches("拒收行 rejected rows  settle-year-2026-1  4 of [0-9]+"));
        assertThat(said.out())
                .containsPattern("parquet:[0-9]+  [0-9a-f]{16}  ")
                .contains("\"setl_id\":\"A99999")
                .doesNotContainPattern("[A-Z]20[0-9]{8,}");
        Said one = dip(
                "quarantine",
                "show",
                "settle-year-2026-1",
                "-f",
                SettledCity.runFile(),
                "--rule",
                "hospital_unknown",
                "--hospital",
                "nobody");
        assertThat(one.out().lines().toList()).hasSize(1);
        assertThat(one.out()).contains("0 of 0");
    }

    @Test
    void aPurgeRemovesWhatIsDueAndWhatNoRunCommittedAndTheAuditLogTellsIt(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        assertThat(dip("quarantine", "purge", "--as-of", "2026-12-31", "-f", runFile)
                        .err())
                .contains("names no quarantine", "quarantine: {path: DIR, keep-days: N}");
        String text = Files.readString(runFile);
        Files.writeString(runFile, text + "quarantine: {path: " + folder.resolve("warehouse/x") + ", keep-days: 30}\n");
        assertThat(dip("quarantine", "purge", "--as-of", "2026-12-31", "-f", runFile)
                        .err())
                .contains("quarantine.path", "must not lie in the warehouse folder");
        Path aside = folder.resolve("aside/example-city");
        Files.writeString(runFile, text + "quarantine: {path: " + aside.getParent() + ", keep-days: 30}\n");
        String digest = dip("runs", "settle-year-2026-1", "-f", runFile)
                .out()
                .replaceFirst(
                        "(?s).*settle-year/2026/quarantine +[0-9,]+ rows +version [0-9]+ +([0-9a-f]{12}).*", "$1");
        Files.createDirectories(aside);
        Path held = aside.resolve("settle-year-2026-1." + digest + ".jsonl");
        Files.writeString(held, "{}\n");
        Files.setLastModifiedTime(held, FileTime.from(Instant.parse("2026-06-15T12:00:00Z")));
        Files.writeString(aside.resolve("settle-year-2026-2." + digest + ".jsonl"), "{}\n");
        Files.writeString(aside.resolve("settle-year-2026-2." + digest + ".jsonl.unfinished"), "{");
        Said first = dip("quarantine", "purge", "--as-of", "2026-07-15", "-f", runFile);
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).contains("of no run that was committed", "removed 2 files");
        assertThat(held).exists();
        Said second = dip("quarantine", "purge", "--as-of", "2026-07-16", "-f", runFile);
        assertThat(second.out()).contains(held.getFileName().toString(), "2026-06-15", "kept long enough");
        assertThat(files(aside)).isEmpty();
        assertThat(dip("audit", "-f", runFile).out())
                .containsPattern("done .*removed 2 files of rejected rows +dip quarantine purge --as-of 2026-07-15")
                .contains("removed 1 files of rejected rows");
    }

    @Test
    void tablesAndStatementsAreForTheirOwnerOnly() throws IOException {
        Path demo = SettledCity.folder();
        assertThat(rights(demo.resolve("identifiers.key"))).isEqualTo("rw-------");
        for (String part :
                List.of("warehouse", "warehouse/example-city", "warehouse/example-city/_audit", "statements")) {
            assertThat(rights(demo.resolve(part))).as(part).isEqualTo("rwx------");
        }
        // Below a closed folder; Spark's own files have the mask of the process, which the launcher sets.
        assertThat(files(demo.resolve("statements")))
                .isNotEmpty()
                .allSatisfy(f -> assertThat(rights(Path.of(f))).as(f).isEqualTo("rw-------"));
    }

    @Test
    void noTableButTheRecordsNoticesAndQuarantineNamesASettlement() throws IOException {
        Warehouse home =
                Warehouse.of(spark(), SettledCity.folder().resolve("warehouse").toString(), "example-city");
        List<String> naming = new ArrayList<>();
        Run run = home.run("settle-year-2026-1");
        for (Table table : Tables.ALL) {
            if (run.table(table.name()).isPresent()
                    && home.read(run, table)
                            .toJSON()
                            .collectAsList()
                            .toString()
                            .matches("(?s).*\"[A-Z]20[0-9]{8,}.*")) {
                naming.add(table.name());
            }
        }
        assertThat(naming).containsOnly("records", "notices", "quarantine");
        for (String file : files(SettledCity.folder().resolve("statements"))) {
            assertThat(text(Path.of(file))).as(file).doesNotContainPattern("\\b[A-Z]20[0-9]{8,}");
        }
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** What a page or workbook says. */
    private static String text(Path file) throws IOException {
        if (!file.toString().endsWith(".xlsx")) {
            return Files.readString(file);
        }
        StringBuilder text = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                text.append(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return text.toString();
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
