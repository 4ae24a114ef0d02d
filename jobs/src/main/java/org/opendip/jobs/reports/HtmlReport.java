package org.opendip.jobs.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A page that needs nothing but itself: styles, script and charts are inside, no network is used (a content security policy says
 * so), and it prints. Parts appear in the order they are added. Same data, same bytes.
 */
public final class HtmlReport {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    private final String zh;
    private final String en;
    private final String subtitle;
    private final StringBuilder body = new StringBuilder();
    private boolean open;
    private int charts;
    private Class<?> appOwner;
    private String appName;

    /** A page with its title and a line below it. */
    public HtmlReport(String zh, String en, String subtitle) {
        this.zh = zh;
        this.en = en;
        this.subtitle = subtitle;
    }

    /** A new section. */
    public HtmlReport section(String headingZh, String headingEn) {
        endSection();
        body.append("<section>\n<h2>")
                .append(Html.escape(headingZh))
                .append(" <span class=\"en\" lang=\"en\">")
                .append(Html.escape(headingEn))
                .append("</span></h2>\n");
        open = true;
        return this;
    }

    /** A paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(Html.escape(text)).append("</p>\n");
        return this;
    }

    /** Key figures. */
    public HtmlReport cards(List<Card> cards) {
        body.append("<dl class=\"cards\">\n");
        for (Card card : cards) {
            body.append("<div class=\"card")
                    .append(
                            card.tone().style().isEmpty()
                                    ? ""
                                    : " " + card.tone().style())
                    .append("\"><dt>")
                    .append(Html.escape(card.zh()))
                    .append(" <span class=\"en\" lang=\"en\">")
                    .append(Html.escape(card.en()))
                    .append("</span></dt><dd>")
                    .append(Html.escape(card.value()));
            if (!card.note().isEmpty()) {
                body.append("<small>").append(Html.escape(card.note())).append("</small>");
            }
            body.append("</dd></div>\n");
        }
        body.append("</dl>\n");
        return this;
    }

    /** Charts, two to a row unless wide. */
    public HtmlReport charts(Chart... parts) {
        body.append("<div class=\"charts\">\n");
        for (Chart chart : parts) {
            charts++;
            chart.render(body, "c" + charts);
        }
        body.append("</div>\n");
        return this;
    }

    /** A table. */
    public HtmlReport table(HtmlTable table) {
        table.render(body);
        return this;
    }

    /**
     * A part that the reader's browser makes out of data: an element of the given name, the data, and the script and style
     * {@code <name>.js} and {@code <name>.css} beside a class. The script finds the charts of this kit in {@code dip.chart}.
     */
    public HtmlReport app(Class<?> owner, String name, Object data) {
        endSection();
        appOwner = owner;
        appName = name;
        charts++;
        body.append("<div id=\"")
                .append(name)
                .append(
                        "\"><noscript><section><p>此页需要启用 JavaScript。This page needs JavaScript.</p></section></noscript></div>\n")
                .append("<script type=\"application/json\" id=\"")
                .append(name)
                .append("-data\">")
                .append(Html.json(data))
                .append("</script>\n");
        return this;
    }

    /** The page. */
    public String html() {
        endSection();
        StringBuilder html = new StringBuilder(body.length() + (charts > 0 ? 1_100_000 : 20_000));
        html.append("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n<title>")
                .append(Html.escape(zh))
                .append("</title>\n<style>\n")
                .append(resource(HtmlReport.class, "report.css"))
                .append(appName == null ? "" : resource(appOwner, appName + ".css"))
                .append("</style>\n</head>\n<body>\n<header class=\"page\"><div><h1>")
                .append(Html.escape(zh))
                .append("</h1><div class=\"en\" lang=\"en\">")
                .append(Html.escape(en))
                .append("</div><div class=\"sub\">")
                .append(Html.escape(subtitle))
                .append("</div></div></header>\n<main>\n")
                .append(body)
                .append("</main>\n<footer class=\"page\">OpenDIP</footer>\n");
        if (charts > 0) {
            html.append("<script>").append(script(HtmlReport.class, ECHARTS)).append("</script>\n");
        }
        html.append("<script>\n").append(script(HtmlReport.class, "report.js")).append("</script>\n");
        if (appName != null) {
            html.append("<script>\n").append(script(appOwner, appName + ".js")).append("</script>\n");
        }
        html.append("</body>\n</html>\n");
        return html.toString();
    }

    /** Writes the page to a path of any Hadoop file system, whole or not at all. */
    public void write(Path path, Configuration hadoop) throws IOException {
        try (OutputFile file = OutputFile.create(path, hadoop)) {
            file.stream().write(html().getBytes(StandardCharsets.UTF_8));
            file.commit();
        }
    }

    private void endSection() {
        if (open) {
            body.append("</section>\n");
            open = false;
        }
    }

    private static String script(Class<?> owner, String name) {
        // A script cannot contain its own end; no library does today, and none shall tomorrow.
        return resource(owner, name).replace("</script", "<\\/script");
    }

    private static String resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing on the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
