package org.opendip.jobs.inputs.sources;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.SourceFile.Format;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipException;

/** What a source file makes of the first rows of some data: what is read, what is not, and what the files seem to be. */
public final class SourceCheck {
    private SourceCheck() {}

    /**
     * One national table.
     *
     * @param rows rows looked at
     * @param columns each column that the source has
     * @param unreadable what could not be read, with how often it was seen: {@code column=text}
     * @param neverFilled columns of documents without a value in any row, such as those of a misspelt field: a document
     *     has no heading that could lack it
     */
    public record TableReport(
            Table table,
            int rows,
            List<ColumnReport> columns,
            Map<String, Integer> unreadable,
            List<String> neverFilled) {}

    /**
     * A column.
     *
     * @param from the field, constant or sum it comes from; null: the source does not have it
     * @param filled rows with a value
     * @param example the first value; null where there is none, or where it is personal
     */
    public record ColumnReport(String column, String from, int filled, String example) {}

    /**
     * What a file seems to be, where that is not what the source file says.
     *
     * @param what charset, delimiter, or the column with dates
     */
    public record Doubt(String file, String what, String said, String seems) {}

    /** Reads some rows of every table. */
    public static List<TableReport> tables(SparkSession spark, String folder, SourceFile source, int rows) {
        SourceTables tables = new SourceTables(spark, folder, source);
        List<TableReport> reports = new ArrayList<>();
        for (Table table : SourceFile.READ) {
            Dataset<Row> read = tables.read(table);
            List<Row> sample;
            try {
                sample = read.limit(rows).collectAsList();
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare.
                Optional<DipException> told = new SettlementLists(folder, source).explain(spark, e, List.of(table));
                if (told.isPresent()) {
                    throw told.get();
                }
                throw e;
            }
            reports.add(report(source, table, sample, Omitted.of(read)));
        }
        return reports;
    }

    private static TableReport report(SourceFile source, Table table, List<Row> sample, List<String> omitted) {
        Set<String> here =
                new LinkedHashSet<>(SourceTables.values(source, table).keySet());
        omitted.forEach(here::remove);
        if (source.table(table).repeat() != null) {
            here.retainAll(Set.of("setl_id"));
            here.addAll(source.table(table).repeat().numbered().keySet());
            if (!source.table(table).repeat().fees().isEmpty()) {
                here.addAll(List.of("med_chrgitm", "amt"));
            }
        }
        List<ColumnReport> columns = new ArrayList<>();
        for (Col column : table.columns()) {
            int filled = 0;
            String example = null;
            for (Row row : sample) {
                Object value = row.getAs(column.name());
                if (value != null) {
                    filled++;
                    example = example == null ? CsvHead.shortened(value.toString()) : example;
                }
            }
            String from = here.contains(column.name()) ? from(source, table, column) : null;
            columns.add(new ColumnReport(
                    column.name(), from, filled, Conversion.PERSONAL.contains(column) ? null : example));
        }
        Map<String, Integer> unreadable = new TreeMap<>();
        for (Row row : sample) {
            String told = row.getAs(SourceTables.UNREADABLE);
            if (told != null) {
                for (String one : told.split("; ")) {
                    unreadable.merge(one, 1, Integer::sum);
                }
            }
        }
        // Of a thousand stays none may be a newborn's: only a field that was named is expected.
        Set<String> mayLack =
                source.table(table).mayLack(table).stream().map(Col::name).collect(Collectors.toSet());
        List<String> neverFilled = source.shape() != SourceFile.Shape.DOCUMENTS
                ? List.of()
                : columns.stream()
                        .filter(c -> c.from() != null && c.filled() == 0 && !mayLack.contains(c.column()))
                        .map(ColumnReport::column)
                        .filter(name -> unreadable.keySet().stream().noneMatch(told -> told.startsWith(name + "=")))
                        .toList();
        return new TableReport(table, sample.size(), columns, unreadable, neverFilled);
    }

    private static String from(SourceFile source, Table table, Col column) {
        SourceFile.TableSource from = source.table(table);
        if (from.repeat() != null && !from.repeat().fees().isEmpty()) {
            return column.name().equals("setl_id") ? "" : "fees";
        }
        SourceFile.Value value = from.repeat() == null
                ? from.value(column).orElseThrow()
                : from.repeat().numbered().get(column.name());
        if (value == null) {
            return "";
        }
        if (value.constant() != null) {
            return "= " + value.constant();
        }
        return value.sum() != null ? "sum " + value.sum() : value.field();
    }

    /** Compares what CSV files seem to be with what the source file says. */
    public static List<Doubt> doubts(Configuration hadoop, SparkSession spark, String folder, SourceFile source) {
        List<Doubt> doubts = new ArrayList<>();
        if (source.format() != Format.CSV) {
            return doubts;
        }
        SourceTables tables = new SourceTables(spark, folder, source);
        Set<String> seen = new LinkedHashSet<>();
        for (Table table : SourceFile.READ) {
            for (String file : tables.files(table)) {
                if (seen.add(file)) {
                    doubts(doubts, file, CsvHead.sample(hadoop, file), source, table);
                }
            }
        }
        return doubts;
    }

    private static void doubts(List<Doubt> doubts, String file, byte[] sample, SourceFile source, Table table) {
        SourceFile.TextRules said = source.text();
        SourceFile.TextRules seems = Draft.guessed(sample);
        boolean both = said.charset().startsWith("GB") && seems.charset().startsWith("GB");
        if (!CsvHead.isAscii(sample) && !both && !said.charset().equals(seems.charset())) {
            doubts.add(new Doubt(file, "charset", said.charset(), seems.charset()));
        }
        if (said.delimiter() != seems.delimiter()) {
            doubts.add(new Doubt(file, "delimiter", Guess.name(said.delimiter()), Guess.name(seems.delimiter())));
        }
        if (source.table(table).repeat() != null) {
            return;
        }
        List<List<String>> rows = Draft.rows(sample, said);
        List<String> heading = rows.get(0).stream()
                .map(h -> h.toLowerCase(java.util.Locale.ROOT))
                .toList();
        SourceTables.values(source, table).forEach((name, value) -> {
            Col column = table.columns().stream()
                    .filter(c -> c.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            int place =
                    value.field() == null ? -1 : heading.indexOf(value.field().toLowerCase(java.util.Locale.ROOT));
            if (place >= 0 && (column.kind() == Kind.DATE || column.kind() == Kind.TIME)) {
                String pattern = Guess.datePattern(Draft.values(rows, place).stream()
                        .filter(v -> !source.notation().nullWords().contains(v))
                        .toList());
                List<String> patterns = source.patterns(column.kind());
                if (pattern != null && !patterns.contains(pattern)) {
                    doubts.add(new Doubt(file, value.field(), String.join(", ", patterns), pattern));
                }
            }
        });
    }
}
