package org.opendip.jobs.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.Dip;
import org.opendip.jobs.commands.SettledCity;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Verification;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;

/** A run that ends in the middle leaves the old run as it was, and the next one succeeds. */
@Tag("full")
class KilledRunTest extends SparkTest {
    @TempDir
    private Path folder;

    /** Every table that settling the year writes in a city whose rulebook asks cases no questions and that maps no codes. */
    static List<String> points() {
        return Job.SETTLE_YEAR.stages().stream()
                .flatMap(stage -> stage.writes().stream())
                .map(Table::name)
                .filter(name ->
                        !List.of(Answers.TABLE.name(), CodeUses.TABLE.name()).contains(name))
                .toList();
    }

    @Test
    void theCityWritesATableAtEveryPoint() {
        RunFile city = RunFile.load(SettledCity.runFile());
        Run run = warehouse(city).latest("settle-year", 2026).orElseThrow();
        assertThat(run.tables()).extracting(Run.TableVersion::table).containsExactlyInAnyOrderElementsOf(points());
    }

    @Test
    void aRunThatFailsInTheMiddleLeavesTheOldOneAndTheNextSucceeds() {
        RunFile inputs = RunFile.load(SettledCity.copy(folder));
        Run old = warehouse(inputs).latest("settle-year", 2026).orElseThrow();
        String point = "point_values";
        assertThatThrownBy(() -> settle(inputs, new RunListener() {
                    @Override
                    public void tableWritten(Stage stage, Table table, long rows) {
                        if (table.name().equals(point)) {
                            throw new IllegalStateException("failed on purpose after " + point);
                        }
                    }
                }))
                .hasMessage("failed on purpose after " + point);
        assertOldRunStands(inputs, old);
        assertNextRunEquals(inputs, old);
    }

    @Test
    void aRunThatLostItsLeaseIsNotCommitted() {
        RunFile inputs = RunFile.load(SettledCity.copy(folder));
        List<Run> before = warehouse(inputs).runs();
        File lease = folder.resolve("warehouse/example-city/_lease").toFile();
        assertThatThrownBy(() -> run(Job.SET_POINT_VALUE, inputs, new RunListener() {
                    @Override
                    public void stageFinished(Stage stage, double seconds) {
                        assertThat(lease.delete()).isTrue();
                    }
                }))
                .hasMessageContaining("was not committed");
        assertThat(warehouse(inputs).runs()).isEqualTo(before);
    }

    @ParameterizedTest(name = "killed after {0}")
    @MethodSource("points")
    void aKilledProcessLeavesTheOldRun(String point) throws Exception {
        RunFile inputs = RunFile.load(SettledCity.copy(folder));
        Run old = warehouse(inputs).latest("settle-year", 2026).orElseThrow();
        assertThat(kill(point)).as("%s", said()).isEqualTo(137);
        assertOldRunStands(inputs, old);
        Thread.sleep(2500); // The killed process's lease expires.
        assertNextRunEquals(inputs, old);
    }

    @Test
    void aProcessKilledAfterItsCommitLeavesTheNewRun() throws Exception {
        RunFile inputs = RunFile.load(SettledCity.copy(folder));
        Run old = warehouse(inputs).latest("settle-year", 2026).orElseThrow();
        assertThat(kill(Failpoint.COMMIT)).as("%s", said()).isEqualTo(137);
        Run now = warehouse(inputs).latest("settle-year", 2026).orElseThrow();
        assertThat(now.sequence()).isEqualTo(old.sequence() + 1);
        assertThat(digests(now)).isEqualTo(digests(old));
    }

    /** Settles the year in a JVM of its own that is stopped at the point. */
    private int kill(String point) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + org.opendip.jobs.Docs.root().resolve("conf/jvm.options"));
        line.addAll(List.of(
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Ddip.failpoint=" + point,
                "-Ddip.lease.seconds=2",
                "-cp",
                System.getProperty("java.class.path"),
                Dip.class.getName(),
                "settle-year",
                "--run-file",
                folder.resolve("copy.yaml").toString()));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start()
                .waitFor();
    }

    private String said() throws IOException {
        return "exit code of a process that said:\n" + Files.readString(folder.resolve("said.txt"));
    }

    private void assertOldRunStands(RunFile inputs, Run old) {
        Warehouse warehouse = warehouse(inputs);
        assertThat(warehouse.latest("settle-year", 2026)).contains(old);
        assertThat(Verification.of(warehouse, old))
                .allSatisfy(
                        result -> assertThat(result.found()).as(result.table()).isEqualTo(result.recorded()));
    }

    private void assertNextRunEquals(RunFile inputs, Run old) {
        Run next = settle(inputs);
        assertThat(next.sequence()).isEqualTo(old.sequence() + 1);
        assertThat(digests(next)).isEqualTo(digests(old));
    }

    private static List<String> digests(Run run) {
        return run.tables().stream()
                .map(t -> t.table() + " " + t.rows() + " " + t.digest())
                .toList();
    }

    private Run settle(RunFile inputs, RunListener... listeners) {
        return run(Job.SETTLE_YEAR, inputs, listeners);
    }

    private Run run(Job job, RunFile inputs, RunListener... listeners) {
        Rulebook rules = RulebookLoader.load(Path.of(inputs.rulebook()));
        return Flow.run(spark(), job, rules, inputs, null, List.of(listeners));
    }

    private Warehouse warehouse(RunFile inputs) {
        return Warehouse.of(spark(), inputs.warehouse(), inputs.region());
    }
}
