package org.opendip.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendip.policy.catalog.GroupCodes;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Kind;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.RowOrigin;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.review.Review.Action;
import org.opendip.policy.review.Review.Cells;
import org.opendip.policy.review.Review.DecidedBy;
import org.opendip.policy.review.Reviewed.Role;

/** What decisions make of the groups that formation gave, and which of them cannot be done. */
class ReviewedTest {
    private static final GroupCodes CODES = new GroupCodes(":", "_", "+", "SS", "ZLXCZ", "ZDXCZ", "BSZL");
    private static final List<GroupRow> FORMED = List.of(
            core("K80.1", "51.2300", ""),
            core("K80.2", "51.2300", ""),
            core("K80.2", "51.2100", ""),
            core("K80.1", "51.2300", "54.5101"),
            core("K35.8", "", ""),
            core("K35.9", "", ""),
            comprehensive("C54", TreatmentType.SURGERY),
            comprehensive("C55", TreatmentType.SURGERY),
            comprehensive("C55", TreatmentType.CONSERVATIVE));

    private final List<String> troubles = new ArrayList<>();

    @Test
    void aMergeAsksForWhatAnyOfItsGroupsAsksFor() {
        Reviewed reviewed = applied(merge("K80.1:51.2300", "K80.2:51.2300"));

        GroupRow made = made(reviewed);
        assertThat(made.code()).isEqualTo("K80.1|K80.2:51.2300");
        assertThat(made.diagnoses().keys()).containsExactly("K80.1", "K80.2");
        assertThat(made.procedures().alternatives()).containsExactly(Set.of("51.2300"));
        assertThat(reviewed.rows())
                .hasSize(FORMED.size() - 1)
                .extracting(GroupRow::code)
                .doesNotContain("K80.1:51.2300", "K80.2:51.2300");
        assertThat(made(applied(merge("K80.2:51.2300", "K80.2:51.2100")))
                        .procedures()
                        .text())
                .isEqualTo("51.2100|51.2300");
        assertThat(made(applied(merge("C54:SS", "C55:SS"))).diagnoses().text()).isEqualTo("C54|C55");
        assertThat(troubles).isEmpty();
    }

    @Test
    void aGroupMergedWithOneThatAsksForMoreIsTheOneThatAsksForLess() {
        GroupRow made = made(applied(merge("K80.1:51.2300", "K80.1:51.2300_54.5101")));

        assertThat(made.code()).isEqualTo("K80.1:51.2300");
        assertThat(made.related().isEmpty()).isTrue();
        assertThat(troubles).isEmpty();
    }

    @Test
    void aMergeThatWouldTakeOtherCasesAlongIsRefused() {
        applied(merge("K80.1:51.2300", "K80.2:51.2100"));

        assertThat(troubles)
                .containsExactly("2 groups: one group cannot ask for just what these ask for, since it would take"
                        + " K80.1 + 51.2100 along: drop them and add one");
    }

    @Test
    void groupsOfDifferentKindsAreNotMerged() {
        applied(merge("K35.8", "C54:SS"));
        applied(merge("C55:SS", "C55:BSZL"));
        applied(merge("K35.8", "K80.1:51.2300"));

        assertThat(troubles)
                .containsExactly(
                        "2 groups: K35.8 and C54:SS are of different kinds: drop the core one, and its cases go to the"
                                + " comprehensive one",
                        "2 groups: C55:SS and C55:BSZL are of different treatment types",
                        "2 groups: of K35.8 and K80.1:51.2300 one is conservative and the other asks for a procedure");
    }

    @Test
    void aPartThatIsSplitOffAsksForMoreThanItsGroup() {
        Reviewed reviewed = applied(split("K80.2:51.2300", new Cells(null, null, procedures("54.5101"), null, null)));

        assertThat(made(reviewed).code()).isEqualTo("K80.2:51.2300_54.5101");
        assertThat(reviewed.parts()).extracting(Reviewed.Part::role).containsExactly(Role.KEPT, Role.MADE);
        assertThat(reviewed.rows()).hasSize(FORMED.size() + 1);
        assertThat(made(applied(split("C54:SS", new Cells(diagnoses("C54.1"), null, null, null, null))))
                        .code())
                .isEqualTo("C54.1:SS");
        assertThat(troubles).isEmpty();

        applied(split("K80.2:51.2300", new Cells(diagnoses("K80.1"), null, null, null, null)));
        applied(split("K80.2:51.2300", new Cells(null, procedures("51.2100"), null, null, null)));
        applied(split("K80.1:51.2300_54.5101", new Cells(null, null, procedures("99.9900"), null, null)));
        applied(split("C54:SS", new Cells(null, procedures("51.2100"), null, null, null)));
        assertThat(troubles)
                .contains(
                        "2 diagnosis: is not all within K80.2 of K80.2:51.2300",
                        "2 main_procedure: is not among 51.2300 of K80.2:51.2300",
                        "2 related_procedures: lacks 54.5101, which K80.1:51.2300_54.5101 asks for",
                        "2 main_procedure: C54:SS is a comprehensive group, which asks for no procedure: add a core group");
    }

    @Test
    void aPartByAgeOrSeverityTakesItsCasesFromTheGroup() {
        Reviewed reviewed = applied(
                split("K80.1:51.2300", part("K80.1", "65+", "")),
                split("K80.1:51.2300", part("K80.1", "0|1-6", "")),
                split("K35.8", part("K35.8", "", "severe")),
                split("C54:SS", part("C54", "65+", "moderate|severe")));

        assertThat(troubles).isEmpty();
        assertThat(reviewed.parts())
                .filteredOn(part -> part.role() == Role.MADE)
                .extracting(part -> part.row().code() + " " + part.row().subgroup() + " " + part.overlaps())
                .containsExactly(
                        "K80.1:51.2300:65+ age 65+ []",
                        "K80.1:51.2300:0+1-6 age 0|1-6 []",
                        "K35.8:severe severity severe []",
                        "C54:65++moderate+severe:SS age 65+; severity moderate|severe []");
        assertThat(reviewed.rows()).hasSize(FORMED.size() + 4);
    }

    @Test
    void partsThatACaseWouldFitAlikeAreRefusedWhereTheyAskForTheSame() {
        applied(
                split("K80.1:51.2300", part("K80.1", "65+", "")),
                split("K80.1:51.2300", part("K80.1", "18-64|65+", "")));
        applied(split("K35.8", part("K35.8", "7-17", "")), split("K35.8", part("K35.8", "7-17", "")));
        applied(split("K35.8", part("K35.9", "65+", "")));

        assertThat(troubles)
                .containsExactly(
                        "2 age: K80.1:51.2300:18-64+65+ (age 18-64|65+) and K80.1:51.2300:65+ (age 65+) have a part in"
                                + " common: a case would fit both alike",
                        "2 result: there is another group K35.8:7-17 after the review",
                        "2 (row): K35.8:7-17 asks for the same as K35.8:7-17: only the group code would tell them apart",
                        "2 diagnosis: is not all within K35.8 of K35.8");

        // One that asks for an age and one that asks for a severity: grouping.ties decides, and it is told.
        troubles.clear();
        Reviewed both = applied(split("K35.8", part("K35.8", "65+", "")), split("K35.8", part("K35.8", "", "severe")));
        assertThat(troubles).isEmpty();
        assertThat(both.parts())
                .filteredOn(part -> part.role() == Role.MADE)
                .extracting(Reviewed.Part::overlaps)
                .containsExactly(Set.of("K35.8:severe"), Set.of("K35.8:65+"));
        // Who asks for both is more special than who asks for one.
        assertThat(applied(split("K35.8", part("K35.8", "65+", "")), split("K35.8", part("K35.8", "65+", "severe")))
                        .parts())
                .extracting(Reviewed.Part::overlaps)
                .containsOnly(Set.of());
    }

    private Cells part(String diagnosis, String ages, String severities) {
        return new Cells(
                diagnoses(diagnosis),
                null,
                null,
                Subgroup.parse(ages, severities, (column, said) -> troubles.add(column + ": " + said)),
                null);
    }

    @Test
    void aCellOfAgesOrSeveritiesThatCannotBeReadIsTold() {
        part("K35.8", "64+|65+|65+", "grave");
        part("K35.8", "0|1-6|7-17|18-64|65+", "");

        assertThat(troubles)
                .containsExactly(
                        "age: '64+' is none of 0, 1-6, 7-17, 18-64, 65+",
                        "age: names 65+ twice",
                        "severity: 'grave' is none of mild, moderate, severe",
                        "age: names all of 0, 1-6, 7-17, 18-64, 65+: what is left is not another group");
        assertThat(Subgroup.parse(" ", "", (column, said) -> {})).isNull();
        for (String text : List.of("age 65+", "severity mild|severe", "age 0|1-6; severity severe")) {
            assertThat(Subgroup.read(text)).hasToString(text);
        }
    }

    @Test
    void aGroupThatIsAddedMustNotBeThereAlreadyUnderAnyCode() {
        applied(add("新组", new Cells(diagnoses("K80.1"), procedures("51.2300"), null, null, null)));
        applied(add("K35.8", new Cells(diagnoses("K35.3"), null, null, null, null)));
        applied(add("C56手术", new Cells(diagnoses("C56"), null, null, null, TreatmentType.SURGERY)));

        assertThat(troubles)
                .containsExactly(
                        "2 (row): 新组 asks for the same as K80.1:51.2300: only the group code would tell them apart",
                        "2 result: there is another group K35.8 after the review",
                        "2 result: C56手术 does not end as the rulebook writes surgery groups (catalog.group-codes)");
    }

    @Test
    void whatOverlapsIsToldWithTheGroup() {
        Reviewed reviewed =
                applied(add("", new Cells(diagnoses("K80.1|K80.3"), procedures("51.2300"), null, null, null)));

        assertThat(troubles).isEmpty();
        assertThat(reviewed.parts()).singleElement().satisfies(part -> assertThat(part.overlaps())
                .containsExactly("K80.1:51.2300"));
        assertThat(applied(add("", new Cells(diagnoses("K80.3"), procedures("51.2300"), null, null, null)))
                        .parts()
                        .get(0)
                        .overlaps())
                .isEmpty();
    }

    @Test
    void aCodeThatOneDecisionFreesAnotherMayTake() {
        Reviewed reviewed = applied(
                new Review(2, Action.DROP, List.of("K35.8"), "", "", Cells.NONE, DecidedBy.EXPERT_GROUP, "a"),
                new Review(
                        3, Action.RENAME, List.of("K35.9"), "K35.8", "阑尾炎", Cells.NONE, DecidedBy.EXPERT_GROUP, "b"));

        assertThat(troubles).isEmpty();
        assertThat(made(reviewed).name()).isEqualTo("阑尾炎");
        assertThat(made(reviewed).diagnoses().text()).isEqualTo("K35.9");
    }

    @Test
    void theOrderOfDecisionsDoesNotMatter() {
        List<Review> reviews = new ArrayList<>(List.of(
                merge("K80.1:51.2300", "K80.2:51.2300"),
                split("K80.2:51.2100", new Cells(null, null, procedures("54.5101"), null, null)),
                new Review(4, Action.DROP, List.of("C54:SS"), "", "", Cells.NONE, DecidedBy.ADMINISTRATION, "r")));
        Set<String> once = conditions(Reviewed.of(FORMED, reviews, CODES, this::tell));
        Collections.reverse(reviews);

        assertThat(conditions(Reviewed.of(FORMED, reviews, CODES, this::tell))).isEqualTo(once);
        assertThat(troubles).isEmpty();
        assertThat(Reviewed.of(FORMED, List.of(), CODES, this::tell).rows()).isEqualTo(FORMED);
    }

    @Test
    void aGroupThatIsNotThereIsToldWithTheOneThatWasMeant() {
        applied(merge("K80.1:51.2300", "K80.2:51.230"));

        assertThat(troubles).containsExactly("2 groups: there is no group K80.2:51.230 (did you mean K80.2:51.2300?)");
    }

    @Test
    void rowsOfANationalWorkbookAreMergedAndSplitAndStayOfTheirKind() {
        List<GroupRow> formed = List.of(
                national(Kind.MERGE, "20", "A09.0|A09.9", "44.1300x001", "", false),
                national(Kind.MERGE, "21", "A09.0|A09.9", "44.1401", "", false),
                national(Kind.BASE, "1867", "K35.8", "", "", false),
                FORMED.get(5));
        Reviewed merged = Reviewed.of(
                formed,
                List.of(merge("20", "21"), split("1867", new Cells(diagnoses("K35.801"), null, null, null, null))),
                CODES,
                this::tell);

        assertThat(troubles).isEmpty();
        GroupRow one = made(merged);
        assertThat(one.code()).isEqualTo("A09.0|A09.9:44.1300x001|44.1401");
        assertThat(one.kind()).isEqualTo(Kind.MERGE);
        assertThat(one.origin()).as("the region's own").isNull();
        assertThat(merged.rows())
                .extracting(row -> row.code() + " " + row.kind())
                .contains("1867 BASE", "K35.801 BASE")
                .doesNotContain("20 MERGE");

        // A main procedure that is split off is the group's no more.
        List<GroupRow> two = List.of(national(Kind.MERGE, "20", "A09.0", "44.1300x001|45.2302", "", false));
        Reviewed apart = Reviewed.of(
                two, List.of(split("20", new Cells(null, procedures("45.2302"), null, null, null))), CODES, this::tell);
        assertThat(apart.rows())
                .extracting(row -> row.code() + " " + row.procedures())
                .containsExactlyInAnyOrder("20 44.1300x001", "A09.0:45.2302 45.2302");
        assertThat(apart.parts()).extracting(Reviewed.Part::overlaps).containsOnly(Set.of());
        assertThat(troubles).isEmpty();

        made(Reviewed.of(formed, List.of(merge("1867", "K35.9")), CODES, this::tell));
        assertThat(troubles).isEmpty();
        Reviewed.of(List.of(formed.get(0), FORMED.get(2)), List.of(merge("20", "K80.2:51.2100")), CODES, this::tell);
        assertThat(troubles)
                .containsExactly(
                        "2 groups: 20 and K80.2:51.2100 are asked for by different kinds of rules, one after the"
                                + " other: drop them and add one");
    }

    @Test
    void aRowThatAsksForMoreThanCodesMayBeDroppedAndNothingElse() {
        List<GroupRow> formed =
                List.of(national(Kind.ASSISTED, "1867", "K35.8", "47.0100", "C00-C75", true), FORMED.get(5));
        Reviewed.of(formed, List.of(merge("1867", "K35.9")), CODES, this::tell);
        assertThat(troubles)
                .containsExactly(
                        "2 groups: 1867 is base.csv row 7, which asks for more than a review can write: drop it,"
                                + " or change that sheet");

        Review drop = new Review(2, Action.DROP, List.of("1867"), "", "", Cells.NONE, DecidedBy.EXPERT_GROUP, "r");
        assertThat(Reviewed.of(formed, List.of(drop), CODES, this::tell).rows()).containsExactly(FORMED.get(5));
        assertThat(troubles).hasSize(1);
    }

    private static GroupRow national(
            Kind kind, String code, String mains, String procedures, String others, boolean anywhere) {
        return new GroupRow(
                kind,
                code,
                "",
                diagnoses(mains),
                others.isEmpty() ? DiagnosisScope.all() : diagnoses(others),
                GroupRow.Resistance.EITHER,
                null,
                procedures(procedures),
                procedures(""),
                anywhere,
                null,
                null,
                new RowOrigin("base.csv", 7, "0123456789abcdef"));
    }

    private Reviewed applied(Review... reviews) {
        return Reviewed.of(FORMED, List.of(reviews), CODES, this::tell);
    }

    private void tell(Review review, String column, String message) {
        troubles.add(review.row() + " " + column + ": " + message);
    }

    private static GroupRow made(Reviewed reviewed) {
        return reviewed.parts().stream()
                .filter(part -> part.role() == Role.MADE)
                .findFirst()
                .orElseThrow()
                .row();
    }

    private static Set<String> conditions(Reviewed reviewed) {
        Set<String> conditions = new java.util.TreeSet<>();
        reviewed.rows().forEach(row -> conditions.add(row.code() + " " + row.condition()));
        return conditions;
    }

    private static Review merge(String... groups) {
        return new Review(2, Action.MERGE, List.of(groups), "", "", Cells.NONE, DecidedBy.EXPERT_GROUP, "r");
    }

    private static Review split(String group, Cells cells) {
        return new Review(2, Action.SPLIT, List.of(group), "", "", cells, DecidedBy.EXPERT_GROUP, "r");
    }

    private static Review add(String result, Cells cells) {
        return new Review(2, Action.ADD, List.of(), result, "", cells, DecidedBy.EXPERT_GROUP, "r");
    }

    private static GroupRow core(String diagnosis, String main, String related) {
        List<String> others = related.isEmpty() ? List.of() : List.of(related);
        return Reviewed.formed(
                Kind.BASE,
                CODES.coreCode(diagnosis, main.isEmpty() ? null : main, others),
                "",
                diagnoses(diagnosis),
                procedures(main),
                procedures(related),
                null);
    }

    private static GroupRow comprehensive(String category, TreatmentType treatment) {
        return Reviewed.formed(
                Kind.COMPREHENSIVE,
                CODES.comprehensiveCode(category, treatment),
                "",
                diagnoses(category),
                procedures(""),
                procedures(""),
                treatment);
    }

    private static DiagnosisScope diagnoses(String cell) {
        return DiagnosisScope.parse(cell, CodeCase.EXACT, said -> {
            throw new AssertionError(said);
        });
    }

    private static ProcedureExpression procedures(String cell) {
        return ProcedureExpression.parse(cell, Precedence.AND_FIRST, CodeCase.EXACT, said -> {
            throw new AssertionError(said);
        });
    }
}
