package org.opendip.jobs.stages.records;

/** What may become of a row: in = kept + netted + superseded + rejected, by count and by fen. */
final class Dispositions {
    static final String KEPT = "kept";
    static final String NETTED = "netted";
    static final String SUPERSEDED = "superseded";
    static final String REJECTED = "rejected";

    private Dispositions() {}
}
