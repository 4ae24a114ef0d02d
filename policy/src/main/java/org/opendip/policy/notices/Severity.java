package org.opendip.policy.notices;

/** What a notice means for the record it is about. */
public enum Severity {
    /** The record is rejected: kept apart, in no sum. */
    ERROR,
    /** The record is kept; what was assumed is told. */
    WARNING,
    /** Not looked at. */
    OFF
}
