package org.opendip.jobs.assignment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.opendip.policy.grouping.SeverityClass;

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
 * @param age in whole years; absent: not known
 * @param severity by its other diagnoses; empty: not known
 */
public record Stay(
        String mainDiagnosis,
        List<String> otherDiagnoses,
        List<String> procedures,
        boolean bedDay,
        OptionalInt ageDays,
        OptionalInt birthWeight,
        OptionalInt ventilationHours,
        OptionalInt age,
        Optional<SeverityClass> severity) {
    public Stay {
        otherDiagnoses = List.copyOf(otherDiagnoses);
        procedures = List.copyOf(procedures);
    }

    /** Of a stay whose age in years and severity are not known. */
    public Stay(
            String mainDiagnosis,
            List<String> otherDiagnoses,
            List<String> procedures,
            boolean bedDay,
            OptionalInt ageDays,
            OptionalInt birthWeight,
            OptionalInt ventilationHours) {
        this(
                mainDiagnosis,
                otherDiagnoses,
                procedures,
                bedDay,
                ageDays,
                birthWeight,
                ventilationHours,
                OptionalInt.empty(),
                Optional.empty());
    }
}
