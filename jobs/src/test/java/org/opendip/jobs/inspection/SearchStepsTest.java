package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.TreatmentType;

/** What a case's search is told as: formed groups, and rows of a sheet that no text of the case equals. */
class SearchStepsTest {
    private static final Group FORMED = formed("one");
    private static final Group WITH_TWO = formed("two", "54.1900", "54.5101");
    private static final Group REST = Group.comprehensive("rest", "K35", TreatmentType.CONSERVATIVE, BigDecimal.ONE);

    @Test
    void aFormedGroupIsToldWithThoseThatLackAProcedure() {
        assertThat(told(Rules.exampleCity(), facts("K35.800", "47.0100", "54.1900"), FORMED, WITH_TWO, REST))
                .containsExactly(
                        "核心病种 one 诊断与主手术操作相符 diagnosis and main procedure *", "核心病种 two 病例缺相关手术操作 missing: 54.5101");
    }

    @Test
    void theLargerGroupIsChosenAndTheOtherTold() {
        assertThat(told(Rules.exampleCity(), facts("K35.800", "47.0100", "54.1900", "54.5101"), FORMED, WITH_TWO))
                .containsExactly(
                        "核心病种 one 诊断与主手术操作相符 diagnosis and main procedure",
                        "核心病种 two 相关手术操作 2 项全部相符 all related procedures *");
    }

    @Test
    void rowsOfASheetAreToldThoughNoTextOfTheCaseEqualsThem() {
        Group either = row("either", "K35-K37", "47.0100|47.0900", "");
        Group beside = row("beside", "K35.8", "47.0100|47.0900", "54.1900|54.5101");

        assertThat(told(Rules.exampleCity(), facts("K35.800", "47.0900"), either, beside))
                .containsExactly(
                        "核心病种 beside 病例缺相关手术操作 missing: 54.1900|54.5101",
                        "核心病种 either 诊断与主手术操作相符 diagnosis and main procedure *");
    }

    @Test
    void versionOneTellsTheGroupOfAllProcedures() {
        assertThat(told(
                        NationalRules.version1(),
                        facts("K35.800", "47.0100", "54.1900"),
                        row("all", "K35", "47.0100|47.0900", "54.1900")))
                .noneMatch(step -> step.contains("没有病种"))
                .filteredOn(step -> step.endsWith("*"))
                .hasSize(1);
    }

    @Test
    void withoutACoreGroupTheComprehensiveOnesAreTold() {
        Rules fallback = Rules.exampleCity();

        assertThat(told(fallback, facts("K35.800"), FORMED, REST))
                .containsExactly(
                        "核心病种 null 没有病种 no group: K35.8 + 保守 conservative", "综合病种 rest 内科诊疗（保守） conservative *");
        assertThat(told(fallback, facts("K36.x00"), FORMED, REST))
                .containsExactly(
                        "核心病种 null 没有病种 no group: K36.x + 保守 conservative",
                        "综合病种 null 没有病种 no group: K36 内科诊疗（保守） conservative");
    }

    private static Group formed(String code, String... related) {
        return Group.core(code, "K35.8", "47.0100", List.of(related), TreatmentType.SURGERY, BigDecimal.ONE);
    }

    private static Group row(String code, String diagnoses, String procedures, String related) {
        GroupRow row = new GroupRow(
                GroupRow.Kind.BASE,
                code,
                "",
                DiagnosisScope.parse(diagnoses, CodeCase.EXACT, SearchStepsTest::refuse),
                DiagnosisScope.all(),
                GroupRow.Resistance.EITHER,
                null,
                ProcedureExpression.parse(procedures, Precedence.AND_FIRST, CodeCase.EXACT, SearchStepsTest::refuse),
                ProcedureExpression.parse(related, Precedence.AND_FIRST, CodeCase.EXACT, SearchStepsTest::refuse),
                false,
                TreatmentType.SURGERY,
                null,
                null);
        return new Group(row, TreatmentType.SURGERY, BigDecimal.ONE);
    }

    private static void refuse(String trouble) {
        throw new IllegalArgumentException(trouble);
    }

    private static Facts facts(String diagnosis, String... procedures) {
        return new Facts(diagnosis, List.of(procedures), false, Set.of());
    }

    private static List<String> told(Rules rules, Facts facts, Group... groups) {
        var rule = rules.book().grouping();
        Treatments treatments = Treatments.of(rule, List.of());
        List<Group> catalog = Arrays.asList(groups);
        Assignment.Trace trace = new AssignmentEngine(rule, treatments, catalog, RuleCatalog.NONE).explain(facts);
        return SearchSteps.of(rule, treatments, catalog, facts.mainDiagnosis(), trace).stream()
                .map(s -> s.step().zh() + " " + s.group() + " " + s.note() + (s.chosen() ? " *" : ""))
                .toList();
    }
}
