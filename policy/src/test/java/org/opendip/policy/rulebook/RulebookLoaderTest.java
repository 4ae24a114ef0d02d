package org.opendip.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendip.policy.catalog.CriticalValueRule;
import org.opendip.policy.deviation.DeviationRule.AboveUpper;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.errors.DipException.Kind;
import org.opendip.policy.scores.ScoresRule.Method;
import org.opendip.policy.testing.Project;

class RulebookLoaderTest {
    private static final String HEAD =
            """
            region: example-city
            year: 2027
            rule-version: "3.0"
            name: 示例市
            """;

    private static String example;

    @TempDir
    Path folder;

    @BeforeAll
    static void readExample() throws IOException {
        example = Files.readString(Project.root().resolve("conf/rulebooks/example-city/2026.yaml"));
    }

    @Test
    void everySectionOfTheExampleIsRead() {
        Rulebook book = RulebookLoader.parse("example", example);

        assertThat(book.region()).isEqualTo("example-city");
        assertThat(book.year()).isEqualTo(2026);
        assertThat(book.ruleVersion()).isEqualTo("2.0");
        assertThat(book.name()).isEqualTo("示例市");
        assertThat(book.history().weightByYear(2026)).hasToString("{2023=1, 2024=2, 2025=7}");
        assertThat(book.intake().inpatientTypes()).containsExactly("21", "26", "28", "52", "2105");
        assertThat(book.pools().poolOf("390").orElseThrow().name()).isEqualTo("居民医保");
        assertThat(book.pools().poolOf("340")).isEmpty();
        assertThat(book.grouping().relatedIncrease()).isEqualByComparingTo("0.1");
        assertThat(book.catalog().criticalValue()).isEqualTo(new CriticalValueRule.Fixed(15));
        assertThat(book.scores().method()).isEqualTo(Method.MEAN_COST);
        assertThat(book.scores().source().effective()).isEqualTo("2020-11-09");
        assertThat(book.institutionCoefficient().decimals()).isEqualTo(4);
        assertThat(book.deviation().low().edge()).isEqualByComparingTo("0.5");
        assertThat(book.ungrouped().factor()).isEqualByComparingTo("0.7");
        assertThat(book.pointValue().shared()).isFalse();
        assertThat(book.monthly().depositShare()).isEqualByComparingTo("0.05");
        assertThat(book.clearing().source().document()).isEqualTo("示例市按病种分值付费经办规程");
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirLines() {
        String text = example.replace("factor: 0.7", "factor: 1.7")
                .replace("negative: carry ", "negativ: carry ")
                .replace("method: mean-cost", "method: mean-costs")
                .replace("  shared: false", "  shared: false\n  shared: true")
                .replaceAll("(?s)\nclearing:.*", "\n");

        DipException trouble = refused(text);

        assertThat(trouble.kind()).isEqualTo(Kind.USAGE);
        assertThat(trouble.what())
                .isEqualTo(
                        """
                        my.yaml: 6 problems
                          line 1    clearing            missing: a rulebook has every section, its own or by extends
                          line %-3d  scores.method       must be one of mean-cost, benchmark, fixed-quota, is mean-costs (did you mean mean-cost?)
                          line %-3d  ungrouped.factor    must be from 0 to 1, is 1.7
                          line %-3d  point-value.shared  is given twice, first on line %d
                          line %-3d  monthly.negative    missing: give one of carry, floor
                          line %-3d  monthly.negativ     is no key here: did you mean negative? (known: prepay-ratio, negative, deposit-share, source)"""
                                .formatted(
                                        line(text, "mean-costs"),
                                        line(text, "factor: 1.7"),
                                        line(text, "shared: true"),
                                        line(text, "shared: false"),
                                        line(text, "monthly:"),
                                        line(text, "negativ: ")));
        assertThat(trouble.why()).contains("money");
        assertThat(trouble.how()).contains("conf/rulebooks/README.md");
        assertThat(trouble).hasMessageContainingAll(trouble.what(), trouble.why(), trouble.how());
    }

    /** One change of the example, and what is said about it. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            years: 3                  | years: 0                      | history.years must be from 1 to 10, is 0
            years: 3                  | years: three                  | history.years must be a whole number, is three
            years: 3                  | years: "3"                    | history.years must be a whole number, is the text "3"
            highest-birth-weight: 9000 | highest-birth-weight: 100    | intake.checks.highest-birth-weight must not be below lowest-birth-weight
            weights: [1, 2, 7]        | weights: [2, 7]               | history.weights must be as many as years (3), are 2
            weights: [1, 2, 7]        | weights: [1, 2, x]            | history.weights[2] must be a whole number, is x
            weights: [1, 2, 7]        | weights: [1, 2, 0]            | history.weights must end with a weight above 0
            weights: [1, 2, 7]        | weights: 7                    | history.weights must be a list of whole numbers, at least one
            bed-day-types: ["2105"]   | bed-day-types: ["99"]         | intake.bed-day-types must be among inpatient-types, 99 is not
            rejected-share-limit: 0.10 | rejected-share-limit: 1.01   | intake.rejected-share-limit must be from 0 to 1, is 1.01
            rejected-share-limit: 0.10 | rejected-share-limit: 1e-1   | intake.rejected-share-limit must be a number, is 1e-1
            rejected-share-limit: 0.10 | rejected-share-limit:        | intake.rejected-share-limit has no value: give a number
            code: 390                 | code: 310                     | pools.pools[1].code is the code of an earlier pool: 310
            insurance-types: ["390"]  | insurance-types: ["310"]      | pools.pools[1].insurance-types 310 belongs to pool 310 already
            booked-funds: [hifp_pay]  | booked-funds: [统筹]            | pools.booked-funds must be column names like hifp_pay, one is '统筹'
            booked-funds: [hifp_pay]  | booked-funds: [a, a]          | pools.booked-funds[1] is in the list twice: a
            fold-back: false          | fold-back: no                 | grouping.fold-back must be true or false, is no
            nearest-mean, lower-code] | nearest-mean]                 | grouping.ties must end with lower-code
            [surgery, interventional] | [interventional]              | grouping.surgery-attributes must contain surgery
            [base, comprehensive]     | [comprehensive, base]         | grouping.rule-kinds must stand in the order
            [base, comprehensive]     | [comprehensive]               | grouping.rule-kinds must name base or all-procedures
            [base, comprehensive]     | [base, all-procedures]        | grouping.rule-kinds must name base or all-procedures
            [base, comprehensive]     | [merges, base]                | grouping.national-rows missing: rule-kinds exclusions, pre-groups, merges, assisted needs it
            code-case: exact          | national-rows: {}             | grouping.national-rows belongs to rule-kinds exclusions, pre-groups, merges, assisted only
            code-case: exact          | wildcard-length: 9            | grouping.wildcard-length must be from 4 to 8, is 9
            kind: fixed, cases: 15    | kind: fixed, share: 0.95      | catalog.critical-value.share is no key here (known: kind, cases)
            kind: fixed, cases: 15    | kind: coverage, share: 0      | catalog.critical-value.share must be above 0 and at most 1, is 0
            surgery: SS               | surgery: BSZL                 | catalog.group-codes.surgery must differ
            method: mean-cost         | method: benchmark             | scores.benchmark-group missing: method benchmark needs it
            scale: 1000               | quota: 10                     | scores.quota belongs to method fixed-quota only
            anchor: city-mean         | anchor: level                 | institution-coefficient.anchor-level missing: anchor level needs it
            form: excess-plus-one     | form: none, upper-edge: 5     | deviation.high.above-upper missing: upper-edge needs it
            form: excess-plus-one     | form: excess-plus-one, upper-edge: 2, above-upper: coefficient-only | deviation.high.upper-edge must be above edge (2), is 2
            form: excess-plus-one     | form: none, upper-edge: 5, above-upper: coefficient-only | deviation.high.upper-edge has no meaning with form none
            factor: 0.7               | factor: 1                     | ungrouped.factor must be below 1
            deposit-share: 0.05       | deposit-share: 0.11           | monthly.deposit-share must be from 0 to 0.10, is 0.11
            ratio: region             | ratio: case                   | clearing.ratio must be one of region, is case
            effective: 2026-01-01     | effective: 2027-01-01         | intake.source takes effect on 2027-01-01, after the year 2026
            effective: 2026-01-01     | effective: 2026-02-30         | intake.source.effective must be a date like 2026-01-01, is 2026-02-30
            name: 职工医保                | name: &one 职工医保               | pools.pools[0].name must be written out: anchors (&) and aliases (*) are refused
            name: 职工医保                | name: !!str 职工医保              | pools.pools[0].name must not carry the tag
            rule-version: "2.0"       | rule-version: "4.0"           | rule-version must be 1.0, 2.0 or 3.0, is '4.0'
            cv-ceiling: {value: 2.0   | near-misses: {cases: 15, highest-cv: 0.5}\\n  cv-ceiling: {value: 2.0 | must be below critical-value.cases, 15, is 15
            region: example-city      | region: 示例市                   | region must be lower-case letters
            year: 2026                | year: 2026\\nextends: 2025     | extends needs a file beside it
            year: 2026                | year: 2026\\nfoo: 1            | foo is no key here
            """)
    void whatIsWrongIsTold(String from, String to, String told) {
        assertThat(example).contains(from);
        String text = example.replaceFirst(
                Pattern.quote(from),
                java.util.regex.Matcher.quoteReplacement(to == null ? "" : to.replace("\\n", "\n")));

        DipException trouble = refused(text);

        assertThat(trouble.what().replaceAll(" +", " ")).contains(told);
        int line = told.contains(" missing: ") ? lineOfTheMap(text, told) : firstDifference(text);
        assertThat(trouble.what()).contains("  line " + line + " ");
    }

    @Test
    void missingSourceIsTold() {
        String text = example.replaceFirst("\n  source: .*article: \"第二十条\".*\n", "\n");

        assertThat(refused(text).what())
                .isEqualTo("my.yaml: 1 problem\n  line " + line(text, "ungrouped:")
                        + "  ungrouped.source  missing: name the document, article and effective date");
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'a: [1, 2'      | line 1  (text)  is not YAML
            ''              | line 1  (text)  is empty
            '# only a word' | line 1  (text)  is empty
            '{}'            | line 1  (text)  is empty
            'word'          | line 1  (text)  must be a map of sections
            '- 1'           | line 1  (text)  must be a map of sections
            """)
    void textsThatAreNoRulebookAreTold(String text, String told) {
        assertThat(refused(text).what()).contains("1 problem").contains(told);
    }

    @Test
    void aTextNestedWithoutEndIsRefused() {
        assertThat(refused("a: " + "[".repeat(5000)).what()).contains("is not YAML");
    }

    @Test
    void optionalSettingsAreReadWhereTheirKindAsksForThem() {
        String text = example.replace("kind: fixed, cases: 15", "kind: coverage, share: 0.95")
                .replace("method: mean-cost", "method: fixed-quota\n  quota: 12.5")
                .replace("anchor: city-mean", "anchor: level\n  anchor-level: 3")
                .replace(
                        "form: excess-plus-one",
                        "form: excess-plus-coefficient, upper-edge: 5, above-upper: coefficient-only")
                .replaceFirst("  bed-day-types: .*\n", "");

        Rulebook book = RulebookLoader.parse("variant", text);

        assertThat(book.catalog().criticalValue()).isInstanceOf(CriticalValueRule.Coverage.class);
        assertThat(book.scores().quota().orElseThrow()).isEqualByComparingTo("12.5");
        assertThat(book.institutionCoefficient().anchorLevel()).hasValue(3);
        assertThat(book.deviation().high().upperEdge().orElseThrow()).isEqualByComparingTo("5");
        assertThat(book.deviation().high().aboveUpper()).hasValue(AboveUpper.COEFFICIENT_ONLY);
        assertThat(book.intake().bedDayTypes()).isEmpty();
        assertThat(RulebookLoader.parse("again", book.render()).hash()).isEqualTo(book.hash());
    }

    @Test
    void theHashFollowsWhatIsDecidedAndNothingElse() {
        String hash = RulebookLoader.parse("example", example).hash();

        String reordered = example.replace(
                "  year-start-scores: score-only        # 年初点值: 不含调节系数\n  settlement: floating                 # 结算点值: 浮动\n",
                "  settlement: floating\n  year-start-scores: score-only\n");
        assertThat(reordered).isNotEqualTo(example);
        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(RulebookLoader.parse("other name", reordered).hash()).isEqualTo(hash);
        assertThat(RulebookLoader.parse("e", example.replace("factor: 0.7", "factor: 0.700 # 系数"))
                        .hash())
                .isEqualTo(hash);
        assertThat(RulebookLoader.parse("e", example.replace("factor: 0.7", "factor: 0.71"))
                        .hash())
                .isNotEqualTo(hash);
        assertThat(RulebookLoader.parse("e", example.replace("第二十条", "第二十一条")).hash())
                .isNotEqualTo(hash);
    }

    @Test
    void aSectionReplacesThatOfTheExtendedYearWhole() throws IOException {
        write("2026.yaml", example);
        Path path = write(
                "2027.yaml",
                HEAD
                        + """
                        extends: 2026
                        ungrouped:
                          source: {document: "一号文", article: "第三条", effective: 2027-01-01}
                          form: cost-share
                          factor: 0.6
                        """);

        Rulebook book = RulebookLoader.load(path);

        assertThat(book.year()).isEqualTo(2027);
        assertThat(book.ruleVersion()).isEqualTo("3.0");
        assertThat(book.ungrouped().factor()).isEqualByComparingTo("0.6");
        assertThat(book.scores()).isEqualTo(RulebookLoader.parse("e", example).scores());
        assertThat(book.origin("ungrouped")).isEqualTo("example-city/2027.yaml");
        assertThat(book.origin("scores")).isEqualTo("example-city/2026.yaml");
        assertThat(book.render())
                .contains("# from example-city/2027.yaml\nungrouped:\n")
                .contains("# from example-city/2026.yaml\nscores:\n");
        assertThat(RulebookLoader.parse("rendered", book.render()).hash()).isEqualTo(book.hash());
    }

    @Test
    void aSectionIsNeverCompletedFromTheExtendedYear() throws IOException {
        write("2026.yaml", example);
        Path path = write(
                "2027.yaml",
                HEAD
                        + """
                        extends: 2026
                        ungrouped:
                          source: {document: "一号文", article: "第三条", effective: 2027-01-01}
                          factor: 0.6
                        """);

        DipException trouble = catchThrowableOfType(DipException.class, () -> RulebookLoader.load(path));

        assertThat(trouble.what())
                .contains(": 1 problem")
                .contains("ungrouped.form")
                .contains("missing");
    }

    @Test
    void problemsOfTheExtendedYearNameItsFile() throws IOException {
        Path base = write("2026.yaml", example.replace("factor: 0.7", "factor: x"));
        Path path = write("2027.yaml", HEAD + "extends: 2026\nfoo: 1\n");

        DipException trouble = catchThrowableOfType(DipException.class, () -> RulebookLoader.load(path));

        assertThat(trouble.what())
                .containsSubsequence(
                        path + ": 1 problem", "line 6  foo", base + ": 1 problem", "ungrouped.factor", "is x");
    }

    @Test
    void chainsOfYearsAreFollowedAndThoseThatTurnBackAreNot() throws IOException {
        write("2026.yaml", example);
        write("2027.yaml", HEAD + "extends: 2026\n");
        Path later = write("2028.yaml", HEAD.replace("2027", "2028") + "extends: 2027\n");
        Path back = write("2029.yaml", HEAD.replace("2027", "2029") + "extends: 2029\n");

        assertThat(RulebookLoader.load(later).origin("history")).isEqualTo("example-city/2026.yaml");
        assertThat(catchThrowableOfType(DipException.class, () -> RulebookLoader.load(back))
                        .what())
                .contains("extends")
                .contains("must be an earlier year than 2029, is 2029");
    }

    @Test
    void anExtendedYearMustExistAndBeOfTheSameRegion() throws IOException {
        Path alone = write("2027.yaml", HEAD + "extends: 2026\n");
        assertThat(catchThrowableOfType(DipException.class, () -> RulebookLoader.load(alone))
                        .what())
                .contains(": 1 problem")
                .contains("names 2026, but there is no ");

        write("2026.yaml", example.replace("region: example-city", "region: other-city"));
        assertThat(catchThrowableOfType(DipException.class, () -> RulebookLoader.load(alone))
                        .what())
                .contains("must be example-city as in " + alone + ", is other-city");
    }

    @Test
    void theYearMustBeThatOfTheFile() throws IOException {
        Path path = write("2025.yaml", example);

        assertThat(catchThrowableOfType(DipException.class, () -> RulebookLoader.load(path))
                        .what())
                .contains("line 8  year  must be that of the file 2025.yaml, is 2026");
    }

    @Test
    void aMissingRulebookNamesThoseThatExist() throws IOException {
        write("2025.yaml", example);
        write("2026.yaml", example);

        DipException year = catchThrowableOfType(
                DipException.class, () -> RulebookLoader.load(folder.resolve("example-city/2031.yaml")));
        DipException region = catchThrowableOfType(
                DipException.class, () -> RulebookLoader.load(folder.resolve("exmaple-city/2026.yaml")));

        assertThat(year.what()).contains("2031.yaml");
        assertThat(year.how()).endsWith("example-city/2025.yaml, example-city/2026.yaml");
        assertThat(region.how()).endsWith("example-city/2025.yaml, example-city/2026.yaml");
        assertThat(year.kind().exitCode()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Path path = folder.resolve("2026.yaml");
        Files.write(path, "name: 示例市".getBytes("GBK"));

        DipException trouble = catchThrowableOfType(DipException.class, () -> RulebookLoader.load(path));

        assertThat(trouble.what()).contains("cannot be read as a rulebook");
        assertThat(trouble.how()).contains("UTF-8");
    }

    @Test
    void theReadmeDescribesEveryKey() throws IOException {
        String readme = Files.readString(Project.root().resolve("conf/rulebooks/README.md"));
        String rendered = RulebookLoader.parse("example", example).render();

        TreeSet<String> keys = new TreeSet<>(
                List.of("extends", "benchmark-group", "quota", "anchor-level", "upper-edge", "above-upper", "share"));
        Pattern.compile("(?m)(?:^\\s*|[{,]\\s)([a-z][a-z-]*):")
                .matcher(rendered)
                .results()
                .forEach(found -> keys.add(found.group(1)));
        keys.removeAll(Rulebook.SECTIONS);

        assertThat(keys).hasSizeGreaterThan(50);
        assertThat(keys).allSatisfy(key -> assertThat(readme).containsPattern("`[^`]*\\b" + key + "\\b[^`]*`"));
        assertThat(Rulebook.SECTIONS).allSatisfy(section -> assertThat(readme).contains("\n## " + section + " "));
    }

    private static DipException refused(String text) {
        DipException trouble = catchThrowableOfType(
                DipException.class, () -> RulebookLoader.parse("my.yaml", text == null ? "" : text));
        assertThat(trouble).as("refusal").isNotNull();
        return trouble;
    }

    private Path write(String name, String text) throws IOException {
        Path path = folder.resolve("example-city").resolve(name);
        Files.createDirectories(path.getParent());
        return Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static int line(String text, String part) {
        List<String> lines = Arrays.asList(text.split("\n"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no " + part);
    }

    /** The line of the key above the one that is missing. */
    private static int lineOfTheMap(String text, String told) {
        String[] path = told.split(" ")[0].split("\\.");
        return line(text, path[path.length - 2] + ":");
    }

    /** The line where a text leaves the example. */
    private static int firstDifference(String text) {
        String[] ours = text.split("\n");
        String[] theirs = example.split("\n");
        int line = 0;
        while (ours[line].equals(theirs[line])) {
            line++;
        }
        return line + 1;
    }
}
