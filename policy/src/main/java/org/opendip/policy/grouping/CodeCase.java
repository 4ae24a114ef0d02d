package org.opendip.policy.grouping;

import java.util.Locale;

/** Whether the case of letters inside codes counts: {@code 33.2600x002} and {@code 33.2600X002}. */
public enum CodeCase {
    /** Codes are compared as they are written. */
    EXACT,
    /** A capital X inside a code is a small one: some published catalogs were changed so by a spreadsheet. */
    IGNORE;

    /** A diagnosis as it is compared. Its first letter and those after + are always capital. */
    public String diagnosis(String code) {
        return this == EXACT || code.isEmpty()
                ? code
                : code.substring(0, 1).toUpperCase(Locale.ROOT)
                        + code.substring(1).replace('X', 'x');
    }

    /** A procedure as it is compared. */
    public String procedure(String code) {
        return this == EXACT ? code : code.replace('X', 'x');
    }
}
