package org.opendip.jobs.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.rules.Words;

/** 50,000 random cases against random catalogs under random settings: engine and {@link NaiveGrouping} agree to the trace. */
class SecondImplementationTest {
    private static final int CATALOGS = 125;
    private static final int CASES = 400;
    private static final List<String> DIAGNOSES = List.of(
            "A01.000",
            "A01.000x005+J17.0*",
            "A01.100",
            "A02.900",
            "A02.X00",
            "C34.100",
            "C34.100x001",
            "C79.500",
            "C80.x00",
            "I10.x00",
            "P07.001",
            "Z51.100",
            "Z51.800",
            "A15.000x010");
    private static final List<String> PROCEDURES = List.of(
            "47.0100",
            "47.0100x001",
            "47.0200",
            "47.1x00",
            "47.1X01",
            "96.7201",
            "39.9500x007",
            "99.2503",
            "99.2800X005",
            "88.4101",
            "33.24");

    @Test
    void engineAndSecondImplementationAgreeOnEveryCase() {
        Set<String> paths = new TreeSet<>();
        int traced = 0;
        for (int seed = 0; seed < CATALOGS; seed++) {
            Random random = new Random(seed);
            NaiveGrouping.Settings settings = settings(random, seed % 3);
            NaiveGrouping.Catalog catalog = catalog(random, settings);
            NaiveGrouping naive = new NaiveGrouping(settings, catalog);
            GroupingRule rule = rules(settings).book().grouping();
            RuleCatalog lists = lists(catalog, rule);
            List<Group> groups = groups(catalog, rule);
            AssignmentEngine engine = new AssignmentEngine(rule, treatments(catalog, rule), groups, lists);
            Questions questions =
                    Questions.of(rule, groups.stream().map(Group::row).toList());
            for (int n = 0; n < CASES; n++) {
                Stay stay = stay(random);
                String expected = naive.group(stay);
                assertThat(told(engine.explain(questions.ask(stay))))
                        .as("catalog %d, case %d: %s%n%s%n%s", seed, n, stay, settings, catalog)
                        .isEqualTo(expected);
                paths.add(expected.split(" ")[0]);
                traced++;
            }
        }
        assertThat(traced).isEqualTo(50_000);
        // Every way there is has been gone.
        assertThat(paths)
                .isEqualTo(new TreeSet<>(java.util.Arrays.stream(Assignment.Path.values())
                        .map(Assignment.Path::code)
                        .toList()));
    }

    private static String told(Assignment.Trace trace) {
        Assignment found = trace.assignment();
        return found.path().code()
                + found.group().map(g -> " " + g.code()).orElse("")
                + " " + found.tied()
                + " main=" + trace.mainProcedure()
                + " others=" + trace.otherProcedures()
                + trace.steps().stream()
                        .map(step -> " " + Words.of(step.kind())
                                + step.near().stream()
                                        .map(near -> near.group() + " " + near.lacks())
                                        .toList())
                        .collect(Collectors.joining());
    }

    // ---- settings

    private static NaiveGrouping.Settings settings(Random random, int version) {
        List<String> kinds =
                switch (version) {
                    case 0 -> List.of("all-procedures", "comprehensive");
                    case 1 -> List.of("base", "comprehensive");
                    default ->
                        List.of("exclusions", "pre-groups", "tcm", "merges", "assisted", "base", "comprehensive");
                };
        List<List<String>> ties = List.of(
                List.of("more-matches", "higher-score", "nearest-mean", "lower-code"),
                List.of("main-procedure-first", "lower-code"),
                List.of("higher-score", "main-procedure-first", "lower-code"));
        boolean national = version == 2;
        return new NaiveGrouping.Settings(
                kinds,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? 5 : 0,
                national && random.nextBoolean(),
                national && random.nextBoolean(),
                national && random.nextBoolean(),
                national && random.nextBoolean(),
                national && random.nextBoolean() ? List.of("C76-C80", "C00-C75") : List.of(),
                national && random.nextBoolean() ? 96 : 0,
                "96.7201",
                random.nextBoolean(),
                ties.get(random.nextInt(ties.size())),
                random.nextBoolean());
    }

    /** The settings as a rulebook says them. */
    private static Rules rules(NaiveGrouping.Settings of) {
        Rules rules = Rules.exampleCity()
                .with("related-match: all", "related-match: " + (of.anyRelated() ? "any" : "all"))
                .with(
                        "[more-matches, higher-score, nearest-mean, lower-code]",
                        of.ties().toString())
                .with(
                        "comprehensive-fallback: conservative",
                        "comprehensive-fallback: " + (of.conservativeFallback() ? "conservative" : "none"))
                .with("code-case: exact", "code-case: " + (of.ignoreCase() ? "ignore" : "exact"))
                .with("main-match: main", "main-match: " + (of.anywhere() ? "anywhere" : "main"))
                .with("rule-kinds: [base, comprehensive]", "rule-kinds: " + of.kinds());
        if (of.wildcard() > 0) {
            rules = rules.with("code-case:", "wildcard-length: " + of.wildcard() + "\n  code-case:");
        }
        if (of.kinds().contains("merges")) {
            rules = rules.with(
                    "  code-case:",
                    "  national-rows:\n    precedence: " + (of.orFirst() ? "or-first" : "and-first")
                            + "\n    outside-scope: " + (of.dropOutside() ? "drop" : "next")
                            + "\n    pre-order: " + (of.mostProcedures() ? "most-procedures" : "row")
                            + "\n    newborn-diagnosis: " + (of.newbornMain() ? "main" : "any")
                            + (of.ranges().isEmpty() ? "" : "\n    ranges: " + of.ranges())
                            + (of.ventilationHours() == 0
                                    ? ""
                                    : "\n    ventilation: {hours: 96, code: \"" + of.ventilationCode() + "\"}")
                            + "\n  code-case:");
        }
        return rules;
    }

    // ---- random catalogs and cases

    private static NaiveGrouping.Catalog catalog(Random random, NaiveGrouping.Settings settings) {
        List<NaiveGrouping.Row> rows = new ArrayList<>();
        for (String kind : settings.kinds()) {
            for (int n = kind.equals("exclusions") ? 12 : 0; n < 12; n++) {
                // The last figure first, so that the order of codes is not the order of rows.
                rows.add(row(random, kind, (char) ('A' + n * 7 % 12) + "-" + kind));
            }
        }
        Map<String, NaiveGrouping.Excluded> excluded = new TreeMap<>();
        for (int n = 0; n < 3; n++) {
            String code = CodeCase.IGNORE.procedure(pick(random, PROCEDURES));
            String note = pick(random, List.of("按保守治疗入组", "不可作为主要手术操作", "A00-A09|\nC34.1 |Z51作为主要诊断，可作为主要手术操作"));
            excluded.put(code, new NaiveGrouping.Excluded(code, note));
        }
        Map<String, String> treatments = new HashMap<>();
        for (String code : new TreeSet<>(
                PROCEDURES.stream().map(CodeCase.IGNORE::procedure).toList())) {
            if (random.nextInt(4) > 0) {
                treatments.put(code, pick(random, List.of("surgery", "therapeutic", "diagnostic")));
            }
        }
        return new NaiveGrouping.Catalog(
                rows,
                List.of(pick(random, DIAGNOSES)),
                List.copyOf(excluded.values()),
                List.of("A15.000x010"),
                treatments);
    }

    private static NaiveGrouping.Row row(Random random, String kind, String code) {
        boolean pre = kind.equals("pre-groups");
        boolean newborn = pre && random.nextInt(3) == 0;
        boolean assisted = kind.equals("assisted");
        boolean comprehensive = kind.equals("comprehensive");
        boolean expression = pre || kind.equals("tcm") || assisted && random.nextBoolean();
        String mainDx = newborn
                ? "P07"
                : pre && random.nextInt(3) > 0
                        ? "所有诊断"
                        : parts(
                                random,
                                List.of(
                                        "A01",
                                        "A01.0",
                                        "A01.0+",
                                        "A02",
                                        "A02.x",
                                        "A00-A02",
                                        "C34.1",
                                        "C76-C80",
                                        "I10.x",
                                        "Z51",
                                        "Z51.1",
                                        "A15.000x010",
                                        "A01.000"));
        String weight = random.nextBoolean() ? "出生体重0-999克" : "出生体重750-1499克";
        return new NaiveGrouping.Row(
                kind,
                code,
                mainDx,
                assisted && random.nextInt(3) > 0 ? pick(random, List.of("C00-C75", "C76-C80", "I10|P07.0")) : "",
                assisted ? pick(random, List.of("", "", "是", "否")) : "",
                newborn ? "<29天" : "",
                newborn ? weight : "",
                comprehensive || newborn ? "" : procedures(random, expression),
                comprehensive || expression || random.nextBoolean() ? "" : procedures(random, true),
                expression && !newborn,
                comprehensive ? pick(random, List.of("surgery", "therapeutic", "diagnostic", "conservative")) : "",
                pre ? "" : pick(random, List.of("", "", "", "65+", "0|1-6", "18-64")),
                pre ? "" : pick(random, List.of("", "", "", "severe", "moderate|severe")),
                random.nextBoolean() ? 1000 : 2000);
    }

    /** Codes joined by | or +; without plus: alternatives, or none at all. */
    private static String procedures(Random random, boolean plus) {
        if (!plus && random.nextInt(4) == 0) {
            return "";
        }
        StringBuilder cell = new StringBuilder(procedure(random));
        for (int n = random.nextInt(3); n > 0; n--) {
            cell.append(plus && random.nextInt(3) > 0 ? "+" : "|").append(procedure(random));
        }
        return cell.toString();
    }

    private static String procedure(Random random) {
        return random.nextInt(5) == 0 ? "47.01" : pick(random, PROCEDURES);
    }

    private static String parts(Random random, List<String> of) {
        Set<String> parts = new HashSet<>();
        for (int n = random.nextInt(3); n >= 0; n--) {
            parts.add(pick(random, of));
        }
        return String.join("|", new TreeSet<>(parts));
    }

    private static Stay stay(Random random) {
        List<String> others = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            others.add(random.nextInt(6) == 0 ? "U84.300" : pick(random, DIAGNOSES));
        }
        List<String> procedures = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            procedures.add(pick(random, PROCEDURES));
        }
        return new Stay(
                pick(random, DIAGNOSES),
                others,
                procedures,
                random.nextInt(100) == 0,
                number(random, 0, 5, 28, 29),
                number(random, 0, 749, 750, 999, 1000, 1499, 1500),
                number(random, 95, 96, 200),
                number(random, 0, 1, 6, 7, 17, 18, 64, 65, 90),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(SeverityClass.values()[random.nextInt(3)]));
    }

    private static OptionalInt number(Random random, int... values) {
        return random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(values[random.nextInt(values.length)]);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    // ---- the same for the engine

    private static List<Group> groups(NaiveGrouping.Catalog catalog, GroupingRule rule) {
        ProcedureExpression.Precedence precedence = rule.kinds().national() == null
                ? ProcedureExpression.Precedence.AND_FIRST
                : rule.kinds().national().precedence();
        CodeCase codeCase = rule.kinds().codeCase();
        List<Group> groups = new ArrayList<>();
        for (NaiveGrouping.Row row : catalog.rows()) {
            TreatmentType treatment = row.treatment().isEmpty()
                    ? TreatmentType.CONSERVATIVE
                    : TreatmentType.valueOf(row.treatment().toUpperCase(Locale.ROOT));
            GroupRow parsed = new GroupRow(
                            switch (row.kind()) {
                                case "pre-groups" -> GroupRow.Kind.PRE;
                                case "tcm" -> GroupRow.Kind.TCM;
                                case "merges" -> GroupRow.Kind.MERGE;
                                case "assisted" -> GroupRow.Kind.ASSISTED;
                                case "comprehensive" -> GroupRow.Kind.COMPREHENSIVE;
                                default -> GroupRow.Kind.BASE;
                            },
                            row.code(),
                            "",
                            DiagnosisScope.parse(row.mainDx(), codeCase, SecondImplementationTest::refuse),
                            row.otherDx().isEmpty()
                                    ? DiagnosisScope.all()
                                    : DiagnosisScope.parse(row.otherDx(), codeCase, SecondImplementationTest::refuse),
                            switch (row.resistant()) {
                                case "是" -> Resistance.RESISTANT;
                                case "否" -> Resistance.NOT_RESISTANT;
                                default -> Resistance.EITHER;
                            },
                            row.age().isEmpty()
                                    ? null
                                    : NewbornBand.parse(row.age(), row.weight(), SecondImplementationTest::refuse),
                            ProcedureExpression.parse(
                                    row.procedures(), precedence, codeCase, SecondImplementationTest::refuse),
                            ProcedureExpression.parse(
                                    row.related(), precedence, codeCase, SecondImplementationTest::refuse),
                            row.expression(),
                            treatment,
                            null,
                            null)
                    .within(Subgroup.parse(row.ages(), row.severities(), (column, said) -> refuse(said)));
            groups.add(new Group(parsed, treatment, BigDecimal.valueOf(row.mean())));
        }
        return groups;
    }

    private static RuleCatalog lists(NaiveGrouping.Catalog catalog, GroupingRule rule) {
        CodeCase codeCase = rule.kinds().codeCase();
        Map<String, Exclusions.Procedure> procedures = new HashMap<>();
        for (NaiveGrouping.Excluded excluded : catalog.excludedProcedures()) {
            procedures.put(
                    codeCase.procedure(excluded.code()),
                    Exclusions.Procedure.parse(excluded.note(), codeCase, SecondImplementationTest::refuse));
        }
        Set<String> diagnoses =
                catalog.excludedDiagnoses().stream().map(codeCase::diagnosis).collect(Collectors.toSet());
        return new RuleCatalog(
                List.of(), new Exclusions(diagnoses, procedures), Set.copyOf(catalog.resistantDiagnoses()));
    }

    private static Treatments treatments(NaiveGrouping.Catalog catalog, GroupingRule rule) {
        return Treatments.of(
                rule,
                catalog.treatments().entrySet().stream()
                        .map(e -> new ReferenceFiles.Procedure(e.getKey(), "", e.getValue()))
                        .toList());
    }

    private static void refuse(String trouble) {
        throw new IllegalStateException(trouble);
    }
}
