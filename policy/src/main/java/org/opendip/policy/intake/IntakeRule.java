package org.opendip.policy.intake;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 数据采集: how settlement records become cases.
 *
 * @param yearBy the date that decides the month and year of a case
 * @param interimBills what becomes of several settlements of one stay
 * @param stayDays how days are counted where the record does not say
 * @param inpatientTypes the medical types (med_type) that are inpatient stays
 * @param bedDayTypes those of them paid by bed-day: kept and flagged, not scored by disease
 * @param bedDayList whether stays that the region's list names are so too (床日病种)
 * @param severityList whether the region's list tells how severe a case is by its other diagnoses (病情严重程度)
 * @param rejectedShareLimit share of records; a run that rejects more stops
 * @param checks limits and severities of the checks
 */
public record IntakeRule(
        YearBy yearBy,
        InterimBills interimBills,
        StayDays stayDays,
        List<String> inpatientTypes,
        List<String> bedDayTypes,
        boolean bedDayList,
        boolean severityList,
        BigDecimal rejectedShareLimit,
        ChecksRule checks,
        Source source)
        implements Rule {
    /** 归属年度. */
    public enum YearBy {
        DISCHARGE,
        SETTLEMENT
    }

    /** 中途结算. */
    public enum InterimBills {
        /** One stay is one case: costs add up, the last record's facts count. */
        MERGE,
        /** Every settlement is a case. */
        SEPARATE
    }

    /** 住院天数. */
    public enum StayDays {
        /** Discharge minus admission, at least 1. */
        DIFFERENCE,
        /** Discharge minus admission plus 1. */
        DIFFERENCE_PLUS_ONE;

        public long between(LocalDate admission, LocalDate discharge) {
            long difference = ChronoUnit.DAYS.between(admission, discharge);
            return this == DIFFERENCE ? Math.max(1, difference) : difference + 1;
        }
    }

    public IntakeRule {
        inpatientTypes = List.copyOf(inpatientTypes);
        bedDayTypes = List.copyOf(bedDayTypes);
    }

    public static IntakeRule read(Node node) {
        YearBy yearBy = node.choice("year-by", YearBy.class);
        InterimBills interimBills = node.choice("interim-bills", InterimBills.class);
        StayDays stayDays = node.choice("stay-days", StayDays.class);
        List<String> inpatient = node.texts("inpatient-types");
        node.know("bed-day-list");
        node.know("severity-list");
        List<String> bedDay = node.optionalTexts("bed-day-types");
        for (String type : bedDay) {
            if (node.sound() && !inpatient.contains(type)) {
                node.problem("bed-day-types", "must be among inpatient-types, " + type + " is not");
            }
        }
        return new IntakeRule(
                yearBy,
                interimBills,
                stayDays,
                inpatient,
                bedDay,
                node.has("bed-day-list") && node.flag("bed-day-list"),
                node.has("severity-list") && node.flag("severity-list"),
                node.decimal("rejected-share-limit", "0", "1"),
                ChecksRule.read(node.child("checks")),
                node.source());
    }
}
