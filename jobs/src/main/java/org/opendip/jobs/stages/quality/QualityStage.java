package org.opendip.jobs.stages.quality;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogQuality;
import org.opendip.jobs.tables.CostBands;
import org.opendip.jobs.tables.GroupMoments;
import org.opendip.jobs.tables.GroupQuality;
import org.opendip.jobs.tables.GroupYears;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.ScoreBases;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.SubgroupMoments;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.UngroupedCategories;
import org.opendip.jobs.tables.UngroupedSpecialties;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.quality.CostBand;
import org.opendip.policy.quality.Homogeneity;
import org.opendip.policy.quality.MeanInterval;
import org.opendip.policy.quality.Ranks;
import org.opendip.policy.quality.Stability;

/**
 * 目录质量: how good the groups are. What sums can tell comes from the moments of the groups, in plain Java; medians,
 * trimmed sums and the spread of cost come from one scan of the cases in the order of their cost. No amount depends on it.
 */
public final class QualityStage implements Stage {
    private static final int MEAN_DECIMALS = 6;
    private static final int RATIO_DECIMALS = 10;

    /** Number of the ungrouped in the scan; groups count from 1. */
    private static final int UNGROUPED = 0;

    private static final String NUMBER = "group_number";
    private static final String RANK = "cost_rank";
    private static final String REASON = "reason";

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public List<Table> reads() {
        return List.of(
                Catalog.TABLE,
                Assignments.TABLE,
                GroupMoments.TABLE,
                Scores.TABLE,
                ScoreBases.TABLE,
                Signatures.TABLE,
                Moments.TABLE,
                Cases.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(
                GroupQuality.TABLE,
                GroupYears.TABLE,
                CostBands.TABLE,
                CatalogQuality.TABLE,
                UngroupedCategories.TABLE,
                UngroupedSpecialties.TABLE,
                SubgroupMoments.TABLE);
    }

    /** What is known of a group, or of the ungrouped. */
    private static final class Group {
        private final String code;
        private final String kind;
        private final BigDecimal weightedMean;
        private final SortedMap<Integer, org.opendip.policy.stats.Moments> years = new TreeMap<>();
        private final SortedMap<Integer, org.opendip.policy.stats.Moments> trimmed = new TreeMap<>();
        private final long[] bands = new long[CostBand.LAST + 1];
        private long lowerMedian;
        private long upperMedian;

        Group(String code, String kind, BigDecimal weightedMean) {
            this.code = code;
            this.kind = kind;
            this.weightedMean = weightedMean;
        }

        org.opendip.policy.stats.Moments all() {
            return together(years);
        }

        org.opendip.policy.stats.Moments allTrimmed() {
            return together(trimmed);
        }

        private static org.opendip.policy.stats.Moments together(
                SortedMap<Integer, org.opendip.policy.stats.Moments> years) {
            return years.values().stream()
                    .reduce(org.opendip.policy.stats.Moments.NONE, org.opendip.policy.stats.Moments::plus);
        }
    }

    @Override
    public void run(StageRun run) {
        List<Group> groups = groups(run);
        Group ungrouped = new Group(null, null, null);
        addYears(run, groups, ungrouped);
        scan(run, groups, ungrouped);
        run.write(GroupQuality.TABLE, qualityRows(groups));
        run.write(GroupYears.TABLE, yearRows(groups));
        run.write(CostBands.TABLE, bandRows(groups));
        run.write(CatalogQuality.TABLE, indicators(run, groups, ungrouped).rows());
        run.write(UngroupedCategories.TABLE, ungroupedCategories(run));
        Dataset<Row> parts = parts(run, codes(run, groups)).persist();
        try {
            run.write(UngroupedSpecialties.TABLE, ungroupedSpecialties(parts));
            run.write(SubgroupMoments.TABLE, subgroups(run, groups, parts));
        } finally {
            parts.unpersist();
        }
    }

    /**
     * Cases by what no signature holds: group, band of age, severity, specialty and year; of those without a group why there
     * is none. The groups go by their numbers, which are looked up again afterwards; the cases are gone through once.
     */
    private static Dataset<Row> parts(StageRun run, Dataset<Row> codes) {
        Dataset<Row> numbers = run.read(Assignments.TABLE)
                .filter(Assignments.PATH.col().notEqual(Assignment.Path.BED_DAY.code()))
                .join(broadcast(codes), Assignments.ASSIGNED_GROUP.col().equalTo(col("of_code")), "left")
                .select(
                        Cases.SIGNATURE.col(),
                        coalesce(col("of_number"), lit(UNGROUPED)).as(NUMBER),
                        when(Assignments.ASSIGNED_GROUP.col().isNull(), Assignments.PATH.col())
                                .as(REASON));
        return Moments.ofCases(run.read(Cases.TABLE)
                .select(
                        Cases.SIGNATURE.col(),
                        Cases.YEAR.col(),
                        Cases.AGE_BAND.col(),
                        Cases.SEVERITY.col(),
                        Records.SPECIALTY.col(),
                        Records.COST_FEN.col())
                .join(broadcast(numbers), Cases.SIGNATURE.name())
                .groupBy(
                        col(NUMBER),
                        col(REASON),
                        Cases.AGE_BAND.col(),
                        Cases.SEVERITY.col(),
                        Records.SPECIALTY.col(),
                        Cases.YEAR.col()));
    }

    private static Dataset<Row> ungroupedSpecialties(Dataset<Row> parts) {
        Dataset<Row> all = parts.groupBy(Records.SPECIALTY.col().as("of_specialty"))
                .agg(UngroupedSpecialties.SPECIALTY_COUNT.as(sum(Moments.CASE_COUNT.col())));
        return parts.filter(col(REASON).isNotNull())
                .groupBy(Records.SPECIALTY.col(), col(REASON).as(Assignments.PATH.name()))
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum())
                .join(broadcast(all), Records.SPECIALTY.col().eqNullSafe(col("of_specialty")));
    }

    private static Dataset<Row> subgroups(StageRun run, List<Group> groups, Dataset<Row> cases) {
        Column severity = lit(null).cast("string");
        for (SeverityClass each : SeverityClass.values()) {
            severity = when(Cases.SEVERITY.col().equalTo(each.number()), lit(each.code()))
                    .otherwise(severity);
        }
        Dataset<Row> parts = cases.filter(col(NUMBER).notEqual(UNGROUPED))
                .withColumn(
                        "part",
                        explode(array(
                                part(SubgroupMoments.AGE, Cases.AGE_BAND.col()),
                                part(SubgroupMoments.SEVERITY, severity))))
                .select(col("*"), col("part.*"))
                .filter(SubgroupMoments.SUBGROUP.col().isNotNull());
        return Moments.sums(parts.groupBy(
                        col(NUMBER), SubgroupMoments.ASPECT.col(), SubgroupMoments.SUBGROUP.col(), Cases.YEAR.col()))
                .join(broadcast(codes(run, groups)), col(NUMBER).equalTo(col("of_number")))
                .withColumnRenamed("of_code", Catalog.GROUP.name());
    }

    private static Column part(String aspect, Column subgroup) {
        return struct(lit(aspect).as(SubgroupMoments.ASPECT.name()), subgroup.as(SubgroupMoments.SUBGROUP.name()));
    }

    /** Codes and numbers of the groups. */
    private static Dataset<Row> codes(StageRun run, List<Group> groups) {
        List<Row> codes = new ArrayList<>();
        for (int at = 0; at < groups.size(); at++) {
            codes.add(RowFactory.create(groups.get(at).code, at + 1));
        }
        return run.spark()
                .createDataFrame(
                        codes,
                        new StructType().add("of_code", DataTypes.StringType).add("of_number", DataTypes.IntegerType));
    }

    /** The groups in code order: the number of a group is its place, from 1. */
    private static List<Group> groups(StageRun run) {
        return run
                .read(Scores.TABLE)
                .select(Catalog.GROUP.col(), Catalog.GROUP_KIND.col(), Scores.WEIGHTED_MEAN.col())
                .orderBy(Catalog.GROUP.col())
                .collectAsList()
                .stream()
                .map(r -> new Group(r.getString(0), r.getString(1), r.getDecimal(2)))
                .toList();
    }

    private static void addYears(StageRun run, List<Group> groups, Group ungrouped) {
        Map<String, Group> byCode = new HashMap<>();
        groups.forEach(g -> byCode.put(g.code, g));
        for (Row r : Moments.sums(run.read(GroupMoments.TABLE)
                        .filter(Cases.BED_DAY.col().equalTo(false))
                        .groupBy(Assignments.ASSIGNED_GROUP.col(), Cases.YEAR.col()))
                .collectAsList()) {
            Group group = r.isNullAt(0) ? ungrouped : byCode.get(r.getString(0));
            group.years.put(r.getInt(1), Moments.of(r, 2));
        }
    }

    /** One pass over the cases in the order of cost within their group; what comes back is a row per group and year. */
    private static void scan(StageRun run, List<Group> groups, Group ungrouped) {
        List<Row> totals = new ArrayList<>();
        for (int number = 0; number <= groups.size(); number++) {
            Group group = number == UNGROUPED ? ungrouped : groups.get(number - 1);
            org.opendip.policy.stats.Moments all = group.all();
            // Cases without any cost have no mean to lie in a band of.
            totals.add(
                    RowFactory.create(number, all.n(), Math.max(1, all.sumFen().longValueExact())));
        }
        Dataset<Row> numbers = run.read(Assignments.TABLE)
                .filter(Assignments.PATH.col().notEqual(Assignment.Path.BED_DAY.code()))
                .join(
                        broadcast(codes(run, groups)),
                        Assignments.ASSIGNED_GROUP.col().equalTo(col("of_code")),
                        "left")
                .select(
                        Cases.SIGNATURE.col(),
                        coalesce(col("of_number"), lit(UNGROUPED)).as(NUMBER));
        Dataset<Row> total = run.spark()
                .createDataFrame(
                        totals,
                        new StructType()
                                .add("total_number", DataTypes.IntegerType)
                                .add("total_count", DataTypes.LongType)
                                .add("total_fen", DataTypes.LongType));
        Column fen = Records.COST_FEN.col();
        Column n = col("total_count");
        Column cut = call_function("div", n.multiply(lit((long) Ranks.TRIMMED_PER_MILLE)), lit(1000L));
        // Of one cost the earlier year comes first, so that what is trimmed of each year does not depend on chance.
        Dataset<Row> ranked = run.read(Cases.TABLE)
                .select(Cases.SIGNATURE.col(), Cases.YEAR.col(), fen)
                .join(numbers, Cases.SIGNATURE.name())
                .select(
                        col(NUMBER),
                        Cases.YEAR.col(),
                        fen,
                        row_number()
                                .over(Window.partitionBy(col(NUMBER)).orderBy(fen, Cases.YEAR.col()))
                                .cast("bigint")
                                .as(RANK))
                .join(broadcast(total), col(NUMBER).equalTo(col("total_number")))
                .withColumn("kept", col(RANK).gt(cut).and(col(RANK).leq(n.minus(cut))))
                .withColumn(
                        "band",
                        least(
                                call_function(
                                        "div",
                                        fen.multiply(lit((long) CostBand.PER_MEAN))
                                                .multiply(n),
                                        col("total_fen")),
                                lit((long) CostBand.LAST)));
        Column square = fen.multiply(fen);
        List<Column> sums = new ArrayList<>();
        sums.add(max(when(col(RANK).equalTo(call_function("div", n.plus(lit(1L)), lit(2L))), fen)));
        sums.add(max(when(col(RANK).equalTo(call_function("div", n, lit(2L)).plus(lit(1L))), fen)));
        sums.add(kept(lit(1L)));
        sums.add(kept(fen));
        sums.add(kept(shiftrightunsigned(square, 32)));
        sums.add(kept(square.bitwiseAND(lit(0xFFFFFFFFL))));
        IntStream.rangeClosed(0, CostBand.LAST)
                .forEach(band -> sums.add(count(when(col("band").equalTo(lit((long) band)), lit(1)))));
        for (Row r : ranked.groupBy(col(NUMBER), Cases.YEAR.col())
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .collectAsList()) {
            Group group = r.getInt(0) == UNGROUPED ? ungrouped : groups.get(r.getInt(0) - 1);
            group.lowerMedian = r.isNullAt(2) ? group.lowerMedian : r.getLong(2);
            group.upperMedian = r.isNullAt(3) ? group.upperMedian : r.getLong(3);
            group.trimmed.put(r.getInt(1), Moments.of(r, 4));
            for (int band = 0; band <= CostBand.LAST; band++) {
                group.bands[band] += r.getLong(8 + band);
            }
        }
    }

    private static Column kept(Column value) {
        return coalesce(sum(when(col("kept"), value)), lit(0L));
    }

    private static List<Row> qualityRows(List<Group> groups) {
        long grouped = groups.stream().mapToLong(g -> g.all().n()).sum();
        List<Row> rows = new ArrayList<>();
        for (Group group : groups) {
            org.opendip.policy.stats.Moments all = group.all();
            org.opendip.policy.stats.Moments trimmed = group.allTrimmed();
            rows.add(RowFactory.create(
                    group.code,
                    group.kind,
                    all.n(),
                    share(all.n(), grouped),
                    Ratios.round(all.mean(), MEAN_DECIMALS),
                    all.standardDeviation(MEAN_DECIMALS),
                    Sums.cv(all),
                    Ranks.median(group.lowerMedian, group.upperMedian).setScale(MEAN_DECIMALS),
                    trimmed.n(),
                    Ratios.round(trimmed.mean(), MEAN_DECIMALS),
                    Sums.cv(trimmed),
                    MeanInterval.halfWidth(all, MEAN_DECIMALS).orElse(null),
                    MeanInterval.needed(all),
                    MeanInterval.tooFew(all),
                    group.years.size(),
                    Stability.of(group.years.values()).orElse(null)));
        }
        return rows;
    }

    private static List<Row> yearRows(List<Group> groups) {
        List<Row> rows = new ArrayList<>();
        for (Group group : groups) {
            group.years.forEach((year, of) -> rows.add(RowFactory.create(
                    group.code,
                    year,
                    of.n(),
                    of.sumFen().longValueExact(),
                    Ratios.round(of.mean(), MEAN_DECIMALS),
                    of.standardDeviation(MEAN_DECIMALS),
                    Sums.cv(of))));
        }
        return rows;
    }

    private static List<Row> bandRows(List<Group> groups) {
        List<Row> rows = new ArrayList<>();
        for (Group group : groups) {
            for (int band = 0; band <= CostBand.LAST; band++) {
                if (group.bands[band] > 0) {
                    rows.add(RowFactory.create(group.code, band, group.bands[band]));
                }
            }
        }
        return rows;
    }

    private static Indicators indicators(StageRun run, List<Group> groups, Group ungrouped) {
        SortedMap<Integer, BigDecimal> means = new TreeMap<>();
        run.read(ScoreBases.TABLE)
                .select(Cases.YEAR.col(), ScoreBases.REGIONAL_MEAN.col())
                .collectAsList()
                .forEach(r -> means.put(r.getInt(0), r.getDecimal(1)));
        long grouped = groups.stream().mapToLong(g -> g.all().n()).sum();
        long cases = grouped + ungrouped.all().n();
        List<Group> core =
                groups.stream().filter(g -> g.kind.equals(GroupTable.CORE)).toList();
        long coreCases = core.stream().mapToLong(g -> g.all().n()).sum();
        Indicators indicators = new Indicators();
        indicators.share("grouping-rate", grouped, cases);
        indicators.share("core-share-of-groups", core.size(), groups.size());
        indicators.share("core-share-of-cases", coreCases, cases);
        indicators.share("cv-narrow", beside(groups, Homogeneity.NARROW, -1), groups.size());
        indicators.share("cv-wide", beside(groups, Homogeneity.WIDE, 1), groups.size());
        indicators.share(
                "too-few",
                groups.stream().filter(g -> MeanInterval.tooFew(g.all())).count(),
                groups.size());
        indicators.value("riv", Homogeneity.riv(groups.stream().map(Group::all).toList()));
        indicators.value(
                "riv-trimmed",
                Homogeneity.riv(groups.stream().map(Group::allTrimmed).toList()));
        indicators.value("r2", r2(groups, ungrouped, means, false));
        indicators.value("r2-trimmed", r2(groups, ungrouped, means, true));
        return indicators;
    }

    private static long beside(List<Group> groups, BigDecimal edge, int side) {
        return groups.stream()
                .map(g -> Sums.cv(g.all()))
                .filter(cv -> cv != null && cv.compareTo(edge) == side)
                .count();
    }

    private static Optional<BigDecimal> r2(
            List<Group> groups, Group ungrouped, SortedMap<Integer, BigDecimal> means, boolean trimmed) {
        List<Homogeneity.Predicted> parts = new ArrayList<>();
        for (Group group : groups) {
            (trimmed ? group.trimmed : group.years)
                    .forEach((year, of) -> parts.add(new Homogeneity.Predicted(
                            of, Homogeneity.predicted(group.weightedMean, means.get(0), means.get(year)))));
        }
        (trimmed ? ungrouped.trimmed : ungrouped.years)
                .forEach((year, of) -> parts.add(new Homogeneity.Predicted(of, means.get(year))));
        return Homogeneity.r2(parts);
    }

    private static BigDecimal share(long part, long whole) {
        return Ratios.divide(BigDecimal.valueOf(part), BigDecimal.valueOf(whole), RATIO_DECIMALS);
    }

    private static Dataset<Row> ungroupedCategories(StageRun run) {
        Dataset<Row> left = run.read(Assignments.TABLE)
                .filter(Assignments.ASSIGNED_GROUP
                        .col()
                        .isNull()
                        .and(Assignments.PATH.col().notEqual(Assignment.Path.BED_DAY.code())))
                .select(Cases.SIGNATURE.col(), Assignments.PATH.col());
        return run.read(Signatures.TABLE)
                .select(
                        Cases.SIGNATURE.col(),
                        substring(Records.MAIN_DIAGNOSIS.col(), 1, UngroupedCategories.LENGTH)
                                .as(UngroupedCategories.CATEGORY.name()))
                .join(left, Cases.SIGNATURE.name())
                .join(run.read(Moments.TABLE), Cases.SIGNATURE.name())
                .groupBy(UngroupedCategories.CATEGORY.col(), Assignments.PATH.col())
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum());
    }
}
