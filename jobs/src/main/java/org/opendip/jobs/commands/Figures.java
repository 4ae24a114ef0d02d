package org.opendip.jobs.commands;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as a terminal shows them. */
final class Figures {
    private Figures() {}

    /** 1,234,567. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Whole fen as yuan: 1,234.56. */
    static String yuan(long fen) {
        return String.format(Locale.ROOT, "%,.2f", BigDecimal.valueOf(fen, 2));
    }

    /** 98.31 %. */
    static String share(long part, long whole) {
        return whole == 0
                ? "-"
                : BigDecimal.valueOf(part)
                                .multiply(BigDecimal.valueOf(100))
                                .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP)
                        + " %";
    }

    /** A point value or ratio with at most so many decimals, nothing rounded away silently at fewer. */
    static String decimal(BigDecimal value, int decimals) {
        return value == null
                ? "-"
                : value.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** 3.2 s, 1:05 min. */
    static String seconds(double seconds) {
        return seconds < 100
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d min", (long) seconds / 60, (long) seconds % 60);
    }

    /** 12.3 MB. */
    static String bytes(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
