package org.opendip.jobs.reports;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart: what it shows, not how it looks. Every point has its figure twice: as a number, which places it, and as text, which the
 * reader sees; so no figure is read off a double. The page gives every chart a table of the same figures.
 */
public final class Chart {
    private final String kind;
    private final String zh;
    private final String en;
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final List<String> categories = new ArrayList<>();
    private final List<Series> series = new ArrayList<>();
    private BigDecimal level = BigDecimal.ZERO;
    private boolean wide;
    private boolean tall;

    private record Series(String name, List<Map<String, Object>> points) {}

    private Chart(String kind, String zh, String en) {
        this.kind = kind;
        this.zh = zh;
        this.en = en;
    }

    /** Columns; several series stand side by side. */
    public static Chart bar(String zh, String en) {
        return new Chart("bar", zh, en);
    }

    /** Bars with the names at the left: for long names and rankings, the first on top. */
    public static Chart horizontalBar(String zh, String en) {
        return new Chart("horizontal-bar", zh, en);
    }

    /** Columns of parts on top of each other. */
    public static Chart stackedBar(String zh, String en) {
        return new Chart("stacked-bar", zh, en);
    }

    /** Lines over categories in order. */
    public static Chart line(String zh, String en) {
        return new Chart("line", zh, en);
    }

    /** Columns without gaps over intervals in order. */
    public static Chart histogram(String zh, String en) {
        return new Chart("histogram", zh, en);
    }

    /** Points by two figures. */
    public static Chart scatter(String zh, String en) {
        return new Chart("scatter", zh, en);
    }

    /** How one amount becomes another, step by step: {@link #total}, {@link #step}. */
    public static Chart waterfall(String zh, String en) {
        Chart chart = new Chart("waterfall", zh, en);
        chart.series.add(new Series("", new ArrayList<>()));
        return chart;
    }

    /** Names of the axes, with units. */
    public Chart axes(String x, String y) {
        options.put("xName", x);
        options.put("yName", y);
        return this;
    }

    /** Over the whole width of the page. */
    public Chart wide() {
        wide = true;
        return this;
    }

    /** Higher than usual. */
    public Chart tall() {
        tall = true;
        return this;
    }

    /** Prints each figure at its point. */
    public Chart showValues() {
        options.put("showValues", true);
        return this;
    }

    /** The upper end of the value axis, such as 100 for per cent. */
    public Chart max(int value) {
        options.put("max", value);
        return this;
    }

    /** The colours of the series, where they have a meaning of their own. */
    public Chart colors(String... hex) {
        options.put("colors", List.of(hex));
        return this;
    }

    /** Of a scatter: the line where both figures are equal. */
    public Chart diagonal() {
        options.put("diagonal", true);
        return this;
    }

    /** The categories in order. */
    public Chart categories(List<String> names) {
        categories.addAll(names);
        return this;
    }

    /** One figure for each category; labels are what the reader sees. */
    public Chart series(String name, List<BigDecimal> values, List<String> labels) {
        return series(name, values, labels, labels);
    }

    /** The same with shorter labels for the points themselves. */
    public Chart series(String name, List<BigDecimal> values, List<String> labels, List<String> shortLabels) {
        if (values.size() != categories.size() || labels.size() != values.size()) {
            throw new IllegalArgumentException("A series of " + zh + " has not one figure for each category.");
        }
        List<Map<String, Object>> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            points.add(point(values.get(i), categories.get(i), labels.get(i), shortLabels.get(i)));
        }
        series.add(new Series(name, points));
        return this;
    }

    /** Of a scatter: a group of points; fill it with {@link #point}. */
    public Chart series(String name) {
        series.add(new Series(name, new ArrayList<>()));
        return this;
    }

    /** Of a scatter: a point of the series at hand. */
    public Chart point(String name, BigDecimal x, BigDecimal y, String label) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("value", List.of(x, y));
        point.put("name", name);
        point.put("label", name + "：" + label);
        point.put("text", label);
        series.get(series.size() - 1).points().add(point);
        return this;
    }

    /** Of a waterfall: an amount reached so far, standing on zero. */
    public Chart total(String name, BigDecimal value, String label, String shortLabel) {
        level = value;
        return leap(name, BigDecimal.ZERO, value, "total", label, shortLabel);
    }

    /** Of a waterfall: what is added, or taken away when below zero. */
    public Chart step(String name, BigDecimal change, String label, String shortLabel) {
        BigDecimal before = level;
        level = level.add(change);
        return leap(name, before, level, change.signum() < 0 ? "down" : "up", label, shortLabel);
    }

    private Chart leap(String name, BigDecimal from, BigDecimal to, String sort, String label, String shortLabel) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("value", List.of(categories.size(), from, to));
        point.put("name", name);
        point.put("label", label);
        point.put("short", shortLabel);
        point.put("sort", sort);
        categories.add(name);
        series.get(0).points().add(point);
        return this;
    }

    void render(StringBuilder html, String id) {
        html.append("<figure")
                .append(wide ? " class=\"wide\"" : "")
                .append("><h3>")
                .append(Html.escape(zh))
                .append(" <span class=\"en\" lang=\"en\">")
                .append(Html.escape(en))
                .append("</span></h3>\n<div class=\"plot")
                .append(tall ? " tall" : "")
                .append("\" id=\"")
                .append(id)
                .append("\"></div>\n<script type=\"application/json\" data-chart=\"")
                .append(id)
                .append("\">")
                .append(Html.json(spec()))
                .append("</script>\n");
        renderFallback(html);
        html.append("</figure>\n");
    }

    private Map<String, Object> spec() {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("kind", kind);
        spec.put("title", zh + " " + en);
        spec.putAll(options);
        spec.put("categories", categories);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Series one : series) {
            Map<String, Object> s = new LinkedHashMap<>();
            s.put("name", one.name());
            s.put("points", one.points());
            all.add(s);
        }
        spec.put("series", all);
        return spec;
    }

    /** The same figures as a table, for screen readers and for those who want the digits. */
    private void renderFallback(StringBuilder html) {
        html.append(
                "<details><summary>数据表 Data</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">项目</th>");
        boolean byPoint = kind.equals("scatter");
        if (byPoint) {
            html.append("<th scope=\"col\">分组</th><th scope=\"col\">数值</th>");
        } else {
            for (Series one : series) {
                html.append("<th scope=\"col\" class=\"n\">")
                        .append(one.name().isEmpty() ? "数值" : Html.escape(one.name()))
                        .append("</th>");
            }
        }
        html.append("</tr></thead><tbody>\n");
        if (byPoint) {
            for (Series one : series) {
                for (Map<String, Object> point : one.points()) {
                    html.append("<tr><td>")
                            .append(Html.escape((String) point.get("name")))
                            .append("</td><td>")
                            .append(Html.escape(one.name()))
                            .append("</td><td>")
                            .append(Html.escape((String) point.get("text")))
                            .append("</td></tr>\n");
                }
            }
        } else {
            for (int i = 0; i < categories.size(); i++) {
                html.append("<tr><td>").append(Html.escape(categories.get(i))).append("</td>");
                for (Series one : series) {
                    html.append("<td class=\"n\">")
                            .append(Html.escape((String) one.points().get(i).get("label")))
                            .append("</td>");
                }
                html.append("</tr>\n");
            }
        }
        html.append("</tbody></table></div></details>\n");
    }

    private static Map<String, Object> point(BigDecimal value, String name, String label, String shortLabel) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("value", value);
        point.put("name", name);
        point.put("label", label);
        point.put("short", shortLabel);
        return point;
    }
}
