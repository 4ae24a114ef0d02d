package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.Subgroup;

/**
 * A case while it is asked: its codes as the rulebook compares them, and the procedures that the exclusions left.
 *
 * @param diagnosis main diagnosis
 * @param main main procedure; empty: conservative
 * @param others the other procedures, none twice
 * @param procedures all of them
 * @param asked answers of the signature
 * @param keys what rows of its diagnosis are kept under, the most special first
 */
record Asking(
        String diagnosis,
        String main,
        List<String> others,
        Set<String> procedures,
        Set<String> asked,
        List<String> keys) {
    static Asking of(Facts facts, GroupingRule rule, Exclusions exclusions) {
        CodeCase codeCase = rule.kinds().codeCase();
        String diagnosis = codeCase.diagnosis(facts.mainDiagnosis());
        List<String> listed = facts.procedures();
        if (codeCase == CodeCase.IGNORE) {
            listed = listed.stream().map(codeCase::procedure).toList();
        }
        Exclusions.Chosen chosen =
                exclusions.choose(diagnosis, listed, rule.kinds().outsideScope());
        Set<String> procedures = new LinkedHashSet<>(chosen.others());
        if (!chosen.main().isEmpty()) {
            procedures.add(chosen.main());
        }
        return new Asking(diagnosis, chosen.main(), chosen.others(), procedures, facts.asked(), keys(diagnosis));
    }

    private static List<String> keys(String diagnosis) {
        List<String> keys = new ArrayList<>(4);
        keys.add(diagnosis);
        if (diagnosis.length() > Diagnoses.SUBCATEGORY) {
            keys.add(Diagnoses.subcategory(diagnosis));
        }
        if (diagnosis.length() > Diagnoses.CATEGORY) {
            keys.add(Diagnoses.category(diagnosis));
        }
        keys.add(EVERYTHING);
        return keys;
    }

    /** The key of rows for all diagnoses. */
    static final String EVERYTHING = "*";

    /** The keys that rows of a scope are kept under. */
    static void eachKey(DiagnosisScope scope, Consumer<String> each) {
        if (scope.everything()) {
            each.accept(EVERYTHING);
        } else {
            scope.keys().forEach(each);
        }
    }

    /** Whether the case is of the part that a row asks for; null: it asks for none. */
    boolean isOf(Subgroup part) {
        return part == null || part.matches(asked);
    }

    /** How special a scope is about the diagnosis: 3 full code, 2 subcategory, 1 category, 0 all. */
    int speciality(DiagnosisScope scope) {
        if (scope.keys().contains(diagnosis)) {
            return 3;
        }
        if (scope.keys().contains(Diagnoses.subcategory(diagnosis))) {
            return 2;
        }
        return scope.keys().contains(Diagnoses.category(diagnosis)) ? 1 : 0;
    }
}
