package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.AgeBand;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;

/** Which groups one change of the coding leads to, and which it does not. */
class NearGroupsTest {
    private static final Group OWN = core("own", "K35.8", "47.0100");

    @Test
    void eachGroupNearByIsToldWithTheCodeThatLeadsThere() {
        assertThat(near(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100"),
                        core("beside", "K35.8", "47.0100", "54.1900", "54.5101"),
                        core("instead", "K35.8", "47.0900"),
                        core("diagnosis", "K35.9", "47.0100"),
                        OWN))
                .containsExactly("若加编 54.1900+54.5101", "若主手术操作为 47.0900", "若主要诊断为 K35.9");
    }

    @Test
    void aConservativeCaseLacksTheProcedureOfAGroup() {
        assertThat(near(Rules.exampleCity(), facts("K35.800"), OWN)).containsExactly("若主手术操作为 47.0100");
    }

    @Test
    void whatNeedsTwoChangesOrIsNotOfTheCategoryIsNotNear() {
        assertThat(near(
                        Rules.exampleCity(),
                        facts("K35.800", "47.0100"),
                        core("two changes", "K35.9", "47.0900"),
                        core("elsewhere", "K36.x", "47.0100"),
                        core("three procedures", "K35.8", "47.0100", "54.1900", "54.2100", "54.5101"),
                        OWN))
                .isEmpty();
    }

    @Test
    void aRowThatAsksForAnOtherDiagnosisIsNear() {
        Group assisted = row(GroupRow.Kind.ASSISTED, "assisted", "Z51.1", "C00-C75", "99.2503", true);
        Group own = core("own", "Z51.1", "99.2503");

        assertThat(near(NationalRules.version3(), facts("Z51.100", "99.2503"), assisted, own))
                .containsExactly("若其他诊断有 C00-C75");
    }

    @Test
    void aPreGroupIsNearOnlyWherePartOfItIsThere() {
        Group transplant = row(GroupRow.Kind.PRE, "transplant", "所有诊断", "", "55.6901", true);
        Group ventilated = row(GroupRow.Kind.PRE, "ventilated", "所有诊断", "", "96.7201+39.9500x007", true);

        assertThat(near(NationalRules.version3(), facts("K35.800", "96.7201"), transplant, ventilated))
                .containsExactly("若加编 39.9500x007");
    }

    @Test
    void anotherMainDiagnosisIsAskedItsOwnQuestionsOfAgeAndSeverity() {
        Group whole = core("whole", "K35.9", "47.0100");
        Group old = new Group(
                core("old", "K35.9", "47.0100").row().within(new Subgroup(Set.of(AgeBand.FROM_65), Set.of())),
                whole.treatment(),
                whole.meanCost());

        assertThat(ledTo(70, whole, old, OWN)).containsExactly("K35.9 -> age 65+");
        assertThat(ledTo(40, whole, old, OWN)).containsExactly("K35.9 -> null");
    }

    /** What a case of K35.8 and of an age is led to by another main diagnosis. */
    private static List<String> ledTo(int age, Group... groups) {
        var rule = Rules.exampleCity().book().grouping();
        AssignmentEngine engine =
                new AssignmentEngine(rule, Treatments.of(rule, List.of()), List.of(groups), RuleCatalog.NONE);
        Recoding recoding = new Recoding(
                Questions.of(rule, Stream.of(groups).map(Group::row).toList()), OptionalInt.of(age), Optional.empty());
        return NearGroups.of(engine, List.of(groups), facts("K35.800", "47.0100"), recoding).stream()
                .map(change -> change.code() + " -> "
                        + engine.assign(change.facts())
                                .group()
                                .orElseThrow()
                                .row()
                                .takesOnly())
                .toList();
    }

    private static Group core(String code, String diagnosis, String main, String... related) {
        return Group.core(code, diagnosis, main, List.of(related), TreatmentType.SURGERY, BigDecimal.ONE);
    }

    private static Group row(
            GroupRow.Kind kind, String code, String mains, String others, String procedures, boolean anywhere) {
        GroupRow row = new GroupRow(
                kind,
                code,
                "",
                scope(mains),
                others.isEmpty() ? DiagnosisScope.all() : scope(others),
                GroupRow.Resistance.EITHER,
                null,
                ProcedureExpression.parse(procedures, Precedence.AND_FIRST, CodeCase.EXACT, NearGroupsTest::refuse),
                ProcedureExpression.none(),
                anywhere,
                null,
                null,
                null);
        return new Group(row, TreatmentType.SURGERY, BigDecimal.ONE);
    }

    private static DiagnosisScope scope(String cell) {
        return DiagnosisScope.parse(cell, CodeCase.EXACT, NearGroupsTest::refuse);
    }

    private static void refuse(String trouble) {
        throw new IllegalArgumentException(trouble);
    }

    private static Facts facts(String diagnosis, String... procedures) {
        return new Facts(diagnosis, List.of(procedures), false, Set.of());
    }

    private static List<String> near(Rules rules, Facts facts, Group... groups) {
        var rule = rules.book().grouping();
        List<Group> catalog = List.of(groups);
        AssignmentEngine engine = new AssignmentEngine(rule, Treatments.of(rule, List.of()), catalog, RuleCatalog.NONE);
        Recoding recoding = new Recoding(Questions.of(rule, List.of()), OptionalInt.empty(), Optional.empty());
        return NearGroups.of(engine, catalog, facts, recoding).stream()
                .map(change -> change.what().zh() + " " + change.code())
                .toList();
    }
}
