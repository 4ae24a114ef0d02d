package org.opendip.jobs.generator.damage;

import java.util.Locale;

/** What can happen to a settlement on its way, in plain words; it knows no rule that may find it. */
public enum DamageKind {
    /** The settlement and a negative row. */
    REFUNDED(0.0030),
    /** The settlement, a negative row, and the stay settled once more. */
    REFUNDED_AND_SETTLED_AGAIN(0.0020),
    /** A negative row whose original is not there. */
    REFUND_WITHOUT_ORIGINAL(0.0005),
    /** The same settlement a second time, uploaded later, with another age. */
    UPLOADED_AGAIN(0.0030),
    UPLOADED_LATE(0.0020),
    UNKNOWN_DIAGNOSIS(0.0020),
    UNKNOWN_PROCEDURE(0.0040),
    DISCHARGE_BEFORE_ADMISSION(0.0010),
    ADMITTED_IN_1900(0.0005),
    DISCHARGED_IN_2099(0.0005),
    MAIN_DIAGNOSIS_REMOVED(0.0010),
    MAIN_DIAGNOSIS_FLAG_CLEARED(0.0010),
    TWO_MAIN_DIAGNOSES(0.0010),
    LEVEL_TYPED_DIFFERENTLY(0.0050),
    STAY_MISSING(0.0050),
    VOID(0.0020),
    UPPER_CASE_X(0.0050),
    BLANKS_AROUND_DIAGNOSIS(0.0020),
    LOWER_CASE_DIAGNOSIS(0.0020),
    /** One stay in two settlements. */
    INTERIM_BILL(0.0020),
    ITEM_SUM_DIFFERS(0.0020),
    ZERO_TOTAL(0.0005),
    TOTAL_MISSING(0.0005),
    HOSPITAL_MISSING(0.0005),
    UNKNOWN_HOSPITAL(0.0005),
    /** The patient is three days old. */
    NEWBORN_WITHOUT_WEIGHT(0.0005),
    /** The patient is twenty days old by the date of birth, two as written. */
    DAYS_AGAINST_BIRTH(0.0005),
    /** An age in days beside one in years; of an infant, more days than a year has. */
    DAYS_AGAINST_YEARS(0.0005),
    BIRTH_WEIGHT_IN_KILOGRAMS(0.0005),
    VENTILATION_IN_WORDS(0.0005),
    VENTILATION_LONGER_THAN_STAY(0.0005);

    private final double share;

    DamageKind(double share) {
        this.share = share;
    }

    /** Usual share of the settlements. */
    public double share() {
        return share;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
