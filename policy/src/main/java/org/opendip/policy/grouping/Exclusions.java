package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * 不纳入分组: diagnoses that may not be the main one, and procedures that may not group. Codes are compared whole: T22.200
 * is out, the groups of T22.2 stay.
 *
 * @param diagnoses a case with one of these as main diagnosis is ungrouped; no other is chosen
 * @param procedures by code, what a procedure may not
 */
public record Exclusions(Set<String> diagnoses, Map<String, Procedure> procedures) implements Serializable {
    /** No exclusion. */
    public static final Exclusions NONE = new Exclusions(Set.of(), Map.of());

    public enum Behaviour {
        /** 按保守治疗入组: left out as if it were not on the list. */
        DROP,
        /** 不可作为主要手术操作: the next procedure is the main one. */
        NOT_MAIN,
        /** …作为主要诊断，可作为主要手术操作: may be main with these main diagnoses only. */
        MAIN_WITHIN
    }

    /**
     * What a procedure may not.
     *
     * @param scope main diagnoses with which it may be main all the same; none but with {@link Behaviour#MAIN_WITHIN}
     */
    public record Procedure(Behaviour behaviour, DiagnosisScope scope) implements Serializable {
        private static final String DROPPED = "按保守治疗入组";
        private static final String NOT_MAIN = "不可作为主要手术操作";
        private static final String WITHIN = "作为主要诊断，可作为主要手术操作";

        /** Reads a note as the national list has it; null with trouble told for any other. */
        public static Procedure parse(String note, CodeCase codeCase, Consumer<String> trouble) {
            String text = note.replaceAll("\\s", "");
            if (text.equals(DROPPED)) {
                return new Procedure(Behaviour.DROP, DiagnosisScope.none());
            }
            if (text.equals(NOT_MAIN)) {
                return new Procedure(Behaviour.NOT_MAIN, DiagnosisScope.none());
            }
            if (text.endsWith(WITHIN)) {
                String scope = text.substring(0, text.length() - WITHIN.length());
                return new Procedure(Behaviour.MAIN_WITHIN, DiagnosisScope.parse(scope, codeCase, trouble));
            }
            trouble.accept("'" + note + "' is none of: " + DROPPED + ", " + NOT_MAIN + ", <诊断>" + WITHIN);
            return null;
        }
    }

    /** What becomes of a procedure that may be main within a scope only, with a main diagnosis outside it. */
    public enum OutsideScope {
        /** It stays on the list, the next one is the main one. */
        NEXT,
        /** It is left out. */
        DROP
    }

    public Exclusions {
        diagnoses = java.util.Collections.unmodifiableSet(new TreeSet<>(diagnoses));
        procedures = java.util.Collections.unmodifiableMap(new TreeMap<>(procedures));
    }

    /**
     * The procedures that group a case.
     *
     * @param main empty: none may be, conservative treatment
     * @param others the rest in order, none twice and never the main one
     */
    public record Chosen(String main, List<String> others) {}

    /** Leaves out and chooses, for a main diagnosis and its procedures in order. */
    public Chosen choose(String mainDiagnosis, List<String> listed, OutsideScope outside) {
        String main = "";
        List<String> others = new ArrayList<>();
        for (String code : listed) {
            Procedure excluded = procedures.get(code);
            boolean mayBeMain = excluded == null || excluded.scope().matches(mainDiagnosis);
            boolean dropped = excluded != null
                    && (excluded.behaviour() == Behaviour.DROP
                            || excluded.behaviour() == Behaviour.MAIN_WITHIN
                                    && !mayBeMain
                                    && outside == OutsideScope.DROP);
            if (dropped || code.equals(main)) {
                continue;
            }
            if (main.isEmpty() && mayBeMain) {
                main = code;
            } else if (!others.contains(code)) {
                others.add(code);
            }
        }
        return new Chosen(main, List.copyOf(others));
    }
}
