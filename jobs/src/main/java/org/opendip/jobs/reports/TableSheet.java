package org.opendip.jobs.reports;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import org.dhatim.fastexcel.Worksheet;

/** A sheet of rows: typed cells from left to right, then {@link #endRow}. Rows leave memory as they come. */
public final class TableSheet implements Closeable {
    static final int HEADER_ROWS = 2;

    /** Rows between two flushes: enough to make styles cheap, few enough to weigh nothing. */
    private static final int CHUNK = 512;

    private final List<Worksheet> reserved;
    private final Supplier<Worksheet> more;
    private final List<Column> columns;
    private final int maxRows;
    private int used;
    private Worksheet sheet;
    private int row;
    private int chunkStart;
    private int column;
    private boolean closed;

    TableSheet(List<Worksheet> reserved, Supplier<Worksheet> more, List<Column> columns, int maxRows) {
        this.reserved = reserved;
        this.more = more;
        this.columns = List.copyOf(columns);
        this.maxRows = maxRows;
    }

    /** Words; null leaves the cell empty. Dangerous beginnings are made harmless, see docs of the kit. */
    public TableSheet text(String value) throws IOException {
        Worksheet target = next(Format.TEXT);
        if (value != null) {
            target.inlineString(row, column++, CellText.of(value));
        } else {
            column++;
        }
        return this;
    }

    /** A code, as text; null leaves the cell empty. */
    public TableSheet code(String value) throws IOException {
        Worksheet target = next(Format.CODE);
        if (value != null) {
            target.inlineString(row, column++, CellText.of(value));
        } else {
            column++;
        }
        return this;
    }

    /** A word or code out of a bounded list, kept once for the whole workbook; null leaves the cell empty. */
    public TableSheet word(String value) throws IOException {
        Worksheet target = next(columns.get(column).format() == Format.CODE ? Format.CODE : Format.TEXT);
        if (value != null) {
            target.value(row, column, CellText.of(value));
        }
        column++;
        return this;
    }

    /** A whole number. */
    public TableSheet count(long value) throws IOException {
        next(Format.COUNT).value(row, column++, value);
        return this;
    }

    /** Money in fen; the cell holds yuan, exact. */
    public TableSheet fen(long value) throws IOException {
        next(Format.FEN).value(row, column++, Digits.fen(value));
        return this;
    }

    /** Points or a coefficient; null leaves the cell empty. */
    public TableSheet score(BigDecimal value) throws IOException {
        return decimal(Format.SCORE, value);
    }

    /** A ratio; null leaves the cell empty. */
    public TableSheet ratio(BigDecimal value) throws IOException {
        return decimal(Format.RATIO, value);
    }

    /** Yuan per point; null leaves the cell empty. */
    public TableSheet pointValue(BigDecimal value) throws IOException {
        return decimal(Format.POINT_VALUE, value);
    }

    /** A calendar day; null leaves the cell empty. */
    public TableSheet date(LocalDate value) throws IOException {
        Worksheet target = next(Format.DATE);
        if (value != null) {
            target.value(row, column, value);
        }
        column++;
        return this;
    }

    /** Leaves a cell empty. */
    public TableSheet skip() {
        column++;
        return this;
    }

    /** The row is complete. */
    public void endRow() throws IOException {
        if (column > columns.size()) {
            throw new IllegalStateException("A row has more cells than the sheet has columns.");
        }
        column = 0;
        row++;
        if (row - chunkStart >= CHUNK) {
            styleChunk();
            sheet.flush();
        }
    }

    /** No more rows. Sheets that were reserved and not needed stay, with their headers. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (sheet == null) {
            open();
        }
        finishSheet();
        while (used < reserved.size()) {
            open();
            finishSheet();
        }
    }

    private TableSheet decimal(Format format, BigDecimal value) throws IOException {
        Worksheet target = next(format);
        if (value != null) {
            target.value(row, column, Digits.of(value));
        }
        column++;
        return this;
    }

    private Worksheet next(Format format) throws IOException {
        if (column == 0) {
            if (sheet == null) {
                open();
            } else if (row >= maxRows) {
                finishSheet();
                open();
            }
        }
        if (columns.get(column).format() != format) {
            throw new IllegalArgumentException("Column " + columns.get(column).zh() + " holds "
                    + columns.get(column).format() + ", not " + format);
        }
        return sheet;
    }

    private void open() {
        sheet = used < reserved.size() ? reserved.get(used) : more.get();
        used++;
        SheetStyle.printing(sheet);
        sheet.freezePane(0, HEADER_ROWS);
        sheet.repeatRows(0, HEADER_ROWS - 1);
        sheet.rowHeight(0, 24);
        sheet.rowHeight(1, 18);
        for (int c = 0; c < columns.size(); c++) {
            Column spec = columns.get(c);
            sheet.width(c, spec.width());
            sheet.inlineString(0, c, CellText.of(spec.zh()));
            sheet.inlineString(1, c, CellText.of(spec.en()));
            SheetStyle.headerZh(sheet, 0, c, spec.format());
            SheetStyle.headerEn(sheet, 1, c, spec.format());
        }
        row = HEADER_ROWS;
        chunkStart = row;
    }

    /** One style call per column and chunk: per cell it would cost more than the cell. */
    private void styleChunk() {
        if (row > chunkStart) {
            for (int c = 0; c < columns.size(); c++) {
                String pattern = columns.get(c).format().pattern();
                if (pattern != null) {
                    sheet.range(chunkStart, c, row - 1, c)
                            .style()
                            .format(pattern)
                            .set();
                }
            }
        }
        chunkStart = row;
    }

    private void finishSheet() throws IOException {
        styleChunk();
        sheet.setAutoFilter(1, 0, Math.max(1, row - 1), columns.size() - 1);
        sheet.finish();
    }
}
