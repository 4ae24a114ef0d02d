package org.opendip.jobs.reports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A table of a page: typed cells from left to right, then {@link #endRow}. Sorted by click; numbers to the right. */
public final class HtmlTable {
    private final List<Column> columns;
    private final List<String> rows = new ArrayList<>();
    private StringBuilder row = new StringBuilder();
    private int column;
    private boolean total;

    private HtmlTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** A table with these columns; widths are left to the browser. */
    public static HtmlTable of(Column... columns) {
        return new HtmlTable(List.of(columns));
    }

    /** Words or a code. */
    public HtmlTable text(String value) {
        return cell(Html.escape(value), null, "");
    }

    /** Words that may break into lines. */
    public HtmlTable words(String value) {
        return cell(Html.escape(value), null, "words");
    }

    /** Words with a judgement. */
    public HtmlTable text(String value, Card.Tone tone) {
        return cell(Html.escape(value), null, tone.style());
    }

    /** A link to a file beside the page. */
    public HtmlTable file(String text, String fileName) {
        return cell("<a href=\"" + Html.address(fileName) + "\">" + Html.escape(text) + "</a>", null, "");
    }

    /** A whole number. */
    public HtmlTable count(long value) {
        return cell(Numbers.count(value), Long.toString(value), "");
    }

    /** Money in fen, shown in yuan. */
    public HtmlTable fen(long value) {
        return cell(Numbers.yuan(value), Numbers.plainYuan(value), "");
    }

    /** Money in fen where below zero is bad: shown in yuan with a sign and a colour. */
    public HtmlTable gain(long value) {
        String sign = value > 0 ? "+" : "";
        String tone = value > 0 ? "good" : value < 0 ? "bad" : "";
        return cell(sign + Numbers.yuan(value), Numbers.plainYuan(value), tone);
    }

    /** A decimal with so many decimals; null leaves the cell empty. */
    public HtmlTable decimal(BigDecimal value, int decimals) {
        return cell(Numbers.rounded(value, decimals), value == null ? "" : value.toPlainString(), "");
    }

    /** A share in per cent. */
    public HtmlTable percent(long part, long whole) {
        return cell(
                Numbers.percent(part, whole),
                whole == 0 ? "" : Numbers.share(part, whole).toPlainString(),
                "");
    }

    /** The row at hand is a total: it stands out and stays last. */
    public HtmlTable total() {
        total = true;
        return this;
    }

    /** The row is complete. */
    public void endRow() {
        if (column != columns.size()) {
            throw new IllegalStateException(
                    "A row has " + column + " cells, the table " + columns.size() + " columns.");
        }
        rows.add((total ? "<tr class=\"total\">" : "<tr>") + row + "</tr>\n");
        row = new StringBuilder();
        column = 0;
        total = false;
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    void render(StringBuilder html) {
        html.append("<div class=\"scroll\" tabindex=\"0\"><table class=\"sortable")
                .append(columns.size() > 9 ? " dense" : "")
                .append("\">\n<thead><tr>");
        for (Column spec : columns) {
            html.append(spec.format().numeric() ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
                    .append("<div role=\"button\" tabindex=\"0\"><span>")
                    .append(Html.escape(spec.zh()))
                    .append("</span><span class=\"en\" lang=\"en\">")
                    .append(Html.escape(spec.en()))
                    .append("</span></div></th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        rows.forEach(html::append);
        html.append("</tbody></table></div>\n");
    }

    private HtmlTable cell(String content, String sortValue, String style) {
        boolean numeric = columns.get(column).format().numeric();
        String classes = ((numeric ? "n " : "") + style).strip();
        row.append("<td");
        if (!classes.isEmpty()) {
            row.append(" class=\"").append(classes).append('"');
        }
        if (numeric && sortValue != null) {
            row.append(" data-v=\"").append(sortValue).append('"');
        }
        row.append('>').append(content).append("</td>");
        column++;
        return this;
    }
}
