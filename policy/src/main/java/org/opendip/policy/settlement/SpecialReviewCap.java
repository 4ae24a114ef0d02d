package org.opendip.policy.settlement;

/**
 * 特例单议上限: how many cases of a year may be reviewed specially.
 *
 * <pre>cap = floor(DIP discharges of the region × 5 / 1000)      [cases]</pre>
 *
 * <p>Source: 医保办发〔2024〕9号: at most 5 per mille of the region's discharges. Of the region, never of each hospital; a part of
 * a case is none. 123,456 cases: 617.
 */
public final class SpecialReviewCap {
    private static final long PER_MILLE = 5;

    private SpecialReviewCap() {}

    public static long cases(long regionalCases) {
        return Math.multiplyExact(regionalCases, PER_MILLE) / 1000;
    }
}
