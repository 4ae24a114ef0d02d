package org.opendip.jobs.reports;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dhatim.fastexcel.Worksheet;

/**
 * An xlsx workbook written in one go, in constant memory: rows leave as they come. Same data, same bytes.
 *
 * <p>Sheets are declared in the order of their tabs and may be filled in any order, one after the other: {@link TableSheet#close} or
 * {@link PageSheet#close} one before writing the next. {@link #finish} makes the file appear; without it nothing appears.
 *
 * <pre>
 * try (Workbook book = Workbook.create(path, hadoop)) {
 *     try (TableSheet cases = book.table("病例 Cases", columns, expectedRows)) {
 *         cases.code(caseId).fen(costFen).endRow();
 *     }
 *     book.finish();
 * }
 * </pre>
 */
public final class Workbook implements Closeable {
    /** Rows of a sheet in the xlsx format, headers included. */
    public static final int MAX_ROWS = 1_048_576;

    private static final int MAX_NAME = 31;

    private final OutputFile file;
    private final TimelessZip zip;
    private final org.dhatim.fastexcel.Workbook book;
    private final int maxRows;
    private final Set<String> names = new HashSet<>();
    private final List<Closeable> sheets = new ArrayList<>();

    private Workbook(OutputFile file, OutputStream stream, int maxRows) {
        this.file = file;
        this.zip = new TimelessZip(stream);
        this.book = new org.dhatim.fastexcel.Workbook(zip, "OpenDIP", null);
        // Level 2 is half the time of the default and a tenth larger.
        book.setCompressionLevel(2);
        this.maxRows = maxRows;
    }

    /** A workbook at a path of any Hadoop file system. */
    public static Workbook create(Path path, Configuration hadoop) throws IOException {
        OutputFile file = OutputFile.create(path, hadoop);
        return new Workbook(file, file.stream(), MAX_ROWS);
    }

    /** A workbook into a stream, which stays open. */
    public static Workbook into(OutputStream stream) {
        return new Workbook(null, stream, MAX_ROWS);
    }

    static Workbook into(OutputStream stream, int maxRows) {
        return new Workbook(null, stream, maxRows);
    }

    /** A sheet of rows under two header rows, Chinese and English. */
    public TableSheet table(String name, List<Column> columns) {
        return table(name, columns, 0);
    }

    /**
     * A sheet of rows under two header rows. What exceeds the row limit continues on sheets {@code name (2)}, {@code name (3)}, ...
     *
     * @param expectedRows so many rows get their sheets here, next to each other; more than expected continue on sheets at the end
     */
    public TableSheet table(String name, List<Column> columns, long expectedRows) {
        int perSheet = maxRows - TableSheet.HEADER_ROWS;
        List<Worksheet> reserved = new ArrayList<>();
        reserved.add(newSheet(name));
        for (long rows = perSheet; rows < expectedRows; rows += perSheet) {
            reserved.add(newSheet(name));
        }
        TableSheet sheet = new TableSheet(reserved, () -> newSheet(name), columns, maxRows);
        sheets.add(sheet);
        return sheet;
    }

    /** A sheet laid out by hand: titles, labels and figures. */
    public PageSheet page(String name, int... columnWidths) {
        PageSheet sheet = new PageSheet(newSheet(name), columnWidths);
        sheets.add(sheet);
        return sheet;
    }

    /** Writes what is open and makes the file appear under its name. */
    public void finish() throws IOException {
        for (Closeable sheet : sheets) {
            sheet.close();
        }
        zip.holdTail();
        book.finish();
        zip.finish();
        if (file != null) {
            file.commit();
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private Worksheet newSheet(String wanted) {
        return book.newWorksheet(uniqueName(wanted));
    }

    /** A sheet name that Excel accepts: no {@code []:*?/\}, no apostrophe at the ends, 31 characters, unique whatever the case. */
    private String uniqueName(String wanted) {
        String base = CellText.legal(wanted)
                .replaceAll("[\\[\\]:*?/\\\\\\p{Cntrl}]", " ")
                .strip();
        base = base.replaceAll("^'+|'+$", "");
        if (base.isEmpty() || base.equalsIgnoreCase("History")) {
            base = base + "_";
        }
        String name = cut(base, MAX_NAME);
        for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
            String suffix = " (" + i + ")";
            name = cut(base, MAX_NAME - suffix.length()) + suffix;
        }
        return name;
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
