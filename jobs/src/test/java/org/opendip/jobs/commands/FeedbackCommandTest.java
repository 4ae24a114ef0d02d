package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;

/** What goes back to the hospitals of a very small city. */
class FeedbackCommandTest extends SparkTest {
    @Test
    void everyHospitalGetsItsRejectedListsAndTheRegionAPage(@TempDir Path folder) throws IOException {
        Said said = dip("feedback", "-f", SettledCity.runFile(), "--out", folder);
        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isZero();
        RunFile inputs = RunFile.load(SettledCity.runFile());
        Warehouse warehouse = Warehouse.of(spark(), inputs.warehouse(), inputs.region());
        var run = warehouse.run("settle-year-2026-1");
        Map<String, List<String>> rejected = warehouse
                .read(run, Notices.TABLE)
                .filter(Notices.SEVERITY
                        .col()
                        .equalTo("ERROR")
                        .and(Records.HOSPITAL.col().isNotNull()))
                .collectAsList()
                .stream()
                .collect(Collectors.groupingBy(
                        r -> r.getAs(Records.HOSPITAL.name()),
                        Collectors.mapping(
                                r -> r.getAs(Records.SETTLEMENT_ID.name()) + " " + r.getAs(Notices.CODE.name()),
                                Collectors.toList())));
        assertThat(rejected).isNotEmpty();
        for (Map.Entry<String, List<String>> of : rejected.entrySet()) {
            assertThat(cells(folder.resolve(of.getKey() + ".xlsx"), "拒收清单 Rejected").stream()
                            .map(row -> row.get(0) + " " + row.get(2)))
                    .as(of.getKey())
                    .containsExactlyInAnyOrderElementsOf(of.getValue());
        }
        Map<String, String> lines = warehouse.read(run, Quarantine.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(
                        r -> r.getAs(Records.SETTLEMENT_ID.name()),
                        r -> r.getAs(Records.SOURCE_FILE.name()) + ":" + r.getAs(Quarantine.LINE.name())));
        for (String hospital : rejected.keySet()) {
            assertThat(cells(folder.resolve(hospital + ".xlsx"), "拒收清单 Rejected"))
                    .allSatisfy(row -> assertThat(row.get(7) + ":" + row.get(8)).isEqualTo(lines.get(row.get(0))));
        }
        long kept = warehouse
                .read(run, Records.TABLE)
                .filter(Records.DISPOSITION.col().equalTo("kept"))
                .count();
        assertThat(said.out()).contains("通过 passed " + Figures.count(kept) + " of");
        String page = Files.readString(folder.resolve("feedback.html"));
        Dataset<Row> cases = warehouse.read(run, Grouping.TABLE);
        String grouped = Figures.count(
                cases.filter(Assignments.ASSIGNED_GROUP.col().isNotNull()).count());
        assertThat(page).contains("数据质量反馈", "审核通过率", "入组率", grouped + " / " + Figures.count(cases.count()));
        assertThat(SettledCity.said()).containsPattern("入组 grouped +" + grouped + " ");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(f -> f.toString().endsWith(".xlsx"))
                            .map(f -> f.getFileName().toString()))
                    .allSatisfy(name -> assertThat(page).contains(name));
        }
    }

    /** The lists that a run before rejected are looked up in the run at hand: here the same lists, with laxer rules. */
    @Test
    void aRejectionIsClosedByWhatCameInItsPlace(@TempDir Path folder) throws IOException {
        Path runFile = SettledCity.copy(folder);
        assertThat(dip("take-in", "-f", runFile).err()).isEmpty();
        Path rules = SettledCity.folder().resolve("example-city/2026.yaml");
        Path lax = folder.resolve("lax.yaml");
        Files.writeString(
                lax,
                Files.readString(rules)
                        .replace(
                                "    oldest-age: 120",
                                "    severities: {main_diagnosis_unknown: warning}\n    oldest-age: 120"));
        Files.writeString(
                runFile, Files.readString(runFile).replaceFirst("rulebook: .*", "rulebook: " + lax.toString()));
        assertThat(dip("take-in", "--mode", "restate", "-f", runFile).err()).isEmpty();
        Said said = dip("feedback", "-f", runFile, "--since", "take-in-2026-1", "--out", folder.resolve("f"));
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).containsPattern("corrected since take-in-2026-1: [1-9][0-9]* of [1-9]");
        List<List<String>> answers = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("f"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".xlsx")).toList()) {
                answers.addAll(cells(file, "更正情况 Corrections"));
            }
        }
        assertThat(answers).isNotEmpty().allSatisfy(row -> assertThat(row.get(2).startsWith("已关闭"))
                .isEqualTo(row.get(1).equals("main_diagnosis_unknown")));
        // The row that closes a rejection is the same one here: the limits changed, and not the list.
        assertThat(answers)
                .allSatisfy(
                        row -> assertThat(row.subList(4, 8).stream().skip(1)).doesNotContain(""))
                .filteredOn(row -> row.get(2).startsWith("已关闭"))
                .allSatisfy(row -> {
                    assertThat(row.get(8)).isEqualTo("take-in-2026-2");
                    assertThat(row.get(10)).isEqualTo(row.get(5));
                    assertThat(row.get(11)).isEqualTo(row.get(7)).hasSize(16);
                });
    }

    private static List<List<String>> cells(Path file, String sheet) throws IOException {
        try (ReadableWorkbook book = new ReadableWorkbook(file.toFile())) {
            Sheet found = book.findSheet(sheet).orElseThrow();
            return found.read().stream()
                    .skip(2)
                    .map(row ->
                            row.stream().map(c -> c == null ? "" : c.getText()).toList())
                    .toList();
        }
    }
}
