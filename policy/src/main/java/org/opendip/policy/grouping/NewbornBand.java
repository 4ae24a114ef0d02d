package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 天龄与出生体重: a newborn of low weight.
 *
 * @param daysBelow age at admission, days: below this
 * @param from birth weight, grams, included
 * @param to birth weight, grams, included
 */
public record NewbornBand(int daysBelow, int from, int to) implements Serializable {
    private static final Pattern AGE = Pattern.compile("[<＜]([0-9]{1,3})天");
    private static final Pattern WEIGHT = Pattern.compile("出生体重([0-9]{1,4})-([0-9]{1,4})克");

    /** Reads {@code <29天} and {@code 出生体重0-999克}; null with trouble told where they cannot be read. */
    public static NewbornBand parse(String age, String weight, Consumer<String> trouble) {
        Matcher days = AGE.matcher(age.replaceAll("\\s", ""));
        Matcher grams = WEIGHT.matcher(weight.replaceAll("\\s", ""));
        if (!days.matches()) {
            trouble.accept("'" + age + "' is no age like <29天");
            return null;
        }
        if (!grams.matches()) {
            trouble.accept("'" + weight + "' is no birth weight like 出生体重0-999克");
            return null;
        }
        NewbornBand band = new NewbornBand(
                Integer.parseInt(days.group(1)), Integer.parseInt(grams.group(1)), Integer.parseInt(grams.group(2)));
        if (band.from > band.to) {
            trouble.accept("the birth weight " + band.from + "-" + band.to + " is reversed");
        }
        return band;
    }

    /** Whether age and weight are known and lie in the band. */
    public boolean matches(OptionalInt ageDays, OptionalInt grams) {
        return ageDays.isPresent()
                && ageDays.getAsInt() < daysBelow
                && grams.isPresent()
                && grams.getAsInt() >= from
                && grams.getAsInt() <= to;
    }
}
