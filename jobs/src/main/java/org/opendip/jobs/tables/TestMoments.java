package org.opendip.jobs.tables;

/** Moments of the year that a catalog is tested on (检验年度). */
public final class TestMoments {
    public static final Table TABLE = new Table(
            "test_moments",
            "One row per signature, hospital level, pool and year that the catalog was not made of.",
            Moments.TABLE.key(),
            Moments.TABLE.columns());

    private TestMoments() {}
}
