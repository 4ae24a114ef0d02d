package org.opendip.jobs.tables;

/** Groups tested on a year that they were not made of (病种检验). */
public final class GroupTests {
    public static final Col EXPECTED_MEAN = Col.required(
            "expected_mean", Kind.MEAN, "weighted mean of the years before, at the test year's level of cost (预期均值)");
    public static final Col TEST_COUNT = Col.required("test_count", Kind.COUNT, "cases of the test year");
    public static final Col TEST_MEAN = Col.optional("test_mean", Kind.MEAN, "their mean cost; absent: no case");
    public static final Col ERROR = Col.optional("error", Kind.RATIO, "test mean / expected mean - 1");
    public static final Col AGREES = Col.optional(
            "agrees",
            Kind.FLAG,
            "both means are as near as 95 of 100 samples of one group would be; absent: a single case");

    public static final Table TABLE = Table.of(
            "group_tests",
            "One row per group of a catalog of the years before the test year.",
            Table.key(Catalog.GROUP),
            Catalog.GROUP,
            Catalog.GROUP_KIND,
            Moments.CASE_COUNT,
            EXPECTED_MEAN,
            GroupQuality.HALF_WIDTH,
            TEST_COUNT,
            TEST_MEAN,
            ERROR,
            AGREES);

    private GroupTests() {}
}
