package org.opendip.jobs.generator;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.opendip.jobs.generator.GeneratedRegion.FOLDER;
import static org.opendip.jobs.generator.GeneratedRegion.PLAN;
import static org.opendip.jobs.generator.GeneratedRegion.SPARK;
import static org.opendip.jobs.generator.GeneratedRegion.history;
import static org.opendip.jobs.generator.GeneratedRegion.year;

import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementItems;

class RegionGeneratorTest {
    private static List<Map<String, String>> csv(String file) throws Exception {
        try (Reader in = Files.newBufferedReader(FOLDER.resolve(file))) {
            return CsvFile.read(in);
        }
    }

    @Test
    void theSameSeedGivesTheSameRowsWhateverThePartitions() {
        RegionModel model = RegionModel.of(RegionPlan.city(2026, 2000, 5));
        RegionModel same = RegionModel.of(RegionPlan.city(2026, 2000, 5));
        RegionModel other = RegionModel.of(RegionPlan.city(2026, 2000, 6));
        for (NationalRows table : NationalRows.values()) {
            String one = digest(table, model, 1);
            assertThat(digest(table, same, 3)).isEqualTo(one);
            assertThat(digest(table, model, 16)).isEqualTo(one);
        }
        assertThat(digest(NationalRows.HEADERS, other, 1)).isNotEqualTo(digest(NationalRows.HEADERS, model, 1));
    }

    private static String digest(NationalRows table, RegionModel model, int partitions) {
        Broadcast<RegionModel> shared =
                JavaSparkContext.fromSparkContext(SPARK.sparkContext()).broadcast(model);
        Column[] all = table.table.columns().stream().map(c -> c.col()).toArray(Column[]::new);
        Dataset<Row> rows = table.of(SPARK, shared, 0, model.historyCases + model.yearCases, partitions);
        Row r = rows.agg(count(lit(1)), sum(xxhash64(all).cast("decimal(20,0)")))
                .first();
        assertThat(r.getLong(0)).isPositive();
        return r.toString();
    }

    @Test
    void theRegionLooksLikeAPrefecture() {
        Dataset<Row> h = history(SettlementHeaders.TABLE);
        Row r = h.agg(
                        count(lit(1)),
                        avg(SettlementHeaders.MEDFEE_SUMAMT.col()).cast("double"),
                        avg(datediff(SettlementHeaders.ENDDATE.col(), SettlementHeaders.BEGNDATE.col())),
                        avg(SettlementHeaders.INSUTYPE.col().eqNullSafe("310").cast("int")),
                        avg(SettlementHeaders.INSUTYPE.col().eqNullSafe("390").cast("int")),
                        avg(SettlementHeaders.HOSP_LV.col().equalTo("03").cast("int")),
                        avg(SettlementHeaders.HOSP_LV.col().equalTo("01").cast("int")))
                .first();
        assertThat(r.getLong(0)).isEqualTo(45_000);
        assertThat(r.getDouble(1)).isCloseTo(5700, within(170.0));
        assertThat(r.getDouble(2)).isCloseTo(9, within(0.4));
        assertThat(r.getDouble(3)).isBetween(0.12, 0.16);
        assertThat(r.getDouble(4)).isBetween(0.80, 0.88);
        assertThat(r.getDouble(5)).isCloseTo(0.45, within(0.02));
        assertThat(r.getDouble(6)).isCloseTo(0.15, within(0.02));
        assertThat(year(SettlementHeaders.TABLE).count()).isEqualTo(15_000);
    }

    @Test
    void theSpreadWithinGroupsIsThatOfAPrefecture() throws Exception {
        List<Double> planted = new ArrayList<>();
        for (Map<String, String> g : csv("truth/groups.csv")) {
            if (g.get("kind").equals("core") && Long.parseLong(g.get("cases")) >= 15) {
                planted.add(Double.parseDouble(g.get("cv")));
            }
        }
        Collections.sort(planted);
        assertThat(planted.get(planted.size() / 2)).isBetween(0.38, 0.50);
        List<double[]> measured = measured();
        double[] ratios = measured.stream()
                .filter(m -> m[0] >= 60)
                .mapToDouble(m -> m[2] / m[4])
                .sorted()
                .toArray();
        assertThat(ratios[ratios.length / 2]).isBetween(0.92, 1.06);
        for (double[] m : measured) {
            if (m[0] >= 200) {
                assertThat(m[1] / m[3]).isBetween(0.93, 1.07);
            }
        }
    }

    /** Per planted core combination: cases, mean and CV as measured, mean and CV as planted. */
    private static List<double[]> measured() {
        RegionModel model = RegionModel.of(PLAN);
        CaseMaker maker = new CaseMaker(model);
        CaseFacts f = new CaseFacts();
        double[][] sums = new double[model.planted.size()][3];
        for (long i = 0; i < model.historyCases; i++) {
            maker.make(i, f);
            sums[f.combination][0]++;
            sums[f.combination][1] += f.total / 100.0;
            sums[f.combination][2] += f.total / 100.0 * (f.total / 100.0);
        }
        List<double[]> out = new ArrayList<>();
        for (int c = 0; c < sums.length; c++) {
            Planted p = model.planted.get(c);
            assertThat((long) sums[c][0]).isEqualTo(p.cases());
            if (p.kind().equals(Planted.CORE)) {
                double mean = sums[c][1] / sums[c][0];
                double sd = Math.sqrt(Math.max(0, sums[c][2] / sums[c][0] - mean * mean));
                out.add(new double[] {sums[c][0], mean, sd / mean, p.mean(), p.cv()});
            }
        }
        return out;
    }

    @Test
    void everyTotalIsTheSumOfItsItemsAndOfItsPayments() {
        Dataset<Row> items = history(SettlementItems.TABLE)
                .groupBy("setl_id")
                .agg(
                        sum("amt").as("items"),
                        sum(col("claa_sumfee")
                                        .plus(col("clab_amt"))
                                        .plus(col("fulamt_ownpay_amt"))
                                        .plus(col("oth_amt")))
                                .as("classes"),
                        sum("fulamt_ownpay_amt").as("own"));
        Dataset<Row> joined = history(SettlementHeaders.TABLE).join(items, "setl_id");
        assertThat(joined.count()).isEqualTo(45_000);
        assertThat(joined.where("items <> medfee_sumamt or classes <> medfee_sumamt or own <> fulamt_ownpay_amt")
                        .count())
                .isZero();
        assertThat(history(SettlementHeaders.TABLE)
                        .where("fund_pay_sumamt + acct_pay + psn_cash_pay <> medfee_sumamt or psn_cash_pay < 0"
                                + " or hifp_pay > fund_pay_sumamt or begndate > enddate or brdy > begndate"
                                + " or to_date(setl_time) < enddate or updt_time < setl_time"
                                + " or year(setl_time) not in (2023, 2024, 2025)")
                        .count())
                .isZero();
    }

    @Test
    void aRelatedProcedureThatRaisesCostsIsVisibleInTheMeans() {
        RegionModel model = RegionModel.of(RegionPlan.city(2026, 60_000, 11));
        Map<String, Planted> bases = new TreeMap<>();
        model.planted.forEach(p -> {
            if (p.related().isEmpty()) {
                bases.put(p.diagnosis() + ":" + p.mainProcedure(), p);
            }
        });
        Map<String, double[]> sums = new TreeMap<>();
        CaseMaker maker = new CaseMaker(model);
        CaseFacts f = new CaseFacts();
        for (long i = 0; i < model.historyCases; i++) {
            maker.make(i, f);
            Planted p = model.planted.get(f.combination);
            double[] s = sums.computeIfAbsent(p.key(), k -> new double[2]);
            s[0]++;
            s[1] += f.total;
        }
        int raised = 0;
        int flat = 0;
        for (Planted p : model.planted) {
            Planted base = bases.get(p.diagnosis() + ":" + p.mainProcedure());
            if (p.related().isEmpty() || !p.kind().equals(Planted.CORE) || base == null || p.cases() < 40) {
                continue;
            }
            double[] with = sums.get(p.key());
            double[] without = sums.get(base.key());
            double uplift = with[1] / with[0] / (without[1] / without[0]) - 1;
            if (p.kept() && p.uplift() >= 0.30) {
                assertThat(uplift).as(p.key()).isGreaterThan(0.10);
                raised++;
            } else if (!p.kept()) {
                assertThat(uplift).as(p.key()).isCloseTo(p.uplift(), within(0.10));
                flat++;
            }
        }
        assertThat(raised).isPositive();
        assertThat(flat).isPositive();
    }

    @Test
    void theMoneyOfTheYearComesFromTheTables() throws Exception {
        BigDecimal booked = year(SettlementHeaders.TABLE)
                .where("insutype = '310' and insu_admdvs like '9901%'")
                .agg(sum("hifp_pay"))
                .first()
                .getDecimal(0);
        Map<String, BigDecimal> items = new TreeMap<>();
        for (Map<String, String> r : csv("reference/fund_plan.csv")) {
            if (r.get("pool").equals("310")) {
                items.put(r.get("item"), new BigDecimal(r.get("amount")));
            }
        }
        BigDecimal fund = items.get("inpatient-budget")
                .subtract(items.get("regional-adjustment"))
                .subtract(items.get("cross-region"))
                .subtract(items.get("non-dip"))
                .subtract(items.get("reserve"));
        assertThat(fund.doubleValue() / booked.doubleValue()).isCloseTo(1.02, within(1e-6));
        for (Map<String, String> r : csv("reference/monthly_payments.csv")) {
            assertThat(new BigDecimal(r.get("paid")))
                    .isEqualTo(new BigDecimal(r.get("pre_settled")).subtract(new BigDecimal(r.get("deposit"))));
        }
        List<String> hospitals = csv("reference/hospitals.csv").stream()
                .map(r -> r.get("hospital"))
                .toList();
        assertThat(hospitals).isSorted().allMatch(h -> h.matches("H\\d{11}")).doesNotHaveDuplicates();
    }

    @Test
    void everyCodeThatOccursIsOnTheLists() throws Exception {
        List<String> diagnoses =
                csv("codes/diagnoses.csv").stream().map(r -> r.get("code")).toList();
        List<String> procedures =
                csv("codes/procedures.csv").stream().map(r -> r.get("code")).toList();
        assertThat(diagnoses)
                .doesNotHaveDuplicates()
                .allMatch(c -> c.matches("[A-Z]\\d\\d\\.[\\dx]\\w*([+]\\w\\d\\d\\.\\d\\*)?"));
        assertThat(procedures).doesNotHaveDuplicates().allMatch(c -> c.matches("\\d\\d\\.\\w{4,8}"));
        for (Object[] t : new Object[][] {
            {NationalRows.DIAGNOSES, "diag_code", diagnoses}, {NationalRows.PROCEDURES, "oprn_oprt_code", procedures}
        }) {
            List<String> used =
                    history(((NationalRows) t[0]).table).select((String) t[1]).distinct().collectAsList().stream()
                            .map(r -> r.getString(0))
                            .toList();
            assertThat((List<?>) t[2]).isNotEmpty();
            assertThat(used).isNotEmpty().allMatch(((List<?>) t[2])::contains);
        }
    }

    @Test
    void aCatalogFileGivesItsGroups(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("catalog.csv");
        Files.writeString(
                file,
                "group,diagnosis,main_procedure,related,attribute,cases,mean,cv\n"
                        + "J18.0,J18.0,,,,3000,2495.48,0.36\n"
                        + "K80.1:51.2300,K80.1,51.2300,,surgery,900,12000,0.30\n"
                        + "K80.1:51.2300_51.4100+54.5100,K80.1,51.2300,51.4100+54.5100,surgery,60,18000,0.25\n"
                        + "C73.x:06.2x01,C73.x,06.2X01,,,40,15000,0.2\n");
        RegionModel model = RegionModel.of(RegionPlan.fromCatalog(2025, file, 3));
        assertThat(model.historyCases).isEqualTo(4000);
        CaseMaker maker = new CaseMaker(model);
        CaseFacts f = new CaseFacts();
        double[][] sums = new double[4][3];
        for (long i = 0; i < 4000; i++) {
            maker.make(i, f);
            double yuan = f.total / 100.0;
            sums[f.combination][0]++;
            sums[f.combination][1] += yuan;
            sums[f.combination][2] += yuan * yuan;
            assertThat(f.diagnosisCode)
                    .startsWith(model.planted.get(f.combination).diagnosis());
        }
        assertThat(Arrays.stream(sums).mapToLong(s -> (long) s[0])).containsExactly(3000L, 900L, 60L, 40L);
        assertThat(sums[0][1] / 3000).isCloseTo(2495.48, within(40.0));
        assertThat(sums[1][1] / 900).isCloseTo(12_000, within(300.0));
        double mean = sums[0][1] / 3000;
        assertThat(Math.sqrt(sums[0][2] / 3000 - mean * mean) / mean).isCloseTo(0.36, within(0.03));
        assertThat(model.procedures).contains("06.2x01", "54.5100");
    }

    @Test
    void aMeasuredCatalogFillsItsComprehensiveGroupsWithRareCombinations(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("measured.csv");
        Files.writeString(
                file,
                "DIP_CODE,DIP_AVG_FEE,AVG_IPT_DAYS,CV,BILL_COUNT\n"
                        + "J18.0,2495.48,6.9,0.36,3000.0\n"
                        + "M12:SS,11059.62,9.0,0.43,35.0\n"
                        + "N18.5:38.9502_39.9500,9000,12,0.4,100\n"
                        + "CP01:SS,0,,,\n");
        List<Planted> planted = RegionPlan.fromCatalog(2025, file, 3).catalog();
        List<Planted> rare =
                planted.stream().filter(p -> p.kind().equals(Planted.RARE)).toList();
        assertThat(rare)
                .hasSizeGreaterThan(2)
                .allMatch(p -> p.cases() < 15 && p.diagnosis().startsWith("M12."));
        assertThat(rare.stream().mapToLong(Planted::cases).sum()).isEqualTo(35);
        assertThat(planted.stream().map(Planted::group).distinct())
                .containsExactlyInAnyOrder("J18.0", "M12:SS", "N18.5:38.9502_39.9500");
        assertThat(planted.stream()
                        .max(Comparator.comparingLong(Planted::cases))
                        .orElseThrow()
                        .cases())
                .isEqualTo(3000);
    }
}
