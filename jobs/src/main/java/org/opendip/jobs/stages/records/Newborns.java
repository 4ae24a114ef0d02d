package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.intake.Newborn;

/** What a header says of a newborn and of the time on a ventilator: {@link Newborn} as columns. */
final class Newborns {
    private static final Column YEARS = SettlementHeaders.AGE.col();
    private static final Column GIVEN = SettlementHeaders.NWB_AGE.col();
    private static final Column BIRTH = SettlementHeaders.BRDY.col();
    private static final Column ADMITTED = SettlementHeaders.BEGNDATE.col();
    private static final Column VENTILATED = SettlementHeaders.VENT_USED_DURA.col();

    private Newborns() {}

    /** Age at admission in days; null for a year or older, and where it is not known. */
    static Column ageDays() {
        Column byBirth =
                when(ADMITTED.geq(BIRTH).and(ADMITTED.lt(add_months(BIRTH, lit(12)))), datediff(ADMITTED, BIRTH));
        return when(
                coalesce(YEARS, lit(0)).leq(0),
                when(GIVEN.isNull(), byBirth).when(GIVEN.between(0, Newborn.MOST_DAYS), GIVEN));
    }

    /** Whole grams; a fraction is dropped, so that 999.5 lies below 1000. No child weighs 0: that is nothing. */
    static Column birthWeight() {
        return nullif(SettlementHeaders.NWB_BIR_WT.col().cast("int"), lit(0));
    }

    /** Whole hours; null where nothing is recorded, or nothing that can be read. */
    static Column ventilationHours() {
        Column parts = split(VENTILATED, "/");
        Column minutes =
                part(parts, 0).multiply(1440).plus(part(parts, 1).multiply(60)).plus(part(parts, 2));
        return when(VENTILATED.rlike(Newborn.DURATION), call_function("div", minutes, lit(60)))
                .cast("int");
    }

    private static Column part(Column parts, int place) {
        return trim(get(parts, lit(place))).try_cast("int");
    }

    /** Whether the age in days contradicts that in years. 0 days beside any age say nothing: many systems write them for all. */
    static Column againstYears() {
        return YEARS.gt(0).and(GIVEN.notEqual(0)).or(GIVEN.lt(0)).or(GIVEN.gt(Newborn.MOST_DAYS));
    }

    /** Whether an age in days that counts is not that by the date of birth. */
    static Column againstBirth() {
        return ageDays()
                .isNotNull()
                .and(GIVEN.isNotNull())
                .and(datediff(ADMITTED, BIRTH)
                        .minus(GIVEN)
                        .between(-Newborn.TOLERANCE, Newborn.TOLERANCE)
                        .equalTo(false));
    }

    /** Whether a time on a ventilator is there that cannot be read. */
    static Column ventilationUnreadable() {
        return Checks.blank(VENTILATED).or(VENTILATED.rlike(Newborn.DURATION)).equalTo(false);
    }
}
