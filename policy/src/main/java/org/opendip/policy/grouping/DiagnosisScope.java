package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A diagnosis cell of a catalog: which diagnoses it means. {@code |} stands between alternatives. A category (A41), a
 * subcategory (A09.9, C73.x) means every code below it, a full code (A15.000x010) means itself alone, a range (C00-C75)
 * means categories, both ends included. A + at the end (M47.0+) is the dagger of ICD-10, no AND.
 *
 * @param text the cell, without blanks and line breaks
 * @param everything whether it means all diagnoses (所有诊断)
 * @param keys categories, subcategories and full codes; ranges are spread out
 */
public record DiagnosisScope(String text, boolean everything, Set<String> keys) implements Serializable {
    private static final String ALL = "所有诊断";
    private static final Pattern SHORT = Pattern.compile("([A-Z][0-9]{2}(?:\\.[0-9x])?)\\+?");
    private static final Pattern FULL =
            Pattern.compile("[A-Z][0-9]{2}\\.[0-9x][0-9]{2}(x[0-9]{3})?(\\+[A-Z][0-9.x]+\\*)?");
    private static final Pattern RANGE = Pattern.compile("([A-Z])([0-9]{2})-([A-Z])([0-9]{2})");

    public DiagnosisScope {
        keys = java.util.Collections.unmodifiableSet(new TreeSet<>(keys));
    }

    /** One code, as formed groups have it: never a list, whatever it looks like. */
    public static DiagnosisScope of(String code) {
        return new DiagnosisScope(code, false, Set.of(code));
    }

    /** Every diagnosis. */
    public static DiagnosisScope all() {
        return new DiagnosisScope(ALL, true, Set.of());
    }

    /** No diagnosis. */
    public static DiagnosisScope none() {
        return new DiagnosisScope("", false, Set.of());
    }

    /**
     * Reads a cell.
     *
     * @param trouble is told what cannot be read, as "…, part by part"; the rest is read on
     */
    public static DiagnosisScope parse(String cell, CodeCase codeCase, Consumer<String> trouble) {
        String text = cell.replaceAll("\\s", "");
        if (text.equals(ALL)) {
            return all();
        }
        Set<String> keys = new TreeSet<>();
        List<String> parts = new ArrayList<>();
        for (String part : text.split("\\|", -1)) {
            String code = codeCase.diagnosis(part);
            parts.add(code);
            Matcher range = RANGE.matcher(code);
            Matcher shorter = SHORT.matcher(code);
            if (range.matches()) {
                Set<String> categories = categories(range);
                if (categories.isEmpty()) {
                    trouble.accept("the range " + part + " is reversed");
                }
                keys.addAll(categories);
            } else if (shorter.matches()) {
                keys.add(shorter.group(1));
            } else if (FULL.matcher(code).matches()) {
                keys.add(code);
            } else {
                trouble.accept(
                        part.isEmpty() ? "a diagnosis is empty" : "'" + part + "' is no diagnosis, category or range");
            }
        }
        return new DiagnosisScope(parts.stream().collect(Collectors.joining("|")), false, keys);
    }

    private static Set<String> categories(Matcher range) {
        Set<String> categories = new TreeSet<>();
        int from = (range.group(1).charAt(0) - 'A') * 100 + Integer.parseInt(range.group(2));
        int to = (range.group(3).charAt(0) - 'A') * 100 + Integer.parseInt(range.group(4));
        for (int at = from; at <= to; at++) {
            categories.add(String.format("%c%02d", (char) ('A' + at / 100), at % 100));
        }
        return categories;
    }

    /** Whether a full code is meant. */
    public boolean matches(String code) {
        return everything
                || keys.contains(code)
                || keys.contains(Diagnoses.subcategory(code))
                || keys.contains(Diagnoses.category(code));
    }

    /** Whether every diagnosis that is meant here is meant there. */
    public boolean within(DiagnosisScope other) {
        return other.everything || !everything && keys.stream().allMatch(other::matches);
    }

    @Override
    public String toString() {
        return text;
    }
}
