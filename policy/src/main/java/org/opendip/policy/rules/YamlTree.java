package org.opendip.policy.rules;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * A YAML text as it is written: maps, lists and scalars with their lines, nothing converted. Duplicate keys, anchors,
 * aliases and tags are problems, because each lets a text mean something else than it seems to say.
 */
final class YamlTree {
    /** Deeper than any rulebook; a text nested further is not one. */
    private static final int DEEPEST = 12;

    sealed interface Item permits Mapping, Listing, Scalar {
        int line();
    }

    record Mapping(int line, Map<String, Entry> entries) implements Item {}

    /** @param line where the key stands */
    record Entry(int line, Item value) {}

    record Listing(int line, List<Item> items) implements Item {}

    record Scalar(int line, String text, boolean quoted) implements Item {}

    private final String file;
    private final List<Problem> problems;
    private final Iterator<Event> events;

    private YamlTree(String file, Iterator<Event> events, List<Problem> problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
    }

    /** The map a text consists of; an empty one, with a problem added, when it is no such text. */
    static Mapping parse(String file, String text, List<Problem> problems) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            Iterator<Event> events = new Yaml(new LoaderOptions())
                    .parse(new java.io.StringReader(plain))
                    .iterator();
            return new YamlTree(file, events, problems).document();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(new Problem(file, line, "(text)", "is not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(file, 1, "(text)", "is not YAML: " + e.getMessage()));
        }
        return new Mapping(1, Map.of());
    }

    private Mapping document() {
        Item root = null;
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof StreamEndEvent) {
                break;
            }
            if (event instanceof DocumentStartEvent) {
                documents++;
                if (documents > 1) {
                    problem(event, "(text)", "must be one document, without a second '---'");
                }
                Item item = item(events.next(), "", 0);
                root = root == null ? item : root;
            }
        }
        if (root instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            return mapping;
        }
        boolean empty = root == null
                || root instanceof Mapping
                || root instanceof Scalar scalar && scalar.text().isEmpty();
        problems.add(new Problem(
                file, root == null ? 1 : root.line(), "(text)", empty ? "is empty" : "must be a map of sections"));
        return new Mapping(1, Map.of());
    }

    private Item item(Event event, String path, int depth) {
        String at = path.isEmpty() ? "(text)" : path;
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            problem(event, at, "must be written out: anchors (&) and aliases (*) are refused");
        }
        if (event instanceof AliasEvent) {
            return new Scalar(line(event), "", false);
        }
        if (depth > DEEPEST) {
            throw new YAMLException("nested deeper than " + DEEPEST + " levels, at line " + line(event));
        }
        if (event instanceof ScalarEvent scalar) {
            if (scalar.getTag() != null) {
                problem(event, at, "must not carry the tag " + scalar.getTag());
            }
            return new Scalar(line(event), scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN);
        }
        if (event instanceof SequenceStartEvent start) {
            if (start.getTag() != null) {
                problem(event, at, "must not carry the tag " + start.getTag());
            }
            List<Item> items = new ArrayList<>();
            for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
                items.add(item(next, path + "[" + items.size() + "]", depth + 1));
            }
            return new Listing(line(event), items);
        }
        if (event instanceof MappingStartEvent start && start.getTag() != null) {
            problem(event, at, "must not carry the tag " + start.getTag());
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
            int line = line(next);
            String key = key(next, at, depth);
            String below = path.isEmpty() ? key : path + "." + key;
            Item value = item(events.next(), below, depth + 1);
            Entry earlier = entries.putIfAbsent(key, new Entry(line, value));
            if (earlier != null) {
                problems.add(new Problem(file, line, below, "is given twice, first on line " + earlier.line()));
            }
        }
        return new Mapping(line(event), entries);
    }

    private String key(Event event, String path, int depth) {
        if (item(event, path, depth + 1) instanceof Scalar scalar) {
            return scalar.text();
        }
        problem(event, path, "must have plain words as keys");
        return "?";
    }

    private void problem(Event event, String path, String message) {
        problems.add(new Problem(file, line(event), path, message));
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
