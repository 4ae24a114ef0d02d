package org.opendip.jobs.stages.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogQuality;
import org.opendip.jobs.tables.GroupTests;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.SizeTests;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.TestMoments;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.quality.GroupSize;
import org.opendip.policy.quality.Homogeneity;
import org.opendip.policy.quality.MeanAgreement;
import org.opendip.policy.quality.MeanInterval;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.DiseaseScore.YearSum;

/**
 * 目录检验: a catalog of the years before meets the cases of the test year: how many find a group, and how near their cost
 * comes to what the group's history lets expect, at the test year's level of cost.
 */
public final class TestsStage implements Stage {
    private static final int MEAN_DECIMALS = 6;
    private static final int RATIO_DECIMALS = 10;

    @Override
    public String name() {
        return "tests";
    }

    @Override
    public List<Table> reads() {
        return List.of(Catalog.TABLE, Assignments.TABLE, Moments.TABLE, TestMoments.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(GroupTests.TABLE, SizeTests.TABLE, CatalogQuality.TABLE);
    }

    /** Cases by year, in groups or not, and all together. */
    private record Sample(
            Map<String, SortedMap<Integer, org.opendip.policy.stats.Moments>> groups,
            SortedMap<Integer, org.opendip.policy.stats.Moments> ungrouped,
            SortedMap<Integer, org.opendip.policy.stats.Moments> all) {

        static Sample of(Dataset<Row> moments, Dataset<Row> assignments) {
            Sample sample = new Sample(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
            for (Row r : Moments.sums(moments.join(assignments, Cases.SIGNATURE.name())
                            .filter(Assignments.PATH.col().notEqual(Assignment.Path.BED_DAY.code()))
                            .groupBy(Assignments.ASSIGNED_GROUP.col(), Cases.YEAR.col()))
                    .collectAsList()) {
                org.opendip.policy.stats.Moments of = Moments.of(r, 2);
                (r.isNullAt(0) ? sample.ungrouped : sample.groups.computeIfAbsent(r.getString(0), g -> new TreeMap<>()))
                        .merge(r.getInt(1), of, org.opendip.policy.stats.Moments::plus);
                sample.all.merge(r.getInt(1), of, org.opendip.policy.stats.Moments::plus);
            }
            return sample;
        }

        org.opendip.policy.stats.Moments group(String code) {
            return together(groups.getOrDefault(code, new TreeMap<>()));
        }

        static org.opendip.policy.stats.Moments together(SortedMap<Integer, org.opendip.policy.stats.Moments> years) {
            return years.values().stream()
                    .reduce(org.opendip.policy.stats.Moments.NONE, org.opendip.policy.stats.Moments::plus);
        }
    }

    /** A class of size. */
    private static final class Size {
        private long groups;
        private long cases;
        private long testable;
        private long agreeing;
        private BigDecimal missed = BigDecimal.ZERO;
        private BigDecimal expected = BigDecimal.ZERO;
    }

    @Override
    public void run(StageRun run) {
        Dataset<Row> assignments = run.read(Assignments.TABLE);
        Sample before = Sample.of(run.read(Moments.TABLE), assignments);
        Sample test = Sample.of(run.read(TestMoments.TABLE), assignments);
        org.opendip.policy.stats.Moments tested = Sample.together(test.all());
        BigDecimal regional = weighted(run, before.all());
        BigDecimal testMean = tested.n() == 0 ? regional : tested.mean();

        List<Row> rows = new ArrayList<>();
        List<Homogeneity.Predicted> parts = new ArrayList<>();
        SortedMap<Integer, Size> sizes = new TreeMap<>();
        long core = 0;
        for (Row g : run.read(Catalog.TABLE)
                .select(Catalog.GROUP.col(), Catalog.GROUP_KIND.col())
                .orderBy(Catalog.GROUP.col())
                .collectAsList()) {
            String code = g.getString(0);
            org.opendip.policy.stats.Moments made = before.group(code);
            org.opendip.policy.stats.Moments met = test.group(code);
            BigDecimal expected =
                    Homogeneity.predicted(weighted(run, before.groups().get(code)), regional, testMean);
            Optional<Boolean> agrees = MeanAgreement.of(made, expected, met);
            parts.add(new Homogeneity.Predicted(met, expected));
            if (g.getString(1).equals(org.opendip.jobs.assignment.GroupTable.CORE)) {
                core += met.n();
            }
            if (met.n() > 0) {
                Size size = sizes.computeIfAbsent(GroupSize.of(made.n()), s -> new Size());
                BigDecimal expectedSum = expected.multiply(BigDecimal.valueOf(met.n()));
                size.groups++;
                size.cases += met.n();
                size.testable += agrees.isPresent() ? 1 : 0;
                size.agreeing += agrees.orElse(false) ? 1 : 0;
                size.expected = size.expected.add(expectedSum);
                size.missed = size.missed.add(
                        new BigDecimal(met.sumFen(), 2).subtract(expectedSum).abs());
            }
            rows.add(RowFactory.create(
                    code,
                    g.getString(1),
                    made.n(),
                    Ratios.round(expected, MEAN_DECIMALS),
                    MeanInterval.halfWidth(made, MEAN_DECIMALS).orElse(null),
                    met.n(),
                    met.n() == 0 ? null : Ratios.round(met.mean(), MEAN_DECIMALS),
                    met.n() == 0 || expected.signum() == 0
                            ? null
                            : Ratios.divide(met.mean().subtract(expected), expected, RATIO_DECIMALS),
                    agrees.orElse(null)));
        }
        parts.add(new Homogeneity.Predicted(Sample.together(test.ungrouped()), testMean));
        run.write(GroupTests.TABLE, rows);
        run.write(SizeTests.TABLE, sizeRows(sizes));

        long grouped = tested.n() - Sample.together(test.ungrouped()).n();
        Indicators indicators = new Indicators();
        indicators.share("test-grouping-rate", grouped, tested.n());
        indicators.share("test-core-share-of-cases", core, tested.n());
        indicators.value("test-r2", Homogeneity.r2(parts));
        indicators.value("test-mean-error", meanError(together(sizes.values().stream())));
        Size all = together(sizes.values().stream());
        indicators.share("test-agreeing", all.agreeing, all.testable);
        run.write(CatalogQuality.TABLE, indicators.rows());
    }

    private static Size together(Stream<Size> sizes) {
        Size all = new Size();
        sizes.forEach(size -> {
            all.testable += size.testable;
            all.agreeing += size.agreeing;
            all.missed = all.missed.add(size.missed);
            all.expected = all.expected.add(size.expected);
        });
        return all;
    }

    private static Optional<BigDecimal> meanError(Size size) {
        return size.expected.signum() == 0
                ? Optional.empty()
                : Optional.of(Ratios.divide(size.missed, size.expected, RATIO_DECIMALS));
    }

    private static List<Row> sizeRows(SortedMap<Integer, Size> sizes) {
        List<Row> rows = new ArrayList<>();
        sizes.forEach((from, size) -> rows.add(RowFactory.create(
                from.longValue(),
                size.groups,
                size.cases,
                meanError(size).orElse(null),
                size.testable,
                size.agreeing)));
        return rows;
    }

    /** The weighted mean by the rulebook; where none of the years has a weight, they weigh the same. */
    private static BigDecimal weighted(StageRun run, SortedMap<Integer, org.opendip.policy.stats.Moments> years) {
        Rulebook rules = run.rules();
        SortedMap<Integer, Integer> weights = rules.history().weightByYear(run.year());
        boolean weightless = years.entrySet().stream()
                .allMatch(y -> y.getValue().n() == 0 || weights.getOrDefault(y.getKey(), 0) == 0);
        List<YearSum> sums = new ArrayList<>();
        years.forEach((year, of) -> sums.add(new YearSum(
                BigDecimal.valueOf(weightless ? 1 : weights.getOrDefault(year, 0)),
                of.n(),
                of.sumFen().longValueExact())));
        return DiseaseScore.weightedMean(rules.scores().weighting(), sums);
    }
}
