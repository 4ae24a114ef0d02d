package org.opendip.jobs.inspection;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.reports.Numbers;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.SubgroupMoments;
import org.opendip.policy.catalog.CriticalValueRule;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.review.Review.Action;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rules.Words;
import org.opendip.policy.suggestion.Costs;
import org.opendip.policy.suggestion.Gain;
import org.opendip.policy.suggestion.Suggestions;
import org.opendip.policy.suggestion.Suggestions.Found;
import org.opendip.policy.suggestion.Suggestions.Sample;
import org.opendip.policy.suggestion.Suggestions.Trial;

/**
 * 合并与拆分建议: what the moments of a catalog suggest to its experts. Groups that the region formed are tried; those of a
 * national workbook and those that a review took or made are left alone, since a review file cannot name them. A group is
 * suggested once: to be split by codes, by age or by severity, whichever gains most for sure, or else to be merged.
 */
public final class CatalogSuggestions {
    /** Characters of a procedure code that like procedures have in common: {@code 51.23}. */
    private static final int LIKE_PROCEDURE = 5;

    /**
     * A suggestion.
     *
     * @param groups codes
     * @param diagnosis cell of the part; empty: that of the group
     * @param related cell of the part; empty: that of the group
     * @param age cell of the part; empty: all ages
     * @param severity cell of the part; empty: all classes
     * @param cases of the history that would change their group
     * @param fen their cost
     * @param gainR2 change of R² in the test year, and the least and most of it
     * @param narrower of a merge, by how much the CV of the mean of the smaller group falls, and the least of it; else null
     * @param reason for people who decide
     */
    public record Suggestion(
            Action action,
            List<String> groups,
            String diagnosis,
            String related,
            String age,
            String severity,
            long cases,
            long fen,
            BigDecimal gainR2,
            BigDecimal gainLow,
            BigDecimal gainHigh,
            BigDecimal narrower,
            BigDecimal narrowerLow,
            String reason) {
        /** What the part asks for otherwise than its group, in both languages where it is no code; empty: a merge. */
        public String part() {
            return age.isEmpty() && severity.isEmpty()
                    ? diagnosis + related
                    : org.opendip.jobs.inspection.Words.part(
                                    age.isEmpty() ? SubgroupMoments.SEVERITY : SubgroupMoments.AGE, age + severity)
                            .toString();
        }

        /** The row of the review file that does it, in the order of {@link ReviewFile#COLUMNS}. */
        public List<String> reviewRow(String decidedBy) {
            return List.of(
                    Words.of(action),
                    String.join(";", groups),
                    "",
                    "",
                    diagnosis,
                    "",
                    related,
                    "",
                    decidedBy,
                    reason,
                    age,
                    severity);
        }
    }

    /**
     * What was found among what was tried.
     *
     * @param splitTrials parts that were tried
     * @param mergeTrials pairs that were tried
     * @param ageTrials bands of age that were tried; empty: the catalog has not been measured
     * @param severityTrials classes of severity that were tried; empty: the catalog has not been measured
     */
    public record Tried(
            List<Suggestion> suggestions,
            int splitTrials,
            int mergeTrials,
            OptionalInt ageTrials,
            OptionalInt severityTrials) {}

    private record Group(String code, boolean core, String diagnosis, String main, String related, long cases) {
        /** Whether it asks for one diagnosis and one way to treat it, as formed groups do. */
        boolean plain() {
            return (diagnosis + main + related).indexOf('|') < 0 && diagnosis.indexOf('-') < 0;
        }
    }

    private final Map<Integer, BigDecimal> regionalMeans = new TreeMap<>();
    private final int testYear;
    private final BigDecimal squaresOfAll;
    private final BigDecimal margin;
    private final long critical;
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, Map<Integer, org.opendip.policy.stats.Moments>> ofGroup;
    private final Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> ofProcedure;
    private final Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> ofDiagnosis;

    private final Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> ofAge;
    private final Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> ofSeverity;

    private int splitTrials;
    private int ageTrials;
    private int severityTrials;
    private int mergeTrials;

    private CatalogSuggestions(Warehouse warehouse, Run catalog, Optional<Dataset<Row>> subgroups, Rulebook rules) {
        this.margin = rules.grouping().relatedIncrease();
        Dataset<Row> signatures = warehouse.read(catalog, Signatures.TABLE);
        Dataset<Row> cases = warehouse
                .read(catalog, Moments.TABLE)
                .join(
                        signatures
                                .filter(Cases.BED_DAY.col().equalTo(false))
                                .select(Cases.SIGNATURE.col(), Records.MAIN_DIAGNOSIS.col(), Records.PROCEDURES.col()),
                        Cases.SIGNATURE.name());
        Map<Integer, org.opendip.policy.stats.Moments> years = new TreeMap<>();
        for (Row r : Moments.sums(cases.groupBy(Cases.YEAR.col())).collectAsList()) {
            years.put(r.getInt(0), Moments.of(r, 1));
        }
        if (years.size() < 2) {
            throw DipErrors.historyTooShortToTest(years.size());
        }
        years.forEach((year, all) -> regionalMeans.put(year, all.mean()));
        this.testYear = java.util.Collections.max(years.keySet());
        this.squaresOfAll =
                Costs.of(years.get(testYear), regionalMeans.get(testYear)).squaresAboutMean();
        Set<String> others = new HashSet<>();
        if (catalog.table(RuleRows.TABLE.name()).isPresent()) {
            codes(
                    warehouse
                            .read(catalog, RuleRows.TABLE)
                            .filter(not(RuleRows.RULE_KIND
                                            .col()
                                            .isin(Words.of(GroupRow.Kind.BASE), Words.of(GroupRow.Kind.COMPREHENSIVE)))
                                    .or(RuleRows.NEAR_MISS.col())),
                    others);
        }
        if (catalog.table(ReviewedGroups.TABLE.name()).isPresent()) {
            codes(warehouse.read(catalog, ReviewedGroups.TABLE), others);
        }
        for (Row r : warehouse.read(catalog, Catalog.TABLE).collectAsList()) {
            String code = r.getAs(Catalog.GROUP.name());
            Group group = new Group(
                    code,
                    r.getAs(Catalog.GROUP_KIND.name()).equals(GroupTable.CORE),
                    r.getAs(RelatedProcedures.DIAGNOSIS.name()),
                    r.getAs(RelatedProcedures.MAIN_PROCEDURE.name()),
                    r.getAs(Combinations.RELATED_PROCEDURES.name()),
                    r.<Long>getAs(Moments.CASE_COUNT.name()));
            if (!others.contains(code) && group.plain()) {
                groups.add(group);
            }
        }
        groups.sort(Comparator.comparing(Group::code));
        this.critical = rules.catalog().criticalValue() instanceof CriticalValueRule.Fixed fixed
                ? fixed.cases()
                : groups.stream()
                        .filter(Group::core)
                        .mapToLong(Group::cases)
                        .min()
                        .orElse(1);
        Dataset<Row> grouped = cases.join(
                warehouse
                        .read(catalog, Assignments.TABLE)
                        .filter(Assignments.ASSIGNED_GROUP.col().isNotNull())
                        .select(Cases.SIGNATURE.col(), Assignments.ASSIGNED_GROUP.col()),
                Cases.SIGNATURE.name());
        this.ofAge = subgroups.map(table -> aspect(table, SubgroupMoments.AGE)).orElse(Map.of());
        this.ofSeverity =
                subgroups.map(table -> aspect(table, SubgroupMoments.SEVERITY)).orElse(Map.of());
        this.ofGroup = new HashMap<>();
        sums(grouped, Assignments.ASSIGNED_GROUP.col(), lit("").as("part"))
                .forEach((key, of) -> ofGroup.put(key.get(0), of));
        this.ofProcedure = sums(
                grouped.filter(Records.PROCEDURES.col().notEqual(""))
                        .withColumn("part", explode(array_distinct(functions.split(Records.PROCEDURES.col(), ",")))),
                Assignments.ASSIGNED_GROUP.col(),
                col("part"));
        // A core group of a subcategory may fall apart by full codes, a comprehensive one of a category by
        // subcategories.
        Column full = Records.MAIN_DIAGNOSIS.col();
        this.ofDiagnosis = sums(
                grouped.join(
                                warehouse
                                        .read(catalog, Catalog.TABLE)
                                        .select(
                                                Catalog.GROUP.col().as("of_group"),
                                                Catalog.GROUP_KIND
                                                        .col()
                                                        .equalTo(GroupTable.CORE)
                                                        .as("of_core")),
                                Assignments.ASSIGNED_GROUP.col().equalTo(col("of_group")))
                        .withColumn(
                                "part",
                                when(col("of_core"), full).otherwise(substring(full, 1, Diagnoses.SUBCATEGORY))),
                Assignments.ASSIGNED_GROUP.col(),
                col("part"));
    }

    private Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> aspect(
            Dataset<Row> subgroups, String aspect) {
        return sums(
                subgroups.filter(SubgroupMoments.ASPECT.col().equalTo(aspect)),
                Catalog.GROUP.col(),
                SubgroupMoments.SUBGROUP.col());
    }

    private static void codes(Dataset<Row> table, Set<String> into) {
        table.select(Catalog.GROUP.col()).collectAsList().forEach(r -> into.add(r.getString(0)));
    }

    /** Cases by year of groups and parts of them that are large enough to be tried. */
    private Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> sums(
            Dataset<Row> cases, Column group, Column part) {
        List<Integer> years = List.copyOf(regionalMeans.keySet());
        List<Column> sums = new ArrayList<>();
        for (int year : years) {
            for (Column of : List.of(
                    Moments.CASE_COUNT.col(),
                    Moments.COST_SUM.col(),
                    Moments.SQUARE_HIGH.col(),
                    Moments.SQUARE_LOW.col())) {
                sums.add(sum(when(Cases.YEAR.col().equalTo(year), of).otherwise(0L))
                        .as("s" + sums.size()));
            }
        }
        long least = Suggestions.CASES_BEFORE + Suggestions.CASES_TEST;
        Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> found = new HashMap<>();
        for (Row r : cases.groupBy(group, part)
                .agg(sum(Moments.CASE_COUNT.col()).as("n"), sums.toArray(Column[]::new))
                .filter(col("n").geq(least))
                .collectAsList()) {
            Map<Integer, org.opendip.policy.stats.Moments> byYear = new TreeMap<>();
            for (int i = 0; i < years.size(); i++) {
                byYear.put(years.get(i), Moments.of(r, 3 + 4 * i));
            }
            found.put(List.of(r.getString(0), r.getString(1)), byYear);
        }
        return found;
    }

    /** What is suggested for a catalog: splits, the largest gain first, then merges. */
    public static Tried of(Warehouse warehouse, Run catalog, Rulebook rules) {
        Optional<Dataset<Row>> subgroups = CatalogRun.standingOn(warehouse, catalog, Job.CATALOG_QUALITY)
                .filter(quality -> quality.table(SubgroupMoments.TABLE.name()).isPresent())
                .map(quality -> warehouse.read(quality, SubgroupMoments.TABLE));
        return of(warehouse, catalog, subgroups, rules);
    }

    /** @param subgroups the table {@code subgroup_moments} of the catalog, where it has been measured */
    static Tried of(Warehouse warehouse, Run catalog, Optional<Dataset<Row>> subgroups, Rulebook rules) {
        CatalogSuggestions all = new CatalogSuggestions(warehouse, catalog, subgroups, rules);
        List<Suggestion> splits = all.best();
        Set<String> taken = new HashSet<>();
        splits.forEach(s -> taken.addAll(s.groups()));
        List<Suggestion> found = new ArrayList<>(splits);
        found.addAll(all.merges(taken));
        boolean measured = subgroups.isPresent();
        return new Tried(
                found,
                all.splitTrials,
                all.mergeTrials,
                measured ? OptionalInt.of(all.ageTrials) : OptionalInt.empty(),
                measured ? OptionalInt.of(all.severityTrials) : OptionalInt.empty());
    }

    // ---- splits

    private record Part(Group group, String diagnosis, String related, String age, String severity) {}

    /** A part that holds. */
    private record Holds(Part part, Found found) {}

    /** Of each group the part that gains most for sure. Parts of a kind are judged by themselves. */
    private List<Suggestion> best() {
        List<Holds> holds = new ArrayList<>(byCodes());
        holds.addAll(byAge());
        holds.addAll(bySeverity());
        Map<String, Holds> best = new TreeMap<>();
        for (Holds one : holds) {
            best.merge(
                    one.part().group().code(),
                    one,
                    (a, b) -> b.found().gain().low().compareTo(a.found().gain().low()) > 0 ? b : a);
        }
        return best.values().stream()
                .sorted(Comparator.comparing((Holds one) -> one.found().gain().sum())
                        .reversed())
                .map(one -> split(one.part(), one.found()))
                .toList();
    }

    private List<Holds> byCodes() {
        Map<String, Group> byCode = new HashMap<>();
        groups.forEach(g -> byCode.put(g.code(), g));
        List<Part> parts = new ArrayList<>();
        List<Trial> trials = new ArrayList<>();
        ofProcedure.keySet().stream().sorted(CatalogSuggestions::order).forEach(key -> {
            Group group = byCode.get(key.get(0));
            if (group != null && group.core() && !group.main().isEmpty() && !names(group, key.get(1))) {
                List<String> related = new ArrayList<>(GroupTable.related(group.related()));
                related.add(key.get(1));
                related.sort(Comparator.naturalOrder());
                trial(parts, trials, new Part(group, "", String.join("+", related), "", ""), ofProcedure.get(key));
            }
        });
        ofDiagnosis.keySet().stream().sorted(CatalogSuggestions::order).forEach(key -> {
            Group group = byCode.get(key.get(0));
            if (group != null && key.get(1).length() > group.diagnosis().length()) {
                trial(parts, trials, new Part(group, key.get(1), "", "", ""), ofDiagnosis.get(key));
            }
        });
        splitTrials = trials.size();
        return hold(parts, trials);
    }

    private List<Holds> byAge() {
        return byAspect(ofAge, (group, band) -> new Part(group, group.diagnosis(), "", band, ""), n -> ageTrials = n);
    }

    private List<Holds> bySeverity() {
        return byAspect(
                ofSeverity, (group, word) -> new Part(group, group.diagnosis(), "", "", word), n -> severityTrials = n);
    }

    private List<Holds> byAspect(
            Map<List<String>, Map<Integer, org.opendip.policy.stats.Moments>> of,
            BiFunction<Group, String, Part> part,
            IntConsumer tried) {
        Map<String, Group> byCode = new HashMap<>();
        groups.forEach(g -> byCode.put(g.code(), g));
        List<Part> parts = new ArrayList<>();
        List<Trial> trials = new ArrayList<>();
        of.keySet().stream().sorted(CatalogSuggestions::order).forEach(key -> {
            Group group = byCode.get(key.get(0));
            if (group != null) {
                trial(parts, trials, part.apply(group, key.get(1)), of.get(key));
            }
        });
        tried.accept(trials.size());
        return hold(parts, trials);
    }

    private List<Holds> hold(List<Part> parts, List<Trial> trials) {
        return Suggestions.splits(trials, margin).stream()
                .map(found -> new Holds(parts.get(found.trial()), found))
                .toList();
    }

    private static int order(List<String> a, List<String> b) {
        int byGroup = a.get(0).compareTo(b.get(0));
        return byGroup != 0 ? byGroup : a.get(1).compareTo(b.get(1));
    }

    private static boolean names(Group group, String procedure) {
        return group.main().equals(procedure)
                || GroupTable.related(group.related()).contains(procedure);
    }

    private void trial(
            List<Part> parts, List<Trial> trials, Part part, Map<Integer, org.opendip.policy.stats.Moments> of) {
        Map<Integer, org.opendip.policy.stats.Moments> whole =
                ofGroup.get(part.group().code());
        long cases = together(of).n();
        if (whole == null || cases < critical || together(whole).n() - cases < critical) {
            return;
        }
        Sample a = sample(of);
        Sample all = sample(whole);
        parts.add(part);
        trials.add(new Trial(
                a, new Sample(all.before().minus(a.before()), all.test().minus(a.test()))));
    }

    private Suggestion split(Part part, Found found) {
        String code = part.group().code();
        Map<Integer, org.opendip.policy.stats.Moments> of;
        String what;
        if (!part.age().isEmpty()) {
            of = ofAge.get(List.of(code, part.age()));
            what = org.opendip.jobs.inspection.Words.part(SubgroupMoments.AGE, part.age())
                    .zh();
        } else if (!part.severity().isEmpty()) {
            of = ofSeverity.get(List.of(code, part.severity()));
            what = org.opendip.jobs.inspection.Words.part(SubgroupMoments.SEVERITY, part.severity())
                    .zh();
        } else if (part.diagnosis().isEmpty()) {
            of = ofProcedure.get(List.of(code, last(part)));
            what = "含相关手术操作 " + last(part) + " ";
        } else {
            of = ofDiagnosis.get(List.of(code, part.diagnosis()));
            what = "主要诊断为 " + part.diagnosis() + " ";
        }
        org.opendip.policy.stats.Moments in = together(of);
        org.opendip.policy.stats.Moments all = together(ofGroup.get(part.group().code()));
        org.opendip.policy.stats.Moments rest = new org.opendip.policy.stats.Moments(
                all.n() - in.n(),
                all.sumFen().subtract(in.sumFen()),
                all.sumOfSquares().subtract(in.sumOfSquares()));
        boolean more = found.difference().signum() > 0;
        String reason = what + "的病例次均费用"
                + (more ? "高 " : "低 ") + Numbers.percent(found.difference().abs()) + "（" + yuan(in) + " 元对 "
                + yuan(rest)
                + " 元），检验年度 " + testYear + " 年 R² 增 "
                + told(found.gain().sum()) + "（95% 区间 " + told(found.gain().low()) + " 至 "
                + told(found.gain().high()) + "）";
        return suggestion(
                Action.SPLIT,
                List.of(part.group().code()),
                part.diagnosis(),
                part.related(),
                part.age(),
                part.severity(),
                in,
                found,
                reason);
    }

    /** The procedure that the part has and its group lacks. */
    private static String last(Part part) {
        List<String> related = new ArrayList<>(GroupTable.related(part.related()));
        related.removeAll(GroupTable.related(part.group().related()));
        return related.get(0);
    }

    // ---- merges

    private record Pair(Group a, Group b) {}

    private List<Suggestion> merges(Set<String> split) {
        Map<List<String>, List<Group>> alike = new TreeMap<>(CatalogSuggestions::lexical);
        for (Group group : groups) {
            if (group.core() && ofGroup.containsKey(group.code())) {
                alike.computeIfAbsent(
                                List.of("d", Diagnoses.category(group.diagnosis()), group.main(), group.related()),
                                k -> new ArrayList<>())
                        .add(group);
                if (group.main().length() > LIKE_PROCEDURE) {
                    alike.computeIfAbsent(
                                    List.of(
                                            "p",
                                            group.diagnosis(),
                                            group.main().substring(0, LIKE_PROCEDURE),
                                            group.related()),
                                    k -> new ArrayList<>())
                            .add(group);
                }
            }
        }
        List<Pair> pairs = new ArrayList<>();
        List<Trial> trials = new ArrayList<>();
        alike.values().forEach(of -> {
            for (int i = 0; i < of.size(); i++) {
                for (int j = i + 1; j < of.size(); j++) {
                    pairs.add(new Pair(of.get(i), of.get(j)));
                    trials.add(new Trial(
                            sample(ofGroup.get(of.get(i).code())),
                            sample(ofGroup.get(of.get(j).code()))));
                }
            }
        });
        mergeTrials = trials.size();
        Set<String> taken = new HashSet<>(split);
        List<Suggestion> merges = new ArrayList<>();
        Suggestions.merges(trials, margin).stream()
                .sorted(Comparator.comparing(Found::probability).thenComparing(Found::trial))
                .forEach(found -> {
                    Pair pair = pairs.get(found.trial());
                    if (!taken.contains(pair.a().code())
                            && !taken.contains(pair.b().code())) {
                        taken.add(pair.a().code());
                        taken.add(pair.b().code());
                        merges.add(merge(pair, found));
                    }
                });
        merges.sort(Comparator.comparingLong(Suggestion::cases).reversed());
        return merges;
    }

    private static int lexical(List<String> a, List<String> b) {
        return String.join("\u001F", a).compareTo(String.join("\u001F", b));
    }

    private Suggestion merge(Pair pair, Found found) {
        org.opendip.policy.stats.Moments a = together(ofGroup.get(pair.a().code()));
        org.opendip.policy.stats.Moments b = together(ofGroup.get(pair.b().code()));
        String reason = "同类目、同类操作，次均费用相差 " + Numbers.percent(found.difference().abs()) + "（" + yuan(a) + " 元与 "
                + yuan(b) + " 元），检验年度 " + testYear + " 年较小病种均值的变异系数降 " + Numbers.percent(found.narrower())
                + "（95% 区间不低于 " + Numbers.percent(found.narrowerLow()) + "）";
        return suggestion(
                Action.MERGE, List.of(pair.a().code(), pair.b().code()), "", "", "", "", a.plus(b), found, reason);
    }

    // ---- both

    private Suggestion suggestion(
            Action action,
            List<String> codes,
            String diagnosis,
            String related,
            String age,
            String severity,
            org.opendip.policy.stats.Moments moved,
            Found found,
            String reason) {
        Gain gain = found.gain();
        return new Suggestion(
                action,
                codes,
                diagnosis,
                related,
                age,
                severity,
                moved.n(),
                moved.sumFen().longValueExact(),
                Gain.ofR2(gain.sum(), squaresOfAll),
                Gain.ofR2(gain.low(), squaresOfAll),
                Gain.ofR2(gain.high(), squaresOfAll),
                found.narrower(),
                found.narrowerLow(),
                reason);
    }

    private Sample sample(Map<Integer, org.opendip.policy.stats.Moments> years) {
        Costs before = Costs.NONE;
        Costs test = Costs.NONE;
        for (Map.Entry<Integer, org.opendip.policy.stats.Moments> of : years.entrySet()) {
            Costs costs = Costs.of(of.getValue(), regionalMeans.get(of.getKey()));
            if (of.getKey() == testYear) {
                test = test.plus(costs);
            } else {
                before = before.plus(costs);
            }
        }
        return new Sample(before, test);
    }

    private static org.opendip.policy.stats.Moments together(Map<Integer, org.opendip.policy.stats.Moments> years) {
        return years.values().stream()
                .reduce(org.opendip.policy.stats.Moments.NONE, org.opendip.policy.stats.Moments::plus);
    }

    private String told(BigDecimal gain) {
        return Gain.ofR2(gain, squaresOfAll).setScale(6, RoundingMode.HALF_UP).toPlainString();
    }

    private static String yuan(org.opendip.policy.stats.Moments cases) {
        return cases.mean().setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
