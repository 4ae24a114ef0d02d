package org.opendip.policy.ungrouped;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 未入组病例: what a case is worth that no group takes.
 *
 * @param factor below 1, so that an ungrouped case is always worth less than a grouped one of the same cost
 */
public record UngroupedRule(Form form, BigDecimal factor, Source source) implements Rule {
    public enum Form {
        /** Its cost in points of the region, times the factor, without K. */
        COST_SHARE
    }

    public static UngroupedRule read(Node node) {
        BigDecimal factor = node.decimal("factor", "0", "1");
        if (factor != null && factor.compareTo(BigDecimal.ONE) == 0) {
            node.problem("factor", "must be below 1: the ungrouped are paid below the grouped");
        }
        return new UngroupedRule(node.choice("form", Form.class), factor, node.source());
    }
}
