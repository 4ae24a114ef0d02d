package org.opendip.policy.rules;

import java.util.List;
import java.util.Map;

/** Writes what was read from a rulebook as YAML, always in the same way. Scalars come in rendered. */
final class CanonicalText {
    private CanonicalText() {}

    static String of(Map<String, Object> map) {
        StringBuilder out = new StringBuilder();
        block(map, "", out);
        return out.toString();
    }

    /** A text in double quotes, which YAML can always read back as that text. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u007f' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static void block(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((key, value) -> {
            if (value == null) {
                return; // known, but not given
            }
            out.append(indent).append(key).append(':');
            if (value instanceof Map<?, ?> inner) {
                out.append('\n');
                block(inner, indent + "  ", out);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
                out.append('\n');
                list.forEach(element ->
                        out.append(indent).append("  - ").append(flow(element)).append('\n'));
            } else {
                out.append(' ').append(flow(value)).append('\n');
            }
        });
    }

    private static String flow(Object value) {
        StringBuilder out = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                if (inner != null) {
                    out.append(out.isEmpty() ? "" : ", ")
                            .append(key)
                            .append(": ")
                            .append(flow(inner));
                }
            });
            return "{" + out + "}";
        }
        if (value instanceof List<?> list) {
            list.forEach(inner -> out.append(out.isEmpty() ? "" : ", ").append(flow(inner)));
            return "[" + out + "]";
        }
        return value.toString();
    }
}
