package org.opendip.jobs.inputs.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;

/** National tables in PostgreSQL: the server is the system's own, with a data folder of the test's. */
@Tag("full")
class DatabaseSourceTest extends SparkTest {
    private static final Path NATIONAL = Docs.root().resolve("data-samples/sources/national");

    @TempDir
    private Path folder;

    private Path data;

    @AfterEach
    void stop() throws Exception {
        if (data != null) {
            postgres("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
            run("chown", "-R", System.getProperty("user.name"), folder.toString());
        }
    }

    @Test
    void tablesOfADatabaseAreReadAsTheNationalTables() throws Exception {
        String url = start();
        for (Table table : TestRegion.NATIONAL) {
            table.select(NationalTables.read(spark(), NATIONAL.toString(), table))
                    .write()
                    .format("jdbc")
                    .option("url", url)
                    .option("user", "dip_reader")
                    .option("password", "s3cret")
                    .option("dbtable", table.name())
                    .save();
        }
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        String text = Files.readString(SourceShapesTest.conf("database"))
                .replace("jdbc:postgresql://localhost:5432/insurance", url)
                .replace("settlement.setl_list_diag_d", "public.setl_list_diag_d")
                .replace("password-variable: DIP_DATABASE_PASSWORD", "password-file: " + password);
        SettlementLists lists = new SettlementLists(null, SourceFile.parse("database.yaml", text));
        for (Table table : TestRegion.NATIONAL) {
            Dataset<Row> read = NationalTables.read(spark(), lists, table).drop(NationalTables.SOURCE_FILE);
            assertRows(
                    table,
                    read,
                    NationalTables.read(spark(), NATIONAL.toString(), table).drop(NationalTables.SOURCE_FILE));
        }
        Dataset<Row> again = NationalTables.again(
                spark(), lists, new Sought(Map.of("database", new long[] {Sought.hash("S20260003")})));
        assertThat(again.select("setl_id", SourceTables.SOURCE_FILE, SourceTables.LINE)
                        .collectAsList())
                .containsExactly(RowFactory.create("S20260003", "database", null));
        Files.writeString(password, "wrong");
        assertThatThrownBy(() -> NationalTables.read(spark(), lists, SettlementHeaders.TABLE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("wrong");
        Files.delete(password);
        assertThatThrownBy(() -> NationalTables.read(spark(), lists, SettlementHeaders.TABLE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("There is no password");
    }

    private String start() throws Exception {
        assumeTrue(onPath("initdb") && onPath("pg_ctl"), "PostgreSQL is not installed");
        Path secret = Files.writeString(folder.resolve("first-password"), "s3cret");
        Path place = folder.resolve("data");
        if (root()) {
            // A server does not run as root.
            run("chmod", "755", folder.toString());
            run("chown", "-R", "nobody", folder.toString());
        }
        assertThat(postgres(
                        "initdb",
                        "-D",
                        place.toString(),
                        "-U",
                        "dip_reader",
                        "-A",
                        "scram-sha-256",
                        "--pwfile",
                        secret.toString(),
                        "-E",
                        "UTF8"))
                .isZero();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String options = "-p " + port + " -k " + place + " -c listen_addresses=127.0.0.1 -c fsync=off";
        assertThat(postgres(
                        "pg_ctl",
                        "-D",
                        place.toString(),
                        "-o",
                        options,
                        "-l",
                        place.resolve("log").toString(),
                        "-w",
                        "start"))
                .isZero();
        data = place;
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private int postgres(String... command) throws Exception {
        return run(
                root()
                        ? Stream.concat(
                                        Stream.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
                                        Stream.of(command))
                                .toArray(String[]::new)
                        : command);
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(new File("/"))
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }
}
