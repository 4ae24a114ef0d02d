package org.opendip.jobs.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.testing.ReferenceData;
import org.opendip.jobs.testing.Rules;

/**
 * A region of the size, groups, counts, means and spreads of a real prefecture's catalog is invented, and calibrated
 * again: the catalog must come back. Figures go to the log, for docs/benchmarks.md.
 *
 * <p>With every combination a group of its own all of it comes back. Some groups cannot under a rulebook that keeps a related procedure only from 10 % on: the prefecture kept
 * groups that by its own published means cost less than that above their pair of diagnosis and main procedure, and groups
 * whose pair was too rare to be published, so that there is nothing to compare with. They are listed and counted, but the
 * test asks for the others.
 */
class RebuildCatalogTest extends SparkTest {
    private static final int YEAR = 2026;
    private static final long SURE_CASES = 30;

    @TempDir
    private Path folder;

    @Test
    @Tag("full")
    void theCatalogOfARealPrefectureComesBack() throws IOException {
        Path measured = ReferenceData.file("pingdingshan-2025/measured.csv");
        RegionPlan plan = RegionPlan.fromCatalog(YEAR, measured, 1);
        long start = System.nanoTime();
        long cases = writeHistory(plan);
        System.out.printf("rebuild: %,d cases written in %.0f s%n", cases, seconds(start));
        start = System.nanoTime();
        RunFile inputs = inputs();
        Run run = Flow.run(spark(), Job.CALIBRATE_CATALOG, Rules.exampleCity().book(), inputs, null, List.of());
        System.out.printf("rebuild: calibrated in %.0f s%n", seconds(start));
        Warehouse home = Warehouse.of(spark(), inputs.warehouse(), inputs.region());

        Map<String, Row> core = new HashMap<>();
        for (Row row : home.read(run, Catalog.TABLE)
                .filter(Catalog.GROUP_KIND.col().equalTo("core"))
                .collectAsList()) {
            core.put(key(row), row);
        }
        Map<String, Row> weighed = new HashMap<>();
        for (Row row : home.read(run, RelatedProcedures.TABLE).collectAsList()) {
            weighed.put(
                    row.getAs(RelatedProcedures.DIAGNOSIS.name()) + ":"
                            + row.getAs(RelatedProcedures.MAIN_PROCEDURE.name()) + "_"
                            + row.getAs(RelatedProcedures.RELATED_PROCEDURE.name()),
                    row);
        }
        List<Planted> sure = plan.catalog().stream()
                .filter(p -> p.kind().equals(Planted.CORE) && p.cases() >= SURE_CASES)
                .toList();
        Map<String, Double> pairs = new HashMap<>();
        plan.catalog().stream().filter(p -> p.related().isEmpty()).forEach(p -> pairs.put(key(p), p.mean()));
        Map<String, Planted> found = new TreeMap<>();
        int expected = 0;
        int back = 0;
        for (Planted planted : sure) {
            boolean came = core.containsKey(key(planted));
            boolean byRule = keptByPublishedMeans(planted, pairs);
            expected += byRule ? 1 : 0;
            back += byRule && came ? 1 : 0;
            if (came) {
                found.put(key(planted), planted);
            } else {
                System.out.printf(
                        "rebuild: missed %s (%d cases, %s by published means): %s%n",
                        planted.group(), planted.cases(), byRule ? "kept" : "not kept", reason(planted, weighed));
            }
        }
        System.out.printf(
                "rebuild: %d of %d core groups with n >= %d came back, %.2f %%; of those that the published means keep,"
                        + " %d of %d, %.2f %%; the catalog has %d core groups%n",
                found.size(),
                sure.size(),
                SURE_CASES,
                100.0 * found.size() / sure.size(),
                back,
                expected,
                100.0 * back / expected,
                core.size());
        compareScores(home, run, found, core);
        Run combined =
                Flow.run(spark(), Job.CALIBRATE_CATALOG, everyCombination().book(), inputs, null, List.of());
        Set<String> all = new TreeSet<>();
        home.read(combined, Catalog.TABLE)
                .filter(Catalog.GROUP_KIND.col().equalTo("core"))
                .collectAsList()
                .forEach(row -> all.add(key(row)));
        long returned = sure.stream().filter(p -> all.contains(key(p))).count();
        System.out.printf(
                "rebuild: with every combination a group of its own, %d of %d came back%n", returned, sure.size());
        assertThat(returned / (double) sure.size()).isGreaterThanOrEqualTo(0.97);
        assertThat(back / (double) expected).isGreaterThanOrEqualTo(0.97);
    }

    /** The prefecture gave combinations a group whatever a related procedure costs, as version 1.0 does. */
    private static Rules everyCombination() {
        return Rules.exampleCity()
                .with("rule-kinds: [base, comprehensive]", "rule-kinds: [all-procedures, comprehensive]");
    }

    /** By the catalog itself: without related procedures, or at least 10 % dearer than the pair alone. */
    private static boolean keptByPublishedMeans(Planted planted, Map<String, Double> pairs) {
        Double pair = pairs.get(planted.diagnosis() + ":" + planted.mainProcedure() + "_");
        return planted.related().isEmpty() || pair != null && planted.mean() >= 1.1 * pair;
    }

    private void compareScores(Warehouse home, Run run, Map<String, Planted> found, Map<String, Row> core) {
        Map<String, BigDecimal> published = new HashMap<>();
        ReferenceData.rows("pingdingshan-2025/measured.csv")
                .forEach(r -> published.put(r.getString("DIP_CODE").trim(), r.getBigDecimal("WEIGHT_SCORE")));
        Map<String, BigDecimal> scores = new HashMap<>();
        home.read(run, Scores.TABLE)
                .collectAsList()
                .forEach(r -> scores.put(r.getAs(Catalog.GROUP.name()), r.getAs(Scores.SCORE.name())));
        List<double[]> pairs = new ArrayList<>();
        found.forEach((key, planted) -> pairs.add(new double[] {
            published.get(planted.group()).doubleValue(),
            scores.get(core.get(key).<String>getAs(Catalog.GROUP.name())).doubleValue()
        }));
        double correlation = spearman(pairs);
        Row base = home.read(run, ScoreBases.TABLE)
                .filter(Cases.YEAR.col().equalTo(0))
                .first();
        double rate = base.<Long>getAs(ScoreBases.GROUPED_COUNT.name())
                / (double) base.<Long>getAs(Moments.CASE_COUNT.name());
        System.out.printf(
                "rebuild: rank correlation of %d scores %.5f, grouping rate %.4f, regional mean %s%n",
                pairs.size(), correlation, rate, base.getAs(ScoreBases.REGIONAL_MEAN.name()));
        assertThat(correlation).isGreaterThan(0.95);
    }

    private static String reason(Planted planted, Map<String, Row> weighed) {
        List<String> reasons = new ArrayList<>();
        for (String related : planted.related()) {
            Row row = weighed.get(planted.diagnosis() + ":" + planted.mainProcedure() + "_" + related);
            if (row == null) {
                reasons.add(related + " is the main procedure itself");
                continue;
            }
            long with = row.getAs(RelatedProcedures.CASES_WITH.name());
            long without = row.getAs(RelatedProcedures.CASES_WITHOUT.name());
            if (row.<Boolean>getAs(RelatedProcedures.KEPT.name())) {
                reasons.add(related + " kept");
            } else if (without == 0) {
                reasons.add(related + " is on all " + with + " cases of the pair: nothing to compare with");
            } else {
                double rise = row.<Long>getAs(RelatedProcedures.COST_WITH.name())
                                / (double) with
                                / (row.<Long>getAs(RelatedProcedures.COST_WITHOUT.name()) / (double) without)
                        - 1;
                reasons.add(String.format("%s raises the mean by %.1f %% only", related, 100 * rise));
            }
        }
        return reasons.isEmpty() ? "no related procedures: below the critical value" : String.join("; ", reasons);
    }

    /** The history alone, without the tables that no stage reads. */
    private long writeHistory(RegionPlan plan) throws IOException {
        RegionModel model = RegionModel.of(plan);
        Configuration conf = spark().sparkContext().hadoopConfiguration();
        ReferenceFiles.writeCodes(conf, model, folder + "/codes");
        ReferenceFiles.writeRegister(conf, model, folder + "/reference");
        Broadcast<RegionModel> broadcast =
                JavaSparkContext.fromSparkContext(spark().sparkContext()).broadcast(model);
        for (NationalRows table : NationalRows.values()) {
            if (table != NationalRows.ICU_STAYS) {
                RegionGenerator.dataset(spark(), broadcast, table, 0, model.historyCases, 8)
                        .write()
                        .mode(SaveMode.Overwrite)
                        .parquet(folder.resolve("history/" + table.table.name()).toString());
            }
        }
        return model.historyCases;
    }

    private RunFile inputs() {
        return new RunFile(
                "example-city",
                YEAR,
                "",
                folder.resolve("warehouse").toString(),
                folder.resolve("history").toString(),
                folder.resolve("year").toString(),
                folder.resolve("reference").toString(),
                folder.resolve("codes").toString(),
                folder.resolve("statements").toString(),
                KeySource.example("test"));
    }

    private static String key(Planted planted) {
        return planted.diagnosis() + ":" + planted.mainProcedure() + "_"
                + String.join(
                        "+", planted.related().stream().distinct().sorted().toList());
    }

    private static String key(Row row) {
        return row.getAs(RelatedProcedures.DIAGNOSIS.name()) + ":"
                + row.getAs(RelatedProcedures.MAIN_PROCEDURE.name()) + "_"
                + row.getAs(Combinations.RELATED_PROCEDURES.name());
    }

    /** Rank correlation, equal values with their middle rank. */
    private static double spearman(List<double[]> pairs) {
        double[] x = ranks(pairs.stream().mapToDouble(p -> p[0]).toArray());
        double[] y = ranks(pairs.stream().mapToDouble(p -> p[1]).toArray());
        double middle = (x.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - middle) * (y[i] - middle);
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        java.util.Arrays.setAll(order, i -> i);
        java.util.Arrays.sort(order, java.util.Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int i = 0; i < order.length; ) {
            int j = i;
            while (j < order.length && values[order[j]] == values[order[i]]) {
                j++;
            }
            for (int k = i; k < j; k++) {
                ranks[order[k]] = (i + 1 + j) / 2.0;
            }
            i = j;
        }
        return ranks;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
