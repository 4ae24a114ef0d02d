package org.opendip.jobs.generator;

import java.util.Locale;

/** What a planted combination is treated with; the four procedure attributes and none. */
public enum Attribute {
    CONSERVATIVE(
            new int[] {60, 10, 150, 190, 120, 0, 50, 40, 280, 10, 60, 20, 4, 10},
            new int[] {100, 35, 97, 98, 98, 0, 97, 85, 99, 5, 50, 12, 6, 15}),
    DIAGNOSTIC(
            new int[] {50, 8, 260, 210, 90, 40, 45, 80, 180, 2, 20, 5, 4, 10},
            new int[] {100, 30, 100, 99, 97, 55, 96, 92, 99, 3, 35, 10, 6, 15}),
    THERAPEUTIC(
            new int[] {50, 8, 110, 140, 290, 20, 50, 130, 180, 5, 12, 3, 4, 2},
            new int[] {100, 30, 96, 98, 100, 40, 97, 96, 99, 3, 30, 10, 6, 12}),
    INTERVENTIONAL(
            new int[] {25, 5, 90, 80, 80, 120, 25, 430, 130, 0, 10, 3, 2, 2},
            new int[] {100, 30, 99, 100, 97, 100, 99, 100, 100, 2, 25, 8, 5, 10}),
    SURGERY(
            new int[] {40, 5, 90, 110, 70, 210, 35, 260, 150, 1, 20, 5, 3, 5},
            new int[] {100, 30, 98, 100, 97, 100, 99, 99, 100, 2, 30, 8, 5, 10});

    /** Usual share of each charge category 01 .. 14, in thousandths. */
    final int[] chargeShare;
    /** How often a case has a charge of the category, in hundredths. */
    final int[] chargePresence;

    Attribute(int[] chargeShare, int[] chargePresence) {
        this.chargeShare = chargeShare;
        this.chargePresence = chargePresence;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Attribute of(String word) {
        return word.isBlank() ? CONSERVATIVE : valueOf(word.trim().toUpperCase(Locale.ROOT));
    }

    /**
     * A guess by the chapter of ICD-9-CM-3, for a catalog file that names no attribute: the lists of a region decide, this
     * only keeps a rebuilt region plausible.
     */
    static Attribute guess(String procedure) {
        String p = procedure.length() >= 4 ? procedure.substring(0, 4) : procedure;
        int chapter = Integer.parseInt(procedure.substring(0, 2));
        if (p.matches("36\\.0|37\\.3|37\\.8|39\\.5|39\\.7|35\\.5|00\\.[456].*") && !procedure.startsWith("39.95")) {
            return INTERVENTIONAL;
        }
        if (p.matches(
                        "37\\.2|33\\.2|34\\.2|40\\.1|41\\.3|44\\.1|45\\.1|45\\.2|48\\.2|50\\.1|51\\.1|57\\.3|60\\.1|68\\.1")
                || chapter >= 87 && chapter <= 91) {
            return DIAGNOSTIC;
        }
        if (chapter >= 92 || p.matches("38\\.9|34\\.9|39\\.9|54\\.9|59\\.8|03\\.9")) {
            return THERAPEUTIC;
        }
        return SURGERY;
    }
}
