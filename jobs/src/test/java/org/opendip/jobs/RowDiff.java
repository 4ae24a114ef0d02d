package org.opendip.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/** The exact difference of two tables as multisets of rows: no tolerance, types included, order of rows ignored. */
final class RowDiff {
    private static final int SHOWN = 20;

    private RowDiff() {}

    /**
     * What differs, for people; empty when nothing does.
     *
     * @param key columns that tell which missing and which extra row are the same one changed
     */
    static String of(Dataset<Row> actual, Dataset<Row> expected, List<String> key) {
        String columns = columns(actual, expected);
        if (!columns.isEmpty()) {
            return columns;
        }
        List<String> names = Arrays.asList(expected.columns());
        return of(names, rows(actual.selectExpr(quoted(names))), rows(expected), key);
    }

    /** The same for rows that are at hand, each a list of values in the order of the names. */
    static String of(
            List<String> names, List<List<Object>> actualRows, List<List<Object>> expectedRows, List<String> key) {
        Map<List<Object>, Integer> surplus = new LinkedHashMap<>();
        actualRows.forEach(row -> surplus.merge(row, 1, Integer::sum));
        expectedRows.forEach(row -> surplus.merge(row, -1, Integer::sum));
        Map<String, List<List<Object>>> missing = new TreeMap<>();
        Map<String, List<List<Object>>> extra = new TreeMap<>();
        surplus.forEach((row, count) -> {
            String at = key(names, row, key);
            for (int i = 0; i < Math.abs(count); i++) {
                (count < 0 ? missing : extra)
                        .computeIfAbsent(at, k -> new ArrayList<>())
                        .add(row);
            }
        });
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<List<Object>>> entry : missing.entrySet()) {
            List<List<Object>> found = extra.get(entry.getKey());
            if (entry.getValue().size() == 1 && found != null && found.size() == 1) {
                lines.add("differs  " + entry.getKey()
                        + changes(names, entry.getValue().get(0), found.get(0)));
                extra.remove(entry.getKey());
            } else {
                entry.getValue().forEach(row -> lines.add("missing  " + show(names, row)));
            }
        }
        extra.values().forEach(found -> found.forEach(row -> lines.add("extra    " + show(names, row))));
        if (lines.isEmpty()) {
            return "";
        }
        String head = lines.size() + " rows differ (" + actualRows.size() + " found, " + expectedRows.size()
                + " expected):\n  ";
        String more = lines.size() > SHOWN ? "\n  and " + (lines.size() - SHOWN) + " more" : "";
        return head + lines.stream().limit(SHOWN).collect(Collectors.joining("\n  ")) + more;
    }

    private static String columns(Dataset<Row> actual, Dataset<Row> expected) {
        Map<String, String> found = types(actual);
        Map<String, String> wanted = types(expected);
        return found.equals(wanted)
                ? ""
                : "The columns differ.\n  found:    " + String.join(", ", found.values()) + "\n  expected: "
                        + String.join(", ", wanted.values());
    }

    private static Map<String, String> types(Dataset<Row> data) {
        Map<String, String> types = new TreeMap<>();
        for (StructField field : data.schema().fields()) {
            types.put(field.name(), field.name() + " " + field.dataType().sql());
        }
        return types;
    }

    private static String[] quoted(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").toArray(String[]::new);
    }

    private static List<List<Object>> rows(Dataset<Row> data) {
        return data.collectAsList().stream()
                .map(row -> new ArrayList<Object>(CollectionConverters.asJava(row.toSeq())))
                .collect(Collectors.toList());
    }

    private static String key(List<String> names, List<Object> row, List<String> key) {
        return key.stream()
                .map(name -> name + "=" + row.get(names.indexOf(name)))
                .collect(Collectors.joining(" "));
    }

    private static String changes(List<String> names, List<Object> expected, List<Object> actual) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            if (!Objects.equals(expected.get(i), actual.get(i))) {
                text.append("\n             ")
                        .append(names.get(i))
                        .append(": expected ")
                        .append(expected.get(i))
                        .append(", found ")
                        .append(actual.get(i));
            }
        }
        return text.toString();
    }

    private static String show(List<String> names, List<Object> row) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : " ").append(names.get(i)).append('=').append(row.get(i));
        }
        return text.toString();
    }
}
