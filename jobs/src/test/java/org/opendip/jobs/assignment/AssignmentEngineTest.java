package org.opendip.jobs.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.TreatmentType;

/** The group of a case, rule by rule. */
class AssignmentEngineTest {
    private static final Group CONSERVATIVE = core("K35.8", "");
    private static final Group SURGERY = core("K35.8", "47.0100");
    private static final Group WITH_ADHESIONS = core("K35.8", "47.0100", "54.5101");
    private static final Group WITH_ADHESIONS_AND_DRAIN = core("K35.8", "47.0100", "54.1900", "54.5101");
    private static final Group WITH_DRAIN = core("K35.8", "47.0100", "54.1900");
    private static final Group REST_SURGERY = comprehensive("K35", TreatmentType.SURGERY);
    private static final Group REST_CONSERVATIVE = comprehensive("K35", TreatmentType.CONSERVATIVE);

    @Test
    void aCaseWithoutProcedureBelongsToTheConservativeGroupOfItsDiagnosis() {
        assertThat(group(Rules.exampleCity(), facts("K35.800"), CONSERVATIVE, SURGERY))
                .isEqualTo("core-exact K35.8");
    }

    @Test
    void aCaseWithAProcedureNeverBelongsToAConservativeCoreGroup() {
        assertThat(group(Rules.exampleCity(), facts("K35.800", "47.0900"), CONSERVATIVE, SURGERY))
                .isEqualTo("no-group");
    }

    @Test
    void theFullCodeFindsTheGroupOfItsFourCharacters() {
        assertThat(group(Rules.exampleCity(), facts("A09.900x001"), core("A09.9", "")))
                .isEqualTo("core-exact A09.9");
        assertThat(group(Rules.exampleCity(), facts("C73.x00"), core("C73.x", "")))
                .isEqualTo("core-exact C73.x");
        assertThat(group(Rules.exampleCity(), facts("A01.000x005+J17.0*"), core("A01.0", "")))
                .isEqualTo("core-exact A01.0");
    }

    @Test
    void anotherSubcategoryOfTheSameCategoryDoesNotCount() {
        assertThat(group(Rules.exampleCity(), facts("A09.000"), core("A09.9", "")))
                .isEqualTo("no-group");
    }

    @Test
    void procedureCodesAreComparedWhole() {
        Group main = core("K35.8", "39.9500x007");
        assertThat(group(Rules.exampleCity(), facts("K35.800", "39.9500x007"), main))
                .isEqualTo("core-exact K35.8:39.9500x007");
        assertThat(group(Rules.exampleCity(), facts("K35.800", "39.9500"), main))
                .isEqualTo("no-group");
    }

    @Test
    void allRelatedProceduresOnTheCaseIsAnExactMatch() {
        assertThat(group(Rules.exampleCity(), facts("K35.800", "47.0100", "54.5101"), SURGERY, WITH_ADHESIONS))
                .isEqualTo("core-exact K35.8:47.0100_54.5101");
    }

    @Test
    void aProcedureThatNoGroupNamesDoesNotSpoilAnExactMatch() {
        assertThat(group(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100", "99.9900", "54.5101"),
                        SURGERY,
                        WITH_ADHESIONS))
                .isEqualTo("core-exact K35.8:47.0100_54.5101");
    }

    @Test
    void theGroupWithMostRelatedProceduresWins() {
        assertThat(group(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100", "54.5101", "54.1900"),
                        SURGERY,
                        WITH_ADHESIONS,
                        WITH_DRAIN,
                        WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("core-exact K35.8:47.0100_54.1900+54.5101");
    }

    @Test
    void theOrderOfRelatedProceduresAndRepetitionsDoNotMatter() {
        assertThat(group(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100", "54.1900", "54.5101", "54.1900", "47.0100"),
                        SURGERY,
                        WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("core-exact K35.8:47.0100_54.1900+54.5101");
    }

    @Test
    void aCaseMatchesWithPartOfWhatGroupsName() {
        // 54.1900 is named by another group of the pair, but the group with both is missing.
        assertThat(group(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100", "54.5101", "54.1900"),
                        SURGERY,
                        withMean(WITH_ADHESIONS, "9000"),
                        withMean(WITH_DRAIN, "8000")))
                .isEqualTo("core-related K35.8:47.0100_54.5101 of 2");
    }

    @Test
    void withoutItsRelatedProceduresTheCaseFallsToDiagnosisAndMainProcedure() {
        assertThat(group(
                        Rules.exampleCity(), facts("K35.800", "47.0100", "54.5101"), SURGERY, WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("core-main K35.8:47.0100");
    }

    @Test
    void allMeansAllAndAnyMeansOne() {
        Rules any = Rules.exampleCity().with("related-match: all", "related-match: any");
        Facts oneOfTwo = facts("K35.800", "47.0100", "54.5101");
        assertThat(group(Rules.exampleCity(), oneOfTwo, WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("no-group");
        assertThat(group(any, oneOfTwo, WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("core-exact K35.8:47.0100_54.1900+54.5101");
        assertThat(group(any, facts("K35.800", "47.0100"), WITH_ADHESIONS_AND_DRAIN))
                .isEqualTo("no-group");
    }

    @Test
    void aTieIsDecidedByTheListOfTheRulebook() {
        Facts both = facts("K35.800", "47.0100", "54.5101", "54.1900");
        Group dear = withMean(WITH_ADHESIONS, "9000");
        Group cheap = withMean(WITH_DRAIN, "8000");
        Rules byCode = Rules.exampleCity()
                .with("[more-matches, higher-score, nearest-mean, lower-code]", "[more-matches, lower-code]");
        Rules byScore = Rules.exampleCity()
                .with("[more-matches, higher-score, nearest-mean, lower-code]", "[higher-score, lower-code]");
        assertThat(group(byScore, both, dear, cheap)).isEqualTo("core-related K35.8:47.0100_54.5101 of 2");
        assertThat(group(byCode, both, dear, cheap)).isEqualTo("core-related K35.8:47.0100_54.1900 of 2");
    }

    @Test
    void equalMeansFallToTheLowerCodeWhateverTheOrderOfTheCatalog() {
        Facts both = facts("K35.800", "47.0100", "54.5101", "54.1900");
        Rules rules = Rules.exampleCity()
                .with("[more-matches, higher-score, nearest-mean, lower-code]", "[higher-score, lower-code]");
        assertThat(group(rules, both, WITH_ADHESIONS, WITH_DRAIN)).isEqualTo("core-related K35.8:47.0100_54.1900 of 2");
        assertThat(group(rules, both, WITH_DRAIN, WITH_ADHESIONS)).isEqualTo("core-related K35.8:47.0100_54.1900 of 2");
    }

    @Test
    void theNearestMeanBelowTheHigherScoreHasNothingLeftToDecide() {
        Facts both = facts("K35.800", "47.0100", "54.5101", "54.1900");
        assertThat(group(Rules.exampleCity(), both, withMean(WITH_ADHESIONS, "9000"), withMean(WITH_DRAIN, "8000")))
                .isEqualTo("core-related K35.8:47.0100_54.5101 of 2");
        assertThat(group(Rules.exampleCity(), both, WITH_ADHESIONS, WITH_DRAIN))
                .isEqualTo("core-related K35.8:47.0100_54.1900 of 2");
    }

    @Test
    void theNearestMeanAboveTheHigherScoreIsRefusedBeforeAnyCase() {
        Rules nearestFirst = Rules.exampleCity()
                .with(
                        "[more-matches, higher-score, nearest-mean, lower-code]",
                        "[more-matches, nearest-mean, higher-score, lower-code]");
        assertThatThrownBy(() -> group(nearestFirst, facts("K35.800"), CONSERVATIVE))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("nearest-mean");
    }

    @Test
    void whatCoreGroupsLeaveGoesToTheComprehensiveGroupOfItsTreatment() {
        assertThat(group(Rules.exampleCity(), facts("K35.900", "47.0900"), SURGERY, REST_SURGERY, REST_CONSERVATIVE))
                .isEqualTo("comprehensive K35:SS");
        assertThat(group(Rules.exampleCity(), facts("K35.900"), SURGERY, REST_SURGERY, REST_CONSERVATIVE))
                .isEqualTo("comprehensive K35:BSZL");
    }

    @Test
    void coreComesBeforeComprehensive() {
        assertThat(group(Rules.exampleCity(), facts("K35.800", "47.0100"), SURGERY, REST_SURGERY))
                .isEqualTo("core-exact K35.8:47.0100");
    }

    @Test
    void withoutAComprehensiveGroupOfItsTreatmentACaseFallsBackOrNot() {
        Rules none = Rules.exampleCity().with("comprehensive-fallback: conservative", "comprehensive-fallback: none");
        Facts diagnostic = facts("K35.900", "44.1300x001");
        assertThat(group(Rules.exampleCity(), diagnostic, REST_SURGERY, REST_CONSERVATIVE))
                .isEqualTo("comprehensive-conservative K35:BSZL");
        assertThat(group(none, diagnostic, REST_SURGERY, REST_CONSERVATIVE)).isEqualTo("no-group");
        assertThat(group(Rules.exampleCity(), diagnostic, REST_SURGERY)).isEqualTo("no-group");
    }

    @Test
    void interventionsCountAsSurgeryWhereTheRulebookSaysSo() {
        Rules surgeryOnly = Rules.exampleCity().with("[surgery, interventional]", "[surgery]");
        Group therapeutic = comprehensive("K35", TreatmentType.THERAPEUTIC);
        Facts stent = facts("K35.900", "36.0700x004");
        assertThat(group(Rules.exampleCity(), stent, REST_SURGERY, therapeutic)).isEqualTo("comprehensive K35:SS");
        assertThat(group(surgeryOnly, stent, REST_SURGERY, therapeutic)).isEqualTo("comprehensive K35:ZLXCZ");
    }

    @Test
    void aProcedureWithoutAttributeCountsAsTheRulebookSays() {
        Group diagnostic = comprehensive("K35", TreatmentType.DIAGNOSTIC);
        Rules surgery = Rules.exampleCity().with("missing-attribute: diagnostic", "missing-attribute: surgery");
        for (String without : List.of("99.9900", "88.8888")) {
            assertThat(group(Rules.exampleCity(), facts("K35.900", without), REST_SURGERY, diagnostic))
                    .isEqualTo("comprehensive K35:ZDXCZ");
            assertThat(group(surgery, facts("K35.900", without), REST_SURGERY, diagnostic))
                    .isEqualTo("comprehensive K35:SS");
        }
    }

    @Test
    void aBedDayCaseIsNotGroupedByDisease() {
        Facts bedDay = new Facts("K35.800", List.of(), true, Set.of());
        assertThat(group(Rules.exampleCity(), bedDay, CONSERVATIVE, REST_CONSERVATIVE))
                .isEqualTo("bed-day");
    }

    @Test
    void aCaseOfAnUnknownCategoryIsUngrouped() {
        assertThat(group(Rules.exampleCity(), facts("I10.x00"), CONSERVATIVE, REST_CONSERVATIVE))
                .isEqualTo("no-group");
    }

    @Test
    void theOrderOfTheCatalogNeverMatters() {
        List<Group> catalog = Arrays.asList(
                CONSERVATIVE,
                SURGERY,
                withMean(WITH_ADHESIONS, "9000"),
                withMean(WITH_DRAIN, "8000"),
                REST_SURGERY,
                REST_CONSERVATIVE);
        List<Facts> cases = List.of(
                facts("K35.800"),
                facts("K35.800", "47.0100"),
                facts("K35.800", "47.0100", "54.5101", "54.1900"),
                facts("K35.800", "44.1300x001"),
                facts("K35.900", "47.0900"));
        List<String> forward = cases.stream()
                .map(f -> group(Rules.exampleCity(), f, catalog.toArray(Group[]::new)))
                .toList();
        Collections.reverse(catalog);
        assertThat(cases.stream().map(f -> group(Rules.exampleCity(), f, catalog.toArray(Group[]::new))))
                .containsExactlyElementsOf(forward);
    }

    private static Facts facts(String diagnosis, String... procedures) {
        return Facts.of(diagnosis, String.join(",", procedures), false, "");
    }

    private static Group core(String diagnosis, String main, String... related) {
        String code = diagnosis
                + (main.isEmpty() ? "" : ":" + main)
                + (related.length == 0 ? "" : "_" + String.join("+", related));
        TreatmentType treatment = main.isEmpty() ? TreatmentType.CONSERVATIVE : TreatmentType.SURGERY;
        return Group.core(code, diagnosis, main, List.of(related), treatment, new BigDecimal("5000"));
    }

    private static Group withMean(Group group, String mean) {
        return new Group(group.row(), group.treatment(), new BigDecimal(mean));
    }

    private static Group comprehensive(String category, TreatmentType treatment) {
        String name =
                switch (treatment) {
                    case SURGERY -> "SS";
                    case THERAPEUTIC -> "ZLXCZ";
                    case DIAGNOSTIC -> "ZDXCZ";
                    case CONSERVATIVE -> "BSZL";
                };
        return Group.comprehensive(category + ":" + name, category, treatment, new BigDecimal("5000"));
    }

    /** Path and group, and among how many the last tie-break chose. */
    private static String group(Rules rules, Facts facts, Group... catalog) {
        GroupingRule rule = rules.book().grouping();
        Treatments treatments = Treatments.of(
                rule,
                List.of(
                        new ReferenceFiles.Procedure("47.0100", "", "surgery"),
                        new ReferenceFiles.Procedure("47.0900", "", "surgery"),
                        new ReferenceFiles.Procedure("44.1300x001", "", "diagnostic"),
                        new ReferenceFiles.Procedure("36.0700x004", "", "interventional"),
                        new ReferenceFiles.Procedure("99.9900", "", "")));
        Assignment found = new AssignmentEngine(rule, treatments, List.of(catalog), RuleCatalog.NONE).assign(facts);
        return found.path().code()
                + found.group().map(g -> " " + g.code()).orElse("")
                + (found.tied() > 1 ? " of " + found.tied() : "");
    }
}
