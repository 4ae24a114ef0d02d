package org.opendip.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;

/**
 * The example county from its settlement lists to its payments: every table of every job against {@code
 * data-samples/example-county/expected/<job>/<table>.csv}. {@code -Dsamples.write} writes them instead; a change that moves
 * an amount shows there who gains and who pays.
 */
class ExampleCountyTest extends SparkTest {
    private static final Path SAMPLE = Docs.root().resolve("data-samples/example-county");

    @TempDir
    private Path folder;

    @Test
    void everyTableOfTheExampleCountyIsAsExpected() {
        RunFile inputs = inputs();
        Rulebook rules = RulebookLoader.load(Path.of(inputs.rulebook()));
        Warehouse home = Warehouse.of(spark(), inputs.warehouse(), inputs.region());
        Set<String> seen = new TreeSet<>();
        List<String> differences = new ArrayList<>();
        for (Job job : List.of(Job.CALIBRATE_CATALOG, Job.SET_POINT_VALUE, Job.SETTLE_YEAR)) {
            Run run = Flow.run(spark(), job, rules, inputs, null, List.of());
            for (Table table : Tables.ALL) {
                if (run.table(table.name()).isPresent()) {
                    String name = job.command() + "/" + table.name() + ".csv";
                    seen.add(name);
                    compare(name, text(table, home.read(run, table)), differences);
                }
            }
        }
        assertThat(differences)
                .as(
                        "if these changes are meant, renew the files with -Dsamples.write and say in CHANGELOG.md who gains")
                .isEmpty();
        assertThat(committed()).isEqualTo(seen);
    }

    private static void compare(String name, String text, List<String> differences) {
        Path file = SAMPLE.resolve("expected").resolve(name);
        try {
            if (System.getProperty("samples.write") != null) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text, StandardCharsets.UTF_8);
            }
            List<String> found = text.lines().toList();
            List<String> wanted = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (!found.equals(wanted)) {
                found.stream()
                        .filter(l -> !wanted.contains(l))
                        .forEach(l -> differences.add(name + "  found     " + l));
                wanted.stream()
                        .filter(l -> !found.contains(l))
                        .forEach(l -> differences.add(name + "  expected  " + l));
                if (differences.isEmpty()) {
                    differences.add(name + "  holds the same rows, but not as often");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> committed() {
        Path expected = SAMPLE.resolve("expected");
        try (Stream<Path> files = Files.walk(expected)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> expected.relativize(f).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table in the order of its key: an absent value is empty, an empty text is two quotes. */
    private static String text(Table table, Dataset<Row> data) {
        StringBuilder text = new StringBuilder();
        text.append(table.columns().stream().map(Col::name).collect(Collectors.joining(",")))
                .append('\n');
        Column[] order = Stream.concat(table.key().stream(), table.columns().stream())
                .distinct()
                .map(Col::col)
                .toArray(Column[]::new);
        for (Row row : table.select(data).orderBy(order).collectAsList()) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "" : ",").append(cell(row.get(i)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        String text = value instanceof java.math.BigDecimal number ? number.toPlainString() : value.toString();
        boolean quoted = text.isEmpty() || text.matches("(?s).*[,\"\n].*");
        return quoted ? '"' + text.replace("\"", "\"\"").replace("\n", "\\n") + '"' : text;
    }

    /** The run file that users run, from wherever the test is started, with tables of its own. */
    private RunFile inputs() {
        Path runFile = Docs.root().resolve("conf/runs/example-county-2026.yaml");
        RunFile file = RunFile.load(runFile);
        return new RunFile(
                file.region(),
                file.year(),
                runFile.resolveSibling(file.rulebook()).normalize().toString(),
                folder.resolve("warehouse").toString(),
                at(file.history()),
                at(file.settlementYear()),
                at(file.reference()),
                at(file.codes()),
                folder.resolve("statements").toString(),
                file.identifiers());
    }

    private static String at(String path) {
        return Docs.root().resolve(path).toString();
    }
}
