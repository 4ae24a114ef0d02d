package org.opendip.policy.money;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A result with its working, so that a statement prints how it arose instead of computing it again.
 *
 * @param value the result, rounded as the rule says
 * @param working where it came from
 */
public record Amount(BigDecimal value, Working working) {
    /**
     * @param rule name of the rule, as in the vectors and the glossary
     * @param inputs name and value, in the order of the formula
     */
    public record Working(String rule, Map<String, BigDecimal> inputs, String formulaZh, String formulaEn) {
        public Working {
            inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        }
    }

    /** {@code 月度预结算 monthly-payment = (...) = 1166100.00 [scores 210000, ...]}. */
    public String line() {
        StringBuilder inputs = new StringBuilder();
        working.inputs().forEach((name, input) -> inputs.append(inputs.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(input.toPlainString()));
        return working.rule() + ": " + working.formulaEn() + " = " + value.toPlainString() + " [" + inputs + "]";
    }

    public static Builder of(String rule, String formulaZh, String formulaEn) {
        return new Builder(rule, formulaZh, formulaEn);
    }

    /** Collects the inputs in order. */
    public static final class Builder {
        private final String rule;
        private final String formulaZh;
        private final String formulaEn;
        private final Map<String, BigDecimal> inputs = new LinkedHashMap<>();

        private Builder(String rule, String formulaZh, String formulaEn) {
            this.rule = rule;
            this.formulaZh = formulaZh;
            this.formulaEn = formulaEn;
        }

        public Builder with(String name, BigDecimal value) {
            if (inputs.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("input " + name + " twice in " + rule);
            }
            return this;
        }

        /** An input in fen, shown in yuan. */
        public Builder withFen(String name, long fen) {
            return with(name, Fen.toYuan(fen));
        }

        public Amount is(BigDecimal value) {
            return new Amount(value, new Working(rule, inputs, formulaZh, formulaEn));
        }

        public Amount isFen(long fen) {
            return is(Fen.toYuan(fen));
        }
    }
}
