package org.opendip.jobs.generator;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.generator.GeneratedRegion.FOLDER;
import static org.opendip.jobs.generator.GeneratedRegion.SPARK;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.generator.damage.Damage;
import org.opendip.jobs.generator.damage.DamageKind;
import org.opendip.jobs.generator.damage.DamagePlan;

@Tag("full")
class DamageTest {
    private static Path damaged;
    private static List<Map<String, String>> log;

    @BeforeAll
    static void damageTheRegion() throws IOException {
        damaged = Files.createTempDirectory(Path.of("target"), "damaged");
        Damage.damage(
                SPARK,
                FOLDER.toUri().toString(),
                damaged.toUri().toString(),
                DamagePlan.usual(4).scaled(2));
        try (Reader in = Files.newBufferedReader(damaged.resolve("truth/damage.csv"))) {
            log = CsvFile.read(in);
        }
    }

    private static Dataset<Row> before(String part, String table) {
        return SPARK.read().parquet(FOLDER.resolve(part).resolve(table).toString());
    }

    private static Dataset<Row> after(String part, String table) {
        return SPARK.read().parquet(damaged.resolve(part).resolve(table).toString());
    }

    @Test
    void everyKindHappened() {
        Map<String, Integer> counts = new TreeMap<>();
        log.forEach(r -> counts.merge(r.get("kind"), 1, Integer::sum));
        for (DamageKind kind : DamageKind.values()) {
            assertThat(counts.getOrDefault(kind.word(), 0)).as(kind.word()).isPositive();
        }
    }

    @Test
    void whatIsNotInTheLogIsUnchanged() {
        TreeSet<String> touched = new TreeSet<>();
        for (Map<String, String> r : log) {
            touched.add(r.get("setl_id"));
            if (r.get("column").equals("setl_id") && !r.get("after").isEmpty()) {
                touched.add(r.get("after"));
            }
        }
        Dataset<Row> ids = SPARK.createDataset(new ArrayList<>(touched), Encoders.STRING())
                .toDF("setl_id")
                .coalesce(1);
        for (NationalRows t : NationalRows.values()) {
            String table = t.table.name();
            assertThat(digest(after("year", table).join(ids, join(), "left_anti"), t))
                    .as(table)
                    .isEqualTo(digest(before("year", table).join(ids, join(), "left_anti"), t));
        }
    }

    private static scala.collection.immutable.Seq<String> join() {
        return scala.jdk.javaapi.CollectionConverters.asScala(List.of("setl_id"))
                .toSeq();
    }

    private static String digest(Dataset<Row> rows, NationalRows table) {
        Column[] all = table.table.columns().stream().map(c -> c.col()).toArray(Column[]::new);
        Row r = rows.agg(count(lit(1)), sum(xxhash64(all).cast("decimal(20,0)")))
                .first();
        assertThat(r.getLong(0)).isPositive();
        return r.toString();
    }

    @Test
    void whatTheLogSaysIsInTheTables() {
        Map<String, String> levels = new TreeMap<>();
        Map<String, String> codes = new TreeMap<>();
        for (Map<String, String> r : log) {
            if (r.get("column").equals("hosp_lv")) {
                levels.put(r.get("setl_id"), r.get("after"));
            }
            if (r.get("column").equals("diag_code")) {
                codes.put(r.get("setl_id"), r.get("after"));
            }
        }
        int seen = 0;
        for (String part : List.of("history", "year")) {
            for (Row r : after(part, "setl_d").select("setl_id", "hosp_lv").collectAsList()) {
                if (levels.containsKey(r.getString(0))) {
                    assertThat(r.getString(1)).isEqualTo(levels.get(r.getString(0)));
                    seen++;
                }
            }
            for (Row r : after(part, "setl_list_diag_d")
                    .where("maindiag_flag = '1'")
                    .select("setl_id", "diag_code")
                    .collectAsList()) {
                if (codes.containsKey(r.getString(0))) {
                    assertThat(r.getString(1)).isEqualTo(codes.get(r.getString(0)));
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(levels.size() + codes.size());
    }

    @Test
    void interimBillsTogetherAreTheStayAndEachIsTheSumOfItsItems() {
        Dataset<Row> halves = after("history", "setl_d");
        Dataset<Row> first = halves.as("a");
        Dataset<Row> second = halves.where("setl_id like 'I%'").as("b");
        Dataset<Row> whole = before("history", "setl_d").as("w");
        Dataset<Row> pairs = first.join(
                        second,
                        col("a.mdtrt_id")
                                .equalTo(col("b.mdtrt_id"))
                                .and(col("a.setl_id").notEqual(col("b.setl_id"))))
                .join(whole, col("w.setl_id").equalTo(col("a.setl_id")));
        assertThat(pairs.count()).isPositive();
        StringBuilder wrong = new StringBuilder("false");
        for (String c : List.of(
                "medfee_sumamt",
                "fulamt_ownpay_amt",
                "overlmt_selfpay",
                "preselfpay_amt",
                "inscp_amt",
                "hifp_pay",
                "fund_pay_sumamt",
                "acct_pay",
                "psn_cash_pay")) {
            wrong.append(" or a.")
                    .append(c)
                    .append(" + b.")
                    .append(c)
                    .append(" <> w.")
                    .append(c);
            wrong.append(" or a.").append(c).append(" < 0");
        }
        wrong.append(" or a.fund_pay_sumamt + a.acct_pay + a.psn_cash_pay <> a.medfee_sumamt");
        assertThat(pairs.where(wrong.toString()).count()).isZero();
        Dataset<Row> items = after("history", "setl_list_item_d")
                .groupBy("setl_id")
                .agg(
                        sum("amt").as("items"),
                        sum(col("claa_sumfee")
                                        .plus(col("clab_amt"))
                                        .plus(col("fulamt_ownpay_amt"))
                                        .plus(col("oth_amt")))
                                .as("classes"));
        Dataset<Row> bills = pairs.selectExpr("a.setl_id", "a.medfee_sumamt")
                .union(pairs.selectExpr("b.setl_id", "b.medfee_sumamt"))
                .toDF("setl_id", "total")
                .join(items, join());
        assertThat(bills.count()).isEqualTo(2 * pairs.count());
        assertThat(bills.where("items <> total or classes <> total").count()).isZero();
    }

    @Test
    void aRefundTakesBackItsOriginal() {
        Dataset<Row> headers = after("history", "setl_d");
        Dataset<Row> refunds = headers.where("refd_setl_flag = '1'").as("r");
        Dataset<Row> originals =
                headers.where("refd_setl_flag = '0' and setl_id like 'S%'").as("o");
        Dataset<Row> pairs = refunds.join(originals, col("r.mdtrt_id").equalTo(col("o.mdtrt_id")));
        assertThat(pairs.count()).isPositive();
        assertThat(pairs.where("r.medfee_sumamt + o.medfee_sumamt <> 0 or r.hifp_pay + o.hifp_pay <> 0"
                                + " or r.setl_time <= o.setl_time or year(r.setl_time) <> year(o.setl_time)")
                        .count())
                .isZero();
        assertThat(refunds.count()).isGreaterThan(pairs.count());
    }
}
