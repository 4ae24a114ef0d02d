package org.opendip.policy.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.opendip.policy.rules.YamlTree.Entry;
import org.opendip.policy.rules.YamlTree.Item;
import org.opendip.policy.rules.YamlTree.Listing;
import org.opendip.policy.rules.YamlTree.Mapping;
import org.opendip.policy.rules.YamlTree.Scalar;

/**
 * A map of a rulebook while it is read. Every reader names a key and what its value must be; whatever is not so becomes
 * a {@link Problem} with file, line and path, and reading goes on, so that one run tells all of them. A value in trouble
 * reads as null, zero or empty: the record made from it is thrown away with the rulebook.
 *
 * <p>What has been read, in the order it was read, is also the canonical text of the rulebook: it knows no comments, no
 * order of keys and no spelling of numbers. So a rule record says what it consists of once, in its {@code read}.
 */
public final class Node {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,15})?");
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

    private final String file;
    private final String path;
    private final Mapping mapping;
    private final List<Problem> problems;
    private final Map<String, Object> canonical = new LinkedHashMap<>();
    private final List<Node> below = new ArrayList<>();

    private Node(String file, String path, Mapping mapping, List<Problem> problems) {
        this.file = file;
        this.path = path;
        this.mapping = mapping;
        this.problems = problems;
    }

    /** The whole of a YAML text. Problems are added to the list given. */
    public static Node parse(String file, String text, List<Problem> problems) {
        Mapping root = YamlTree.parse(file, text, problems);
        return new Node(file, "", new Mapping(1, root.entries()), problems);
    }

    public String file() {
        return file;
    }

    public boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    public Set<String> keys() {
        return mapping.entries().keySet();
    }

    /** Whether a map stands under a key: where a short form, one value, may be written out. */
    public boolean isMap(String key) {
        Entry entry = mapping.entries().get(key);
        return entry != null && entry.value() instanceof Mapping;
    }

    /** True when nothing has been found wrong in this map so far: its values may be compared with each other. */
    public boolean sound() {
        return problems.stream().noneMatch(p -> p.file().equals(file) && within(p.path()));
    }

    private boolean within(String other) {
        return other.startsWith(path)
                && (path.isEmpty()
                        || other.length() == path.length()
                        || other.charAt(path.length()) == '.'
                        || other.charAt(path.length()) == '[');
    }

    public void problem(String key, String message) {
        Entry entry = mapping.entries().get(key);
        problems.add(new Problem(file, entry == null ? mapping.line() : entry.line(), at(key), message));
    }

    /**
     * A key that one choice needs and every other choice refuses.
     *
     * @param chosen whether that choice was made
     * @param choice as the problem names it: {@code method benchmark}
     */
    public void onlyWith(String key, boolean chosen, String choice) {
        if (chosen && !has(key)) {
            problem(key, "missing: " + choice + " needs it");
        } else if (!chosen && has(key)) {
            problem(key, "belongs to " + choice + " only");
        }
    }

    // ---- scalars

    public String text(String key) {
        Scalar scalar = scalar(key, "a text");
        if (scalar == null) {
            return null;
        }
        return note(key, scalar.text(), CanonicalText.quoted(scalar.text()));
    }

    public Optional<String> optionalText(String key) {
        know(key);
        return has(key) ? Optional.ofNullable(text(key)) : Optional.empty();
    }

    /** A text of a given form, for example a column name. */
    public String text(String key, Pattern form, String expected) {
        String text = text(key);
        if (text != null && !form.matcher(text).matches()) {
            problem(key, "must be " + expected + ", is '" + text + "'");
            return null;
        }
        return text;
    }

    public int integer(String key, int least, int most) {
        return integer(key, scalar(key, "a whole number"), least, most).orElse(0);
    }

    public OptionalInt optionalInteger(String key, int least, int most) {
        know(key);
        return has(key) ? integer(key, scalar(key, "a whole number"), least, most) : OptionalInt.empty();
    }

    /** A number within bounds, both included. */
    public BigDecimal decimal(String key, String least, String most) {
        return decimal(key, least, most, false);
    }

    /** A number above the first bound and up to the second. */
    public BigDecimal decimalAbove(String key, String bound, String most) {
        return decimal(key, bound, most, true);
    }

    public Optional<BigDecimal> optionalDecimalAbove(String key, String bound, String most) {
        know(key);
        return has(key) ? Optional.ofNullable(decimalAbove(key, bound, most)) : Optional.empty();
    }

    public boolean flag(String key) {
        Scalar scalar = scalar(key, "true or false");
        if (scalar == null) {
            return false;
        }
        boolean value = scalar.text().equals("true");
        if (scalar.quoted() || !value && !scalar.text().equals("false")) {
            problem(key, "must be true or false, is " + shown(scalar));
            return false;
        }
        return note(key, value, Boolean.toString(value));
    }

    /** One of the words of an enum. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        Scalar scalar = scalar(key, "one of " + String.join(", ", Words.of(type)));
        if (scalar == null) {
            return null;
        }
        E value = constant(key, scalar, type);
        return value == null ? null : note(key, value, Words.of(value));
    }

    public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
        know(key);
        return has(key) ? Optional.ofNullable(choice(key, type)) : Optional.empty();
    }

    public LocalDate date(String key) {
        Scalar scalar = scalar(key, "a date like 2026-01-01");
        if (scalar == null) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(scalar.text());
            return note(key, date, date.toString());
        } catch (DateTimeParseException e) {
            problem(key, "must be a date like 2026-01-01, is " + shown(scalar));
            return null;
        }
    }

    // ---- lists

    /** At least one text, none of them twice. */
    public List<String> texts(String key) {
        return list(key, "texts", (at, scalar) -> scalar.text(), CanonicalText::quoted);
    }

    /** Texts, or none where the key is absent or its list empty. */
    public List<String> optionalTexts(String key) {
        know(key);
        Entry entry = mapping.entries().get(key);
        boolean empty = entry != null
                && entry.value() instanceof Listing list
                && list.items().isEmpty();
        return entry == null || empty ? List.of() : texts(key);
    }

    /** At least one word of an enum, none of them twice. */
    public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        return list(key, "words: " + String.join(", ", Words.of(type)), (at, s) -> constant(at, s, type), Words::of);
    }

    /** At least one whole number; the same may occur again. */
    public List<Integer> integers(String key, int least, int most) {
        List<Integer> values = new ArrayList<>();
        for (Scalar scalar : scalars(key, "whole numbers")) {
            integer(key + "[" + values.size() + "]", scalar, least, most).ifPresent(values::add);
        }
        return note(key, values, values.stream().map(String::valueOf).toList());
    }

    // ---- maps

    /** The map under a key; an empty one, with a problem added, when there is none. */
    public Node child(String key) {
        Item item = item(key, "a map");
        Node child;
        if (item instanceof Mapping map) {
            int line = mapping.entries().get(key).line();
            child = new Node(file, at(key), new Mapping(line, map.entries()), problems);
            below.add(child);
        } else {
            if (item != null) {
                problem(key, "must be a map of keys and values");
            }
            child = new Node(file, at(key), new Mapping(1, Map.of()), new ArrayList<>());
        }
        canonical.put(key, child.canonical);
        return child;
    }

    /** The maps in the list under a key: at least one. */
    public List<Node> children(String key) {
        List<Node> children = new ArrayList<>();
        Item item = item(key, "a list of maps");
        if (item instanceof Listing listing && !listing.items().isEmpty()) {
            for (Item element : listing.items()) {
                String at = at(key) + "[" + children.size() + "]";
                if (element instanceof Mapping map) {
                    children.add(new Node(file, at, map, problems));
                } else {
                    problems.add(new Problem(file, element.line(), at, "must be a map of keys and values"));
                }
            }
            below.addAll(children);
        } else if (item != null) {
            problem(key, "must be a list of at least one map");
        }
        canonical.put(key, children.stream().map(child -> child.canonical).toList());
        return children;
    }

    public Source source() {
        if (!has("source")) {
            problem("source", "missing: name the document, article and effective date");
            canonical.put("source", Map.of());
            return null;
        }
        Node node = child("source");
        return new Source(node.text("document"), node.text("article"), node.date("effective"));
    }

    /** Reports every key nobody has read, here and below. */
    public void refuseOtherKeys() {
        for (String key : keys()) {
            if (!canonical.containsKey(key)) {
                String meant = Words.nearest(key, canonical.keySet());
                problem(
                        key,
                        "is no key here" + (meant == null ? "" : ": did you mean " + meant + "?") + " (known: "
                                + String.join(", ", canonical.keySet()) + ")");
            }
        }
        below.forEach(Node::refuseOtherKeys);
    }

    /** Says that a key may stand here, without reading it. */
    public void know(String key) {
        canonical.putIfAbsent(key, null);
    }

    /** What was read under a key, as canonical YAML. */
    public String canonicalText(String key) {
        return CanonicalText.of(Collections.singletonMap(key, canonical.get(key)));
    }

    /** A text as canonical YAML writes it. */
    public static String quoted(String text) {
        return CanonicalText.quoted(text);
    }

    // ---- inside

    private interface Reading<T> {
        T read(String at, Scalar scalar);
    }

    private interface Rendering<T> {
        String render(T value);
    }

    private <T> List<T> list(String key, String what, Reading<T> reading, Rendering<T> rendering) {
        List<T> values = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        int index = 0;
        for (Scalar scalar : scalars(key, what)) {
            String at = key + "[" + index++ + "]";
            T value = reading.read(at, scalar);
            if (value != null && !seen.add(value)) {
                problems.add(new Problem(file, scalar.line(), at(at), "is in the list twice: " + scalar.text()));
            } else if (value != null) {
                values.add(value);
            }
        }
        return note(key, values, values.stream().map(rendering::render).toList());
    }

    private List<Scalar> scalars(String key, String what) {
        Item item = item(key, "a list of " + what);
        if (item == null) {
            return List.of();
        }
        if (!(item instanceof Listing listing) || listing.items().isEmpty()) {
            problem(key, "must be a list of " + what + ", at least one");
            return List.of();
        }
        List<Scalar> scalars = new ArrayList<>();
        for (int i = 0; i < listing.items().size(); i++) {
            Item element = listing.items().get(i);
            if (element instanceof Scalar scalar && !blank(scalar)) {
                scalars.add(scalar);
            } else {
                problems.add(new Problem(file, element.line(), at(key) + "[" + i + "]", "must be one value"));
            }
        }
        return scalars;
    }

    private OptionalInt integer(String key, Scalar scalar, int least, int most) {
        if (scalar == null) {
            return OptionalInt.empty();
        }
        if (scalar.quoted() || !INTEGER.matcher(scalar.text()).matches()) {
            report(key, scalar, "must be a whole number, is " + shown(scalar));
            return OptionalInt.empty();
        }
        int value = Integer.parseInt(scalar.text());
        if (value < least || value > most) {
            report(key, scalar, "must be from " + least + " to " + most + ", is " + value);
            return OptionalInt.empty();
        }
        return OptionalInt.of(note(key, value, Integer.toString(value)));
    }

    private BigDecimal decimal(String key, String least, String most, boolean above) {
        Scalar scalar = scalar(key, "a number");
        if (scalar == null) {
            return null;
        }
        if (scalar.quoted() || !DECIMAL.matcher(scalar.text()).matches()) {
            problem(key, "must be a number, is " + shown(scalar));
            return null;
        }
        BigDecimal value = new BigDecimal(scalar.text());
        int low = value.compareTo(new BigDecimal(least));
        if (low < 0 || above && low == 0 || value.compareTo(new BigDecimal(most)) > 0) {
            problem(
                    key,
                    "must be " + (above ? "above " : "from ") + least + (above ? " and at most " : " to ") + most
                            + ", is " + scalar.text());
            return null;
        }
        String plain = plain(value);
        return note(key, new BigDecimal(plain), plain);
    }

    private <E extends Enum<E>> E constant(String key, Scalar scalar, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (Words.of(constant).equals(scalar.text())) {
                return constant;
            }
        }
        String meant = Words.nearest(scalar.text(), Words.of(type));
        report(
                key,
                scalar,
                "must be one of " + String.join(", ", Words.of(type)) + ", is " + shown(scalar)
                        + (meant == null ? "" : " (did you mean " + meant + "?)"));
        return null;
    }

    /** The scalar under a key, or null with a problem added. */
    private Scalar scalar(String key, String expected) {
        Item item = item(key, expected);
        if (item instanceof Scalar scalar && !blank(scalar)) {
            return scalar;
        }
        if (item != null) {
            problem(key, item instanceof Scalar ? "has no value: give " + expected : "must be " + expected);
        }
        return null;
    }

    private Item item(String key, String expected) {
        know(key);
        Entry entry = mapping.entries().get(key);
        if (entry == null) {
            problem(key, "missing: give " + expected);
            return null;
        }
        return entry.value();
    }

    private void report(String key, Scalar scalar, String message) {
        problems.add(new Problem(file, scalar.line(), at(key), message));
    }

    private <T> T note(String key, T value, Object rendered) {
        if (!key.endsWith("]")) {
            canonical.put(key, rendered);
        }
        return value;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean blank(Scalar scalar) {
        return scalar.text().isBlank()
                || !scalar.quoted()
                        && (scalar.text().equals("~") || scalar.text().equalsIgnoreCase("null"));
    }

    private static String shown(Scalar scalar) {
        return scalar.quoted() ? "the text \"" + scalar.text() + "\"" : scalar.text();
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
