package org.opendip.jobs.stages.statements;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums of a hospital's cases by pool and group, taken while the cases stream by. Bounded by the catalog. */
final class GroupTotals {
    /** Pool and group; ungrouped cases come last. */
    record Key(int pool, String group) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingInt(Key::pool).thenComparing(Key::group, Comparator.nullsLast(String::compareTo));

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** What is summed. */
    static final class Total {
        long cases;
        long costFen;
        long bookedFen;
        long paymentFen;
        BigDecimal points = BigDecimal.ZERO;
        BigDecimal score;
        BigDecimal coefficient;
    }

    private final SortedMap<Key, Total> totals = new TreeMap<>();
    private Key lastKey;
    private Total last;

    void add(CaseLine line) {
        Total total = last;
        if (lastKey == null
                || lastKey.pool() != line.pool()
                || !java.util.Objects.equals(lastKey.group(), line.group())) {
            lastKey = new Key(line.pool(), line.group());
            total = totals.computeIfAbsent(lastKey, k -> new Total());
            last = total;
        }
        if (total.cases == 0 && line.group() != null) {
            total.score = line.diseaseScore();
            total.coefficient = line.coefficient();
        }
        total.cases++;
        total.costFen = Math.addExact(total.costFen, line.costFen());
        total.bookedFen = Math.addExact(total.bookedFen, line.bookedFen());
        total.paymentFen = Math.addExact(total.paymentFen, line.paymentFen());
        if (line.settledScore() != null) {
            total.points = total.points.add(line.settledScore());
        }
    }

    SortedMap<Key, Total> all() {
        return totals;
    }
}
