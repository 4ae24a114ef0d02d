package org.opendip.jobs.reports;

import java.math.BigDecimal;

/** A number that carries its own digits into the cell, exact and without exponent: fastexcel writes what {@code toString} says. */
final class Digits extends Number {
    private static final long serialVersionUID = 1L;

    private final String text;

    private Digits(String text) {
        this.text = text;
    }

    static Digits fen(long fen) {
        long whole = fen / 100;
        long rest = Math.abs(fen % 100);
        String sign = fen < 0 && whole == 0 ? "-" : "";
        return new Digits(sign + whole + (rest < 10 ? ".0" : ".") + rest);
    }

    static Digits of(BigDecimal value) {
        return new Digits(value.toPlainString());
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public int intValue() {
        return new BigDecimal(text).intValue();
    }

    @Override
    public long longValue() {
        return new BigDecimal(text).longValue();
    }

    @Override
    public float floatValue() {
        return Float.parseFloat(text);
    }

    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }
}
