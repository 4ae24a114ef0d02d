package org.opendip.jobs.inputs.sources;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.rules.Node;

/** A first source file from the heading and the first rows of a data file, for people to correct. */
public final class Draft {
    private static final int ROWS = 200;

    private Draft() {}

    /** The source file as text. */
    public static String of(Configuration hadoop, String file) {
        boolean workbook = file.endsWith(".xlsx");
        StringBuilder yaml = new StringBuilder();
        List<List<String>> rows;
        yaml.append("# Drafted from ")
                .append(new Path(file).getName())
                .append(": everything here is a guess. 草稿，逐项核对。\n");
        StringBuilder text = new StringBuilder();
        if (workbook) {
            rows = Spreadsheets.sample(hadoop, file, ROWS);
        } else {
            byte[] sample = CsvHead.sample(hadoop, file);
            SourceFile.TextRules rules = guessed(sample);
            text.append("charset: ").append(rules.charset());
            text.append("\ndelimiter: ").append(Guess.name(rules.delimiter()));
            text.append("\nquote: ")
                    .append(rules.quote() == '"' ? "'\"'" : "\"'\"")
                    .append('\n');
            rows = rows(sample, rules);
        }
        List<String> heading = rows.isEmpty() ? List.of() : rows.get(0);
        boolean wide = workbook
                || FieldNames.numbered(SettlementDiagnoses.DIAG_CODE, heading).isPresent()
                || FieldNames.FEES.values().stream()
                                .flatMap(List::stream)
                                .filter(heading::contains)
                                .count()
                        > 2;
        yaml.append("shape: ").append(wide ? "wide" : "national-tables").append('\n');
        yaml.append("format: ").append(workbook ? "xlsx" : "csv").append('\n').append(text);
        if (wide) {
            yaml.append("files: ").append(Node.quoted(new Path(file).getName())).append('\n');
            notation(yaml, SettlementHeaders.TABLE, heading, rows);
            yaml.append("tables:\n");
            columns(yaml, SettlementHeaders.TABLE, heading);
            repeated(yaml, SettlementDiagnoses.TABLE, heading);
            repeated(yaml, SettlementProcedures.TABLE, heading);
            fees(yaml, heading);
        } else {
            Table table = SourceFile.NATIONAL.stream()
                    .max(Comparator.comparing(t -> FieldNames.known(t, heading)))
                    .orElseThrow();
            notation(yaml, table, heading, rows);
            yaml.append("tables:\n");
            columns(yaml, table, heading);
            yaml.append("    files: ")
                    .append(Node.quoted(new Path(file).getName()))
                    .append('\n');
        }
        return yaml.toString();
    }

    static SourceFile.TextRules guessed(byte[] sample) {
        String charset = Guess.charset(sample);
        String text = CsvHead.decoded(sample, java.nio.charset.Charset.forName(charset));
        char delimiter = Guess.delimiter(text);
        return new SourceFile.TextRules(charset, delimiter, Guess.quote(text, delimiter), null, false, false);
    }

    /** The first rows of a sample, but for one cut off at its end. */
    static List<List<String>> rows(byte[] sample, SourceFile.TextRules rules) {
        com.univocity.parsers.csv.CsvParserSettings settings = CsvHead.settings(rules);
        settings.setNumberOfRecordsToRead(ROWS + 1L);
        List<List<String>> rows = new ArrayList<>();
        com.univocity.parsers.csv.CsvParser parser = new com.univocity.parsers.csv.CsvParser(settings);
        parser.beginParsing(new java.io.StringReader(CsvHead.decoded(sample, rules.decoder())));
        for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
            List<String> row = new ArrayList<>();
            for (String cell : cells) {
                row.add(cell == null ? "" : rows.isEmpty() ? CsvHead.cleaned(cell) : cell.strip());
            }
            rows.add(row);
        }
        return rows;
    }

    /** The values of a field in the rows of a sample. */
    static List<String> values(List<List<String>> rows, int place) {
        return rows.stream()
                .skip(1)
                .filter(r -> r.size() > place && r.get(place) != null)
                .map(r -> r.get(place))
                .filter(v -> !v.isBlank() && !v.equalsIgnoreCase("null") && !v.equals("\\N"))
                .toList();
    }

    private static void notation(StringBuilder yaml, Table table, List<String> heading, List<List<String>> rows) {
        if (rows.stream().skip(1).flatMap(List::stream).anyMatch(v -> v != null && v.equals("NULL"))) {
            yaml.append("null-words: [\"NULL\"]\n");
        }
        for (Kind kind : List.of(Kind.DATE, Kind.TIME)) {
            Map<String, String> patterns = new LinkedHashMap<>();
            for (Col column : table.columns()) {
                Optional<String> field = column.kind() == kind ? FieldNames.find(column, heading) : Optional.empty();
                field.map(f -> Guess.datePattern(values(rows, heading.indexOf(f))))
                        .ifPresent(p -> patterns.put(p, column.name()));
            }
            if (!patterns.isEmpty()) {
                yaml.append(kind == Kind.DATE ? "dates: [" : "times: [")
                        .append(patterns.keySet().stream().map(Node::quoted).collect(Collectors.joining(", ")))
                        .append("]\n");
            }
        }
    }

    private static void columns(StringBuilder yaml, Table table, List<String> heading) {
        yaml.append("  ").append(table.name()).append(":\n");
        List<String> absent = new ArrayList<>();
        StringBuilder found = new StringBuilder();
        for (Col column : table.columns()) {
            Optional<String> field = FieldNames.find(column, heading);
            if (field.isPresent()) {
                found.append("      ")
                        .append(column.name())
                        .append(": ")
                        .append(Node.quoted(field.get()))
                        .append('\n');
            } else if (!column.omissible()) {
                absent.add(column.name());
            }
        }
        if (!found.isEmpty()) {
            yaml.append("    columns:\n").append(found);
        }
        if (absent.remove(SettlementHeaders.SETL_ID.name())) {
            yaml.append("    # setl_id is not recognised: name its field under columns (未识别结算流水号)\n");
        }
        if (!absent.isEmpty()) {
            yaml.append("    absent: [").append(String.join(", ", absent)).append("]\n");
        }
        List<String> unused = heading.stream()
                .filter(h -> table.columns().stream()
                        .noneMatch(c -> FieldNames.find(c, List.of(h)).isPresent()))
                .limit(100)
                .toList();
        if (!unused.isEmpty()) {
            yaml.append("    # not used 未使用: ")
                    .append(String.join(", ", unused))
                    .append('\n');
        }
    }

    private static void repeated(StringBuilder yaml, Table table, List<String> heading) {
        yaml.append("  ").append(table.name()).append(":\n");
        StringBuilder numbered = new StringBuilder();
        int to = 0;
        for (Col column : table.columns()) {
            Optional<Map.Entry<String, Integer>> field = FieldNames.numbered(column, heading);
            if (field.isPresent()) {
                numbered.append("      ")
                        .append(column.name())
                        .append(": ")
                        .append(Node.quoted(field.get().getKey()))
                        .append('\n');
                to = Math.max(to, field.get().getValue());
            }
        }
        if (to > 0) {
            yaml.append("    numbered:\n")
                    .append(numbered)
                    .append("    to: ")
                    .append(to)
                    .append('\n');
            return;
        }
        yaml.append("    list:\n");
        for (Col column : table.columns()) {
            if (!column.equals(SettlementHeaders.SETL_ID) && !column.equals(SettlementHeaders.VALI_FLAG)) {
                FieldNames.find(column, heading).ifPresent(f -> yaml.append("      ")
                        .append(column.name())
                        .append(": ")
                        .append(Node.quoted(f))
                        .append('\n'));
            }
        }
        yaml.append("    separator: \";\"\n");
    }

    private static void fees(StringBuilder yaml, List<String> heading) {
        yaml.append("  setl_list_item_d:\n    fees:\n");
        FieldNames.FEES.forEach((charge, names) -> names.stream()
                .filter(heading::contains)
                .findFirst()
                .ifPresent(n -> yaml.append("      \"")
                        .append(charge)
                        .append("\": ")
                        .append(n)
                        .append('\n')));
    }
}
