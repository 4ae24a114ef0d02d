package org.opendip.jobs.stages.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.pointvalue.YearStartPointValueStage;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ReferenceCosts;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.YearStartPointValues;
import org.opendip.jobs.testing.History;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;

/** The worked examples of scores and year-start point values, through the stages. */
class WorkedScoresTest extends SparkTest {
    private static final int[][] X = {{100, 8000}, {120, 8500}, {110, 9000}};
    private static final int[][] Y = {{50, 20000}, {60, 21000}, {70, 22000}};

    @TempDir
    private Path folder;

    @Test
    void pooledYearsFromNationalTablesThroughTheJobs() {
        List<SettlementList> lists = new ArrayList<>();
        for (int y = 0; y < 3; y++) {
            for (int i = 0; i < X[y][0]; i++) {
                lists.add(aList("X" + y + "-" + i).year(2023 + y).cost(X[y][1] + ".00"));
            }
            for (int i = 0; i < Y[y][0]; i++) {
                lists.add(aList("Y" + y + "-" + i)
                        .year(2023 + y)
                        .procedures("47.0100")
                        .cost(Y[y][1] + ".00"));
            }
        }
        TestRegion region = TestRegion.in(spark(), folder).history(lists);
        Run catalog = region.run(Rules.exampleCity().book(), Job.CALIBRATE_CATALOG);
        Run price = region.run(Rules.exampleCity().book(), Job.SET_POINT_VALUE);
        Warehouse home = Warehouse.of(spark(), region.runFile().warehouse(), "example-city");

        assertPooled(table -> home.read(table.equals(YearStartPointValues.TABLE) ? price : catalog, table));
        assertThat(price.basedOn()).containsExactly(catalog.run());
    }

    @Tag("full")
    @Test
    void yearlyMeans() {
        TestRegion.Left left = scored(
                Rules.exampleCity().with("weighting: pooled", "weighting: yearly-means"),
                history(),
                new YearStartPointValueStage());

        assertThat(regionalMean(left)).isEqualTo("13572.222222");
        assertThat(means(left)).isEqualTo(Map.of("K35.8", "8800.000000", "K35.8:47.0100", "21600.000000"));
        assertThat(scores(left)).isEqualTo(Map.of("K35.8", "648.383135", "K35.8:47.0100", "1591.485878"));
        assertPointValue(left, "13.598209660709658");
    }

    @Tag("full")
    @Test
    void oneYearByMeanCostAndByBenchmark() {
        History history = new History()
                .cases(6_722, "4099.00", "K35.900")
                .cases(7_120, "9173.00", "K35.900", "47.0900")
                .cases(12_103, "13385.00", "K35.900", "47.0100");
        Rules oneYear =
                Rules.exampleCity().with("  years: 3 ", "  years: 1 ").with("weights: [1, 2, 7]", "weights: [1]");
        TestRegion.Left byMean = scored(oneYear, history, new YearStartPointValueStage());

        assertThat(regionalMean(byMean)).isEqualTo("9823.237348");
        assertThat(scores(byMean))
                .isEqualTo(
                        Map.of("K35.9", "417.275879", "K35.9:47.0900", "933.806206", "K35.9:47.0100", "1362.585421"));
        // sum RW n = 1000 N but for the sixth decimals of three scores.
        BigDecimal points = BigDecimal.ZERO;
        for (Row r : byMean.table(Scores.TABLE).collectAsList()) {
            points = points.add(r.<BigDecimal>getAs(Scores.SCORE.name())
                    .multiply(BigDecimal.valueOf(r.<Long>getAs(Moments.CASE_COUNT.name()))));
        }
        assertThat(points).isCloseTo(new BigDecimal("25945000"), within(new BigDecimal("0.013")));
        // PV0 = M / 1000: every case grouped, no coefficient in the points.
        assertPointValue(byMean, "9.823237348246655");

        TestRegion.Left byBenchmark = scored(
                oneYear.with("method: mean-cost", "benchmark-group: \"K35.9:47.0100\"\n  method: benchmark"), history);
        assertThat(scores(byBenchmark))
                .isEqualTo(
                        Map.of("K35.9", "306.238326", "K35.9:47.0900", "685.319387", "K35.9:47.0100", "1000.000000"));
    }

    @Tag("full")
    @Test
    void coefficientsAndReferenceCostsByLevel() {
        // Level means 15,000 / 9,600 / 6,000 over a city mean of 12,000.
        History history = new History()
                .at(3, 310)
                .cases(1_000, "15000.00", "K35.800")
                .at(2, 310)
                .cases(600, "9600.00", "K35.800")
                .at(1, 390)
                .cases(260, "6000.00", "K35.800");
        TestRegion.Left left = scored(Rules.exampleCity(), history);

        assertThat(regionalMean(left)).isEqualTo("12000.000000");
        Map<Integer, String> coefficients = new TreeMap<>();
        left.table(InstitutionCoefficients.TABLE)
                .collectAsList()
                .forEach(r -> coefficients.put(
                        r.getAs(Records.LEVEL.name()),
                        r.getAs(InstitutionCoefficients.COEFFICIENT.name()).toString()));
        assertThat(coefficients).isEqualTo(Map.of(1, "0.500000", 2, "0.800000", 3, "1.250000"));
        Map<Integer, String> references = new TreeMap<>();
        left.table(ReferenceCosts.TABLE)
                .collectAsList()
                .forEach(r -> references.put(
                        r.getAs(Records.LEVEL.name()),
                        r.getAs(ReferenceCosts.REFERENCE_COST.name()).toString()));
        assertThat(references).isEqualTo(Map.of(1, "6000.000000", 2, "9600.000000", 3, "15000.000000"));
    }

    private static History history() {
        History history = new History();
        for (int y = 0; y < 3; y++) {
            history.in(2023 + y)
                    .cases(X[y][0], X[y][1] + ".00", "K35.800")
                    .cases(Y[y][0], Y[y][1] + ".00", "K35.800", "47.0100");
        }
        return history;
    }

    private static void assertPooled(TestRegion.Left left) {
        assertThat(regionalMean(left)).isEqualTo("13598.870056");
        assertThat(means(left)).isEqualTo(Map.of("K35.8", "8801.801802", "K35.8:47.0100", "21666.666667"));
        assertThat(scores(left)).isEqualTo(Map.of("K35.8", "647.245085", "K35.8:47.0100", "1593.269630"));
        assertPointValue(left, "13.598870056497175");
    }

    private TestRegion.Left scored(Rules rules, History history, Stage... more) {
        List<Stage> stages =
                new ArrayList<>(List.of(history, new CombinationsStage(), new CatalogStage(), new ScoresStage()));
        stages.addAll(List.of(more));
        return TestRegion.in(spark(), folder).stages(rules.book(), stages.toArray(Stage[]::new));
    }

    private static String regionalMean(TestRegion.Left left) {
        return left.table(ScoreBases.TABLE)
                .filter(Cases.YEAR.col().equalTo(0))
                .first()
                .getAs(ScoreBases.REGIONAL_MEAN.name())
                .toString();
    }

    private static Map<String, String> means(TestRegion.Left left) {
        Map<String, String> found = new TreeMap<>();
        left.table(Scores.TABLE)
                .collectAsList()
                .forEach(r -> found.put(
                        r.getAs(Catalog.GROUP.name()),
                        r.getAs(Scores.WEIGHTED_MEAN.name()).toString()));
        return found;
    }

    private static Map<String, String> scores(TestRegion.Left left) {
        Map<String, String> found = new TreeMap<>();
        left.table(Scores.TABLE)
                .collectAsList()
                .forEach(r -> found.put(
                        r.getAs(Catalog.GROUP.name()),
                        r.getAs(Scores.SCORE.name()).toString()));
        return found;
    }

    /** The point value stands on published scores, with six decimals: a billionth of the worked figure. */
    private static void assertPointValue(TestRegion.Left left, String worked) {
        assertThat(left.table(YearStartPointValues.TABLE)
                        .first()
                        .<BigDecimal>getAs(YearStartPointValues.POINT_VALUE.name()))
                .isCloseTo(new BigDecimal(worked), within(new BigDecimal("0.00000002")));
    }
}
