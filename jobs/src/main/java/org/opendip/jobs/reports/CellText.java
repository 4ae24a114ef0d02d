package org.opendip.jobs.reports;

/**
 * Text on its way into a spreadsheet cell.
 *
 * <p>A workbook keeps text and formulas apart, so text is never run there. But people save a sheet as CSV, and a program that opens
 * the CSV runs whatever begins with {@code = + - @}. Therefore text that begins so (or with the full-width forms, which Chinese
 * installations also accept) gets an apostrophe in front, the mark that spreadsheets themselves use for "this is text". The
 * apostrophe is visible in the cell: that is the price. Numbers are number cells and keep their sign.
 *
 * <p>Also: characters that XML 1.0 forbids are dropped, white space at the ends is stripped (tab and carriage return in front are
 * another way into a formula), and what exceeds the 32,767 characters of a cell is cut.
 */
final class CellText {
    private static final int MAX_LENGTH = 32_767;
    private static final String FORMULA_STARTS = "=+-@＝＋－＠";

    static String of(String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String text = legal(value).strip();
        if (!text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        if (text.length() > MAX_LENGTH) {
            int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
            text = text.substring(0, end);
        }
        return text;
    }

    /** Without the characters that XML 1.0 forbids: controls other than tab and line ends, lone surrogates, U+FFFE, U+FFFF. */
    static String legal(String value) {
        int i = 0;
        while (i < value.length() && isPlain(value.charAt(i))) {
            i++;
        }
        if (i == value.length()) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        value.codePoints().filter(CellText::isLegal).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c <= 0xd7ff;
    }

    private static boolean isLegal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xd7ff
                || c >= 0xe000 && c <= 0xfffd
                || c >= 0x10000;
    }

    private CellText() {}
}
