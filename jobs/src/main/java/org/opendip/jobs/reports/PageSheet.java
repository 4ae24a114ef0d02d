package org.opendip.jobs.reports;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import org.dhatim.fastexcel.BorderSide;
import org.dhatim.fastexcel.BorderStyle;
import org.dhatim.fastexcel.Worksheet;

/** A sheet laid out by hand, small enough to stay in memory: titles, labels and figures. */
public final class PageSheet implements Closeable {
    private static final double ROW_HEIGHT = 18;

    private final Worksheet sheet;
    private final int columns;
    private int row;
    private int column;
    private boolean strong;
    private boolean closed;

    PageSheet(Worksheet sheet, int... columnWidths) {
        this.sheet = sheet;
        this.columns = columnWidths.length;
        SheetStyle.printing(sheet);
        sheet.hideGridLines();
        for (int c = 0; c < columnWidths.length; c++) {
            sheet.width(c, columnWidths[c]);
        }
    }

    /** Prints on one sheet of paper, upright. */
    public PageSheet onePage() {
        sheet.pageOrientation("portrait");
        sheet.fitToHeight((short) 1);
        return this;
    }

    /** The title of the page. */
    public PageSheet title(String zh, String en) {
        sheet.rowHeight(row, 28);
        sheet.inlineString(row, 0, CellText.of(zh));
        sheet.style(row, 0)
                .bold()
                .fontSize(18)
                .fontColor(SheetStyle.ACCENT)
                .verticalAlignment("center")
                .set();
        row++;
        sheet.inlineString(row, 0, CellText.of(en));
        sheet.style(row, 0).fontSize(10).fontColor(SheetStyle.MUTED).set();
        row++;
        return this;
    }

    /** A heading over what follows. */
    public PageSheet section(String zh, String en) {
        row++;
        sheet.rowHeight(row, 22);
        sheet.inlineString(row, 0, CellText.of(zh + "  " + en));
        for (int c = 0; c < columns; c++) {
            sheet.style(row, c)
                    .bold()
                    .fontSize(12)
                    .fontColor(SheetStyle.ACCENT)
                    .verticalAlignment("center")
                    .borderStyle(BorderSide.BOTTOM, BorderStyle.MEDIUM)
                    .borderColor(BorderSide.BOTTOM, SheetStyle.ACCENT)
                    .set();
        }
        row++;
        return this;
    }

    /** Header cells, numeric ones to the right. */
    public PageSheet headers(Column... headers) {
        for (int c = 0; c < headers.length; c++) {
            String en = headers[c].en().isEmpty() ? "" : "\n" + headers[c].en();
            sheet.inlineString(row, c, CellText.of(headers[c].zh() + en));
            SheetStyle.headerZh(sheet, row, c, headers[c].format());
        }
        sheet.rowHeight(row, 32);
        row++;
        return this;
    }

    /** The row at hand stands out: a result. */
    public PageSheet strong() {
        strong = true;
        return this;
    }

    /** Words. */
    public PageSheet text(String value) {
        if (value != null) {
            sheet.inlineString(row, column, CellText.of(value));
        }
        style(null, true);
        return this;
    }

    /** Words of less weight. */
    public PageSheet note(String value) {
        sheet.inlineString(row, column, CellText.of(value));
        var style =
                sheet.style(row, column).fontColor(SheetStyle.MUTED).fontSize(9).wrapText(true);
        if (strong) {
            style.fillColor(SheetStyle.BAND);
        }
        line(style.verticalAlignment("center")).set();
        column++;
        return this;
    }

    /** A whole number. */
    public PageSheet count(long value) {
        sheet.value(row, column, value);
        style(Format.COUNT.pattern(), false);
        return this;
    }

    /** Money in fen; the cell holds yuan, exact. */
    public PageSheet fen(long value) {
        sheet.value(row, column, Digits.fen(value));
        style(Format.FEN.pattern(), false);
        return this;
    }

    /** A decimal with as many decimals shown as it has. */
    public PageSheet decimal(BigDecimal value) {
        if (value == null) {
            return skip();
        }
        sheet.value(row, column, Digits.of(value));
        style(value.scale() <= 0 ? "#,##0" : "#,##0." + "0".repeat(value.scale()), false);
        return this;
    }

    /** An empty cell. */
    public PageSheet skip() {
        style(null, true);
        return this;
    }

    /** The row is complete; the rest of it stays empty. */
    public void endRow() {
        endRow(ROW_HEIGHT);
    }

    /** The row is complete and so high, in points. */
    public void endRow(double height) {
        sheet.rowHeight(row, height);
        while (column < columns) {
            skip();
        }
        column = 0;
        strong = false;
        row++;
    }

    /** A line below a table, over all columns. */
    public void remark(String text) {
        sheet.inlineString(row, 0, CellText.of(text));
        sheet.style(row, 0).fontColor(SheetStyle.MUTED).fontSize(9).set();
        row++;
    }

    /** An empty row. */
    public void gap() {
        row++;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            sheet.finish();
        }
    }

    private void style(String pattern, boolean wrap) {
        var style = sheet.style(row, column).verticalAlignment("center").fontColor(SheetStyle.INK);
        if (wrap) {
            style.wrapText(true);
        }
        if (pattern != null) {
            style.format(pattern);
        }
        if (strong) {
            style.bold().fillColor(SheetStyle.BAND);
        }
        line(style).set();
        column++;
    }

    private static org.dhatim.fastexcel.StyleSetter line(org.dhatim.fastexcel.StyleSetter style) {
        return style.borderStyle(BorderSide.BOTTOM, BorderStyle.THIN).borderColor(BorderSide.BOTTOM, SheetStyle.LINE);
    }
}
