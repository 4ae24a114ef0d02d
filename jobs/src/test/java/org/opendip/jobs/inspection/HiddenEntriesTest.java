package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which entries of a small catalog are hidden: a chapter, a block of surgery, its diagnoses and their groups. */
class HiddenEntriesTest {
    private final List<Levels.Level> levels = new ArrayList<>();
    private final List<CatalogView.Group> groups = new ArrayList<>();

    @Test
    void aGroupBelowTheMinimumIsHiddenWithTheNextLargerOfItsDiagnosis() {
        diagnosis("K35.8", 4, 30, 90);
        diagnosis("K36.x", 50);

        assertThat(hidden(10)).containsExactly("K35.8 4", "K35.8 30");
    }

    @Test
    void aHiddenDiagnosisHidesAnotherAndNoGroupGivesItAway() {
        diagnosis("K35.8", 7);
        diagnosis("K36.x", 60, 20);
        diagnosis("K37.x", 300);

        assertThat(hidden(10)).containsExactly("DIAGNOSIS K35.8", "DIAGNOSIS K36.x", "K35.8 7", "K36.x 20");
    }

    @Test
    void whereAllHaveEnoughCasesNothingIsHidden() {
        diagnosis("K35.8", 10, 12);

        assertThat(hidden(10)).isEmpty();
    }

    @Test
    void aMinimumOfOneHidesNothing() {
        diagnosis("K35.8", 1, 2);

        assertThat(hidden(1)).isEmpty();
    }

    private void diagnosis(String code, long... cases) {
        long sum = 0;
        for (long n : cases) {
            groups.add(group(code, n));
            sum += n;
        }
        levels.add(level(Levels.Sort.DIAGNOSIS, "K35-K38", code, "surgery", sum));
    }

    private List<String> hidden(int minimum) {
        long all = groups.stream().mapToLong(CatalogView.Group::cases).sum();
        levels.add(level(Levels.Sort.CHAPTER, "", "XI", null, all));
        levels.add(level(Levels.Sort.BLOCK, "XI", "K35-K38", "surgery", all));
        HiddenEntries entries = new HiddenEntries(levels, groups, minimum);
        return Stream.concat(
                        levels.stream().filter(entries::contains).map(l -> l.sort() + " " + l.code()),
                        groups.stream().filter(entries::contains).map(CatalogView.Group::code))
                .toList();
    }

    private static Levels.Level level(Levels.Sort sort, String parent, String code, String treatment, long cases) {
        return new Levels.Level(sort, parent, code, "", "", treatment, 1, cases, BigDecimal.ONE);
    }

    private static CatalogView.Group group(String diagnosis, long cases) {
        BigDecimal one = BigDecimal.ONE;
        return new CatalogView.Group(
                diagnosis + " " + cases,
                true,
                diagnosis,
                "47.0100",
                List.of(),
                "surgery",
                null,
                false,
                false,
                Optional.empty(),
                cases,
                100,
                one,
                one,
                one,
                one,
                false,
                one,
                one,
                one,
                one,
                1,
                false,
                one,
                one,
                one,
                one,
                one,
                one,
                Map.of(),
                new long[0],
                List.of());
    }
}
