package org.opendip.jobs.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendip.jobs.Docs;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.NationalSampleTest;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.VectorFile;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.rulebook.Rulebook;

/** The examples of data-samples/vectors/grouping.csv, against a few rows of the national workbook and against its sample. */
class NationalRowsTest {
    private static final Rules VERSION_3 = NationalRules.version3();

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aCaseFindsTheGroupOfTheNationalRow(VectorFile example) {
        assertThat(grouped(example, rows(VERSION_3), VERSION_3))
                .isEqualTo((example.text("expected_path") + " " + example.text("expected_group")).strip());
    }

    @Test
    void theWholeSampleGivesTheSameGroups() {
        RuleCatalog sample = NationalSampleTest.national(VERSION_3).catalog();
        Set<String> codes = new TreeSet<>(List.of(""));
        sample.rows().forEach(row -> codes.add(row.code()));
        List<String> wrong = new ArrayList<>();
        for (VectorFile example : VectorFile.read("grouping")) {
            String expected = (example.text("expected_path") + " " + example.text("expected_group")).strip();
            String found = grouped(example, sample, VERSION_3);
            if (codes.contains(example.text("expected_group")) && !found.equals(expected)) {
                wrong.add(example + ": " + found);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theOrderOfRangesIsASetting() {
        Rules secondFirst = VERSION_3.with("newborn-diagnosis: any", "newborn-diagnosis: any\n    ranges: [C76-C80]");

        assertThat(grouped(example("two sites"), rows(secondFirst), secondFirst))
                .isEqualTo("assisted 1774");
    }

    @Test
    void thePrecedenceOfOrAndAndIsASetting() {
        Rules orFirst = VERSION_3.with("precedence: and-first", "precedence: or-first");

        assertThat(grouped(example("one of two precedences"), rows(orFirst), orFirst))
                .isEqualTo("merge-exact 195");
        assertThat(grouped(example("both of a precedence"), rows(orFirst), orFirst))
                .isEqualTo("merge-exact 196");
    }

    @Test
    void aProcedureOutsideItsScopeMayBeDropped() {
        Rules drop = VERSION_3.with("outside-scope: next", "outside-scope: drop");

        Facts facts = new Facts("C91.000", List.of("44.1300x001"), false, Set.of());
        assertThat(engine(rows(VERSION_3), VERSION_3).explain(facts).otherProcedures())
                .containsExactly("44.1300x001");
        assertThat(engine(rows(drop), drop).explain(facts).otherProcedures()).isEmpty();
    }

    @Test
    void theDiagnosisOfANewbornMayHaveToBeMain() {
        Rules main = VERSION_3.with("newborn-diagnosis: any", "newborn-diagnosis: main");

        assertThat(grouped(example("newborn of 1000 g"), rows(main), main)).isEqualTo("no-group");
        assertThat(grouped(example("newborn below 1000 g"), rows(main), main)).isEqualTo("pre-group 16");
    }

    @Test
    void severalPreGroupsGoByRowOrByProcedures() {
        Rules most = VERSION_3.with("pre-order: row", "pre-order: most-procedures");
        Facts facts = new Facts("A41.900", List.of("55.6901", "96.7201", "39.9500x007"), false, Set.of());

        assertThat(engine(rows(VERSION_3), VERSION_3)
                        .assign(facts)
                        .group()
                        .orElseThrow()
                        .code())
                .isEqualTo("6");
        assertThat(engine(rows(most), most).assign(facts).group().orElseThrow().code())
                .isEqualTo("13");
    }

    @Test
    void recordedHoursMayCountAsTheProcedure() {
        Rules hours = VERSION_3.with(
                "newborn-diagnosis: any", "newborn-diagnosis: any\n    ventilation: {hours: 96, code: \"96.7201\"}");
        Stay ventilated = new Stay(
                "A41.900",
                List.of(),
                List.of("39.9500x007"),
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.of(96));

        assertThat(group(ventilated, hours)).isEqualTo("13");
        assertThat(group(ventilated, VERSION_3)).isEqualTo("1879");
    }

    @Test
    void theTraceNamesTheRowAndWhatWasNear() {
        RuleCatalog rows = rows(VERSION_3);
        Assignment.Trace trace = engine(rows, VERSION_3)
                .explain(new Facts("T20.300", List.of("00.3101", "86.6201"), false, Set.of("T31.0|T32.0")));

        assertThat(trace.assignment().group().orElseThrow().code()).isEqualTo("1757");
        assertThat(trace.row().orElseThrow().toString()).matches("assisted_burn.csv row 16 \\([0-9a-f]{16}\\)");
        assertThat(trace.mainProcedure()).isEqualTo("86.6201");
        assertThat(trace.otherProcedures()).containsExactly("00.3101");
        assertThat(trace.steps())
                .extracting(step -> step.kind() + " " + step.found() + " " + step.near())
                .containsExactly(
                        "EXCLUSIONS false []",
                        "PRE_GROUPS false []",
                        "MERGES false []",
                        "ASSISTED true [Near[group=1759, lacks=procedures 86.6901]]");
    }

    @Test
    void aSignatureKeepsOnlyWhatItsMainDiagnosisIsAskedFor() {
        Rulebook book = VERSION_3.book();
        Questions questions = Questions.of(book.grouping(), rows(VERSION_3).rows());
        List<String> others = List.of("C34.100", "C79.500", "T31.000", "U84.300", "I10.x00", "P07.001");

        assertThat(ask(questions, "I10.x00", others)).isEmpty();
        assertThat(ask(questions, "Z51.100", others)).containsExactly("C00-C75", "C76-C80");
        assertThat(ask(questions, "T20.300", others)).containsExactly("T31.0|T32.0");
        assertThat(ask(questions, "A15.000", others)).containsExactly("U84.300");
    }

    @Test
    void versionTwoAsksNothingBesideCodes() {
        assertThat(Questions.of(Rules.exampleCity().book().grouping(), List.of())
                        .none())
                .isTrue();
    }

    static Stream<VectorFile> examples() {
        return VectorFile.read("grouping").stream();
    }

    private static VectorFile example(String name) {
        return examples().filter(e -> e.text("name").equals(name)).findFirst().orElseThrow();
    }

    private static Set<String> ask(Questions questions, String main, List<String> others) {
        return questions
                .ask(new Stay(
                        main, others, List.of(), false, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()))
                .asked();
    }

    /** A few rows of the national workbook in its layout. */
    static RuleCatalog rows(Rules rules) {
        Rulebook book = rules.book();
        Set<String> diagnoses = new TreeSet<>(List.of(
                "A09.000",
                "A09.900",
                "A15.000",
                "A15.000x010",
                "A41.900",
                "C34.100",
                "C54.100",
                "C79.500",
                "C91.000",
                "D01.000",
                "D12.000",
                "D13.000",
                "D37.000",
                "I50.900",
                "I85.000",
                "J18.900",
                "J96.900",
                "R57.900",
                "K35.800",
                "P07.001",
                "T20.200",
                "T20.300",
                "T21.200",
                "T21.300",
                "T22.200",
                "T22.300",
                "T31.000",
                "T31.300",
                "T31.400",
                "T32.000",
                "T32.300",
                "T32.400",
                "Z51.100"));
        Set<String> procedures = new TreeSet<>(List.of(
                "00.3100",
                "00.3101",
                "39.9500",
                "39.9500x007",
                "39.9501",
                "40.5910",
                "44.1300x001",
                "44.1401",
                "45.2302",
                "45.2501",
                "55.6100",
                "55.6901",
                "65.6100",
                "66.5100",
                "68.4901",
                "68.4902",
                "86.2200x011",
                "86.2201",
                "86.6201",
                "86.6202",
                "86.6901",
                "96.7201",
                "99.2503",
                "99.2800x005",
                "99.2800x006"));
        return CatalogFiles.read(
                        new Configuration(false),
                        Docs.root().resolve("data-samples/grouping-rows").toString(),
                        book.grouping(),
                        book.catalog().groupCodes(),
                        diagnoses,
                        procedures)
                .catalog();
    }

    private static AssignmentEngine engine(RuleCatalog rows, Rules rules) {
        Rulebook book = rules.book();
        Treatments treatments = Treatments.of(book.grouping(), List.of());
        return new AssignmentEngine(
                book.grouping(),
                treatments,
                rows.rows().stream().map(row -> Group.of(row, treatments)).toList(),
                rows);
    }

    private static String group(Stay stay, Rules rules) {
        RuleCatalog rows = rows(rules);
        Facts facts = Questions.of(rules.book().grouping(), rows.rows()).ask(stay);
        return engine(rows, rules).assign(facts).group().orElseThrow().code();
    }

    private static String grouped(VectorFile example, RuleCatalog rows, Rules rules) {
        Stay stay = new Stay(
                example.text("main_diagnosis"),
                parts(example.text("other_diagnoses")),
                parts(example.text("procedures")),
                false,
                number(example, "age_days"),
                number(example, "birth_weight"),
                OptionalInt.empty());
        Facts facts = Questions.of(rules.book().grouping(), rows.rows()).ask(stay);
        Assignment found = engine(rows, rules).assign(facts);
        return (found.path().code() + " " + found.group().map(Group::code).orElse("")).strip();
    }

    private static OptionalInt number(VectorFile example, String column) {
        return example.has(column) ? OptionalInt.of((int) example.whole(column)) : OptionalInt.empty();
    }

    private static List<String> parts(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }
}
