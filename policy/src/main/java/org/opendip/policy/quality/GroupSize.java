package org.opendip.policy.quality;

/** 病种规模: classes of groups by the cases they were made of. */
public final class GroupSize {
    private static final int[] FROM = {1000, 300, 100, 30, 15, 1};

    private GroupSize() {}

    /** The smallest number of cases of the class: 1, 15, 30, 100, 300 or 1000. */
    public static int of(long cases) {
        for (int from : FROM) {
            if (cases >= from) {
                return from;
            }
        }
        throw new IllegalArgumentException("a group of " + cases + " cases has no size");
    }
}
