package org.opendip.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.oracle.OracleSql;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The three jobs, timed beside hand-written SQL that does the same in DuckDB: from the same national tables in Parquet to
 * the payment of every case, under the same rulebook. Ends with 1 if they do not pay the same.
 */
@Command(
        name = "duckdb-comparison",
        mixinStandardHelpOptions = true,
        description = "Times dip bench and the same work in DuckDB's SQL on one run file's data.")
public final class DuckDbComparison implements Callable<Integer> {
    private static final String START = "start";
    private static final List<String> JOBS = List.of("calibrate-catalog", "set-point-value", "settle-year");
    private static final String STATEMENTS = "statements";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-f", "--run-file"},
            required = true,
            paramLabel = "FILE",
            description = "Run file whose inputs are folders of national tables in Parquet.")
    private Path runFile;

    @Option(
            names = {"-n", "--times"},
            paramLabel = "N",
            defaultValue = "3",
            description = "Repetitions of each (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "bench-results",
            description = "Where reports, tables and the database go (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--dip",
            paramLabel = "FILE",
            defaultValue = "dip",
            description = "The launcher to measure (default: ${DEFAULT-VALUE} in the working directory).")
    private Path launcher;

    /** Runs the comparison and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DuckDbComparison()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        RunFile inputs = RunFile.load(runFile);
        if (inputs.historySource() != null || inputs.settlementYearSource() != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "The SQL reads folders of national tables only, and " + runFile + " names a source.");
        }
        Rulebook rules = RulebookLoader.load(RunFile.locate(runFile, inputs.rulebook()));
        Path out = Files.createDirectories(folder.toAbsolutePath());
        JsonNode measured = measureJobs(out);
        List<Map<String, Spent>> ofJobs = new ArrayList<>();
        measured.get("repetitions").forEach(repetition -> ofJobs.add(told(repetition)));
        JsonNode machine = measured.get("machine");
        long memory = machine.get("heap_bytes").asLong()
                + machine.get("beside_heap_bytes").asLong();
        Path database = out.resolve("duckdb.db");
        List<Map<String, Spent>> ofSql = new ArrayList<>();
        for (int i = 1; i <= times; i++) {
            ofSql.add(measureSql(database, memory, inputs, rules));
        }
        PrintWriter print = spec.commandLine().getOut();
        Path tables = out.resolve("last/warehouse/" + inputs.region() + "/settle-year/" + inputs.year());
        List<String> differences;
        String totals;
        String duckDb;
        try (Connection duck = open(database, memory)) {
            Payments payments = new Payments(duck, tables);
            differences = payments.differences();
            totals = payments.totals();
            duckDb = duck.getMetaData().getDatabaseProductVersion();
        }
        String report = report(measured, duckDb, memory, ofJobs, ofSql)
                + (differences.isEmpty()
                        ? "\nBoth pay the same, by hospital and pool to the fen: " + totals + ".\n"
                        : "\n" + differences.size() + " hospitals and pools are paid differently:\n\n    "
                                + String.join("\n    ", differences) + "\n");
        Files.writeString(out.resolve("duckdb.md"), report, StandardCharsets.UTF_8);
        print.println(report);
        print.println("written: " + out.resolve("duckdb.md"));
        print.flush();
        return differences.isEmpty() ? 0 : 1;
    }

    /** The report of {@code dip bench}, which leaves the tables of its last repetition. */
    private JsonNode measureJobs(Path out) throws IOException, InterruptedException {
        List<String> command = List.of(
                launcher.toAbsolutePath().toString(),
                "bench",
                "--run-file",
                runFile.toString(),
                "--jobs",
                String.join(",", JOBS),
                "--times",
                String.valueOf(times),
                "--out",
                out.toString(),
                "--keep-tables");
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with exit code " + code + ".");
        }
        return new ObjectMapper().readTree(out.resolve("bench.json").toFile());
    }

    /** One repetition of the jobs; the files for people, which the SQL does not write, apart. */
    private static Map<String, Spent> told(JsonNode repetition) {
        Map<String, Spent> spent = new LinkedHashMap<>();
        spent.put(START, spent(repetition, "session_seconds", "session_process_cpu_seconds"));
        for (JsonNode job : repetition.get("jobs")) {
            for (JsonNode step : job.get("steps")) {
                boolean files = step.get("step").asText().split(" ")[0].equals(STATEMENTS);
                spent.merge(
                        files ? STATEMENTS : job.get("job").asText(),
                        spent(step, "seconds", "process_cpu_seconds"),
                        Spent::plus);
            }
        }
        return spent;
    }

    private static Spent spent(JsonNode of, String seconds, String cpuSeconds) {
        return new Spent(of.get(seconds).asDouble(), of.get(cpuSeconds).asDouble());
    }

    /** One repetition of the SQL, into a new database on disk. */
    private static Map<String, Spent> measureSql(Path database, long memory, RunFile inputs, Rulebook rules)
            throws IOException, SQLException {
        Files.deleteIfExists(database);
        Map<String, Spent> spent = new LinkedHashMap<>();
        Connection[] opened = new Connection[1];
        spent.put(START, Spent.on(() -> opened[0] = open(database, memory)));
        try (Connection duck = opened[0]) {
            OracleSql sql = new OracleSql(
                    duck,
                    rules,
                    new OracleSql.Inputs(inputs.history(), inputs.settlementYear(), inputs.reference(), inputs.codes()),
                    // Cases are hashed here too, with a key of its own: what they are called is not compared.
                    new byte[80]);
            spent.put(JOBS.get(0), Spent.on(sql::calibrateCatalog));
            spent.put(JOBS.get(1), Spent.on(sql::setPointValue));
            spent.put(JOBS.get(2), Spent.on(sql::settleYear));
        }
        return spent;
    }

    private static Connection open(Path database, long memory) throws SQLException {
        Connection duck = DriverManager.getConnection("jdbc:duckdb:" + database);
        try (Statement statement = duck.createStatement()) {
            statement.execute("SET memory_limit = '" + memory / 1_048_576 + "MiB'");
            // No query of ours asks for the order of files.
            statement.execute("SET preserve_insertion_order = false");
        }
        return duck;
    }

    /** Medians of both sides, a line per job. */
    private String report(
            JsonNode measured,
            String duckDb,
            long memory,
            List<Map<String, Spent>> ofJobs,
            List<Map<String, Spent>> ofSql) {
        JsonNode machine = measured.get("machine");
        StringBuilder text = new StringBuilder();
        text.append("### OpenDIP and DuckDB, ")
                .append(measured.get("region").asText())
                .append("\n\nCommit ")
                .append(measured.get("commit").asText())
                .append("; ")
                .append(machine.get("cpu").asText())
                .append(", ")
                .append(machine.get("cores").asInt())
                .append(" cores, ")
                .append(memory / 1_048_576)
                .append(" MiB for each; Java ")
                .append(machine.get("java").asText())
                .append(", Spark ")
                .append(machine.get("spark").asText())
                .append(", DuckDB ")
                .append(duckDb)
                .append(". Medians of ")
                .append(times)
                .append(".\n\n| | OpenDIP s | CPU s | DuckDB s | CPU s |\n|---|---:|---:|---:|---:|\n");
        List<String> rows = new ArrayList<>(List.of(START));
        rows.addAll(JOBS);
        rows.forEach(row -> line(text, row, values(ofJobs, row), values(ofSql, row)));
        line(text, "to the payment of each case", sums(ofJobs, rows), sums(ofSql, rows));
        line(text, STATEMENTS + ", which the SQL does not write", values(ofJobs, STATEMENTS), List.of());
        return text.toString();
    }

    private static List<Spent> values(List<Map<String, Spent>> repetitions, String row) {
        return repetitions.stream().map(r -> r.get(row)).toList();
    }

    private static List<Spent> sums(List<Map<String, Spent>> repetitions, List<String> rows) {
        return repetitions.stream()
                .map(r -> rows.stream().map(r::get).reduce(Spent::plus).orElseThrow())
                .toList();
    }

    private static void line(StringBuilder text, String row, List<Spent> jobs, List<Spent> sql) {
        text.append("| ").append(row);
        for (List<Spent> side : List.of(jobs, sql)) {
            if (side.isEmpty()) {
                text.append(" | | ");
            } else {
                Spent median = Spent.median(side);
                text.append(String.format(Locale.ROOT, " | %.1f | %.1f", median.seconds(), median.cpuSeconds()));
            }
        }
        text.append(" |\n");
    }
}
