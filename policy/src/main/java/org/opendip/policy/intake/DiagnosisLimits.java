package org.opendip.policy.intake;

import java.util.ArrayList;
import java.util.List;

/**
 * 诊断与性别、年龄: the sex and the age in which a diagnosis occurs. The lists for sex are those of ICD-10, volume 2
 * (categories limited to one sex); the ages are those that the chapters themselves name: pregnancy and childbirth (O), and
 * the perinatal period (P), of which a case is only told when the patient is a year or older.
 *
 * <p>A limit is a range of codes: {@code C51} to {@code C58} holds {@code C58.x01} too. Texts are compared letter by letter.
 */
public final class DiagnosisLimits {
    private static final String WOMEN =
            "A34 B37.3 C51-C58 C79.6 D06 D07.0-D07.3 D25-D28 D39 E28 E89.4 F52.5 F53 I86.3 L29.2"
                    + " L70.5 M80.0-M80.1 M81.0-M81.1 M83.0 N70-N98 N99.2-N99.3 O00-O99 P54.6 Q50-Q52 R87 S31.4 S37.4-S37.6"
                    + " T19.2-T19.3 T83.3 Z01.4 Z12.4 Z30.1 Z30.3 Z30.5 Z31.1-Z31.2 Z32-Z37 Z39 Z43.7 Z87.5 Z97.5";
    private static final String MEN =
            "B26.0 C60-C63 D07.4-D07.6 D17.6 D29 D40 E29 E89.5 F52.4 I86.1 L29.1 N40-N51 Q53-Q55"
                    + " R86 S31.2-S31.3 Z12.5";

    /** Diagnoses that only women have. */
    public static final List<Range> FEMALE = ranges(WOMEN);

    /** Diagnoses that only men have. */
    public static final List<Range> MALE = ranges(MEN);

    /** Diagnoses of an age. */
    public static final List<Ages> AGES =
            List.of(new Ages(new Range("O00", "O99"), 10, 60), new Ages(new Range("P00", "P96"), 0, 0));

    private DiagnosisLimits() {}

    /**
     * Codes from the first to the last with everything below it.
     *
     * @param from first code, or its beginning
     * @param to last code, or its beginning
     */
    public record Range(String from, String to) {
        /** The first text after every code of the range. */
        public String end() {
            return to + "\uffff";
        }

        public boolean holds(String code) {
            return code.compareTo(from) >= 0 && code.compareTo(end()) < 0;
        }
    }

    /**
     * Codes that occur from one age to another.
     *
     * @param youngest years
     * @param oldest years
     */
    public record Ages(Range codes, int youngest, int oldest) {}

    private static List<Range> ranges(String written) {
        List<Range> ranges = new ArrayList<>();
        for (String range : written.split(" ")) {
            String[] ends = range.split("-");
            ranges.add(new Range(ends[0], ends[ends.length - 1]));
        }
        return List.copyOf(ranges);
    }
}
