package org.opendip.policy.grouping;

import java.util.Arrays;
import java.util.Optional;

/**
 * 年龄段: bands of the age at admission, in years, that a group may fall apart by. Source: rules.md 5, auxiliary subtypes;
 * those of newborns and infants together, since settlement lists give years. Some regions begin the last band at 66.
 */
public enum AgeBand {
    BELOW_1("0", 0, 0),
    FROM_1("1-6", 1, 6),
    FROM_7("7-17", 7, 17),
    FROM_18("18-64", 18, 64),
    FROM_65("65+", 65, Integer.MAX_VALUE);

    private final String code;
    private final int from;
    private final int to;

    AgeBand(String code, int from, int to) {
        this.code = code;
        this.from = from;
        this.to = to;
    }

    /** As tables hold it. */
    public String code() {
        return code;
    }

    /** The youngest, in whole years. */
    public int from() {
        return from;
    }

    /** The oldest. */
    public int to() {
        return to;
    }

    /** The band that tables call so; empty: there is none of it. */
    public static Optional<AgeBand> of(String code) {
        return Arrays.stream(values()).filter(band -> band.code.equals(code)).findFirst();
    }
}
