package org.opendip.policy.grouping;

import java.util.Arrays;
import java.util.Optional;

/**
 * 严重程度: how severe a case is by its other diagnoses, in the classes of the auxiliary subtypes of non-malignant diseases
 * without death, which settlement lists do not tell. Source: rules.md 5; which diagnoses say so is a list of the region.
 */
public enum SeverityClass {
    /** 轻度: no other diagnosis of the list. */
    MILD("mild"),
    /** 中度: damage to a major organ, a grave infection. */
    MODERATE("moderate"),
    /** 重度: failure of an organ, shock, sepsis. */
    SEVERE("severe");

    private final String code;

    SeverityClass(String code) {
        this.code = code;
    }

    /** As files have it. */
    public String code() {
        return code;
    }

    /** As the table {@code cases} holds it: the higher, the more severe. */
    public int number() {
        return ordinal();
    }

    /** The class of a number as the table {@code cases} holds it. */
    public static SeverityClass of(int number) {
        return values()[number];
    }

    /** The class of a word; empty: there is none of it. */
    public static Optional<SeverityClass> of(String code) {
        return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
    }
}
