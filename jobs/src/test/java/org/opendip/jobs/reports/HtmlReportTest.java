package org.opendip.jobs.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final String EVIL = "<script>alert(1)</script>";
    private static final String WORSE = "</script>\u2028<!--'\"&";

    @Test
    void namesCannotBreakOut() throws Exception {
        String html = page().html();
        assertThat(html).doesNotContain(EVIL).doesNotContain("<!--'");
        assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(html.split("<script", -1)).hasSize(1 + 4); // two charts, the library, our own
        assertThat(html.split("</script", -1)).hasSize(1 + 4);
        Matcher chart = Pattern.compile("data-chart=\"c1\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(chart.find()).isTrue();
        JsonNode spec = new ObjectMapper().readTree(chart.group(1));
        assertThat(spec.at("/categories/0").asText()).isEqualTo(EVIL);
        assertThat(spec.at("/categories/1").asText()).isEqualTo(WORSE);
        assertThat(spec.at("/series/0/points/0/label").asText()).isEqualTo("1,234.56");
        assertThat(chart.group(1)).contains("1234.5600").doesNotContain("\u2028");
    }

    @Test
    void nothingComesFromTheNetwork() {
        String html = page().html();
        assertThat(html).contains("default-src 'none'");
        String markup = html.replaceAll("(?s)<script[^>]*>.*?</script>", "");
        assertThat(markup).doesNotContain("src=").doesNotContain("<link").doesNotContain("@import");
        assertThat(markup).doesNotContain("url(").doesNotContain("http://").doesNotContain("https://");
    }

    @Test
    void sameDataSameBytes() {
        assertThat(page().html().equals(page().html())).isTrue();
    }

    @Test
    void addressesStayBesideThePage() {
        assertThat(Html.address("H-01_甲.xlsx")).isEqualTo("./H-01_%E7%94%B2.xlsx");
        assertThat(Html.address("javascript:alert(1)")).isEqualTo("./javascript%3Aalert%281%29");
        assertThat(Html.address("a\"><b>/..")).isEqualTo("./a%22%3E%3Cb%3E%2F..");
    }

    @Test
    void aRowWithTooFewCellsIsRefused() {
        HtmlTable table = HtmlTable.of(Column.of("甲", "A", Format.TEXT), Column.of("乙", "B", Format.FEN))
                .text("x");
        assertThatThrownBy(table::endRow).hasMessageContaining("1 cells");
    }

    private static HtmlReport page() {
        HtmlTable table = HtmlTable.of(Column.of("名称", "Name", Format.TEXT), Column.of("金额", "Amount", Format.FEN));
        table.file(EVIL, "h\"1.xlsx").fen(123456).endRow();
        table.text(WORSE).gain(-1).endRow();
        table.total().text("合计").fen(123455).endRow();
        return new HtmlReport(EVIL, WORSE, EVIL)
                .section(EVIL, WORSE)
                .paragraph(EVIL)
                .cards(List.of(Card.of(EVIL, WORSE, EVIL, WORSE), Card.money("基金", "Fund", 720_000_000_00L)))
                .charts(
                        Chart.bar(EVIL, WORSE)
                                .categories(List.of(EVIL, WORSE))
                                .series(
                                        EVIL,
                                        List.of(new BigDecimal("1234.5600"), BigDecimal.ONE),
                                        List.of("1,234.56", "1")),
                        Chart.scatter(EVIL, WORSE).series(WORSE).point(EVIL, BigDecimal.ONE, BigDecimal.TEN, WORSE))
                .table(table);
    }
}
