package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How a procedure code of a group finds one of a case: whole, or as the beginning where the rulebook allows wildcards. */
record Codes(int wildcardLength) {
    /** How a code was found. */
    enum Hit {
        NO,
        WILDCARD,
        WHOLE
    }

    Hit hit(String wanted, Collection<String> codes) {
        if (codes.contains(wanted)) {
            return Hit.WHOLE;
        }
        if (wanted.length() == wildcardLength) {
            for (String code : codes) {
                if (code.startsWith(wanted)) {
                    return Hit.WILDCARD;
                }
            }
        }
        return Hit.NO;
    }

    boolean same(String wanted, String code) {
        return wanted.equals(code) || wanted.length() == wildcardLength && code.startsWith(wanted);
    }

    /** What a group may write for a code: the code, and its wildcard. */
    List<String> written(String code) {
        List<String> written = new ArrayList<>(2);
        written.add(code);
        if (wildcardLength > 0 && code.length() > wildcardLength) {
            written.add(code.substring(0, wildcardLength));
        }
        return written;
    }
}
