package org.opendip.jobs.inputs;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;

/**
 * A small reference file: CSV in UTF-8 with a heading. Every cell is asked for by name and type; a wrong one stops the
 * run with file, line, column and value, since these files hold money and decisions, not data to be cleaned.
 */
final class CsvFile {
    private final String name;
    private final Map<String, Integer> columns;
    private String[] cells;
    private long line;

    private CsvFile(String name, Map<String, Integer> columns) {
        this.name = name;
        this.columns = columns;
    }

    /** Reads all rows of a file that must be there. */
    static <T> List<T> read(Configuration hadoop, String folder, String file, Function<CsvFile, T> row) {
        return read(hadoop, folder, file, row, true);
    }

    /** Reads all rows of a file; none when there is no such file. */
    static <T> List<T> readOptional(Configuration hadoop, String folder, String file, Function<CsvFile, T> row) {
        return read(hadoop, folder, file, row, false);
    }

    private static <T> List<T> read(
            Configuration hadoop, String folder, String file, Function<CsvFile, T> row, boolean required) {
        String name = folder + "/" + file;
        Path path = new Path(name);
        CsvParserSettings settings = new CsvParserSettings();
        settings.setLineSeparatorDetectionEnabled(true);
        settings.getFormat().setComment('\0');
        settings.setMaxCharsPerColumn(1 << 20);
        settings.setNullValue("");
        CsvParser parser = new CsvParser(settings);
        List<T> rows = new ArrayList<>();
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            parser.beginParsing(in, StandardCharsets.UTF_8);
            String[] heading = parser.parseNext();
            if (heading == null) {
                throw DipErrors.csvInvalid(name, 1, "(heading)", "", "a heading: the file is empty");
            }
            CsvFile at = new CsvFile(name, columns(heading));
            at.line = 1;
            for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
                at.cells = cells;
                at.line = parser.getContext().currentLine();
                if (cells.length != heading.length) {
                    throw DipErrors.csvInvalid(
                            name,
                            at.line,
                            "(row)",
                            cells.length + " cells",
                            heading.length + " cells as in the heading");
                }
                rows.add(row.apply(at));
            }
        } catch (FileNotFoundException e) {
            if (required) {
                throw DipErrors.fileMissing(name, "a reference file");
            }
        } catch (IOException | TextParsingException e) {
            throw DipErrors.fileUnreadable(name, "CSV", e);
        }
        return rows;
    }

    private static Map<String, Integer> columns(String[] heading) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < heading.length; i++) {
            columns.put(heading[i].strip().replace("\uFEFF", ""), i);
        }
        return columns;
    }

    /** Whether the file has a column that need not be there. */
    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** A text that may be empty. */
    String optional(String column) {
        Integer at = columns.get(column);
        if (at == null) {
            throw DipErrors.csvInvalid(
                    name,
                    1,
                    column,
                    String.join(",", columns.keySet().stream().sorted().toList()),
                    "this column in the heading");
        }
        return cells[at] == null ? "" : cells[at].strip();
    }

    /** A text that must be there. */
    String text(String column) {
        String text = optional(column);
        if (text.isEmpty()) {
            throw refuse(column, "a value");
        }
        return text;
    }

    /** One of a few words. */
    String word(String column, String... words) {
        String text = text(column);
        if (!Arrays.asList(words).contains(text)) {
            throw refuse(column, "one of " + String.join(", ", words));
        }
        return text;
    }

    /** A whole number within bounds. */
    int integer(String column, int least, int most) {
        String text = text(column);
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw refuse(column, "a whole number from " + least + " to " + most);
    }

    /** A decimal number that is not negative. */
    BigDecimal decimal(String column, String most) {
        String text = text(column);
        if (text.matches("[0-9]{1,15}(\\.[0-9]{1,15})?") && new BigDecimal(text).compareTo(new BigDecimal(most)) <= 0) {
            return new BigDecimal(text);
        }
        throw refuse(column, "a number from 0 to " + most);
    }

    /** Yuan with at most two decimals, as whole fen; may be negative. */
    long fen(String column) {
        String text = text(column);
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,2})?")) {
            throw refuse(column, "yuan with at most two decimals, like 1234.50");
        }
        return new BigDecimal(text).movePointRight(2).longValueExact();
    }

    /** The error for a cell that cannot be used. */
    RuntimeException refuse(String column, String expected) {
        return DipErrors.csvInvalid(name, line, column, optional(column), expected);
    }
}
