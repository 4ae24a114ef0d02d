package org.opendip.policy.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Enum constants as a rulebook writes them: {@code HIGHER_SCORE} is {@code higher-score}. */
public final class Words {
    private Words() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> List<String> of(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
    }

    /** The word nearest to a mistyped one, or null when none is near. */
    public static String nearest(String typed, Iterable<String> known) {
        String best = null;
        int bestDistance = 1 + typed.length() / 3;
        for (String word : known) {
            int distance = distance(typed, word);
            if (distance <= bestDistance && (best == null || distance < bestDistance)) {
                best = word;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Whether a word seems to be another one mistyped: at most two letters are wrong, missing or too many. */
    public static boolean isSlip(String typed, String word) {
        return distance(typed, word) <= 2;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
