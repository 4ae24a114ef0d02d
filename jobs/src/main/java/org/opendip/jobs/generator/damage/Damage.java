package org.opendip.jobs.generator.damage;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementIcuStays;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;

/**
 * Damages finished tables the way real extracts are damaged, and logs every change in {@code truth/damage.csv}
 * (kind, table, setl_id, column, before, after; a row that was added or removed is logged by its number, under the
 * settlement it came from). Which settlements suffer follows from the seed and the settlement number alone.
 */
public final class Damage {
    private static final String KIND = "damage_kind";
    private static final String VARIANT = "damage_variant";
    private static final int SCALE = 20_000;

    private final SparkSession spark;
    private final DamagePlan plan;
    private final List<Dataset<Row>> logs = new ArrayList<>();

    private Damage(SparkSession spark, DamagePlan plan) {
        this.spark = spark;
        this.plan = plan;
    }

    /** Reads the tables of {@code history/} and {@code year/}, writes damaged ones and copies the rest. */
    public static void damage(SparkSession spark, String inFolder, String outFolder, DamagePlan plan) {
        Damage damage = new Damage(spark, plan);
        try {
            Configuration conf = spark.sparkContext().hadoopConfiguration();
            for (String part : List.of("reference", "codes", "truth")) {
                copy(conf, new Path(inFolder, part), new Path(outFolder, part));
            }
            TreeSet<String> lines = new TreeSet<>();
            for (String part : List.of("history", "year")) {
                damage.tables(inFolder + "/" + part, outFolder + "/" + part);
            }
            Dataset<Row> log = damage.logs.stream().reduce(Dataset::union).orElseThrow();
            for (Row r : log.collectAsList()) {
                lines.add(line(r));
            }
            Path file = new Path(outFolder, "truth/damage.csv");
            try (Writer out =
                    new OutputStreamWriter(file.getFileSystem(conf).create(file, true), StandardCharsets.UTF_8)) {
                out.write("kind,table,setl_id,column,before,after\n");
                for (String line : lines) {
                    out.write(line);
                    out.write('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Row r) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < r.size(); i++) {
            String cell = r.isNullAt(i) ? "" : r.getString(i);
            boolean quote = cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0;
            line.append(i == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.toString();
    }

    private static void copy(Configuration conf, Path from, Path to) throws IOException {
        FileSystem source = from.getFileSystem(conf);
        FileSystem target = to.getFileSystem(conf);
        if (source.exists(from)) {
            target.delete(to, true);
            FileUtil.copy(source, from, target, to, false, true, conf);
        }
    }

    /** The number of the kind of damage of a settlement, -1 for none: a look-up, since a long chain of cases is slow. */
    private Column kind() {
        int[] kinds = new int[SCALE];
        Arrays.fill(kinds, -1);
        double upTo = 0;
        for (DamageKind kind : DamageKind.values()) {
            double from = upTo;
            upTo += plan.shares().getOrDefault(kind, 0.0);
            Arrays.fill(kinds, (int) Math.round(from * SCALE), (int) Math.round(upTo * SCALE), kind.ordinal());
        }
        Column slot = pmod(xxhash64(lit(plan.seed()), SettlementHeaders.SETL_ID.col()), lit((long) SCALE));
        return element_at(lit(kinds), slot.plus(1).cast(DataTypes.IntegerType));
    }

    private Column variant() {
        return pmod(xxhash64(lit(plan.seed() + 1), SettlementHeaders.SETL_ID.col()), lit((long) SCALE))
                .cast(DataTypes.IntegerType);
    }

    private void tables(String from, String to) {
        Dataset<Row> items = spark.read().parquet(from + "/" + SettlementItems.TABLE.name());
        for (Table table : List.of(
                SettlementHeaders.TABLE,
                SettlementDiagnoses.TABLE,
                SettlementProcedures.TABLE,
                SettlementIcuStays.TABLE,
                SettlementItems.TABLE)) {
            Dataset<Row> rows = spark.read().parquet(from + "/" + table.name()).withColumn(KIND, kind());
            Dataset<Row> suffering = suffering(table, rows.where(col(KIND).geq(0)), items);
            Dataset<Row> damaged = suffering.mapPartitions(new DamagedRows(table, false), Encoders.row(days(table)));
            table.select(rows.where(col(KIND).lt(0)))
                    .union(table.select(withDates(table, damaged)))
                    .write()
                    .mode(SaveMode.Overwrite)
                    .option("compression", "snappy")
                    .parquet(to + "/" + table.name());
            logs.add(suffering.mapPartitions(new DamagedRows(table, true), Encoders.row(DamagedRows.LOG)));
        }
    }

    /** The rows to damage as {@link DamagedRows} reads them. */
    private Dataset<Row> suffering(Table table, Dataset<Row> rows, Dataset<Row> items) {
        List<Column> columns = new ArrayList<>();
        for (Col c : table.columns()) {
            columns.add(c.kind() == Kind.DATE ? unix_date(c.col()).as(c.name()) : c.col());
        }
        columns.add(col(KIND));
        columns.add(variant().as(VARIANT));
        Dataset<Row> prepared = rows;
        if (table.equals(SettlementHeaders.TABLE)) {
            Dataset<Row> halves = items.withColumn(KIND, kind())
                    .where(col(KIND).equalTo(DamageKind.INTERIM_BILL.ordinal()))
                    .groupBy(SettlementHeaders.SETL_ID.col().as("half_of"))
                    .agg(
                            sum(half(SettlementItems.CLAA_SUMFEE)
                                            .plus(half(SettlementItems.CLAB_AMT))
                                            .plus(half(SettlementHeaders.FULAMT_OWNPAY_AMT))
                                            .plus(half(SettlementItems.OTH_AMT)))
                                    .cast(Kind.YUAN.type())
                                    .as("first_total"),
                            sum(half(SettlementHeaders.FULAMT_OWNPAY_AMT))
                                    .cast(Kind.YUAN.type())
                                    .as("first_own"));
            prepared =
                    rows.join(broadcast(halves), SettlementHeaders.SETL_ID.col().equalTo(col("half_of")), "left");
            columns.add(col("first_total"));
            columns.add(col("first_own"));
        }
        return prepared.select(columns.toArray(Column[]::new));
    }

    /** Half an amount in whole fen, rounded down, as {@link DamagedRows} halves it. */
    private static Column half(Col amount) {
        return floor(amount.col().multiply(50)).divide(100).cast(Kind.YUAN.type());
    }

    private static StructType days(Table table) {
        return new StructType(table.columns().stream()
                .map(c -> DataTypes.createStructField(
                        c.name(),
                        c.kind() == Kind.DATE ? DataTypes.IntegerType : c.kind().type(),
                        true))
                .toArray(StructField[]::new));
    }

    private static Dataset<Row> withDates(Table table, Dataset<Row> rows) {
        return rows.select(table.columns().stream()
                .map(c -> c.kind() == Kind.DATE ? date_from_unix_date(c.col()).as(c.name()) : c.col())
                .toArray(Column[]::new));
    }
}
