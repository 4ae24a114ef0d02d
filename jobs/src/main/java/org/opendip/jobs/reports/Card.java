package org.opendip.jobs.reports;

/**
 * A key figure.
 *
 * @param zh what it is
 * @param en the same in English
 * @param value the figure as people read it
 * @param note a line below, such as the exact amount; may be empty
 * @param tone whether it is good, bad or neither
 */
public record Card(String zh, String en, String value, String note, Tone tone) {
    /** How a figure is meant to be felt. */
    public enum Tone {
        PLAIN(""),
        GOOD("good"),
        BAD("bad");

        private final String style;

        Tone(String style) {
            this.style = style;
        }

        String style() {
            return style;
        }
    }

    /** A figure without judgement. */
    public static Card of(String zh, String en, String value, String note) {
        return new Card(zh, en, value, note, Tone.PLAIN);
    }

    /** Money: a headline, and the exact amount below. */
    public static Card money(String zh, String en, long fen) {
        return of(zh, en, Numbers.headline(fen), Numbers.yuan(fen) + " 元");
    }
}
