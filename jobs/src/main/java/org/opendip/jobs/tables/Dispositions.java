package org.opendip.jobs.tables;

/** What may become of a row: in = kept + netted + superseded + rejected, by count and by fen. */
public final class Dispositions {
    public static final String KEPT = "kept";
    public static final String NETTED = "netted";
    public static final String SUPERSEDED = "superseded";
    public static final String REJECTED = "rejected";

    private Dispositions() {}
}
