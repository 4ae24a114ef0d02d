package org.opendip.jobs.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;

/**
 * The jobs against the oracle, row by row and fen by fen: a generated and damaged region, under the example city's rulebook
 * and under one that decides nearly everything otherwise.
 */
class OracleTest extends SparkTest {
    private static final String REGION = "example-city";
    private static final int YEAR = 2026;
    private static final long CASES_PER_YEAR = 20_000;

    /** Of 80 bytes, more than a block of the hash function. */
    private static final String KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(5);

    /** What another region may decide otherwise: a text of the example rulebook and what stands there instead. */
    private static final Map<String, String> OTHERWISE = Map.ofEntries(
            Map.entry("bed-day-types: [\"2105\"]", "bed-day-types: [\"2105\"]\n  bed-day-list: true"),
            Map.entry("rule-kinds: [base, comprehensive]", "rule-kinds: [tcm, base, comprehensive]"),
            Map.entry(
                    "action: flag}",
                    "action: drop}\n  primary-care:\n    decided-by: [list, cases]\n    highest-level: 2\n"
                            + "    case-share: 0.5\n    highest-cv: 0.7\n    minimum-cases: 30"),
            Map.entry("year-by: discharge", "year-by: settlement"),
            Map.entry("interim-bills: merge", "interim-bills: separate"),
            Map.entry("upload-days: 7 ", "upload-days: 2 "),
            Map.entry("lowest-birth-weight: 200 ", "lowest-birth-weight: 1000 "),
            Map.entry("items-tolerance: 0.00 ", "items-tolerance: 10.00 "),
            Map.entry("stay-days: difference ", "stay-days: difference-plus-one "),
            Map.entry("booked-funds: [hifp_pay]", "booked-funds: [hifp_pay, acct_pay]"),
            Map.entry("related-minimum-cases: 1", "related-minimum-cases: 3"),
            Map.entry("fold-back: false", "fold-back: true"),
            Map.entry("related-match: all", "related-match: any"),
            Map.entry("more-matches, higher-score, nearest-mean, lower-code", "more-matches, lower-code"),
            Map.entry("comprehensive-fallback: conservative", "comprehensive-fallback: none"),
            Map.entry("surgery-attributes: [surgery, interventional]", "surgery-attributes: [surgery]"),
            Map.entry("missing-attribute: diagnostic", "missing-attribute: therapeutic"),
            Map.entry("critical-value: {kind: fixed, cases: 15}", "critical-value: {kind: coverage, share: 0.85}"),
            Map.entry("comprehensive-below-critical: drop", "comprehensive-below-critical: keep"),
            Map.entry("cv-ceiling: {value: 2.0,", "cv-ceiling: {value: 0.9,"),
            Map.entry("scale: 1000", "scale: 100"),
            Map.entry("weighting: pooled", "weighting: yearly-means"),
            Map.entry("  decimals: 6", "  decimals: 4"),
            Map.entry("in-mean: every-case", "in-mean: grouped-cases"),
            Map.entry("anchor: city-mean", "anchor: level\n  anchor-level: 3"),
            Map.entry("by-pool: false", "by-pool: true"),
            Map.entry("minimum-cases: 1\n    with-coefficient: false", "minimum-cases: 3\n    with-coefficient: true"),
            Map.entry("inclusive: false, form: cost-true", "inclusive: true, form: ratio"),
            Map.entry(
                    "high: {edge: 2, inclusive: false, form: excess-plus-one}",
                    "high: {edge: 1.8, inclusive: true, form: excess-plus-coefficient,"
                            + " upper-edge: 4, above-upper: coefficient-only}"),
            Map.entry("year-start-scores: score-only", "year-start-scores: with-coefficient"),
            Map.entry("shared: false", "shared: true"),
            Map.entry("below-zero: recover", "below-zero: carry"));

    @TempDir
    private static Path folder;

    private static Path region;

    private final List<String> differences = new ArrayList<>();
    private final StringBuilder compared = new StringBuilder();

    @AfterAll
    static void forget() {
        region = null;
    }

    @Test
    void theExampleCity() throws Exception {
        compare("example", exampleRulebook());
    }

    @Tag("full")
    @Test
    void aRegionThatDecidesOtherwise() throws Exception {
        String text = exampleRulebook();
        for (Map.Entry<String, String> change : OTHERWISE.entrySet()) {
            assertThat(text.split(java.util.regex.Pattern.quote(change.getKey()), -1))
                    .as("'" + change.getKey() + "' stands once in the example rulebook")
                    .hasSize(2);
            text = text.replace(change.getKey(), change.getValue());
        }
        compare("other", text);
    }

    private static String exampleRulebook() throws IOException {
        return Files.readString(Docs.root().resolve("conf/rulebooks/" + REGION + "/" + YEAR + ".yaml"));
    }

    private Path region() throws IOException, SQLException {
        if (region == null) {
            Path clean = folder.resolve("clean");
            RegionGenerator.generate(spark(), RegionPlan.city(YEAR, CASES_PER_YEAR, 11), clean.toString());
            Path damaged = folder.resolve("damaged");
            DamagedRegion.write(clean, damaged);
            lists(damaged.resolve("reference/catalog"), damaged.resolve("codes"));
            region = damaged;
        }
        return region;
    }

    /** Lists of groups and stays, which only the other rulebook asks for: from the code lists, so that cases meet them. */
    private static void lists(Path to, Path codes) throws IOException {
        List<String> subcategories = Files.readAllLines(codes.resolve("diagnoses.csv")).stream()
                .skip(1)
                .map(line -> line.substring(0, 5))
                .distinct()
                .toList();
        List<String> procedures = Files.readAllLines(codes.resolve("procedures.csv")).stream()
                .skip(1)
                .map(line -> line.split(",")[0])
                .toList();
        Files.createDirectories(to);
        Files.write(
                to.resolve("tcm.csv"),
                List.of(
                        "category,seq,name,main_dx,procedure_expression,score",
                        "ZY,ZY-1,,所有诊断," + every(procedures, 40, 3, "|") + ",700.5",
                        "ZY,ZY-2,,I00-I99|J00-J99," + every(procedures, 25, 3, "|") + ",850",
                        "ZY,ZY-3,,所有诊断," + every(procedures, 40, 3, "+") + ",900"));
        List<String> primary = new ArrayList<>(List.of("seq,main_dx,main_op"));
        for (int at = 0; at < subcategories.size(); at += 3) {
            primary.add(at + "," + subcategories.get(at) + "," + (at % 2 == 0 ? "" : every(procedures, 2, 1, "|")));
        }
        Files.write(to.resolve("primary_care.csv"), primary);
        Files.write(
                to.resolve("bed_day.csv"),
                List.of("main_dx,days_from,hospital_type", "F00-F99,20,", "I00-I99|M00-M99,12,general"));
    }

    private static String every(List<String> codes, int step, int from, String sign) {
        List<String> some = new ArrayList<>();
        for (int at = from; at < codes.size(); at += step) {
            some.add(codes.get(at));
        }
        return String.join(sign, some);
    }

    private void compare(String name, String rulebook) throws Exception {
        Path inputs = region();
        Path place = folder.resolve(name);
        Path book = place.resolve(REGION).resolve(YEAR + ".yaml");
        Files.createDirectories(book.getParent());
        Files.writeString(book, rulebook, StandardCharsets.UTF_8);
        Path key = place.resolve("identifiers.key");
        Files.writeString(key, KEY, StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        RunFile runFile = new RunFile(
                REGION,
                YEAR,
                book.toString(),
                place.resolve("warehouse").toString(),
                inputs.resolve("history").toString(),
                inputs.resolve("year").toString(),
                inputs.resolve("reference").toString(),
                inputs.resolve("codes").toString(),
                place.resolve("statements").toString(),
                KeySource.file(key));
        Rulebook rules = RulebookLoader.load(book);
        List<Run> runs = new ArrayList<>();
        for (Job job : List.of(Job.CALIBRATE_CATALOG, Job.SET_POINT_VALUE, Job.SETTLE_YEAR)) {
            runs.add(Flow.run(spark(), job, rules, runFile, null, List.of()));
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            OracleSql oracle = new OracleSql(
                    duck,
                    rules,
                    new OracleSql.Inputs(
                            runFile.history(), runFile.settlementYear(), runFile.reference(), runFile.codes()),
                    HexFormat.of().parseHex(KEY));
            oracle.calibrateCatalog();
            oracle.setPointValue();
            oracle.settleYear();
            compare(duck, Warehouse.of(spark(), runFile.warehouse(), REGION), runs, rules);
        }
        System.out.println("Oracle, rulebook " + name + ", rows compared:" + compared);
        assertThat(differences).isEmpty();
    }

    private void compare(Connection duck, Warehouse warehouse, List<Run> runs, Rulebook rules) throws SQLException {
        Tables history = new Tables(duck, warehouse, runs.get(0), "history");
        intake(history);
        history.same("related_procedures", "diagnosis", "main_procedure", "related_procedure");
        history.same("combinations", "diagnosis", "main_procedure", "related_procedures");
        history.same("catalog", "group");
        if (rules.catalog().primaryCare().isPresent()) {
            history.same("primary_care_groups", "group");
        }
        history.same("group_moments", "assigned_group", "bed_day", "level", "pool", "year");
        history.same("scores", "group");
        history.same("score_bases", "year");
        history.same("institution_coefficients", "level");
        history.same("reference_costs", "group", "level", "pool");

        Tables start = new Tables(duck, warehouse, runs.get(1), "main");
        start.same("year_start_point_values", "pool");

        Tables year = new Tables(duck, warehouse, runs.get(2), "settlement");
        intake(year);
        year.same(year.table("grouping").drop("signature"), "grouping", "grouping", "case_id");
        year.same("point_values", "pool");
        year.same("case_settlements", "case_id");
        year.same("hospital_settlements", "hospital", "pool");
        year.same("reconciliations", "check_name", "pool");
        execute(
                duck,
                "CREATE VIEW statements AS SELECT hospital, CAST(sum(case_count) AS BIGINT) AS case_count,"
                        + " CAST(sum(gross_fen) AS BIGINT) AS gross_fen, CAST(sum(final_fen) AS BIGINT) AS final_fen"
                        + " FROM hospital_settlements GROUP BY 1");
        year.same(year.table("statements").drop("file"), "statements", "statements", "hospital");
    }

    /**
     * Records, notices, cases, signatures, moments, assignments. The jobs' hashes are left out: a row without an id is
     * compared without the id made up for it, and a signature by the facts that it stands for.
     */
    private void intake(Tables tables) throws SQLException {
        String id = "CASE WHEN settlement_id LIKE '(none)-%' THEN '(none)' ELSE settlement_id END AS settlement_id";
        Dataset<Row> records = tables.table("records").drop("hospital_key", "content", "person_key");
        tables.same(
                records.selectExpr(with(records, "settlement_id", id)),
                "records",
                "(SELECT * REPLACE (" + id + ") FROM records)",
                "settlement_id",
                "sequence");
        tables.same(
                tables.table("notices")
                        .selectExpr(id, "sequence", "code", "severity = 'ERROR' AS error", "hospital", "source_file"),
                "notices",
                "(SELECT * REPLACE (" + id + ") FROM notices)",
                "settlement_id",
                "sequence",
                "code");
        Dataset<Row> signatures = tables.table("signatures");
        String[] facts = {"main_diagnosis", "procedures", "bed_day"};
        tables.same(signatures.drop("signature"), "signatures", "signatures", facts);
        Dataset<Row> cases = tables.table("cases");
        tables.same(
                cases.drop("hospital_key", "main_diagnosis", "procedures", "bed_day")
                        .join(signatures, "signature")
                        .drop("signature"),
                "cases",
                "cases",
                "case_id");
        tables.same(
                tables.table("moments").join(signatures, "signature").drop("signature"),
                "moments",
                "(FROM moments JOIN signatures USING (signature))",
                "main_diagnosis",
                "procedures",
                "bed_day",
                "level",
                "pool",
                "year");
        tables.same(
                tables.table("assignments").join(signatures, "signature").drop("signature"),
                "assignments",
                "(FROM assignments JOIN signatures USING (signature))",
                facts);
    }

    private static String[] with(Dataset<Row> data, String column, String instead) {
        return Arrays.stream(data.columns())
                .map(c -> c.equals(column) ? instead : "`" + c + "`")
                .toArray(String[]::new);
    }

    private static void execute(Connection duck, String sql) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A run's tables beside the oracle's. */
    private final class Tables {
        private final Connection duck;
        private final Warehouse warehouse;
        private final Run run;

        Tables(Connection duck, Warehouse warehouse, Run run, String schema) throws SQLException {
            this.duck = duck;
            this.warehouse = warehouse;
            this.run = run;
            execute(duck, "SET search_path = '" + schema + ",main'");
        }

        Dataset<Row> table(String name) {
            return warehouse.read(
                    run,
                    org.opendip.jobs.tables.Tables.ALL.stream()
                            .filter(t -> t.name().equals(name))
                            .findFirst()
                            .orElseThrow());
        }

        void same(String table, String... key) throws SQLException {
            same(table(table), table, table, key);
        }

        void same(Dataset<Row> jobs, String name, String oracle, String... key) throws SQLException {
            List<String> names = Arrays.asList(jobs.columns());
            List<List<Object>> found = new ArrayList<>();
            for (Row row : jobs.collectAsList()) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    values.add(plain(row.get(i)));
                }
                found.add(values);
            }
            List<List<Object>> expected = oracle(jobs, oracle, names);
            compared.append("\n  ")
                    .append(found.size())
                    .append(' ')
                    .append(run.job())
                    .append(' ')
                    .append(name);
            String difference = difference(names, found, expected, List.of(key));
            if (!difference.isEmpty()) {
                differences.add(run.job() + ", " + name + ": " + difference);
            }
        }

        private List<List<Object>> oracle(Dataset<Row> jobs, String oracle, List<String> names) throws SQLException {
            List<DataType> types =
                    Arrays.stream(jobs.schema().fields()).map(f -> f.dataType()).toList();
            Set<String> quoted = new HashSet<>();
            StringBuilder columns = new StringBuilder();
            for (String name : names) {
                assertThat(quoted.add(name)).as(name).isTrue();
                columns.append(columns.isEmpty() ? "" : ", ")
                        .append('"')
                        .append(name)
                        .append('"');
            }
            List<List<Object>> rows = new ArrayList<>();
            try (Statement statement = duck.createStatement();
                    ResultSet result = statement.executeQuery("SELECT " + columns + " FROM " + oracle)) {
                while (result.next()) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        Object value = result.getObject(i + 1);
                        values.add(
                                value != null && types.get(i) instanceof DecimalType decimal
                                        ? new BigDecimal(new BigInteger(value.toString()), decimal.scale())
                                        : plain(value));
                    }
                    rows.add(values);
                }
            }
            return rows;
        }
    }

    /** Dates and times as text; all else as it is, types included. */
    private static Object plain(Object value) {
        if (value instanceof java.sql.Timestamp time) {
            return time.toLocalDateTime().toString();
        }
        return value instanceof java.util.Date || value instanceof java.time.temporal.Temporal
                ? value.toString()
                : value;
    }
}
