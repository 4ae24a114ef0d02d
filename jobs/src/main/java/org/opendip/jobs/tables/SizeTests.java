package org.opendip.jobs.tables;

/** The test by size of the groups (分规模检验). */
public final class SizeTests {
    public static final Col SIZE_FROM =
            Col.required("size_from", Kind.COUNT, "groups made of at least so many cases, up to the next row's");
    public static final Col GROUP_COUNT = Col.required("group_count", Kind.COUNT, "groups with cases in the test year");
    public static final Col MEAN_ERROR =
            Col.optional("mean_error", Kind.RATIO, "sum over groups |test sum - expected sum| / expected sum (平均相对误差)");
    public static final Col TESTABLE_COUNT =
            Col.required("testable_count", Kind.COUNT, "groups with two cases or more on both sides");
    public static final Col AGREEING_COUNT = Col.required("agreeing_count", Kind.COUNT, "of them agreeing");

    public static final Table TABLE = Table.of(
            "size_tests",
            "One row per class of size.",
            Table.key(SIZE_FROM),
            SIZE_FROM,
            GROUP_COUNT,
            GroupTests.TEST_COUNT,
            MEAN_ERROR,
            TESTABLE_COUNT,
            AGREEING_COUNT);

    private SizeTests() {}
}
