package org.opendip.jobs.assignment;

import java.util.List;

/**
 * What a signature says: everything that a grouping rule may ask of a case.
 *
 * @param mainDiagnosis full code
 * @param procedures full codes, main one first; empty: none
 * @param bedDay paid by bed-day
 */
public record Facts(String mainDiagnosis, List<String> procedures, boolean bedDay) {
    /** Length of a subcategory code: {@code I21.0}. */
    public static final int SUBCATEGORY = 5;

    /** Length of a category code: {@code I21}. */
    public static final int CATEGORY = 3;

    public Facts {
        procedures = List.copyOf(procedures);
    }

    /** The facts of one row of the table {@code signatures}. */
    public static Facts of(String mainDiagnosis, String procedures, boolean bedDay) {
        return new Facts(mainDiagnosis, procedures.isEmpty() ? List.of() : List.of(procedures.split(",")), bedDay);
    }

    /** The 4-character code, as {@code A09.9} or {@code C73.x}. */
    public String subcategory() {
        return mainDiagnosis.substring(0, Math.min(SUBCATEGORY, mainDiagnosis.length()));
    }

    /** The 3-character category. */
    public String category() {
        return mainDiagnosis.substring(0, Math.min(CATEGORY, mainDiagnosis.length()));
    }

    /** The main procedure; empty: none. */
    public String mainProcedure() {
        return procedures.isEmpty() ? "" : procedures.get(0);
    }

    /** The procedures beside the main one. */
    public List<String> otherProcedures() {
        return procedures.size() < 2
                ? List.of()
                : procedures.subList(1, procedures.size()).stream()
                        .distinct()
                        .filter(p -> !p.equals(mainProcedure()))
                        .toList();
    }
}
