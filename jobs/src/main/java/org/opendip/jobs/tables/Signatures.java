package org.opendip.jobs.tables;

/** Grouping signatures (分组特征): the distinct sets of facts that decide a group. Rules run once per signature, not per case. */
public final class Signatures {

    public static final Table TABLE = Table.of(
            "signatures",
            "One row per signature.",
            Table.key(Cases.SIGNATURE),
            Cases.SIGNATURE,
            Records.MAIN_DIAGNOSIS,
            Records.PROCEDURES,
            Cases.BED_DAY);

    private Signatures() {}
}
