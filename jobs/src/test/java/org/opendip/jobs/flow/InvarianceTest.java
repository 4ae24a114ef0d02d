package org.opendip.jobs.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Digest;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.rulebook.Rulebook;

/**
 * Every table of all jobs is the same whatever the partitions, the time zone, the order of rows and of reference files,
 * and on a second run.
 *
 * <p>Which file a row came from is a fact of the delivery: {@code source_file} of records and notices follows the file, and
 * so do the files that details without a header are told with: those two are compared without them. One thing more depends on file names, and the rules say so: of two uploads of one
 * settlement with the same time the one of the later file counts. Here, as in life, uploads differ in their times.
 */
class InvarianceTest extends SparkTest {
    private static final int YEAR = 2026;

    @TempDir
    private Path folder;

    private final TimeZone usual = TimeZone.getDefault();

    @AfterEach
    void usualSettings() {
        TimeZone.setDefault(usual);
        spark().conf().set("spark.sql.shuffle.partitions", "2");
        spark().conf().set("spark.sql.session.timeZone", "UTC");
    }

    @Test
    @Tag("full")
    void nothingButTheDataDecidesWhatTheTablesHold() {
        Path damaged = damagedRegion();
        Map<String, String> first = run(damaged, "warehouse", 8, "UTC");
        assertThat(run(damaged, "warehouse", 1, "Asia/Shanghai"))
                .as("a second run, one partition, Shanghai")
                .isEqualTo(first);
        assertThat(run(shuffled(damaged), "elsewhere", 200, "America/New_York"))
                .as("shuffled rows in other files, 200 partitions, New York")
                .isEqualTo(first);
        assertThat(first).hasSizeGreaterThan(Tables.ALL.size());
    }

    private Path damagedRegion() {
        Path sound = folder.resolve("sound");
        RegionGenerator.generate(spark(), RegionPlan.city(YEAR, 1000, 5).withHospitals(6), sound.toString());
        Path damaged = folder.resolve("damaged");
        for (String part : List.of("history", "year")) {
            damage(sound.resolve(part), damaged.resolve(part));
        }
        copy(sound, damaged, false);
        return damaged;
    }

    private Path shuffled(Path damaged) {
        Path shuffled = folder.resolve("shuffled");
        for (String part : List.of("history", "year")) {
            shuffle(damaged.resolve(part), shuffled.resolve(part));
        }
        copy(folder.resolve("sound"), shuffled, true);
        return shuffled;
    }

    /** Digest of each table of each job; records, notices and quarantine without file and line. */
    private Map<String, String> run(Path inputs, String warehouse, int partitions, String zone) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        spark().conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
        spark().conf().set("spark.sql.session.timeZone", zone);
        RunFile file = new RunFile(
                "example-city",
                YEAR,
                "",
                folder.resolve(warehouse).toString(),
                inputs.resolve("history").toString(),
                inputs.resolve("year").toString(),
                inputs.resolve("reference").toString(),
                inputs.resolve("codes").toString(),
                folder.resolve(warehouse + "-statements").toString(),
                KeySource.example("test"));
        Rulebook rules = Rules.exampleCity().book();
        Warehouse home = Warehouse.of(spark(), file.warehouse(), file.region());
        Map<String, String> digests = new TreeMap<>();
        for (Job job : Job.values()) {
            Run run = Flow.run(spark(), job, rules, file, null, List.of());
            for (Table table : Tables.ALL) {
                run.table(table.name())
                        .ifPresent(version -> digests.put(
                                job.command() + " " + table.name(),
                                List.of(Records.TABLE, Notices.TABLE, Quarantine.TABLE)
                                                .contains(table)
                                        ? withoutFile(table, home.read(run, table))
                                        : version.digest()));
            }
        }
        return digests;
    }

    private static String withoutFile(Table table, Dataset<Row> data) {
        List<Col> columns = table.columns().stream()
                .filter(c -> !c.equals(Records.SOURCE_FILE) && !c.equals(Quarantine.LINE))
                .toList();
        Dataset<Row> compared = !table.equals(Notices.TABLE)
                ? data
                : data.withColumn(
                        Notices.OBSERVED.name(),
                        when(
                                        Notices.CODE.col().equalTo(Notice.DETAILS_WITHOUT_HEADER.code()),
                                        regexp_replace(Notices.OBSERVED.col(), " \\([^)]*\\)", ""))
                                .otherwise(Notices.OBSERVED.col()));
        return Digest.of(new Table(table.name(), table.grain(), table.key(), columns), compared)
                .value();
    }

    /** Refunds, second uploads, void rows, missing and odd values among the sound ones. */
    private void damage(Path from, Path to) {
        for (Table table : TestRegion.NATIONAL) {
            Dataset<Row> rows =
                    spark().read().parquet(from.resolve(table.name()).toString());
            if (table.equals(SettlementHeaders.TABLE)) {
                rows = damagedHeaders(rows);
            } else if (table.equals(SettlementDiagnoses.TABLE)) {
                Column lot = lot();
                rows = rows.withColumn(
                        SettlementDiagnoses.DIAG_CODE.name(),
                        when(lot.equalTo(60), lit("Z99.999"))
                                .when(lot.equalTo(61), lit(null))
                                .otherwise(SettlementDiagnoses.DIAG_CODE.col()));
            }
            table.select(rows).write().parquet(to.resolve(table.name()).toString());
        }
    }

    /** A number from 0 to 99 that the settlement draws by its id. */
    private static Column lot() {
        return pmod(hash(SettlementHeaders.SETL_ID.col()), lit(100));
    }

    private static Dataset<Row> damagedHeaders(Dataset<Row> rows) {
        Column id = SettlementHeaders.SETL_ID.col();
        Column time = SettlementHeaders.SETL_TIME.col();
        Column hour = expr("INTERVAL 1 HOUR");
        Dataset<Row> refunds = rows.filter(lot().isin(1, 2))
                .withColumn(SettlementHeaders.SETL_ID.name(), concat(id, lit("R")))
                .withColumn(SettlementHeaders.MEDFEE_SUMAMT.name(), negate(SettlementHeaders.MEDFEE_SUMAMT.col()))
                .withColumn(SettlementHeaders.REFD_SETL_FLAG.name(), lit("1"))
                .withColumn(SettlementHeaders.SETL_TIME.name(), time.plus(hour));
        Dataset<Row> uploads = rows.filter(lot().isin(3, 4))
                .withColumn(
                        SettlementHeaders.UPDT_TIME.name(),
                        SettlementHeaders.UPDT_TIME.col().plus(hour))
                .withColumn(
                        SettlementHeaders.MEDFEE_SUMAMT.name(),
                        SettlementHeaders.MEDFEE_SUMAMT.col().plus(lit(1)));
        return rows.unionByName(refunds)
                .unionByName(uploads)
                .withColumn(
                        SettlementHeaders.VALI_FLAG.name(),
                        when(lot().equalTo(5), lit("0")).otherwise(SettlementHeaders.VALI_FLAG.col()))
                .withColumn(
                        SettlementHeaders.ENDDATE.name(),
                        when(lot().equalTo(6), lit(null)).otherwise(SettlementHeaders.ENDDATE.col()))
                // Two bills of one stay, at the same hospital or not.
                .withColumn(
                        SettlementHeaders.MDTRT_ID.name(),
                        when(lot().isin(7, 8), concat(lit("bills-"), substring(time.cast("string"), 1, 7)))
                                .otherwise(SettlementHeaders.MDTRT_ID.col()))
                .withColumn(
                        SettlementHeaders.SETL_ID.name(),
                        when(lot().equalTo(9), lit(null)).otherwise(id));
    }

    private void shuffle(Path from, Path to) {
        int files = 2;
        for (Table table : TestRegion.NATIONAL) {
            spark().read()
                    .parquet(from.resolve(table.name()).toString())
                    .repartition(files++, rand(3), col(table.columns().get(1).name()))
                    .sortWithinPartitions(rand(4))
                    .write()
                    .parquet(to.resolve(table.name()).toString());
        }
    }

    /** The reference files and code lists, in their order or another. */
    private static void copy(Path from, Path to, boolean shuffled) {
        for (String part : List.of("reference", "codes")) {
            try (Stream<Path> files = Files.list(from.resolve(part))) {
                Files.createDirectories(to.resolve(part));
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".csv")).toList()) {
                    List<String> lines = new ArrayList<>(Files.readAllLines(file));
                    if (shuffled) {
                        Collections.shuffle(lines.subList(1, lines.size()), new Random(8));
                    }
                    Files.write(to.resolve(part).resolve(file.getFileName().toString()), lines);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
