package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void chineseTakesTwoColumnsOfATerminal() {
        assertThat(TextTable.width("险种 pool")).isEqualTo(9);
        StringWriter text = new StringWriter();
        new TextTable("lr").row("险种 pool", "点值").row("310 职工医保", "8.47").print(new PrintWriter(text, true), "  ");
        assertThat(text.toString().lines()).containsExactly("  险种 pool     点值", "  310 职工医保  8.47");
    }

    @Test
    void figuresAreGroupedAndExact() {
        assertThat(Figures.yuan(123_456_789L)).isEqualTo("1,234,567.89");
        assertThat(Figures.yuan(-5L)).isEqualTo("-0.05");
        assertThat(Figures.yuan(900_719_925_474_099_301L)).isEqualTo("9,007,199,254,740,993.01");
        assertThat(Figures.share(1, 3)).isEqualTo("33.33 %");
        assertThat(Figures.share(0, 0)).isEqualTo("-");
        assertThat(Figures.decimal(new BigDecimal("8.474576271186441"), 8)).isEqualTo("8.47457627");
        assertThat(Figures.seconds(3.25)).isEqualTo("3.3 s");
        assertThat(Figures.seconds(125)).isEqualTo("2:05 min");
        assertThat(Figures.bytes(999)).isEqualTo("999 B");
        assertThat(Figures.bytes(12_345_678)).isEqualTo("12.3 MB");
    }
}
