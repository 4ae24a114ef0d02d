package org.opendip.policy.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * 小样本隐去: cells with few cases are not published.
 *
 * <p>A cell below the minimum is hidden. Where the hidden ones together are still below it, or there is but one, the
 * total would give them away: the smallest cell that is shown is hidden too, until they are not. Source: rules.md 9 (n
 * below 10 by default, in anything published).
 */
public final class SmallCells {
    /** Cells below it are hidden unless another number is given. */
    public static final int MINIMUM = 10;

    private SmallCells() {}

    /** For each count whether it is hidden; a count of nothing hides nobody. */
    public static boolean[] hidden(List<Long> counts, int minimum) {
        boolean[] hidden = new boolean[counts.size()];
        List<Integer> shown = new ArrayList<>();
        long sum = 0;
        int cells = 0;
        for (int i = 0; i < hidden.length; i++) {
            long count = counts.get(i);
            if (count > 0 && count < minimum) {
                hidden[i] = true;
                sum += count;
                cells++;
            } else if (count > 0) {
                shown.add(i);
            }
        }
        shown.sort(Comparator.<Integer>comparingLong(counts::get).thenComparing(i -> i));
        for (int i = 0; cells > 0 && (cells == 1 || sum < minimum) && i < shown.size(); i++) {
            hidden[shown.get(i)] = true;
            sum += counts.get(shown.get(i));
            cells++;
        }
        return hidden;
    }

    /**
     * The same for the parts of a whole that may be hidden itself: where it is, and no part is, the parts would give it
     * away by their sum, and the smallest is hidden.
     */
    public static boolean[] hidden(List<Long> counts, int minimum, boolean whole) {
        boolean[] hidden = hidden(counts, minimum);
        int smallest = -1;
        for (int i = 0; i < hidden.length; i++) {
            if (hidden[i]) {
                return hidden;
            }
            if (counts.get(i) > 0 && (smallest < 0 || counts.get(i) < counts.get(smallest))) {
                smallest = i;
            }
        }
        if (whole && smallest >= 0) {
            hidden[smallest] = true;
        }
        return hidden;
    }
}
