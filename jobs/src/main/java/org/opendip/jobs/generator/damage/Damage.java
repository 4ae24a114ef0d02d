package org.opendip.jobs.generator.damage;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
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
    private static final int SCALE = 1_000_000;
    private static final List<Col> AMOUNTS = SettlementHeaders.TABLE.columns().stream()
            .filter(c -> c.kind() == Kind.YUAN)
            .toList();

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
            for (Dataset<Row> log : damage.logs) {
                for (Row r : log.collectAsList()) {
                    lines.add(line(r));
                }
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

    private Column hash(int purpose) {
        return pmod(xxhash64(lit(plan.seed() + purpose), SettlementHeaders.SETL_ID.col()), lit((long) SCALE));
    }

    /** The kind of damage of a settlement, empty for none. */
    private Column kind() {
        Column u = hash(0);
        Column kind = lit("");
        double upTo = plan.shares().values().stream().mapToDouble(s -> s).sum();
        DamageKind[] kinds = DamageKind.values();
        for (int i = kinds.length - 1; i >= 0; i--) {
            double share = plan.shares().getOrDefault(kinds[i], 0.0);
            if (share > 0) {
                kind = when(u.lt(Math.round(upTo * SCALE)), kinds[i].word()).otherwise(kind);
                upTo -= share;
            }
        }
        return kind;
    }

    private static Column is(DamageKind... kinds) {
        Object[] words = new Object[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            words[i] = kinds[i].word();
        }
        return col(KIND).isin(words);
    }

    private record Change(Column where, Col column, Column after) {}

    private static Change change(DamageKind kind, Col column, Column after) {
        return new Change(is(kind), column, after);
    }

    private static Change change(DamageKind kind, Column where, Col column, Column after) {
        return new Change(is(kind).and(where), column, after);
    }

    private Dataset<Row> read(String folder, Table table) {
        return spark.read().parquet(folder + "/" + table.name()).withColumn(KIND, kind());
    }

    private void tables(String from, String to) {
        write(headers(from), SettlementHeaders.TABLE, to);
        write(diagnoses(from), SettlementDiagnoses.TABLE, to);
        write(procedures(from), SettlementProcedures.TABLE, to);
        write(againAndHalves(gone(read(from, SettlementIcuStays.TABLE)), true), SettlementIcuStays.TABLE, to);
        write(items(from), SettlementItems.TABLE, to);
    }

    private void write(Dataset<Row> rows, Table table, String folder) {
        table.select(rows)
                .write()
                .mode(SaveMode.Overwrite)
                .option("compression", "snappy")
                .parquet(folder + "/" + table.name());
    }

    /** Applies cell changes and remembers them for the log. */
    private Dataset<Row> changed(Dataset<Row> rows, Table table, List<Change> changes) {
        log(rows, table, changes);
        Map<String, Column> cells = new LinkedHashMap<>();
        for (Change c : changes) {
            Column before = cells.getOrDefault(c.column().name(), c.column().col());
            cells.put(
                    c.column().name(),
                    when(c.where(), c.after().cast(c.column().kind().type())).otherwise(before));
        }
        return rows.withColumns(cells);
    }

    private void log(Dataset<Row> rows, Table table, List<Change> changes) {
        Column[] entries = changes.stream()
                .map(c -> when(
                        c.where(),
                        struct(
                                col(KIND).as("kind"),
                                lit(table.name()).as("table"),
                                SettlementHeaders.SETL_ID.col().as("setl_id"),
                                lit(c.column().name()).as("column"),
                                c.column().col().cast(DataTypes.StringType).as("before"),
                                c.after()
                                        .cast(c.column().kind().type())
                                        .cast(DataTypes.StringType)
                                        .as("after"))))
                .toArray(Column[]::new);
        logs.add(rows.where(col(KIND).notEqual(""))
                .select(explode(filter(array(entries), Column::isNotNull)).as("entry"))
                .select("entry.*"));
    }

    private static Column otherId(String letter) {
        return concat(lit(letter), substring(SettlementHeaders.SETL_ID.col(), 2, 100));
    }

    /** A moment some days later, but in the same year, since the files are cut by settlement year. */
    private static Column later(Col time, Column days) {
        String name = time.name();
        return least(
                expr(name).plus(days.multiply(expr("interval '1' day"))),
                expr("make_timestamp_ntz(year(" + name + "), 12, 31, 20, 0, 0)"));
    }

    private Dataset<Row> headers(String from) {
        Dataset<Row> all = read(from, SettlementHeaders.TABLE);
        Column variant = hash(1);
        Column level = SettlementHeaders.HOSP_LV.col();
        Column typed = when(variant.lt(SCALE / 2), substring(level, 2, 1))
                .otherwise(when(level.equalTo("03"), "三级")
                        .when(level.equalTo("02"), "二级")
                        .otherwise("一级"));
        Dataset<Row> rows = changed(
                all.where(is(DamageKind.INTERIM_BILL).unary_$bang()),
                SettlementHeaders.TABLE,
                List.of(
                        change(
                                DamageKind.DISCHARGE_BEFORE_ADMISSION,
                                SettlementHeaders.ENDDATE,
                                date_add(SettlementHeaders.BEGNDATE.col(), -3)),
                        change(DamageKind.ADMITTED_IN_1900, SettlementHeaders.BEGNDATE, lit("1900-01-01")),
                        change(DamageKind.DISCHARGED_IN_2099, SettlementHeaders.ENDDATE, lit("2099-12-31")),
                        change(
                                DamageKind.UPLOADED_LATE,
                                SettlementHeaders.UPDT_TIME,
                                SettlementHeaders.UPDT_TIME.col().plus(expr("interval '20' day"))),
                        change(DamageKind.LEVEL_TYPED_DIFFERENTLY, SettlementHeaders.HOSP_LV, typed),
                        change(
                                DamageKind.STAY_MISSING,
                                SettlementHeaders.IPT_DAYS.col().isNotNull(),
                                SettlementHeaders.IPT_DAYS,
                                lit(null)),
                        change(DamageKind.VOID, SettlementHeaders.VALI_FLAG, lit("0")),
                        change(DamageKind.ZERO_TOTAL, SettlementHeaders.MEDFEE_SUMAMT, lit(0)),
                        change(DamageKind.TOTAL_MISSING, SettlementHeaders.MEDFEE_SUMAMT, lit(null)),
                        change(DamageKind.HOSPITAL_MISSING, SettlementHeaders.FIXMEDINS_CODE, lit(null)),
                        change(DamageKind.UNKNOWN_HOSPITAL, SettlementHeaders.FIXMEDINS_CODE, lit("H99010299999"))));

        Dataset<Row> refunded = all.where(
                is(DamageKind.REFUNDED, DamageKind.REFUNDED_AND_SETTLED_AGAIN, DamageKind.REFUND_WITHOUT_ORIGINAL));
        added(refunded, "R");
        Map<String, Column> negative = new LinkedHashMap<>();
        AMOUNTS.forEach(c -> negative.put(c.name(), c.col().multiply(-1)));
        Column days = pmod(variant, lit(15)).plus(1).cast(DataTypes.IntegerType);
        negative.put(SettlementHeaders.SETL_ID.name(), otherId("R"));
        negative.put(SettlementHeaders.REFD_SETL_FLAG.name(), lit("1"));
        negative.put(SettlementHeaders.SETL_TIME.name(), later(SettlementHeaders.SETL_TIME, days));
        negative.put(
                SettlementHeaders.UPDT_TIME.name(),
                SettlementHeaders.UPDT_TIME.col().plus(expr("interval '16' day")));

        Dataset<Row> again = all.where(is(DamageKind.REFUNDED_AND_SETTLED_AGAIN));
        added(again, "A");
        Map<String, Column> settledAgain = Map.of(
                SettlementHeaders.SETL_ID.name(),
                otherId("A"),
                SettlementHeaders.SETL_TIME.name(),
                later(SettlementHeaders.SETL_TIME, days).plus(expr("interval '5' minute")),
                SettlementHeaders.UPDT_TIME.name(),
                SettlementHeaders.UPDT_TIME.col().plus(expr("interval '17' day")));

        Dataset<Row> twice = all.where(is(DamageKind.UPLOADED_AGAIN));
        Dataset<Row> second = changed(
                twice,
                SettlementHeaders.TABLE,
                List.of(
                        change(
                                DamageKind.UPLOADED_AGAIN,
                                SettlementHeaders.AGE,
                                SettlementHeaders.AGE.col().plus(1)),
                        change(
                                DamageKind.UPLOADED_AGAIN,
                                SettlementHeaders.UPDT_TIME,
                                SettlementHeaders.UPDT_TIME.col().plus(expr("interval '2' day")))));

        removed(all.where(is(DamageKind.REFUND_WITHOUT_ORIGINAL)), SettlementHeaders.TABLE);
        return rows.where(is(DamageKind.REFUND_WITHOUT_ORIGINAL).unary_$bang())
                .unionByName(refunded.withColumns(negative))
                .unionByName(again.withColumns(settledAgain))
                .unionByName(second)
                .unionByName(interim(all.where(is(DamageKind.INTERIM_BILL)), from));
    }

    private void added(Dataset<Row> rows, String letter) {
        logs.add(rows.select(
                col(KIND),
                lit(SettlementHeaders.TABLE.name()),
                SettlementHeaders.SETL_ID.col(),
                lit(SettlementHeaders.SETL_ID.name()),
                lit(""),
                otherId(letter)));
    }

    private void removed(Dataset<Row> rows, Table table) {
        logs.add(rows.select(
                col(KIND),
                lit(table.name()),
                SettlementHeaders.SETL_ID.col(),
                lit(SettlementHeaders.SETL_ID.name()),
                SettlementHeaders.SETL_ID.col(),
                lit("")));
    }

    /** Two settlements of one stay: what the first half of the items comes to, and the rest. */
    private Dataset<Row> interim(Dataset<Row> whole, String from) {
        added(whole, "I");
        log(
                whole,
                SettlementHeaders.TABLE,
                List.of(change(DamageKind.INTERIM_BILL, SettlementHeaders.MEDFEE_SUMAMT, lit(null))));
        Dataset<Row> halves = read(from, SettlementItems.TABLE)
                .where(is(DamageKind.INTERIM_BILL))
                .groupBy(SettlementHeaders.SETL_ID.col())
                .agg(
                        sum(firstAmount()).as("first_total"),
                        sum(half(SettlementHeaders.FULAMT_OWNPAY_AMT)).as("first_own"));
        Column total = col("first_total");
        Column own = col("first_own");
        Map<String, Column> first = new LinkedHashMap<>();
        first.put(SettlementHeaders.MEDFEE_SUMAMT.name(), total);
        first.put(SettlementHeaders.FULAMT_OWNPAY_AMT.name(), own);
        for (Col c : List.of(
                SettlementHeaders.OVERLMT_SELFPAY,
                SettlementHeaders.PRESELFPAY_AMT,
                SettlementHeaders.HIFP_PAY,
                SettlementHeaders.FUND_PAY_SUMAMT,
                SettlementHeaders.ACCT_PAY)) {
            first.put(c.name(), half(c));
        }
        first.put(
                SettlementHeaders.INSCP_AMT.name(),
                when(SettlementHeaders.INSUTYPE.col().isNull(), lit(0))
                        .otherwise(total.minus(own)
                                .minus(half(SettlementHeaders.OVERLMT_SELFPAY))
                                .minus(half(SettlementHeaders.PRESELFPAY_AMT))));
        first.put(
                SettlementHeaders.PSN_CASH_PAY.name(),
                total.minus(half(SettlementHeaders.FUND_PAY_SUMAMT)).minus(half(SettlementHeaders.ACCT_PAY)));

        Column stay = datediff(SettlementHeaders.ENDDATE.col(), SettlementHeaders.BEGNDATE.col());
        Column middle =
                date_add(SettlementHeaders.BEGNDATE.col(), floor(stay.divide(2)).cast(DataTypes.IntegerType));
        Map<String, Column> firstRow = new LinkedHashMap<>();
        Map<String, Column> secondRow = new LinkedHashMap<>();
        first.forEach((name, amount) -> {
            firstRow.put(name, amount.cast(Kind.YUAN.type()));
            secondRow.put(name, col(name).minus(amount).cast(Kind.YUAN.type()));
        });
        firstRow.put(SettlementHeaders.ENDDATE.name(), middle);
        firstRow.put(
                SettlementHeaders.SETL_TIME.name(),
                expr("greatest(setl_time - make_dt_interval(datediff(enddate, begndate) div 2, 0, 0, 0),"
                        + " make_timestamp_ntz(year(setl_time), 1, 1, 9, 0, 0))"));
        firstRow.put(
                SettlementHeaders.IPT_DAYS.name(),
                when(
                        SettlementHeaders.IPT_DAYS.col().isNotNull(),
                        coalesce(datediff(middle, SettlementHeaders.BEGNDATE.col()), lit(0))));
        secondRow.put(SettlementHeaders.SETL_ID.name(), otherId("I"));
        secondRow.put(SettlementHeaders.BEGNDATE.name(), middle);
        secondRow.put(
                SettlementHeaders.IPT_DAYS.name(),
                when(SettlementHeaders.IPT_DAYS.col().isNotNull(), datediff(SettlementHeaders.ENDDATE.col(), middle)));
        Dataset<Row> joined = whole.join(broadcast(halves), SettlementHeaders.SETL_ID.name());
        return joined.withColumns(firstRow)
                .unionByName(joined.withColumns(secondRow))
                .drop("first_total", "first_own");
    }

    /** Half an amount in whole fen, rounded down. */
    private static Column half(Col amount) {
        return floor(amount.col().multiply(50))
                .cast(DataTypes.createDecimalType(18, 0))
                .multiply(expr("0.01bd"))
                .cast(Kind.YUAN.type());
    }

    /** What the first of two bills has of an item: the halves of its classes, so that they still make up its amount. */
    private static Column firstAmount() {
        return half(SettlementItems.CLAA_SUMFEE)
                .plus(half(SettlementItems.CLAB_AMT))
                .plus(half(SettlementHeaders.FULAMT_OWNPAY_AMT))
                .plus(half(SettlementItems.OTH_AMT))
                .cast(Kind.YUAN.type());
    }

    /** Details of a settlement whose header is not there. */
    private Dataset<Row> gone(Dataset<Row> rows) {
        return rows.where(is(DamageKind.REFUND_WITHOUT_ORIGINAL).unary_$bang());
    }

    /** Copies for the stay settled again; of an interim stay the last bill has the details, or both have. */
    private Dataset<Row> againAndHalves(Dataset<Row> rows, boolean lastOnly) {
        Dataset<Row> again = rows.where(is(DamageKind.REFUNDED_AND_SETTLED_AGAIN))
                .withColumn(SettlementHeaders.SETL_ID.name(), otherId("A"));
        Dataset<Row> second =
                rows.where(is(DamageKind.INTERIM_BILL)).withColumn(SettlementHeaders.SETL_ID.name(), otherId("I"));
        Dataset<Row> kept = lastOnly ? rows.where(is(DamageKind.INTERIM_BILL).unary_$bang()) : rows;
        return kept.unionByName(again).unionByName(second);
    }

    private Dataset<Row> diagnoses(String from) {
        Column main = SettlementDiagnoses.MAINDIAG_FLAG.col().equalTo("1");
        Col code = SettlementDiagnoses.DIAG_CODE;
        Dataset<Row> all = gone(read(from, SettlementDiagnoses.TABLE));
        Dataset<Row> rows = changed(
                all,
                SettlementDiagnoses.TABLE,
                List.of(
                        change(
                                DamageKind.UNKNOWN_DIAGNOSIS,
                                main,
                                code,
                                concat(substring(code.col(), 1, 5), lit("77x777"))),
                        change(DamageKind.BLANKS_AROUND_DIAGNOSIS, main, code, concat(lit(" "), code.col(), lit("  "))),
                        change(
                                DamageKind.LOWER_CASE_DIAGNOSIS,
                                main,
                                code,
                                concat(lower(substring(code.col(), 1, 1)), substring(code.col(), 2, 100))),
                        change(
                                DamageKind.MAIN_DIAGNOSIS_FLAG_CLEARED,
                                main,
                                SettlementDiagnoses.MAINDIAG_FLAG,
                                lit("0")),
                        change(DamageKind.MAIN_DIAGNOSIS_FLAG_CLEARED, main, SettlementDiagnoses.DIAG_TYPE, lit("2")),
                        change(
                                DamageKind.TWO_MAIN_DIAGNOSES,
                                SettlementDiagnoses.ORDER.col().equalTo(2),
                                SettlementDiagnoses.MAINDIAG_FLAG,
                                lit("1")),
                        change(
                                DamageKind.TWO_MAIN_DIAGNOSES,
                                SettlementDiagnoses.ORDER.col().equalTo(2),
                                SettlementDiagnoses.DIAG_TYPE,
                                lit("1"))));
        Column removed = is(DamageKind.MAIN_DIAGNOSIS_REMOVED).and(main);
        removed(all.where(removed), SettlementDiagnoses.TABLE);
        return againAndHalves(rows.where(removed.unary_$bang()), false);
    }

    private Dataset<Row> procedures(String from) {
        Column main = SettlementProcedures.MAIN_OPRN_FLAG.col().equalTo("1");
        Col code = SettlementProcedures.OPRN_OPRT_CODE;
        return againAndHalves(
                changed(
                        gone(read(from, SettlementProcedures.TABLE)),
                        SettlementProcedures.TABLE,
                        List.of(
                                change(DamageKind.UNKNOWN_PROCEDURE, main, code, lit("99.9999x99")),
                                change(DamageKind.UPPER_CASE_X, code.col().contains("x"), code, upper(code.col())))),
                true);
    }

    private Dataset<Row> items(String from) {
        Column variant = hash(2);
        Dataset<Row> rows = changed(
                gone(read(from, SettlementItems.TABLE)),
                SettlementItems.TABLE,
                List.of(change(
                        DamageKind.ITEM_SUM_DIFFERS,
                        SettlementItems.MED_CHRGITM.col().equalTo("01"),
                        SettlementItems.AMT,
                        SettlementItems.AMT
                                .col()
                                .plus(when(variant.lt(SCALE / 2), expr("0.01bd"))
                                        .otherwise(expr("10.00bd"))))));
        List<Col> amounts = SettlementItems.TABLE.columns().stream()
                .filter(c -> c.kind() == Kind.YUAN)
                .toList();
        Map<String, Column> first = new LinkedHashMap<>();
        Map<String, Column> second = new LinkedHashMap<>();
        for (Col c : amounts) {
            Column half = c.equals(SettlementItems.AMT) ? firstAmount() : half(c);
            first.put(c.name(), half);
            second.put(c.name(), c.col().minus(half).cast(Kind.YUAN.type()));
        }
        second.put(SettlementHeaders.SETL_ID.name(), otherId("I"));
        Dataset<Row> interim = rows.where(is(DamageKind.INTERIM_BILL));
        Dataset<Row> again = rows.where(is(DamageKind.REFUNDED_AND_SETTLED_AGAIN))
                .withColumn(SettlementHeaders.SETL_ID.name(), otherId("A"));
        return rows.where(is(DamageKind.INTERIM_BILL).unary_$bang())
                .unionByName(again)
                .unionByName(interim.withColumns(first))
                .unionByName(interim.withColumns(second));
    }
}
