package org.opendip.jobs.reports;

/**
 * A column of a sheet.
 *
 * @param zh Chinese heading
 * @param en English heading, in the second header row
 * @param format what it holds
 * @param width in characters
 */
public record Column(String zh, String en, Format format, int width) {

    /** A column whose width suits its format. */
    public static Column of(String zh, String en, Format format) {
        int width =
                switch (format) {
                    case TEXT, CODE -> 18;
                    case COUNT -> 12;
                    case FEN, SCORE -> 20;
                    case RATIO, POINT_VALUE, DATE -> 13;
                };
        return new Column(zh, en, format, width);
    }

    /** A column of a given width. */
    public static Column of(String zh, String en, Format format, int width) {
        return new Column(zh, en, format, width);
    }
}
