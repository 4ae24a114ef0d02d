package org.opendip.policy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Worked examples: {@code data-samples/vectors/<rule>.csv}, a heading and quoted fields where they hold a comma. */
public final class Vectors {
    /** A row, by its headings. Prints as its name. */
    public record Row(String file, int line, Map<String, String> cells) {
        public String text(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalArgumentException(file + " has no column " + column + ": " + cells.keySet());
            }
            return cell;
        }

        public boolean has(String column) {
            return !text(column).isEmpty();
        }

        public BigDecimal number(String column) {
            return has(column) ? new BigDecimal(text(column)) : null;
        }

        public long whole(String column) {
            return Long.parseLong(text(column));
        }

        /** Yuan in the file, fen here. */
        public long fen(String column) {
            return number(column).movePointRight(2).longValueExact();
        }

        public boolean yes(String column) {
            return switch (text(column)) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new IllegalArgumentException(this + ": " + column + " must be yes or no");
            };
        }

        /** An enum constant, written as a rulebook writes it. */
        public <E extends Enum<E>> E word(String column, Class<E> type) {
            return Enum.valueOf(
                    type, text(column).toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }

        /** Parts between spaces. */
        public List<String> parts(String column) {
            return has(column) ? Arrays.asList(text(column).split(" ")) : List.of();
        }

        @Override
        public String toString() {
            return file + ":" + line + " " + cells.get("name");
        }
    }

    private Vectors() {}

    public static List<Row> read(String rule) {
        Path path = folder().resolve(rule + ".csv");
        List<List<String>> lines;
        try {
            lines = parse(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> heading = lines.get(0);
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> cells = lines.get(i);
            if (cells.size() != heading.size()) {
                throw new IllegalArgumentException(path.getFileName() + ", row " + (i + 1) + " has " + cells.size()
                        + " cells, the heading " + heading.size());
            }
            Map<String, String> byColumn = new LinkedHashMap<>();
            for (int c = 0; c < cells.size(); c++) {
                byColumn.put(heading.get(c), cells.get(c));
            }
            rows.add(new Row(path.getFileName().toString(), i + 1, byColumn));
        }
        return rows;
    }

    public static Path folder() {
        return Project.root().resolve("data-samples/vectors");
    }

    static List<List<String>> parse(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        if (!row.isEmpty() || !cell.isEmpty()) {
            row.add(cell.toString());
            rows.add(row);
        }
        return rows;
    }
}
