package org.opendip.jobs.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Request;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.cases.ReadyCasesStage;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.rulebook.Rulebook;

/** A region whose cases are written without settlement lists is the region whose lists were read. */
@Tag("full")
class ReadyCasesTest extends SparkTest {
    private static final Rulebook RULES = Rules.exampleCity().book();
    private static final RegionPlan PLAN = RegionPlan.city(2026, 1000, 3).withHospitals(6);

    @TempDir
    private Path folder;

    @Test
    void aCatalogIsMadeOfThemWhateverTheirPartitions() throws Exception {
        RunFile inputs = runFile(folder);
        try (ReadyCases cases = new ReadyCases(spark(), PLAN, RULES)) {
            Map<String, String> one = digests(commit(inputs, Job.CALIBRATE_CATALOG, cases.history(1)));
            assertThat(digests(commit(inputs, Job.CALIBRATE_CATALOG, cases.history(7))))
                    .containsOnlyKeys("cases", "signatures", "moments")
                    .isEqualTo(one);
            cases.writeFiles(inputs.codes(), inputs.reference());
        }
        Run run = run(Job.CALIBRATE_CATALOG, Intake.Mode.READY, inputs);
        assertThat(run.basedOn()).containsExactly("calibrate-catalog-cases-2026-2");
        assertThat(digests(run)).containsKeys("cases", "catalog", "scores").doesNotContainKey("records");
        assertThat(run.table("catalog").orElseThrow().rows()).isPositive();
    }

    @Test
    void everyTableIsThatOfTheSameRegionsLists() throws Exception {
        RunFile lists = runFile(folder.resolve("lists"));
        RunFile ready = runFile(folder.resolve("ready"));
        RegionGenerator.generate(spark(), PLAN, folder.resolve("lists").toString());
        try (ReadyCases cases = new ReadyCases(spark(), PLAN, RULES)) {
            commit(ready, Job.CALIBRATE_CATALOG, cases.history());
            commit(ready, Job.SETTLE_YEAR, cases.year());
            cases.writeFiles(ready.codes(), ready.reference());
        }
        for (Job job : List.of(Job.CALIBRATE_CATALOG, Job.SET_POINT_VALUE, Job.SETTLE_YEAR)) {
            Map<String, String> expected = digests(run(job, Intake.Mode.FULL, lists));
            expected.keySet().removeAll(List.of("records", "notices", "quarantine", "reconciliations"));
            Map<String, String> found =
                    digests(run(job, job == Job.SET_POINT_VALUE ? Intake.Mode.FULL : Intake.Mode.READY, ready));
            found.remove("reconciliations");
            assertThat(found).as(job.command()).isNotEmpty().isEqualTo(expected);
        }
    }

    private Run run(Job job, Intake.Mode mode, RunFile inputs) {
        return Flow.run(spark(), job, RULES, inputs, List.of(), Request.of(job, mode, null));
    }

    private RunFile runFile(Path inputs) {
        return new RunFile(
                RULES.region(),
                RULES.year(),
                "",
                inputs.resolve("warehouse").toString(),
                inputs.resolve("history").toString(),
                inputs.resolve("year").toString(),
                inputs.resolve("reference").toString(),
                inputs.resolve("codes").toString(),
                inputs.resolve("statements").toString(),
                KeySource.example("test"));
    }

    private Run commit(RunFile inputs, Job job, Dataset<Row> cases) {
        return Flow.readyCases(spark(), job, new ReadyCasesStage(cases), RULES, inputs, List.of());
    }

    private static Map<String, String> digests(Run run) {
        Map<String, String> digests = new TreeMap<>();
        for (Table table : Tables.ALL) {
            run.table(table.name()).ifPresent(version -> digests.put(table.name(), version.digest()));
        }
        return digests;
    }
}
