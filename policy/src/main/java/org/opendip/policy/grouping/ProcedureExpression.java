package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A procedure cell of a catalog: {@code |} stands between alternatives, {@code +} between procedures that are all
 * needed. An empty cell means no procedure.
 *
 * @param text the cell, without blanks and line breaks
 * @param alternatives each a set of procedures needed together, in the order of the cell; none for an empty cell
 */
public record ProcedureExpression(String text, List<Set<String>> alternatives) implements Serializable {
    /** Which sign binds tighter: the national workbook does not say. */
    public enum Precedence {
        /** {@code a|b+c} is a, or b with c. */
        AND_FIRST,
        /** {@code a|b+c} is c with a or b. */
        OR_FIRST
    }

    private static final Pattern CODE = Pattern.compile("[0-9]{2}\\.[0-9A-Za-z]{1,12}");
    private static final ProcedureExpression NONE = new ProcedureExpression("", List.of());

    public ProcedureExpression {
        alternatives = alternatives.stream()
                .map(a -> Collections.unmodifiableSet((Set<String>) new TreeSet<>(a)))
                .toList();
    }

    /** No procedure. */
    public static ProcedureExpression none() {
        return NONE;
    }

    /** Procedures that are all needed, as formed groups have them; none: no procedure. */
    public static ProcedureExpression allOf(List<String> codes) {
        return codes.isEmpty() ? NONE : new ProcedureExpression(String.join("+", codes), List.of(new TreeSet<>(codes)));
    }

    /**
     * Reads a cell.
     *
     * @param trouble is told what cannot be read
     */
    public static ProcedureExpression parse(
            String cell, Precedence precedence, CodeCase codeCase, Consumer<String> trouble) {
        String text = codeCase.procedure(cell.replaceAll("\\s", ""));
        if (text.isEmpty()) {
            return NONE;
        }
        for (String code : text.split("[|+]", -1)) {
            if (!CODE.matcher(code).matches()) {
                trouble.accept(code.isEmpty() ? "a procedure is empty" : "'" + code + "' is no procedure code");
            }
        }
        Set<Set<String>> alternatives = new LinkedHashSet<>();
        if (precedence == Precedence.AND_FIRST) {
            for (String alternative : text.split("\\|")) {
                alternatives.add(new TreeSet<>(List.of(alternative.split("\\+"))));
            }
        } else {
            List<Set<String>> together = List.of(Set.of());
            for (String factor : text.split("\\+")) {
                List<Set<String>> longer = new ArrayList<>();
                for (Set<String> before : together) {
                    for (String code : factor.split("\\|")) {
                        Set<String> with = new TreeSet<>(before);
                        with.add(code);
                        longer.add(with);
                    }
                }
                together = longer;
            }
            alternatives.addAll(together);
        }
        return new ProcedureExpression(text, List.copyOf(alternatives));
    }

    public boolean isEmpty() {
        return alternatives.isEmpty();
    }

    /** All codes that are named. */
    public Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        alternatives.forEach(codes::addAll);
        return codes;
    }

    @Override
    public String toString() {
        return text;
    }
}
