package org.opendip.jobs.stages.statements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.opendip.jobs.reports.FileNames;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Scores;
import org.opendip.policy.settlement.ClearingRule;

/** Writes all files of a year's statements from its settled tables. */
final class StatementFiles {
    /** Name of the region's page. */
    static final String REGION_FILE = "region.html";

    private static final StructType WRITTEN = new StructType()
            .add(Records.HOSPITAL.name(), Records.HOSPITAL.kind().type())
            .add(Moments.CASE_COUNT.name(), Moments.CASE_COUNT.kind().type());

    /** An audit deduction with its reason (审核扣款). */
    record AuditDeduction(String hospital, int pool, long fen, String reason) {}

    /** A statement as it was written. */
    record Written(String hospital, String file, long cases, long grossFen, long finalFen) {}

    private final SparkSession spark;
    private final String folder;
    private final int year;
    private final String regionName;
    private final ClearingRule clearing;
    private final boolean sharedPointValue;
    private final Map<Integer, String> poolNames;
    private final Map<String, String> hospitalNames;
    private final List<AuditDeduction> deductions;

    StatementFiles(
            SparkSession spark,
            String folder,
            int year,
            String regionName,
            ClearingRule clearing,
            boolean sharedPointValue,
            Map<Integer, String> poolNames,
            Map<String, String> hospitalNames,
            List<AuditDeduction> deductions) {
        this.spark = spark;
        this.folder = folder;
        this.year = year;
        this.regionName = regionName;
        this.clearing = clearing;
        this.sharedPointValue = sharedPointValue;
        this.poolNames = poolNames;
        this.hospitalNames = hospitalNames;
        this.deductions = deductions;
    }

    List<Written> write(
            Dataset<Row> grouping,
            Dataset<Row> caseSettlements,
            Dataset<Row> hospitalSettlements,
            Dataset<Row> pointValues,
            Dataset<Row> reconciliations,
            Dataset<Row> scores) {
        Statement.Region region = new Statement.Region(pools(pointValues), groups(scores));
        SortedMap<String, Statement> statements = statements(hospitalSettlements, region);
        Map<String, Long> cases = writeWorkbooks(grouping, caseSettlements, region, statements);
        writeRegion(region, statements, reconciliations, GroupSums.collect(grouping));

        List<Written> written = new ArrayList<>();
        statements.forEach((hospital, statement) -> written.add(new Written(
                hospital,
                statement.file(),
                cases.get(hospital),
                statement.accounts().stream()
                        .mapToLong(HospitalAccount::grossFen)
                        .sum(),
                statement.accounts().stream()
                        .mapToLong(HospitalAccount::finalFen)
                        .sum())));
        return written;
    }

    private Map<Integer, PoolAccount> pools(Dataset<Row> pointValues) {
        Map<Integer, PoolAccount> pools = new TreeMap<>();
        for (Row row : pointValues.collectAsList()) {
            int code = Rows.number(row, Records.POOL);
            pools.put(code, PoolAccount.of(row, poolNames.getOrDefault(code, Integer.toString(code))));
        }
        return pools;
    }

    private static Map<String, Statement.Group> groups(Dataset<Row> scores) {
        Map<String, Statement.Group> groups = new TreeMap<>();
        for (Row row : scores.select(Catalog.GROUP.col(), Catalog.GROUP_KIND.col(), Scores.SCORE.col())
                .collectAsList()) {
            groups.put(row.getString(0), new Statement.Group(row.getString(1), row.getDecimal(2)));
        }
        return groups;
    }

    private SortedMap<String, Statement> statements(Dataset<Row> hospitalSettlements, Statement.Region region) {
        SortedMap<String, List<HospitalAccount>> accounts = new TreeMap<>();
        for (Row row : hospitalSettlements.collectAsList()) {
            HospitalAccount account = HospitalAccount.of(row);
            accounts.computeIfAbsent(account.hospital(), h -> new ArrayList<>()).add(account);
        }
        Map<String, String> files = FileNames.of(accounts.keySet());
        SortedMap<String, Statement> statements = new TreeMap<>();
        accounts.forEach((hospital, own) -> {
            own.sort(Comparator.comparingInt(HospitalAccount::pool));
            List<Statement.Step> working = new ArrayList<>();
            for (HospitalAccount account : own) {
                PoolAccount pool = region.pools().get(account.pool());
                if (pool == null) {
                    throw new IllegalStateException("Pool " + account.pool() + " is settled but has no point value.");
                }
                PoolAccount priced =
                        sharedPointValue ? PoolAccount.together(region.pools().values()) : pool;
                working.addAll(Workings.of(clearing, pool, priced, account));
            }
            statements.put(
                    hospital,
                    new Statement(
                            year,
                            regionName,
                            hospital,
                            hospitalNames.getOrDefault(hospital, hospital),
                            files.get(hospital),
                            own,
                            deductions.stream()
                                    .filter(d -> d.hospital().equals(hospital))
                                    .map(d -> new Statement.Deduction(d.pool(), d.fen(), d.reason()))
                                    .toList(),
                            working));
        });
        return statements;
    }

    private Map<String, Long> writeWorkbooks(
            Dataset<Row> grouping,
            Dataset<Row> caseSettlements,
            Statement.Region region,
            SortedMap<String, Statement> statements) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Configuration hadoop = context.hadoopConfiguration();
        // Several hospitals to a task, several tasks to a core: large hospitals do not keep the others waiting.
        int partitions = Math.max(1, Math.min(statements.size(), context.defaultParallelism() * 8));
        Broadcast<CaseBooks.Contents> contents =
                context.broadcast(new CaseBooks.Contents(region, new TreeMap<>(statements)));
        Broadcast<SerializableConfiguration> configuration = context.broadcast(new SerializableConfiguration(hadoop));
        try {
            Map<String, Long> cases = new TreeMap<>();
            for (Row row : CaseLine.read(grouping, caseSettlements, partitions)
                    .mapPartitions(new CaseBooks(folder, contents, configuration), Encoders.row(WRITTEN))
                    .collectAsList()) {
                cases.put(row.getString(0), row.getLong(1));
            }
            for (Statement statement : statements.values()) {
                if (!cases.containsKey(statement.hospital())) {
                    new HospitalWorkbook(statement, region)
                            .write(new Path(folder), hadoop, Collections.emptyIterator());
                    cases.put(statement.hospital(), 0L);
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            contents.destroy();
            configuration.destroy();
        }
    }

    private void writeRegion(
            Statement.Region region,
            SortedMap<String, Statement> statements,
            Dataset<Row> reconciliations,
            List<GroupSums> groups) {
        List<RegionReport.Check> checks = new ArrayList<>();
        for (Row row : reconciliations.collectAsList()) {
            checks.add(new RegionReport.Check(
                    Rows.text(row, Reconciliations.CHECK_NAME),
                    Rows.number(row, Records.POOL),
                    Rows.whole(row, Reconciliations.EXPECTED),
                    Rows.whole(row, Reconciliations.ACTUAL),
                    Rows.whole(row, Reconciliations.RESIDUAL),
                    Rows.flag(row, Reconciliations.HOLDS)));
        }
        checks.sort(Comparator.comparing(RegionReport.Check::name).thenComparing(RegionReport.Check::pool));
        try {
            new RegionReport(year, regionName, region, List.copyOf(statements.values()), checks, groups)
                    .build()
                    .write(new Path(folder, REGION_FILE), spark.sparkContext().hadoopConfiguration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
