package org.opendip.jobs.generator;

import java.io.Serializable;
import java.util.List;

/**
 * One combination that the generator plants: what its cases have on their lists, how many there are and what they cost.
 *
 * @param group the catalog group in which the combination belongs, for reading: {@code K35.8:47.0100_54.5101},
 *     {@code M12:surgery}, {@code I63.9}; tests compare content, nothing parses it
 * @param kind core, rare (ends in a comprehensive group), stray (ends nowhere), bed-day
 * @param diagnosis four-character diagnosis
 * @param mainProcedure main procedure, empty without
 * @param related related procedures in order
 * @param attribute of the main procedure
 * @param cases cases in the three years of history
 * @param mean mean cost in yuan over the history
 * @param cv coefficient of variation of the cost
 * @param days mean stay
 * @param uplift how much the related procedures raise the mean over the same pair without them; 0 without related ones
 * @param kept whether the related procedures raise it by at least a tenth, so that they are part of the group
 */
public record Planted(
        String group,
        String kind,
        String diagnosis,
        String mainProcedure,
        List<String> related,
        Attribute attribute,
        long cases,
        double mean,
        double cv,
        double days,
        double uplift,
        boolean kept)
        implements Serializable {

    static final String CORE = "core";
    static final String RARE = "rare";
    static final String STRAY = "stray";
    static final String BED_DAY = "bed-day";

    public Planted {
        related = List.copyOf(related);
    }

    Planted withCases(long newCases) {
        return new Planted(
                group, kind, diagnosis, mainProcedure, related, attribute, newCases, mean, cv, days, uplift, kept);
    }

    Planted scaled(double cost, double stay) {
        return new Planted(
                group,
                kind,
                diagnosis,
                mainProcedure,
                related,
                attribute,
                cases,
                mean * cost,
                cv,
                Math.max(1.05, days * stay),
                uplift,
                kept);
    }

    /** What tells two combinations apart. */
    String key() {
        return kind.equals(BED_DAY)
                ? BED_DAY + diagnosis
                : diagnosis + ":" + mainProcedure + "_" + String.join("+", related);
    }
}
