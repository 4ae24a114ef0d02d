package org.opendip.jobs.inspection;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogQuality;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.CostBands;
import org.opendip.jobs.tables.GroupQuality;
import org.opendip.jobs.tables.GroupTests;
import org.opendip.jobs.tables.GroupYears;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PrimaryCareGroups;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.SizeTests;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.UngroupedCategories;
import org.opendip.jobs.tables.UngroupedSpecialties;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.quality.CostBand;
import org.opendip.policy.rulebook.Rulebook;

/** A catalog with all that its reports tell, as the tables of its run have it: some thousand groups. */
final class CatalogView {

    /**
     * A group. Means are yuan, shares and spreads ratios, as in the tables.
     *
     * @param diagnosis 4 or 3 characters; empty for a group of any diagnosis
     * @param part age or severity that the group takes only; null: it takes all
     * @param primaryCare whether it is paid the same in every hospital (基层病种)
     * @param nearMiss whether it was taken below the critical value (降低标准入库)
     * @param halfWidth null for a single case
     * @param stability null for a single year
     */
    record Group(
            String code,
            boolean core,
            String diagnosis,
            String mainProcedure,
            List<String> related,
            String treatment,
            Words.Term part,
            boolean primaryCare,
            boolean nearMiss,
            Optional<Icd10.Block> block,
            long cases,
            long costFen,
            BigDecimal share,
            BigDecimal mean,
            BigDecimal standardDeviation,
            BigDecimal cv,
            boolean overCeiling,
            BigDecimal median,
            BigDecimal trimmedMean,
            BigDecimal trimmedCv,
            BigDecimal halfWidth,
            long needed,
            boolean tooFew,
            BigDecimal stability,
            BigDecimal weightedMean,
            BigDecimal score,
            BigDecimal meanDays,
            BigDecimal drugShare,
            BigDecimal materialShare,
            Map<Integer, Year> years,
            long[] bands,
            List<AtHospital> hospitals) {}

    /** A year of a group. */
    record Year(long cases, BigDecimal mean, BigDecimal standardDeviation, BigDecimal cv) {}

    /** A group at a hospital. */
    record AtHospital(String hospital, long cases, long costFen) {}

    /** An indicator of the catalog. */
    record Indicator(String name, BigDecimal value, Long part, Long whole) {}

    /** Cases of a category that found no group. */
    record Ungrouped(String category, String path, long cases, long costFen) {}

    /**
     * Cases of a specialty that found no group.
     *
     * @param specialty null: not given
     * @param all cases of the specialty, grouped or not
     */
    record UngroupedOf(String specialty, String path, long cases, long costFen, long all) {}

    /** A class of size in the test. */
    record SizeTest(long from, long groups, long cases, BigDecimal error, long testable, long agreeing) {}

    /** A group in the test. */
    record GroupTest(
            String group,
            String kind,
            long cases,
            BigDecimal expected,
            BigDecimal halfWidth,
            long testCases,
            BigDecimal testMean,
            BigDecimal error,
            Boolean agrees) {}

    final Run run;
    final String region;
    final List<Group> groups;
    final List<Integer> years;
    final List<Indicator> indicators;
    final List<Ungrouped> ungrouped;
    final List<UngroupedOf> ungroupedSpecialties;
    final List<SizeTest> sizeTests;
    final CriticalCurve curve;
    final List<GroupTest> groupTests;
    final List<Reviews.Review> reviews;
    final CodeNames names;
    final Map<String, ReferenceFiles.Hospital> hospitals;

    private final Map<String, String> given = new HashMap<>();
    private final SparkSession spark;
    private final Warehouse warehouse;

    private CatalogView(SparkSession spark, Warehouse warehouse, Run run, Run quality, RunFile inputs, Rulebook rules) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        this.spark = spark;
        this.warehouse = warehouse;
        this.run = run;
        this.region = rules.name();
        this.curve = CriticalCurve.of(warehouse, run, rules);
        this.names = CodeNames.read(hadoop, inputs);
        this.hospitals = new TreeMap<>();
        new ReferenceFiles(hadoop, inputs).hospitals().forEach(h -> hospitals.put(h.hospital(), h));
        this.reviews = Reviews.of(warehouse, run);
        reviews.stream()
                .flatMap(review -> review.groups().stream())
                .forEach(group -> given.put(group.group(), group.name()));
        this.groups = groups(quality);
        this.years = groups.stream()
                .flatMap(g -> g.years().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        Optional<Run> test = CatalogRun.standingOn(warehouse, run, Job.TEST_CATALOG);
        this.indicators = new ArrayList<>(indicators(quality));
        test.ifPresent(t -> indicators.addAll(indicators(t)));
        indicators.sort(Comparator.comparingInt(i -> Words.order(i.name())));
        this.ungrouped = ungrouped(quality);
        this.ungroupedSpecialties = ungroupedSpecialties(quality);
        this.sizeTests = test.map(this::sizeTests).orElse(List.of());
        this.groupTests = test.map(this::groupTests).orElse(List.of());
    }

    /**
     * Reads it.
     *
     * @param quality run of catalog-quality that stands on it
     * @param rules of the catalog
     */
    static CatalogView of(
            SparkSession spark, Warehouse warehouse, Run run, Run quality, RunFile inputs, Rulebook rules) {
        return new CatalogView(spark, warehouse, run, quality, inputs, rules);
    }

    private List<Group> groups(Run measured) {
        Icd10 icd = Icd10.load();
        Map<String, Row> quality = byGroup(measured, GroupQuality.TABLE);
        Map<String, Row> scores = byGroup(run, Scores.TABLE);
        Map<String, Map<Integer, Year>> years = new HashMap<>();
        for (Row r : rows(measured, GroupYears.TABLE)) {
            years.computeIfAbsent(text(r, Catalog.GROUP), g -> new TreeMap<>())
                    .put(
                            r.getInt(r.fieldIndex(Cases.YEAR.name())),
                            new Year(
                                    whole(r, Moments.CASE_COUNT),
                                    decimal(r, GroupQuality.MEAN),
                                    decimal(r, GroupQuality.STANDARD_DEVIATION),
                                    decimal(r, Catalog.CV)));
        }
        Map<String, long[]> bands = new HashMap<>();
        for (Row r : rows(measured, CostBands.TABLE)) {
            bands.computeIfAbsent(text(r, Catalog.GROUP), g -> new long[CostBand.LAST + 1])[
                            r.getInt(r.fieldIndex(CostBands.BAND.name()))] =
                    whole(r, Moments.CASE_COUNT);
        }
        List<Row> catalog = rows(run, Catalog.TABLE).stream()
                .sorted(Comparator.comparing(r -> text(r, Catalog.GROUP)))
                .toList();
        Map<String, List<AtHospital>> hospitals =
                atHospitals(catalog.stream().map(r -> text(r, Catalog.GROUP)).toList());
        Set<String> primaryCare = run.table(PrimaryCareGroups.TABLE.name())
                .map(table -> PrimaryCareGroups.codes(warehouse.read(run, PrimaryCareGroups.TABLE)))
                .orElse(Set.of());
        Set<String> nearMisses = run.table(RuleRows.TABLE.name())
                .map(table -> RuleRows.nearMisses(warehouse.read(run, RuleRows.TABLE)))
                .orElse(Set.of());
        List<Group> groups = new ArrayList<>();
        for (Row r : catalog) {
            String code = text(r, Catalog.GROUP);
            Row q = quality.get(code);
            Row s = scores.get(code);
            String diagnosis = text(r, RelatedProcedures.DIAGNOSIS);
            groups.add(new Group(
                    code,
                    text(r, Catalog.GROUP_KIND).equals(GroupTable.CORE),
                    diagnosis,
                    text(r, RelatedProcedures.MAIN_PROCEDURE),
                    GroupTable.related(text(r, Combinations.RELATED_PROCEDURES)),
                    text(r, Combinations.TREATMENT),
                    part(r),
                    primaryCare.contains(code),
                    nearMisses.contains(code),
                    icd.block(diagnosis),
                    whole(r, Moments.CASE_COUNT),
                    whole(r, Moments.COST_SUM),
                    decimal(q, GroupQuality.CASE_SHARE),
                    decimal(q, GroupQuality.MEAN),
                    decimal(q, GroupQuality.STANDARD_DEVIATION),
                    decimal(q, Catalog.CV),
                    r.getBoolean(r.fieldIndex(Catalog.OVER_CV_CEILING.name())),
                    decimal(q, GroupQuality.MEDIAN),
                    decimal(q, GroupQuality.TRIMMED_MEAN),
                    decimal(q, GroupQuality.TRIMMED_CV),
                    decimal(q, GroupQuality.HALF_WIDTH),
                    whole(q, GroupQuality.CASES_NEEDED),
                    q.getBoolean(q.fieldIndex(GroupQuality.TOO_FEW.name())),
                    decimal(q, GroupQuality.STABILITY),
                    decimal(s, Scores.WEIGHTED_MEAN),
                    decimal(s, Scores.SCORE),
                    decimal(s, Scores.MEAN_DAYS),
                    decimal(s, Scores.DRUG_SHARE),
                    decimal(s, Scores.MATERIAL_SHARE),
                    years.getOrDefault(code, Map.of()),
                    bands.getOrDefault(code, new long[CostBand.LAST + 1]),
                    hospitals.getOrDefault(code, List.of())));
        }
        return List.copyOf(groups);
    }

    /** Cases and cost of each group at each hospital: one pass over the cases, by numbers; the most cases first. */
    private Map<String, List<AtHospital>> atHospitals(List<String> codes) {
        List<Row> numbered = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            numbered.add(RowFactory.create(codes.get(i), i));
        }
        Dataset<Row> numbers = warehouse
                .read(run, Assignments.TABLE)
                .join(
                        broadcast(spark.createDataFrame(
                                numbered,
                                new StructType()
                                        .add("of_code", DataTypes.StringType)
                                        .add("of_number", DataTypes.IntegerType))),
                        Assignments.ASSIGNED_GROUP.col().equalTo(col("of_code")))
                .select(Cases.SIGNATURE.col(), col("of_number"));
        Map<String, List<AtHospital>> found = new HashMap<>();
        Dataset<Row> grouped = warehouse
                .read(run, Cases.TABLE)
                .select(Cases.SIGNATURE.col(), Records.HOSPITAL_KEY.col(), Records.COST_FEN.col())
                .join(numbers, Cases.SIGNATURE.name())
                .groupBy(col("of_number"), Records.HOSPITAL_KEY.col())
                .agg(count(lit(1)).as("n"), sum(Records.COST_FEN.col()).as("fen"));
        for (Row r : HospitalKeys.named(grouped, hospitals.keySet())
                .select(col("of_number"), HospitalKeys.code(), col("n"), col("fen"))
                .collectAsList()) {
            found.computeIfAbsent(codes.get(r.getInt(0)), g -> new ArrayList<>())
                    .add(new AtHospital(r.getString(1), r.getLong(2), r.getLong(3)));
        }
        found.values()
                .forEach(list -> list.sort(
                        Comparator.comparingLong(AtHospital::cases).reversed().thenComparing(AtHospital::hospital)));
        return found;
    }

    private List<Indicator> indicators(Run of) {
        return rows(of, CatalogQuality.TABLE).stream()
                .map(r -> new Indicator(
                        text(r, CatalogQuality.INDICATOR),
                        decimal(r, CatalogQuality.VALUE),
                        r.getAs(CatalogQuality.PART.name()),
                        r.getAs(CatalogQuality.WHOLE.name())))
                .toList();
    }

    private List<Ungrouped> ungrouped(Run quality) {
        return rows(quality, UngroupedCategories.TABLE).stream()
                .map(r -> new Ungrouped(
                        text(r, UngroupedCategories.CATEGORY),
                        text(r, Assignments.PATH),
                        whole(r, Moments.CASE_COUNT),
                        whole(r, Moments.COST_SUM)))
                .sorted(Comparator.comparingLong(Ungrouped::cases)
                        .reversed()
                        .thenComparing(Ungrouped::category)
                        .thenComparing(Ungrouped::path))
                .toList();
    }

    /** None where the lists have no specialties, or the catalog was measured before there were any. */
    private List<UngroupedOf> ungroupedSpecialties(Run quality) {
        if (quality.table(UngroupedSpecialties.TABLE.name()).isEmpty()) {
            return List.of();
        }
        List<UngroupedOf> rows = rows(quality, UngroupedSpecialties.TABLE).stream()
                .map(r -> new UngroupedOf(
                        text(r, Records.SPECIALTY),
                        text(r, Assignments.PATH),
                        whole(r, Moments.CASE_COUNT),
                        whole(r, Moments.COST_SUM),
                        whole(r, UngroupedSpecialties.SPECIALTY_COUNT)))
                .sorted(Comparator.comparingLong(UngroupedOf::cases)
                        .reversed()
                        .thenComparing(UngroupedOf::specialty, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(UngroupedOf::path))
                .toList();
        return rows.stream().allMatch(r -> r.specialty() == null) ? List.of() : rows;
    }

    private List<SizeTest> sizeTests(Run test) {
        return rows(test, SizeTests.TABLE).stream()
                .map(r -> new SizeTest(
                        whole(r, SizeTests.SIZE_FROM),
                        whole(r, SizeTests.GROUP_COUNT),
                        whole(r, GroupTests.TEST_COUNT),
                        decimal(r, SizeTests.MEAN_ERROR),
                        whole(r, SizeTests.TESTABLE_COUNT),
                        whole(r, SizeTests.AGREEING_COUNT)))
                .sorted(Comparator.comparingLong(SizeTest::from))
                .toList();
    }

    private List<GroupTest> groupTests(Run test) {
        return rows(test, GroupTests.TABLE).stream()
                .map(r -> new GroupTest(
                        text(r, Catalog.GROUP),
                        text(r, Catalog.GROUP_KIND),
                        whole(r, Moments.CASE_COUNT),
                        decimal(r, GroupTests.EXPECTED_MEAN),
                        decimal(r, GroupQuality.HALF_WIDTH),
                        whole(r, GroupTests.TEST_COUNT),
                        decimal(r, GroupTests.TEST_MEAN),
                        decimal(r, GroupTests.ERROR),
                        r.getAs(GroupTests.AGREES.name())))
                .sorted(Comparator.comparing(GroupTest::group))
                .toList();
    }

    /** The name that a review gave the group; empty: none. */
    String given(Group group) {
        return given.getOrDefault(group.code(), "");
    }

    private static Words.Term part(Row group) {
        Subgroup part = Subgroup.read(text(group, Catalog.TAKES_ONLY));
        return part == null ? null : Words.part(part);
    }

    /** What people call a diagnosis, a group's procedures or a category; the code itself where the lists have no name. */
    String title(Group group) {
        if (!given(group).isEmpty()) {
            return given(group);
        }
        return named(group) + (group.part() == null ? "" : "（" + group.part().zh() + "）");
    }

    private String named(Group group) {
        String name = names.diagnosis(group.diagnosis()).zh();
        String first = name.isEmpty() ? group.diagnosis() : name;
        if (group.mainProcedure().isEmpty()) {
            return first + "·" + Words.treatment(group.treatment()).zh();
        }
        List<String> procedures = new ArrayList<>();
        procedures.add(procedure(group.mainProcedure()));
        group.related().forEach(p -> procedures.add(procedure(p)));
        return first + "：" + String.join("＋", procedures);
    }

    private String procedure(String code) {
        String name = names.procedure(code).zh();
        return name.isEmpty() ? code : name;
    }

    private Map<String, Row> byGroup(Run of, Table table) {
        Map<String, Row> rows = new HashMap<>();
        rows(of, table).forEach(r -> rows.put(text(r, Catalog.GROUP), r));
        return rows;
    }

    private List<Row> rows(Run of, Table table) {
        return warehouse.read(of, table).collectAsList();
    }

    private static String text(Row row, Col column) {
        return row.getAs(column.name());
    }

    private static long whole(Row row, Col column) {
        return row.<Long>getAs(column.name());
    }

    private static BigDecimal decimal(Row row, Col column) {
        return row.getAs(column.name());
    }
}
