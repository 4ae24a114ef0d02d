package org.opendip.policy.intake;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * 新生儿项目: what a settlement list says of the age in days, and of the time on a ventilator. Interface 4101 has both:
 * {@code nwb_age} for patients below one year, {@code vent_used_dura} as days/hours/minutes.
 */
public final class Newborn {
    /** Age in days up to which a patient is a newborn. */
    public static final int LAST_DAY = 28;

    /** The most days that an age below one year may have. */
    public static final int MOST_DAYS = 365;

    /** Days between the age given and that by the date of birth that say nothing: hours count in one and not in the other. */
    public static final int TOLERANCE = 1;

    /** Days, hours and minutes. */
    public static final String DURATION = "^\\s*([0-9]{1,4})\\s*/\\s*([0-9]{1,4})\\s*/\\s*([0-9]{1,4})\\s*$";

    private static final Pattern PARTS = Pattern.compile(DURATION);

    private Newborn() {}

    /**
     * Age at admission in days: as given, else by the date of birth. An age in years above 0 leaves none, since many systems
     * write 0 days for everybody; nor does an age that is no age below one year.
     *
     * @param given age in days as the list has it
     * @param years age in years as the list has it
     * @param birth null: not known
     * @param admitted null: not known
     */
    public static OptionalInt ageDays(OptionalInt given, OptionalInt years, LocalDate birth, LocalDate admitted) {
        if (years.orElse(0) > 0) {
            return OptionalInt.empty();
        }
        if (given.isPresent()) {
            boolean possible = given.getAsInt() >= 0 && given.getAsInt() <= MOST_DAYS;
            return possible ? given : OptionalInt.empty();
        }
        boolean known = birth != null && admitted != null;
        return known && !admitted.isBefore(birth) && admitted.isBefore(birth.plusYears(1))
                ? OptionalInt.of((int) ChronoUnit.DAYS.between(birth, admitted))
                : OptionalInt.empty();
    }

    /** Whole hours of {@code days/hours/minutes}; minutes that make no hour are left out, so that 95 h 59 min are 95. */
    public static OptionalInt hours(String written) {
        Matcher parts = PARTS.matcher(written);
        if (!parts.matches()) {
            return OptionalInt.empty();
        }
        int minutes = Integer.parseInt(parts.group(1)) * 1440
                + Integer.parseInt(parts.group(2)) * 60
                + Integer.parseInt(parts.group(3));
        return OptionalInt.of(minutes / 60);
    }
}
