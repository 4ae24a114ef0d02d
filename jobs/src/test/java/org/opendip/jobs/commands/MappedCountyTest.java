package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;

/** The example county with imported lists, one diagnosis of which only a map knows. */
@Tag("full")
class MappedCountyTest extends SparkTest {
    private static final Path COUNTY = Docs.root().resolve("data-samples/example-county/input");

    @TempDir
    private Path folder;

    @Test
    void aJobSaysWhatBecameOfTheCodes() throws IOException {
        Path run = Files.writeString(
                folder.resolve("run.yaml"),
                """
                region: example-county
                year: 2026
                rulebook: %s
                history: %s
                settlement-year: %s
                reference: %s
                codes: %s
                warehouse: %s
                statements: %s
                identifiers: {example-key: example county}
                """
                        .formatted(
                                Docs.root().resolve("conf/rulebooks/example-county/2026.yaml"),
                                COUNTY.resolve("history"),
                                COUNTY.resolve("year"),
                                COUNTY.resolve("reference"),
                                folder.resolve("codes"),
                                folder.resolve("warehouse"),
                                folder.resolve("statements")));
        Path diagnoses = Files.writeString(
                folder.resolve("d.csv"),
                Files.readAllLines(COUNTY.resolve("codes/diagnoses.csv")).stream()
                        .filter(line -> !line.startsWith("K35.801,"))
                        .collect(Collectors.joining("\n")));
        Path map = Files.writeString(folder.resolve("m.csv"), "from,to\nK35.801,K35.800\n");
        Path attributes = Files.writeString(folder.resolve("a.csv"), "code,attribute\n47.0100,手术\n");
        for (Object[] list : new Object[][] {
            {"diagnoses", diagnoses},
            {"procedures", COUNTY.resolve("codes/procedures.csv")},
            {"diagnosis-map", map},
            {"procedure-attributes", attributes}
        }) {
            Said said = dip(
                    "codes",
                    "import",
                    "-f",
                    run,
                    "--list",
                    list[0],
                    "--version",
                    "2.0",
                    "--valid-from",
                    "2020-01-01",
                    list[1]);
            assertThat(said.code()).as(said.err()).isZero();
        }
        Said said = dip("calibrate-catalog", "-f", run);
        assertThat(said.out())
                .as(said.err())
                .containsPattern("编码 codes +诊断 diagnoses +编码数 distinct +手术操作 procedures +编码数 distinct")
                .containsPattern("直接 direct +\\d+ +\\d+ +\\d+ +\\d+")
                .containsPattern("对照 mapped +[1-9]\\d* +1 +0 +0")
                .containsPattern("受损 damaged +0 +0 +1 +1")
                .contains("absent, taken as empty: nwb_age, nwb_bir_wt, nwb_adm_wt, vent_used_dura, dscg_caty\n")
                .containsPattern("without attribute, taken as diagnostic: [1-9]\\d*");
        assertThat(said.code()).isZero();
        assertThat(dip("codes", "show", "-f", run).out()).containsPattern("无属性 without attribute +[1-9]");
    }
}
