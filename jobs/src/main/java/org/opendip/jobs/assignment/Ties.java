package org.opendip.jobs.assignment;

import java.math.BigDecimal;
import java.util.Comparator;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.Tie;

/** The rulebook's tie-break list as an order: the first is chosen. */
final class Ties {
    private Ties() {}

    /** The order for a case. The number of matches is equal among those compared. */
    static Comparator<Group> order(GroupingRule rule, Codes codes, String main) {
        Comparator<Group> order = (a, b) -> 0;
        for (Tie tie : rule.ties()) {
            order = order.thenComparing(
                    switch (tie) {
                        case MORE_MATCHES -> (a, b) -> 0;
                        case MAIN_PROCEDURE_FIRST ->
                            Comparator.comparing(g -> g.row().procedures().codes().stream()
                                    .noneMatch(wanted -> codes.same(wanted, main)));
                        case HIGHER_SCORE ->
                            Comparator.<Group, BigDecimal>comparing(Group::meanCost)
                                    .reversed();
                        // Below higher-score all means that get here are equal, and so equally near.
                        case NEAREST_MEAN -> (a, b) -> 0;
                        case LOWER_CODE -> Comparator.comparing(Group::code);
                    });
        }
        return order;
    }
}
