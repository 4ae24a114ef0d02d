package org.opendip.jobs.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void yuanOfFen() {
        assertThat(Numbers.yuan(123_456)).isEqualTo("1,234.56");
        assertThat(Numbers.yuan(0)).isEqualTo("0.00");
        assertThat(Numbers.yuan(-5)).isEqualTo("-0.05");
        assertThat(Numbers.yuan(-100_000_00)).isEqualTo("-100,000.00");
        assertThat(Numbers.yuan(Long.MAX_VALUE)).isEqualTo("92,233,720,368,547,758.07");
        assertThat(Numbers.plainYuan(Long.MIN_VALUE)).isEqualTo("-92233720368547758.08");
    }

    @Test
    void headlines() {
        assertThat(Numbers.headline(720_000_000_00L)).isEqualTo("7.20 亿元");
        assertThat(Numbers.headline(-123_456_78L)).isEqualTo("-12.35 万元");
        assertThat(Numbers.headline(98_76)).isEqualTo("98.76 元");
        assertThat(Numbers.headline(99_999_999_99L)).isEqualTo("1.00 亿元");
        assertThat(Numbers.headline(1_234_500_000_000_00L)).isEqualTo("12,345.00 亿元");
    }

    @Test
    void decimals() {
        assertThat(Numbers.exact(new BigDecimal("2500000.000000"))).isEqualTo("2,500,000.000000");
        assertThat(Numbers.trimmed(new BigDecimal("0.7200000000"))).isEqualTo("0.72");
        assertThat(Numbers.trimmed(new BigDecimal("0E-10"))).isEqualTo("0");
        assertThat(Numbers.trimmed(new BigDecimal("1000"))).isEqualTo("1,000");
        assertThat(Numbers.percent(1, 3)).isEqualTo("33.33%");
        assertThat(Numbers.percent(0, 0)).isEqualTo("—");
    }

    @Test
    void digitsAgreeWithNumbers() {
        for (long fen : new long[] {0, 1, -1, 10, -10, 99, 101, -101, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Digits.fen(fen)).hasToString(Numbers.plainYuan(fen));
        }
    }
}
