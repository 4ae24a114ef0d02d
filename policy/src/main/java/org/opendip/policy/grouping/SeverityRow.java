package org.opendip.policy.grouping;

import java.io.Serializable;

/**
 * 病情严重程度诊断: an other diagnosis that says how severe a case is.
 *
 * @param diagnoses what must be among the other diagnoses
 * @param severity moderate or severe
 * @param daysFrom the stay lasts at least so many days; whether three days are enough is for the region to say
 */
public record SeverityRow(DiagnosisScope diagnoses, SeverityClass severity, int daysFrom) implements Serializable {
    /** Why a group may not ask for a severity. */
    public static final String NOT_ASKED = "no case has one: the rulebook lacks intake.severity-list";
}
