package org.opendip.jobs.reports;

import org.dhatim.fastexcel.BorderSide;
import org.dhatim.fastexcel.BorderStyle;
import org.dhatim.fastexcel.PaperSize;
import org.dhatim.fastexcel.Position;
import org.dhatim.fastexcel.Worksheet;

/** The look that all sheets share, in one place. */
final class SheetStyle {
    static final String INK = "1F2A37";
    static final String ACCENT = "1F4E79";
    static final String MUTED = "5B6B7C";
    static final String BAND = "E9EFF6";
    static final String LINE = "C9D3DF";

    static void printing(Worksheet sheet) {
        sheet.paperSize(PaperSize.A4_PAPER);
        sheet.pageOrientation("landscape");
        sheet.setFitToPage(true);
        sheet.fitToWidth((short) 1);
        sheet.fitToHeight((short) 0);
        sheet.leftMargin(0.4f);
        sheet.rightMargin(0.4f);
        sheet.topMargin(0.6f);
        sheet.bottomMargin(0.6f);
        sheet.footer("&P / &N", Position.CENTER);
    }

    static void headerZh(Worksheet sheet, int row, int column, Format format) {
        sheet.style(row, column)
                .bold()
                .fontColor("FFFFFF")
                .fillColor(ACCENT)
                .horizontalAlignment(format.numeric() ? "right" : "left")
                .verticalAlignment("center")
                .wrapText(true)
                .set();
    }

    static void headerEn(Worksheet sheet, int row, int column, Format format) {
        sheet.style(row, column)
                .fontColor(MUTED)
                .fontSize(9)
                .fillColor(BAND)
                .horizontalAlignment(format.numeric() ? "right" : "left")
                .verticalAlignment("center")
                .wrapText(true)
                .borderStyle(BorderSide.BOTTOM, BorderStyle.THIN)
                .borderColor(BorderSide.BOTTOM, LINE)
                .set();
    }

    private SheetStyle() {}
}
