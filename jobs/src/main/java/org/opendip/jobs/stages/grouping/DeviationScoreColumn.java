package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.opendip.jobs.stages.Quotient;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.deviation.DeviationRule.LowForm;

/**
 * Twin of {@code policy.deviation.DeviationScore}: the same rule record, as Columns. Bound to its twin by
 * DeviationScoreColumnTest (vectors and random rows).
 *
 * <p>Widths that keep every product exact: cost 10 digits with 2 decimals, reference 14 with 6, RW 13 with 6, K 7 with 6.
 */
final class DeviationScoreColumn {
    static final String LOW = "low";
    static final String NORMAL = "normal";
    static final String HIGH = "high";

    private final DeviationRule rule;
    private final Column cost;
    private final Column reference;
    private final Column rw;
    private final Column k;

    /** @param costFen bigint */
    DeviationScoreColumn(DeviationRule rule, Column costFen, Column reference, Column rw, Column k) {
        this.rule = rule;
        this.cost = costFen.cast("decimal(10,0)")
                .multiply(lit(new BigDecimal("0.01")))
                .cast("decimal(10,2)");
        this.reference = reference.cast("decimal(14,6)");
        this.rw = rw.cast("decimal(13,6)");
        this.k = k.cast("decimal(7,6)");
    }

    private Column edge(BigDecimal edge) {
        return reference.multiply(lit(edge));
    }

    private Column low() {
        Column edge = edge(rule.low().edge());
        return rule.low().inclusive() ? cost.leq(edge) : cost.lt(edge);
    }

    private Column high() {
        Column edge = edge(rule.high().edge());
        return rule.high().inclusive() ? cost.geq(edge) : cost.gt(edge);
    }

    /** low, normal or high. */
    Column costClass() {
        return when(low(), lit(LOW)).when(high(), lit(HIGH)).otherwise(lit(NORMAL));
    }

    /** Paid at cost. */
    Column costTrue() {
        return rule.low().form() == LowForm.COST_TRUE ? low() : lit(false);
    }

    /** Cost over reference. */
    Column ratio() {
        return cost.cast("decimal(20,12)").divide(reference).cast("decimal(20,10)");
    }

    /** Points, null where cost-true. */
    Column score() {
        Column ordinary = points(rw.multiply(k));
        Column lowScore =
                switch (rule.low().form()) {
                    case COST_TRUE -> lit(null);
                    case RATIO -> quotient(rw.multiply(cost));
                    case RATIO_TIMES_COEFFICIENT -> quotient(rw.multiply(k).multiply(cost));
                };
        Column excess = cost.minus(edge(rule.high().edge()));
        Column highScore =
                switch (rule.high().form()) {
                    case NONE -> ordinary;
                    case EXCESS_PLUS_ONE ->
                        quotient(rw.multiply(k).cast("decimal(20,12)").multiply(excessPlusReference()));
                    case EXCESS_PLUS_COEFFICIENT -> quotient(rw.multiply(excess.plus(k.multiply(reference))));
                };
        if (rule.high().upperEdge().isPresent()) {
            highScore =
                    when(cost.gt(edge(rule.high().upperEdge().get())), ordinary).otherwise(highScore);
        }
        return when(low(), lowScore).when(high(), highScore).otherwise(ordinary);
    }

    /** Of a high case, at most its cost. Cast so that the product with rw × k keeps within 38 digits. */
    private Column excessPlusReference() {
        BigDecimal edge = rule.high().edge();
        int decimals = 6 + Math.max(0, edge.scale());
        return cost.minus(edge(edge)).plus(reference).cast("decimal(17," + decimals + ")");
    }

    private Column quotient(Column above) {
        return Quotient.points(above, reference);
    }

    private static Column points(Column exact) {
        return exact.cast("decimal(18,6)");
    }
}
