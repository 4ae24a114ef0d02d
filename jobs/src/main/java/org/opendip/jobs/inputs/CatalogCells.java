package org.opendip.jobs.inputs;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.RuleKinds;

/** The cells of rows that ask for diagnoses and procedures, read against the code lists: a row may name no other code. */
final class CatalogCells {
    private final RuleKinds kinds;
    private final NavigableSet<String> diagnoses = new TreeSet<>();
    private final NavigableSet<String> procedures = new TreeSet<>();

    /**
     * For a rulebook and its code lists.
     *
     * @param diagnoses full codes
     * @param procedures full codes
     */
    CatalogCells(RuleKinds kinds, Set<String> diagnoses, Set<String> procedures) {
        this.kinds = kinds;
        diagnoses.forEach(code -> this.diagnoses.add(kinds.codeCase().diagnosis(code)));
        procedures.forEach(code -> this.procedures.add(kinds.codeCase().procedure(code)));
    }

    /** A full diagnosis code. */
    String diagnosis(String cell, Consumer<String> trouble) {
        String code = kinds.codeCase().diagnosis(cell);
        known(code, diagnoses.contains(code), trouble);
        return code;
    }

    /** A full procedure code. */
    String procedure(String cell, Consumer<String> trouble) {
        String code = kinds.codeCase().procedure(cell);
        known(code, procedures.contains(code), trouble);
        return code;
    }

    /** A cell of diagnoses. */
    DiagnosisScope scope(String cell, Consumer<String> trouble) {
        DiagnosisScope scope = DiagnosisScope.parse(cell, kinds.codeCase(), trouble);
        if (!scope.everything()) {
            for (String part : scope.text().split("\\|")) {
                known(part, listedOrUnreadable(part), trouble);
            }
        }
        return scope;
    }

    /** A cell of procedures. A region's own catalog joins procedures that are all needed by commas. */
    ProcedureExpression procedures(String cell, ProcedureExpression.Precedence precedence, Consumer<String> trouble) {
        ProcedureExpression expression =
                ProcedureExpression.parse(cell.replace(',', '+'), precedence, kinds.codeCase(), trouble);
        for (String code : expression.codes()) {
            String next = procedures.ceiling(code);
            boolean wildcard = code.length() == kinds.wildcardLength();
            boolean known = next != null && (wildcard ? next.startsWith(code) : next.equals(code));
            String small = code.replace('X', 'x');
            if (!known && procedures.contains(small)) {
                trouble.accept(code + " is not in the code list, which has " + small
                        + ": grouping.code-case: ignore takes them for one");
            } else {
                known(code, known, trouble);
            }
        }
        return expression;
    }

    /** What cannot be read has been told already; of a range one category must be listed. */
    private boolean listedOrUnreadable(String part) {
        List<String> trouble = new ArrayList<>();
        Set<String> keys =
                DiagnosisScope.parse(part, CodeCase.EXACT, trouble::add).keys();
        return !trouble.isEmpty() || keys.stream().anyMatch(this::listed);
    }

    /** Whether the code list has a code that begins so: a category, subcategory or the code itself. */
    private boolean listed(String key) {
        String next = diagnoses.ceiling(key);
        return next != null && (key.length() > 5 ? next.equals(key) : next.startsWith(key));
    }

    private static void known(String code, boolean known, Consumer<String> trouble) {
        if (!known && !code.isEmpty()) {
            trouble.accept(code + " is not in the code list");
        }
    }
}
