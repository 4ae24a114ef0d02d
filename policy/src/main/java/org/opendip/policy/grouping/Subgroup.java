package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * 细分: what a group asks of a case beside codes: bands of age, classes of severity, or both. A case that fits such a group
 * and one that asks for the same codes only belongs to the former; of whom age or severity is not known belongs to the
 * latter. Source: rules.md 5, which pays such parts by auxiliary subtypes; a group of their own is the region's decision.
 *
 * @param ages any of these; none: the group does not ask
 * @param severities any of these; none: the group does not ask
 */
public record Subgroup(Set<AgeBand> ages, Set<SeverityClass> severities) implements Serializable {
    private static final String AGE = "age ";
    private static final String SEVERITY = "severity ";

    /** Answers about age or severity, as a regular expression: the twin of {@link #answers}. */
    public static final String ANSWERS = "^(" + AGE + "|" + SEVERITY + ")";

    /** Is told what is wrong with a cell: the column, and why. */
    public interface Trouble {
        void tell(String column, String said);
    }

    public Subgroup {
        ages = java.util.Collections.unmodifiableSet(new TreeSet<>(ages));
        severities = java.util.Collections.unmodifiableSet(new TreeSet<>(severities));
    }

    /**
     * Reads the two cells of a row, alternatives joined by {@code |}.
     *
     * @return null: both are empty, nothing is asked
     */
    public static Subgroup parse(String ages, String severities, Trouble trouble) {
        if (ages.isBlank() && severities.isBlank()) {
            return null;
        }
        return new Subgroup(
                alternatives(ages, AgeBand.values(), AgeBand::code, said -> trouble.tell("age", said)),
                alternatives(
                        severities,
                        SeverityClass.values(),
                        SeverityClass::code,
                        said -> trouble.tell("severity", said)));
    }

    private static <E> Set<E> alternatives(String cell, E[] known, Function<E, String> code, Consumer<String> trouble) {
        Set<E> found = new TreeSet<>();
        if (cell.isBlank()) {
            return found;
        }
        String words = Arrays.stream(known).map(code).collect(Collectors.joining(", "));
        for (String part : cell.split("\\|", -1)) {
            Optional<E> one = Arrays.stream(known)
                    .filter(each -> code.apply(each).equals(part.strip()))
                    .findFirst();
            if (one.isEmpty()) {
                trouble.accept("'" + part.strip() + "' is none of " + words);
            } else if (!found.add(one.get())) {
                trouble.accept("names " + part.strip() + " twice");
            }
        }
        if (found.size() == known.length) {
            trouble.accept("names all of " + words + ": what is left is not another group");
        }
        return found;
    }

    /** What a case answers whose age lies in a band, see the table {@code answers}. */
    public static String answer(AgeBand band) {
        return AGE + band.code();
    }

    /** What a case of a class of severity answers. */
    public static String answer(SeverityClass severity) {
        return SEVERITY + severity.code();
    }

    /** Whether an answer is about age or severity: whoever asks for codes only does not look at it. */
    public static boolean answers(String answer) {
        return answersAge(answer) || answersSeverity(answer);
    }

    public static boolean answersAge(String answer) {
        return answer.startsWith(AGE);
    }

    public static boolean answersSeverity(String answer) {
        return answer.startsWith(SEVERITY);
    }

    /** Whether a case with these answers is of the part. */
    public boolean matches(Set<String> answers) {
        return (ages.isEmpty() || ages.stream().anyMatch(band -> answers.contains(answer(band))))
                && (severities.isEmpty() || severities.stream().anyMatch(each -> answers.contains(answer(each))));
    }

    /** Whether age, severity, or both are asked for: of two rows with the same codes the one that asks for more wins. */
    public int aspects() {
        return (ages.isEmpty() ? 0 : 1) + (severities.isEmpty() ? 0 : 1);
    }

    /** Whether the same is asked for as there, be it with other answers. */
    boolean asksAs(Subgroup other) {
        return ages.isEmpty() == other.ages.isEmpty() && severities.isEmpty() == other.severities.isEmpty();
    }

    /**
     * The first column in which two parts of one group that ask for the same have an answer in common; empty: no case fits
     * both alike, or grouping.ties may decide since they ask for different things.
     */
    public static Optional<String> shared(GroupRow a, GroupRow b) {
        return a.subgroup() == null || b.subgroup() == null || !a.subgroup().asksAs(b.subgroup())
                ? Optional.empty()
                : Optional.of(a.subgroup().ages.isEmpty() ? "severity" : "age");
    }

    /** Every kind of case that the part takes, as two parts can be compared: equal ones fit both alike. */
    static List<Object> cases(Subgroup part) {
        if (part == null) {
            return List.of("");
        }
        List<Object> cases = new ArrayList<>();
        for (AgeBand age : part.ages.isEmpty() ? List.of(AgeBand.values()) : part.ages) {
            for (SeverityClass severity :
                    part.severities.isEmpty() ? List.of(SeverityClass.values()) : part.severities) {
                cases.add(List.of(part.aspects(), age, severity));
            }
        }
        return cases;
    }

    /** The cell of ages; empty: not asked. */
    public String ageCell() {
        return ages.stream().map(AgeBand::code).collect(Collectors.joining("|"));
    }

    /** The cell of severities; empty: not asked. */
    public String severityCell() {
        return severities.stream().map(SeverityClass::code).collect(Collectors.joining("|"));
    }

    /** What tells its group code from that of the group: the words, ages first. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        ages.forEach(band -> words.add(band.code()));
        severities.forEach(each -> words.add(each.code()));
        return words;
    }

    /** As tables hold it: {@code age 65+}, {@code age 0|1-6; severity severe}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!ages.isEmpty()) {
            parts.add(AGE + ageCell());
        }
        if (!severities.isEmpty()) {
            parts.add(SEVERITY + severityCell());
        }
        return String.join("; ", parts);
    }

    /**
     * Reads back what {@link #toString} wrote.
     *
     * @param text null or empty: nothing is asked
     * @return null: nothing is asked
     */
    public static Subgroup read(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        String ages = "";
        String severities = "";
        for (String part : text.split("; ")) {
            if (part.startsWith(AGE)) {
                ages = part.substring(AGE.length());
            } else {
                severities = part.substring(SEVERITY.length());
            }
        }
        return parse(ages, severities, (column, said) -> {
            throw new IllegalStateException(text + ", " + column + ": " + said);
        });
    }
}
