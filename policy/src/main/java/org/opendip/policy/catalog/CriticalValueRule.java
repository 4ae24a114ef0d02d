package org.opendip.policy.catalog;

import java.math.BigDecimal;
import org.opendip.policy.rules.Node;

/** 临界值: how many cases of the history make a combination a core group (核心病种). */
public sealed interface CriticalValueRule permits CriticalValueRule.Fixed, CriticalValueRule.Coverage {
    /** @param cases over all years of the history */
    record Fixed(int cases) implements CriticalValueRule {}

    /** @param share of all cases that the core groups must still hold */
    record Coverage(BigDecimal share) implements CriticalValueRule {}

    enum Kind {
        FIXED,
        COVERAGE
    }

    static CriticalValueRule read(Node node) {
        Kind kind = node.choice("kind", Kind.class);
        if (kind == null) {
            node.know("cases");
            node.know("share");
            return null;
        }
        return switch (kind) {
            case FIXED -> new Fixed(node.integer("cases", 1, 1_000_000));
            case COVERAGE -> new Coverage(node.decimalAbove("share", "0", "1"));
        };
    }
}
