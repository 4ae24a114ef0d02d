package org.opendip.policy.grouping;

import java.io.Serializable;

/**
 * 床日病种: long stays that are paid by bed-day and not scored by disease, such as psychiatric, rehabilitation and hospice
 * ones.
 *
 * @param diagnoses what the main diagnosis must be
 * @param daysFrom the stay lasts at least so many days
 * @param hospitalType of the hospital register; empty: any
 */
public record BedDayRow(DiagnosisScope diagnoses, int daysFrom, String hospitalType) implements Serializable {

    /** Whether a stay is meant. */
    public boolean matches(String mainDiagnosis, int days, String type) {
        return diagnoses.matches(mainDiagnosis)
                && days >= daysFrom
                && (hospitalType.isEmpty() || hospitalType.equals(type));
    }
}
