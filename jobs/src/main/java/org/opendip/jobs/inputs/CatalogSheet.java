package org.opendip.jobs.inputs;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.inputs.sources.Spreadsheets;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.RowOrigin;

/**
 * A sheet of a catalog as it was handed over: every cell as written, line breaks and blanks included, so that it can be
 * written back without loss.
 *
 * @param file its name
 * @param heading cells of the first line
 * @param rows cells of the others
 * @param first number of the first of them
 */
record CatalogSheet(String file, List<String> heading, List<List<String>> rows, int first) {
    /** Columns that a heading for programs has one of, under which the cells stand. */
    private static final List<String> NAMED = List.of("dip_code", "category", "code", "main_dx", "severity");

    /** A sheet whose heading is its first row. */
    CatalogSheet(String file, List<String> heading, List<List<String>> rows) {
        this(file, heading, rows, 2);
    }

    /**
     * Every sheet with rows of a workbook. A heading for people may stand above the one for programs, or a sheet is one of
     * the national workbook; one that has no heading, such as a title page, is passed over.
     */
    static List<CatalogSheet> workbook(Configuration hadoop, Path path) {
        try {
            if (!path.getFileSystem(hadoop).exists(path)) {
                throw DipErrors.fileMissing(path.toString(), "the workbook of a catalog");
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(path.toString(), "the workbook of a catalog", e);
        }
        List<CatalogSheet> sheets = new ArrayList<>();
        Spreadsheets.sheets(hadoop, path.toString()).forEach((name, rows) -> {
            for (int at = 0; at < Math.min(2, rows.size()); at++) {
                CatalogSheet sheet = new CatalogSheet(
                        name + ".csv", rows.get(at), List.copyOf(rows.subList(at + 1, rows.size())), at + 2);
                if (NAMED.stream().anyMatch(column -> sheet.column(column) >= 0)) {
                    sheets.add(sheet);
                    return;
                }
            }
            CatalogSheet official = OfficialSheets.of(name, rows);
            if (official != null) {
                sheets.add(official);
            }
        });
        if (sheets.isEmpty()) {
            throw DipErrors.fileMissing(path + " (a sheet with a heading)", "the sheets of a catalog");
        }
        return sheets;
    }

    /**
     * Reads a CSV file, or the one sheet of a workbook; a sheet without heading where it is empty.
     *
     * @param purpose what it is needed as
     */
    static CatalogSheet read(Configuration hadoop, Path path, String purpose) {
        try {
            if (!path.getFileSystem(hadoop).exists(path)) {
                throw DipErrors.fileMissing(path.toString(), purpose);
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(path.toString(), purpose, e);
        }
        if (!path.getName().endsWith(".xlsx")) {
            return read(hadoop, path);
        }
        List<List<String>> rows = Spreadsheets.onlySheet(hadoop, path.toString());
        return of(path.getName(), rows);
    }

    /** Reads a CSV file; a sheet without heading where it is empty. */
    static CatalogSheet read(Configuration hadoop, Path path) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setLineSeparatorDetectionEnabled(true);
        settings.getFormat().setComment('\0');
        settings.setNormalizeLineEndingsWithinQuotes(false);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        settings.setMaxCharsPerColumn(1 << 20);
        settings.setNullValue("");
        settings.setEmptyValue("");
        List<List<String>> all = new ArrayList<>();
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            CsvParser parser = new CsvParser(settings);
            parser.beginParsing(in, StandardCharsets.UTF_8);
            for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
                all.add(Arrays.asList(cells));
            }
        } catch (IOException | TextParsingException e) {
            throw DipErrors.fileUnreadable(path.toString(), "CSV", e);
        }
        return of(path.getName(), all);
    }

    private static CatalogSheet of(String file, List<List<String>> all) {
        return all.isEmpty()
                ? new CatalogSheet(file, List.of(), List.of())
                : new CatalogSheet(file, all.get(0), List.copyOf(all.subList(1, all.size())));
    }

    /** Writes the sheet into a folder: UTF-8, comma, quotes where needed, LF. */
    void write(Configuration hadoop, String folder) {
        Path path = new Path(folder, file);
        StringBuilder text = new StringBuilder();
        line(text, heading);
        rows.forEach(row -> line(text, row));
        try {
            FileSystem files = path.getFileSystem(hadoop);
            if (files instanceof LocalFileSystem local) {
                // Without a .crc companion, which would refuse the file once somebody has edited it.
                files = local.getRawFileSystem();
            }
            try (OutputStream out = files.create(path, true)) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(path.toString(), e);
        }
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(CatalogSheet::quoted).collect(Collectors.joining(",")))
                .append('\n');
    }

    static String quoted(String cell) {
        return cell.matches("(?s).*[,\"\\r\\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** Place of a column; -1: there is none. */
    int column(String name) {
        for (int i = 0; i < heading.size(); i++) {
            if (heading.get(i).replace("\uFEFF", "").strip().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** A cell without blanks around; empty where the sheet has no such column. */
    String cell(int row, String column) {
        int at = column(column);
        return at < 0 || at >= rows.get(row).size() ? "" : rows.get(row).get(at).strip();
    }

    /** Whether nothing stands in a row. */
    boolean empty(int row) {
        return rows.get(row).stream().allMatch(String::isBlank);
    }

    /** Number of the row in the sheet where a column says it, else in the file, the heading being 1. */
    int number(int row) {
        String said = cell(row, "row");
        return said.matches("[0-9]{1,9}") ? Integer.parseInt(said) : row + first;
    }

    /** Where a row stands. */
    RowOrigin origin(int row) {
        String hash = DigestUtils.sha256Hex(String.join("\u001F", rows.get(row)));
        return new RowOrigin(file, number(row), hash.substring(0, 16));
    }
}
