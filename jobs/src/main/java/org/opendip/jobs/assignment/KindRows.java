package org.opendip.jobs.assignment;

import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.RuleKinds;

/** Which rows of a catalog a kind of rule stands on. */
final class KindRows {
    private KindRows() {}

    static GroupRow.Kind rowsOf(RuleKinds.Kind kind) {
        return switch (kind) {
            case PRE_GROUPS -> GroupRow.Kind.PRE;
            case TCM -> GroupRow.Kind.TCM;
            case MERGES -> GroupRow.Kind.MERGE;
            case ASSISTED -> GroupRow.Kind.ASSISTED;
            case BASE, ALL_PROCEDURES -> GroupRow.Kind.BASE;
            case COMPREHENSIVE -> GroupRow.Kind.COMPREHENSIVE;
            case EXCLUSIONS -> throw new IllegalArgumentException("exclusions are lists of codes, no rows");
        };
    }
}
