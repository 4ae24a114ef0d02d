package org.opendip.policy.deviation;

import java.math.BigDecimal;
import java.util.Optional;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/** 费用偏差: what becomes of a case whose cost is far from the payment standard of its group. */
public record DeviationRule(Reference reference, Low low, High high, Source source) implements Rule {
    public enum ReferenceKind {
        /** 上一年度同级别次均费用: last year's mean cost of the group; where there is none, the next. */
        LAST_YEAR_MEAN,
        /** 分值 × 年初点值. */
        SCORE_TIMES_POINT_VALUE
    }

    /**
     * 支付标准: what a cost is compared with.
     *
     * @param byLevel whether the mean is that of the hospital's level
     * @param byPool whether the mean is that of the insurance pool
     * @param minimumCases a mean of fewer cases is not used
     * @param withCoefficient whether score times point value is multiplied by K too; a mean never is
     */
    public record Reference(
            ReferenceKind kind, boolean byLevel, boolean byPool, int minimumCases, boolean withCoefficient) {
        static Reference read(Node node) {
            return new Reference(
                    node.choice("kind", ReferenceKind.class),
                    node.flag("by-level"),
                    node.flag("by-pool"),
                    node.integer("minimum-cases", 1, 1_000_000),
                    node.flag("with-coefficient"));
        }
    }

    public enum LowForm {
        /** 据实支付: the points are those that pay the cost. */
        COST_TRUE,
        /** RW × ratio. */
        RATIO,
        /** RW × K × ratio. */
        RATIO_TIMES_COEFFICIENT
    }

    /**
     * 费用极低.
     *
     * @param edge ratio of cost to reference; below it a case is low
     * @param inclusive whether a case just on the edge is low too
     */
    public record Low(BigDecimal edge, boolean inclusive, LowForm form) {
        static Low read(Node node) {
            return new Low(node.decimal("edge", "0", "1"), node.flag("inclusive"), node.choice("form", LowForm.class));
        }
    }

    public enum HighForm {
        /** RW × K, as any case; the case may be a candidate for special review. */
        NONE,
        /** RW × K × (ratio − edge + 1). */
        EXCESS_PLUS_ONE,
        /** RW × (ratio − edge + K). */
        EXCESS_PLUS_COEFFICIENT
    }

    public enum AboveUpper {
        /** RW × K. */
        COEFFICIENT_ONLY
    }

    /**
     * 费用极高.
     *
     * @param edge ratio of cost to reference; above it a case is high
     * @param inclusive whether a case just on the edge is high too
     * @param upperEdge above it, never on it, the form no longer holds
     * @param aboveUpper what holds instead
     */
    public record High(
            BigDecimal edge,
            boolean inclusive,
            HighForm form,
            Optional<BigDecimal> upperEdge,
            Optional<AboveUpper> aboveUpper) {
        static High read(Node node) {
            BigDecimal edge = node.decimal("edge", "1", "1000");
            boolean inclusive = node.flag("inclusive");
            HighForm form = node.choice("form", HighForm.class);
            Optional<BigDecimal> upper = node.optionalDecimalAbove("upper-edge", "1", "1000");
            Optional<AboveUpper> above = node.optionalChoice("above-upper", AboveUpper.class);
            if (node.has("upper-edge") != node.has("above-upper")) {
                String given = node.has("upper-edge") ? "upper-edge" : "above-upper";
                String other = node.has("upper-edge") ? "above-upper" : "upper-edge";
                node.problem(other, "missing: " + given + " needs it");
            } else if (upper.isPresent() && form == HighForm.NONE) {
                node.problem("upper-edge", "has no meaning with form none");
            }
            if (edge != null && upper.isPresent() && upper.get().compareTo(edge) <= 0) {
                node.problem("upper-edge", "must be above edge (" + edge + "), is " + upper.get());
            }
            return new High(edge, inclusive, form, upper, above);
        }
    }

    public static DeviationRule read(Node node) {
        return new DeviationRule(
                Reference.read(node.child("reference")),
                Low.read(node.child("low")),
                High.read(node.child("high")),
                node.source());
    }
}
