package org.opendip.policy.grouping;

/** The parts of a diagnosis code: {@code A09.900x001} has category {@code A09} and subcategory {@code A09.9}. */
public final class Diagnoses {
    /** Length of a subcategory with its point: {@code I21.0}, {@code C73.x}. */
    public static final int SUBCATEGORY = 5;

    /** Length of a category: {@code I21}. */
    public static final int CATEGORY = 3;

    private Diagnoses() {}

    /** The 4-character code, as {@code A09.9} or {@code C73.x}. */
    public static String subcategory(String code) {
        return code.substring(0, Math.min(SUBCATEGORY, code.length()));
    }

    /** The 3-character category. */
    public static String category(String code) {
        return code.substring(0, Math.min(CATEGORY, code.length()));
    }
}
