package org.opendip.jobs.inspection;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;

/**
 * 目录比较: what became of the groups of one catalog in another, told by the cases of the second one's history.
 *
 * <pre>
 * kept      the code is in both
 * renamed   more than half of its cases are in one new group, and more than half of that group's cases are from it
 * merged    of the first: more than half of its cases are in one group, which has others too
 *           of the second: no group of the first brings more than half of its cases
 * split     of the first: no group has more than half of its cases
 *           of the second: more than half of its cases are from one group, which went on or into others too
 * gone      more than half of its cases are ungrouped, or it has none
 * new       more than half of its cases were ungrouped, or it has none that the first catalog saw
 * </pre>
 *
 * <p>A case is compared where the first catalog has assigned its signature, the facts that a rule may ask for; of a case
 * with facts that it never saw nothing is claimed. Where the two ask different things, a case that both have counts as the
 * first has it. Of other cases what the first asks of age and severity is asked anew, and not compared are those whose age
 * or severity is not known, and all where it asks other things of other diagnoses, newborns or ventilation. Cases that either
 * pays by bed-day are left out.
 */
public final class CatalogDiff {
    /** What became of a group, or where one comes from. */
    public enum Change {
        KEPT(new Words.Term("保留", "kept")),
        RENAMED(new Words.Term("改码", "renamed")),
        MERGED(new Words.Term("合并", "merged")),
        SPLIT(new Words.Term("拆分", "split")),
        GONE(new Words.Term("删除", "gone")),
        NEW(new Words.Term("新增", "new"));

        private final Words.Term term;

        Change(Words.Term term) {
            this.term = term;
        }

        /** In both languages. */
        public Words.Term term() {
            return term;
        }
    }

    /**
     * A group of the one catalog against the other.
     *
     * @param cases compared cases in it
     * @param mainly the group of the other catalog with most of them; null: ungrouped, or none
     * @param there of its cases those in that one
     * @param partners groups of the other catalog that hold cases of it
     * @param scoreBefore null where the first has no such group
     * @param scoreAfter null where the second has no such group
     */
    public record Group(
            String code,
            Change change,
            long cases,
            String mainly,
            long there,
            int partners,
            BigDecimal scoreBefore,
            BigDecimal scoreAfter) {}

    /** Cases that went from one group to another; null: ungrouped. */
    public record Flow(String from, String to, long cases) {}

    /**
     * Cases of a hospital, a specialty, a level, or all.
     *
     * @param name code of the hospital or specialty, or the level; of cases without a specialty null, of all empty
     * @param compared of the cases, those whose facts the first catalog has seen
     * @param moved from group to group
     * @param entered from ungrouped to a group
     * @param left from a group to ungrouped
     * @param pointsBefore sum of the disease scores of the compared cases by the first catalog; null: it has no scores
     * @param pointsAfter the same by the second
     */
    public record Movement(
            String name,
            long cases,
            long compared,
            long moved,
            long entered,
            long left,
            BigDecimal pointsBefore,
            BigDecimal pointsAfter) {}

    private record Pair(String from, String to) {}

    /** The signature of a case had it been asked what the first catalog asks; null: that is not known of it. */
    private static final String FORMER = "former_signature";

    private final Run before;
    private final Run after;
    private final List<Group> former;
    private final List<Group> latter;
    private final List<Flow> flows;
    private final List<Movement> levels;
    private final List<Movement> specialties;
    private final List<Movement> hospitals;

    private CatalogDiff(
            Run before,
            Run after,
            List<Group> former,
            List<Group> latter,
            List<Flow> flows,
            List<Movement> levels,
            List<Movement> specialties,
            List<Movement> hospitals) {
        this.before = before;
        this.after = after;
        this.former = former;
        this.latter = latter;
        this.flows = flows;
        this.levels = levels;
        this.specialties = specialties;
        this.hospitals = hospitals;
    }

    /**
     * Compares the catalogs of two runs of one region.
     *
     * @param register codes of the region's hospitals
     */
    public static CatalogDiff of(
            SparkSession spark, Warehouse warehouse, Run before, Run after, Collection<String> register) {
        Run history = holder(warehouse, after, Cases.TABLE);
        Map<String, BigDecimal> scoresBefore = scores(warehouse, before);
        Map<String, BigDecimal> scoresAfter = scores(warehouse, after);
        List<String> codesBefore = codes(warehouse, before);
        List<String> codesAfter = codes(warehouse, after);
        Dataset<Row> cases = cases(warehouse, before, after, history);
        Dataset<Row> pairs = cases.groupBy(Cases.SIGNATURE.col(), col(FORMER))
                .agg(count(lit(1)).as("n"))
                .join(
                        warehouse
                                .read(after, Assignments.TABLE)
                                .filter(Assignments.PATH.col().notEqual(Assignment.Path.BED_DAY.code()))
                                .select(
                                        Cases.SIGNATURE.col(),
                                        Assignments.ASSIGNED_GROUP.col().as("to_group")),
                        Cases.SIGNATURE.name())
                .join(
                        warehouse
                                .read(before, Assignments.TABLE)
                                .select(
                                        Cases.SIGNATURE.col().as(FORMER),
                                        Assignments.ASSIGNED_GROUP.col().as("from_group"),
                                        Assignments.PATH
                                                .col()
                                                .notEqual(Assignment.Path.BED_DAY.code())
                                                .as("seen")),
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(FORMER))
                                .toSeq(),
                        "left")
                .persist();
        try {
            Map<Pair, Long> counts = new HashMap<>();
            for (Row r : pairs.filter(col("seen"))
                    .groupBy(col("from_group"), col("to_group"))
                    .agg(sum(col("n")))
                    .collectAsList()) {
                counts.put(new Pair(r.getString(0), r.getString(1)), r.getLong(2));
            }
            Map<String, Map<String, Long>> out = new HashMap<>();
            Map<String, Map<String, Long>> in = new HashMap<>();
            counts.forEach((pair, n) -> {
                out.computeIfAbsent(pair.from(), k -> new HashMap<>()).put(pair.to(), n);
                in.computeIfAbsent(pair.to(), k -> new HashMap<>()).put(pair.from(), n);
            });
            Sides sides = new Sides(Set.copyOf(codesBefore), Set.copyOf(codesAfter), out, in);
            List<Group> former = codesBefore.stream()
                    .map(c -> group(c, sides.fate(c), out, scoresBefore, scoresAfter, sides, true))
                    .toList();
            List<Group> latter = codesAfter.stream()
                    .map(c -> group(c, sides.origin(c), in, scoresBefore, scoresAfter, sides, false))
                    .toList();
            Map<String, String> renamed = new HashMap<>();
            former.stream().filter(g -> g.change() == Change.RENAMED).forEach(g -> renamed.put(g.code(), g.mainly()));
            List<Flow> flows = counts.entrySet().stream()
                    .filter(e -> !java.util.Objects.equals(
                            renamed.getOrDefault(e.getKey().from(), e.getKey().from()),
                            e.getKey().to()))
                    .map(e -> new Flow(e.getKey().from(), e.getKey().to(), e.getValue()))
                    .sorted(Comparator.comparingLong(Flow::cases)
                            .reversed()
                            .thenComparing(f -> String.valueOf(f.from()))
                            .thenComparing(f -> String.valueOf(f.to())))
                    .toList();
            Dataset<Row> marked = marks(spark, pairs, renamed, codesBefore, codesAfter, scoresBefore, scoresAfter);
            // A hospital's code joins afterwards; specialties have no keys, and are few.
            Dataset<Row> byHospital = movements(cases.select(
                            Cases.SIGNATURE.col(),
                            col(FORMER),
                            Records.HOSPITAL_KEY.col(),
                            Records.LEVEL.col(),
                            Records.SPECIALTY.col())
                    .join(
                            marked,
                            Cases.SIGNATURE
                                    .col()
                                    .equalTo(col("of_signature"))
                                    .and(col(FORMER).eqNullSafe(col("of_former"))))
                    .groupBy(Records.HOSPITAL_KEY.col(), Records.LEVEL.col(), Records.SPECIALTY.col()));
            List<Row> rows = HospitalKeys.named(byHospital, register)
                    .withColumn(Records.HOSPITAL.name(), HospitalKeys.code())
                    .collectAsList();
            boolean points = !scoresBefore.isEmpty() && !scoresAfter.isEmpty();
            return new CatalogDiff(
                    before,
                    after,
                    former,
                    latter,
                    flows,
                    together(rows, r -> String.valueOf(r.<Integer>getAs(Records.LEVEL.name())), points),
                    specialties(together(rows, r -> r.<String>getAs(Records.SPECIALTY.name()), points)),
                    together(rows, r -> r.<String>getAs(Records.HOSPITAL.name()), points));
        } finally {
            pairs.unpersist();
        }
    }

    /** The cases of the second catalog's history with {@link #FORMER}. */
    private static Dataset<Row> cases(Warehouse warehouse, Run before, Run after, Run history) {
        Dataset<Row> cases = warehouse.read(history, Cases.TABLE);
        PartQuestions first = new PartQuestions(warehouse.read(before, Catalog.TABLE));
        PartQuestions second = new PartQuestions(warehouse.read(after, Catalog.TABLE));
        Run known = holder(warehouse, before, Cases.TABLE);
        Set<String> asked = besides(warehouse, known);
        boolean alike = asked.equals(besides(warehouse, history));
        if (alike && first.alike(second)) {
            return cases.withColumn(FORMER, Cases.SIGNATURE.col());
        }
        Optional<Dataset<Row>> answers =
                history.table(Answers.TABLE.name()).map(at -> warehouse.read(history, Answers.TABLE));
        Column anew = alike || asked.isEmpty()
                ? first.signature(second, answers.isPresent() ? Answers.ANSWERS.col() : lit(""), alike)
                : lit(null).cast(Kind.HASH.type());
        Dataset<Row> there = warehouse
                .read(known, Cases.TABLE)
                .select(
                        Cases.CASE_ID.col().as("there_id"),
                        Records.MAIN_DIAGNOSIS.col().as("there_diagnosis"),
                        Records.PROCEDURES.col().as("there_procedures"),
                        Cases.SIGNATURE.col().as("there_signature"));
        Column same = Cases.CASE_ID
                .col()
                .equalTo(col("there_id"))
                .and(Records.MAIN_DIAGNOSIS.col().equalTo(col("there_diagnosis")))
                .and(Records.PROCEDURES.col().eqNullSafe(col("there_procedures")));
        return Library.withAnswers(cases, answers)
                .join(there, same, "left")
                .withColumn(FORMER, coalesce(col("there_signature"), anew));
    }

    /** What cases have answered beside questions of age and severity. */
    private static Set<String> besides(Warehouse warehouse, Run history) {
        if (history.table(Answers.TABLE.name()).isEmpty()) {
            return Set.of();
        }
        return warehouse
                .read(history, Answers.TABLE)
                .select(explode(PartQuestions.besides(Answers.ANSWERS.col())))
                .distinct()
                .collectAsList()
                .stream()
                .map(r -> r.getString(0))
                .collect(Collectors.toSet());
    }

    /** What became of whom. */
    record Sides(
            Set<String> before,
            Set<String> after,
            Map<String, Map<String, Long>> out,
            Map<String, Map<String, Long>> in) {
        private static final Comparator<String> BY_CODE = Comparator.nullsLast(Comparator.naturalOrder());

        Change fate(String code) {
            if (after.contains(code)) {
                return Change.KEPT;
            }
            Map<String, Long> to = out.getOrDefault(code, Map.of());
            if (to.isEmpty()) {
                return Change.GONE;
            }
            if (!half(to)) {
                return Change.SPLIT;
            }
            String most = most(to);
            return most == null ? Change.GONE : sameAs(code, most) ? Change.RENAMED : Change.MERGED;
        }

        Change origin(String code) {
            if (before.contains(code)) {
                return Change.KEPT;
            }
            Map<String, Long> from = in.getOrDefault(code, Map.of());
            if (from.isEmpty()) {
                return Change.NEW;
            }
            if (!half(from)) {
                return Change.MERGED;
            }
            String most = most(from);
            return most == null ? Change.NEW : sameAs(most, code) ? Change.RENAMED : Change.SPLIT;
        }

        private boolean sameAs(String from, String to) {
            Map<String, Long> ahead = out.getOrDefault(from, Map.of());
            Map<String, Long> back = in.getOrDefault(to, Map.of());
            return !after.contains(from)
                    && !before.contains(to)
                    && half(ahead)
                    && half(back)
                    && to.equals(most(ahead))
                    && from.equals(most(back));
        }

        /** The one with the most cases, of several the first by code, the ungrouped (null) last. */
        static String most(Map<String, Long> parts) {
            String best = null;
            long cases = -1;
            for (Map.Entry<String, Long> e : parts.entrySet()) {
                boolean first = e.getValue() == cases && BY_CODE.compare(e.getKey(), best) < 0;
                if (e.getValue() > cases || first) {
                    best = e.getKey();
                    cases = e.getValue();
                }
            }
            return best;
        }

        private static boolean half(Map<String, Long> parts) {
            long all = parts.values().stream().mapToLong(Long::longValue).sum();
            return parts.values().stream().anyMatch(n -> 2 * n > all);
        }
    }

    private static Group group(
            String code,
            Change change,
            Map<String, Map<String, Long>> flows,
            Map<String, BigDecimal> scoresBefore,
            Map<String, BigDecimal> scoresAfter,
            Sides sides,
            boolean former) {
        // Of a group without a compared case there is none; a map that refuses to be asked for null would not do.
        Map<String, Long> parts = flows.getOrDefault(code, new HashMap<>());
        String mainly = Sides.most(parts);
        String same = change == Change.KEPT ? code : change == Change.RENAMED ? mainly : null;
        return new Group(
                code,
                change,
                parts.values().stream().mapToLong(Long::longValue).sum(),
                mainly,
                parts.getOrDefault(mainly, 0L),
                (int) parts.keySet().stream().filter(k -> k != null).count(),
                scoresBefore.get(former ? code : same),
                scoresAfter.get(former ? same : code));
    }

    /** For each signature, with the one that the first catalog would have had, what its cases count as. */
    private static Dataset<Row> marks(
            SparkSession spark,
            Dataset<Row> pairs,
            Map<String, String> renamed,
            List<String> codesBefore,
            List<String> codesAfter,
            Map<String, BigDecimal> scoresBefore,
            Map<String, BigDecimal> scoresAfter) {
        StructType type = new StructType()
                .add("code", Kind.CODE.type())
                .add("same_as", Kind.CODE.type())
                .add("points", Kind.SCORE.type());
        Dataset<Row> from = spark.createDataFrame(
                        codesBefore.stream()
                                .map(c -> RowFactory.create(c, renamed.getOrDefault(c, c), scoresBefore.get(c)))
                                .toList(),
                        type)
                .select(
                        col("code").as("a_code"),
                        col("same_as").as("a_same"),
                        col("points").as("a_points"));
        Dataset<Row> to = spark.createDataFrame(
                        codesAfter.stream()
                                .map(c -> RowFactory.create(c, c, scoresAfter.get(c)))
                                .toList(),
                        type)
                .select(col("code").as("b_code"), col("points").as("b_points"));
        Column seen = coalesce(col("seen"), lit(false));
        Column was = col("from_group").isNotNull();
        Column is = col("to_group").isNotNull();
        return pairs.join(broadcast(from), col("from_group").equalTo(col("a_code")), "left")
                .join(broadcast(to), col("to_group").equalTo(col("b_code")), "left")
                .select(
                        Cases.SIGNATURE.col().as("of_signature"),
                        col(FORMER).as("of_former"),
                        seen.as("compared"),
                        seen.and(was)
                                .and(is)
                                .and(col("a_same").notEqual(col("to_group")))
                                .as("moved"),
                        seen.and(not(was)).and(is).as("entered"),
                        seen.and(was).and(not(is)).as("left_group"),
                        when(seen, coalesce(col("a_points"), lit(BigDecimal.ZERO)))
                                .as("a_points"),
                        when(seen, coalesce(col("b_points"), lit(BigDecimal.ZERO)))
                                .as("b_points"));
    }

    private static Dataset<Row> movements(org.apache.spark.sql.RelationalGroupedDataset cases) {
        return cases.agg(
                count(lit(1)).as("cases"),
                count(when(col("compared"), lit(1))).as("compared"),
                count(when(col("moved"), lit(1))).as("moved"),
                count(when(col("entered"), lit(1))).as("entered"),
                count(when(col("left_group"), lit(1))).as("left_group"),
                sum(col("a_points").cast(Kind.SCORE.type()))
                        .cast(Kind.SCORE_SUM.type())
                        .as("a_points"),
                sum(col("b_points").cast(Kind.SCORE.type()))
                        .cast(Kind.SCORE_SUM.type())
                        .as("b_points"));
    }

    private static List<Movement> together(
            List<Row> rows, java.util.function.Function<Row, String> name, boolean points) {
        Map<String, Movement> by = new TreeMap<>(Comparator.nullsLast(Comparator.naturalOrder()));
        for (Row r : rows) {
            BigDecimal a = r.getAs("a_points");
            BigDecimal b = r.getAs("b_points");
            Movement one = new Movement(
                    name.apply(r),
                    r.<Long>getAs("cases"),
                    r.<Long>getAs("compared"),
                    r.<Long>getAs("moved"),
                    r.<Long>getAs("entered"),
                    r.<Long>getAs("left_group"),
                    points ? a == null ? BigDecimal.ZERO : a : null,
                    points ? b == null ? BigDecimal.ZERO : b : null);
            by.merge(one.name(), one, CatalogDiff::plus);
        }
        return List.copyOf(by.values());
    }

    /** None where no case has a specialty. */
    static List<Movement> specialties(List<Movement> movements) {
        return movements.stream().allMatch(m -> m.name() == null) ? List.of() : movements;
    }

    private static Movement plus(Movement a, Movement b) {
        return new Movement(
                a.name(),
                a.cases() + b.cases(),
                a.compared() + b.compared(),
                a.moved() + b.moved(),
                a.entered() + b.entered(),
                a.left() + b.left(),
                a.pointsBefore() == null ? null : a.pointsBefore().add(b.pointsBefore()),
                a.pointsAfter() == null ? null : a.pointsAfter().add(b.pointsAfter()));
    }

    /** The run itself, or the one it stands on, that wrote a table. */
    private static Run holder(Warehouse warehouse, Run run, Table table) {
        if (run.table(table.name()).isPresent()) {
            return run;
        }
        return run.basedOn().stream()
                .map(warehouse::run)
                .filter(r -> r.table(table.name()).isPresent())
                .findFirst()
                .orElseThrow(() -> DipErrors.tableNotInRun(
                        table.name(),
                        run.run(),
                        run.tables().stream().map(Run.TableVersion::table).toList()));
    }

    private static List<String> codes(Warehouse warehouse, Run run) {
        return warehouse.read(run, Catalog.TABLE).select(Catalog.GROUP.col()).collectAsList().stream()
                .map(r -> r.getString(0))
                .sorted()
                .toList();
    }

    /** Scores by group; none where the run made none, as a test does. */
    private static Map<String, BigDecimal> scores(Warehouse warehouse, Run run) {
        Map<String, BigDecimal> scores = new HashMap<>();
        if (run.table(Scores.TABLE.name()).isPresent()) {
            warehouse
                    .read(run, Scores.TABLE)
                    .select(Catalog.GROUP.col(), Scores.SCORE.col())
                    .collectAsList()
                    .forEach(r -> scores.put(r.getString(0), r.getDecimal(1)));
        }
        return scores;
    }

    public Run before() {
        return before;
    }

    public Run after() {
        return after;
    }

    /** The groups of the first catalog, in code order. */
    public List<Group> former() {
        return former;
    }

    /** The groups of the second catalog, in code order. */
    public List<Group> latter() {
        return latter;
    }

    /** Cases that changed their group, the most first. */
    public List<Flow> flows() {
        return flows;
    }

    public List<Movement> levels() {
        return levels;
    }

    /** By specialty (科别), in code order, those without one last; empty where the lists have none. */
    public List<Movement> specialties() {
        return specialties;
    }

    public List<Movement> hospitals() {
        return hospitals;
    }

    /** All cases. */
    public Movement all() {
        Movement none = new Movement("", 0, 0, 0, 0, 0, null, null);
        return levels.stream()
                .map(m -> new Movement(
                        "",
                        m.cases(),
                        m.compared(),
                        m.moved(),
                        m.entered(),
                        m.left(),
                        m.pointsBefore(),
                        m.pointsAfter()))
                .reduce(CatalogDiff::plus)
                .orElse(none);
    }
}
