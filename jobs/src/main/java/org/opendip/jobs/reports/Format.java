package org.opendip.jobs.reports;

/** What a column of a sheet or page holds, and so how it looks. */
public enum Format {
    /** Words. */
    TEXT(null, false),
    /** A code: text, even where it looks like a number. */
    CODE(null, false),
    /** A whole number. */
    COUNT("#,##0", true),
    /** Money given in fen, shown in yuan. */
    FEN("#,##0.00", true),
    /** Points and coefficients: six decimals. */
    SCORE("#,##0.000000", true),
    /** A ratio: four decimals shown, all kept. */
    RATIO("0.0000", true),
    /** Yuan per point: six decimals shown. */
    POINT_VALUE("0.000000", true),
    /** A calendar day. */
    DATE("yyyy-mm-dd", false);

    private final String pattern;
    private final boolean numeric;

    Format(String pattern, boolean numeric) {
        this.pattern = pattern;
        this.numeric = numeric;
    }

    String pattern() {
        return pattern;
    }

    /** Whether it is aligned to the right and sorted as a number. */
    public boolean numeric() {
        return numeric;
    }
}
