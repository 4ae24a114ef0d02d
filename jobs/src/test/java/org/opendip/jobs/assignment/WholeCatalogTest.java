package org.opendip.jobs.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.inputs.NationalSampleTest;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.ReferenceData;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.rulebook.Rulebook;

/** Every row of a catalog is the group of the very case it describes. */
class WholeCatalogTest {
    private final List<String> diagnoses =
            new ArrayList<>(new TreeSet<>(ReferenceData.rows("codes/icd10-insurance-2.0.csv").stream()
                    .map(row -> row.getString("code"))
                    .toList()));

    @Test
    void everyRowOfTheNationalSampleIsTheGroupOfItsOwnCases() {
        RuleCatalog sample =
                NationalSampleTest.national(NationalRules.version3()).catalog();

        List<String> elsewhere = elsewhere(sample, NationalRules.version3());

        // With | binding looser than +, the one procedure of rows 178 and 181 fits rows 179 and 182 as well.
        assertThat(elsewhere)
                .allMatch(said -> said.matches("merge.csv row (179|182) .*, is \\[merge-exact (195|198)\\]"));
        assertThat(elsewhere(NationalSampleTest.national(orFirst()).catalog(), orFirst()))
                .isEmpty();
    }

    @Test
    void everyRowOfAPrefectureIsTheGroupOfItsOwnCases(@TempDir Path folder) throws IOException {
        Files.copy(ReferenceData.file("pingdingshan-2025/catalog.csv"), folder.resolve("catalog.csv"));
        Rules rules = Rules.exampleCity().with("code-case: exact", "code-case: ignore");
        RuleCatalog catalog = NationalSampleTest.read(folder, rules).catalog();
        RuleCatalog core = new RuleCatalog(
                catalog.rows().stream()
                        .filter(row -> row.kind() == GroupRow.Kind.BASE)
                        .toList(),
                catalog.exclusions(),
                Set.of());

        assertThat(core.rows()).hasSize(3877);
        assertThat(elsewhere(core, rules)).isEmpty();
    }

    private static Rules orFirst() {
        return NationalRules.version3().with("precedence: and-first", "precedence: or-first");
    }

    /** Cases as the rows describe them that find another group. */
    private List<String> elsewhere(RuleCatalog catalog, Rules rules) {
        Rulebook book = rules.book();
        Treatments treatments = Treatments.of(book.grouping(), List.of());
        AssignmentEngine engine = new AssignmentEngine(
                book.grouping(),
                treatments,
                catalog.rows().stream().map(row -> Group.of(row, treatments)).toList(),
                catalog);
        Questions questions = Questions.of(book.grouping(), catalog.rows());
        List<String> elsewhere = new ArrayList<>();
        for (GroupRow row : catalog.rows()) {
            List<Stay> stays = stays(row, catalog);
            assertThat(stays).as("cases of %s", row.origin()).isNotEmpty();
            for (Stay stay : stays) {
                Assignment found = engine.assign(questions.ask(stay));
                if (!found.group().map(Group::code).equals(java.util.Optional.of(row.code()))) {
                    elsewhere.add(
                            row.origin() + " " + stay + ", is [" + found.path().code()
                                    + found.group().map(g -> " " + g.code()).orElse("") + "]");
                }
            }
        }
        return elsewhere;
    }

    /** Cases that a row describes: every diagnosis it names with every alternative of its procedures. */
    private List<Stay> stays(GroupRow row, RuleCatalog catalog) {
        List<Stay> stays = new ArrayList<>();
        Set<String> keys =
                row.diagnoses().everything() ? Set.of("I10") : row.diagnoses().keys();
        for (String key : keys) {
            String main = codeUnder(key, row, catalog);
            if (main == null) {
                continue; // a range names categories that are none
            }
            List<String> others = new ArrayList<>();
            if (!row.otherDiagnoses().everything()) {
                others.add(codeUnder(row.otherDiagnoses()));
            }
            if (row.resistance() == Resistance.RESISTANT) {
                others.add(RuleCatalog.RESISTANCE);
            }
            List<Set<String>> none = List.of(Set.of());
            List<Set<String>> mains = row.procedures().alternatives();
            List<Set<String>> related = row.related().alternatives();
            for (Set<String> first : mains.isEmpty() ? none : mains) {
                for (Set<String> beside : related.isEmpty() ? none : related) {
                    List<String> procedures = new ArrayList<>(first);
                    procedures.addAll(beside);
                    NewbornBand band = row.newborn();
                    stays.add(new Stay(
                            main,
                            others,
                            procedures,
                            false,
                            band == null ? OptionalInt.empty() : OptionalInt.of(band.daysBelow() - 1),
                            band == null ? OptionalInt.empty() : OptionalInt.of(band.to()),
                            OptionalInt.empty()));
                }
            }
        }
        return stays;
    }

    private String codeUnder(DiagnosisScope scope) {
        return diagnoses.stream().filter(scope::matches).findFirst().orElseThrow();
    }

    /** A code of the list below a category or subcategory that may be main, resistant only where the row says so. */
    private String codeUnder(String key, GroupRow row, RuleCatalog catalog) {
        return diagnoses.stream()
                .filter(code -> code.startsWith(key)
                        && !catalog.exclusions().diagnoses().contains(code)
                        && (row.resistance() != Resistance.NOT_RESISTANT
                                || !catalog.resistantDiagnoses().contains(code)))
                .findFirst()
                .orElse(null);
    }
}
