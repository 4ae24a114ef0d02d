package org.opendip.jobs.assignment;

import java.util.List;
import java.util.OptionalInt;

/**
 * Everything of a case that any grouping rule may ask. What the rules of a catalog do ask of it is its signature: see
 * {@link Questions}.
 *
 * @param mainDiagnosis full code
 * @param otherDiagnoses full codes, in order
 * @param procedures full codes, main one first; empty: none
 * @param bedDay paid by bed-day
 * @param ageDays age at admission in days; absent: not known
 * @param birthWeight grams; absent: not known
 * @param ventilationHours hours on a ventilator as recorded; absent: not recorded
 */
public record Stay(
        String mainDiagnosis,
        List<String> otherDiagnoses,
        List<String> procedures,
        boolean bedDay,
        OptionalInt ageDays,
        OptionalInt birthWeight,
        OptionalInt ventilationHours) {
    public Stay {
        otherDiagnoses = List.copyOf(otherDiagnoses);
        procedures = List.copyOf(procedures);
    }
}
