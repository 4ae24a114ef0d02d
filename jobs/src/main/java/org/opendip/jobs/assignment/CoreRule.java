package org.opendip.jobs.assignment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.RelatedMatch;
import org.opendip.policy.grouping.GroupingRule.Tie;

/**
 * 核心病种: 4-character diagnosis and main procedure, then the group with most of its related procedures on the case.
 *
 * <p>Without a procedure the case belongs to the conservative group of its diagnosis. Several groups with as many
 * matches are a tie, decided by the rulebook's list, which ends with the code.
 */
final class CoreRule implements RuleKind {
    private record Key(String diagnosis, String mainProcedure) {}

    private final GroupingRule rule;
    private final Map<Key, List<Group>> groups = new HashMap<>();

    CoreRule(GroupingRule rule, List<Group> catalog) {
        this.rule = rule;
        for (Group group : catalog) {
            if (group.core()) {
                groups.computeIfAbsent(new Key(group.diagnosis(), group.mainProcedure()), k -> new ArrayList<>())
                        .add(group);
            }
        }
    }

    @Override
    public Optional<Assignment> assign(Facts facts) {
        List<Group> candidates = groups.get(new Key(facts.subcategory(), facts.mainProcedure()));
        if (candidates == null) {
            return Optional.empty();
        }
        Set<String> others = new HashSet<>(facts.otherProcedures());
        int most = -1;
        List<Group> best = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Group group : candidates) {
            int matches = 0;
            for (String related : group.related()) {
                if (others.contains(related)) {
                    matches++;
                    named.add(related);
                }
            }
            boolean fits = group.related().isEmpty()
                    || (rule.relatedMatch() == RelatedMatch.ALL
                            ? matches == group.related().size()
                            : matches > 0);
            if (fits && matches >= most) {
                if (matches > most) {
                    best.clear();
                    most = matches;
                }
                best.add(group);
            }
        }
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Group chosen =
                best.size() == 1 ? best.get(0) : best.stream().min(order()).orElseThrow();
        Assignment.Path path = most == named.size()
                ? Assignment.Path.CORE_EXACT
                : most > 0 ? Assignment.Path.CORE_RELATED : Assignment.Path.CORE_MAIN;
        return Optional.of(Assignment.to(path, chosen, best.size()));
    }

    /** The tie-break list as an order: the first is chosen. The number of matches is equal among those compared. */
    private Comparator<Group> order() {
        Comparator<Group> order = (a, b) -> 0;
        for (Tie tie : rule.ties()) {
            order = order.thenComparing(
                    switch (tie) {
                        case MORE_MATCHES -> (a, b) -> 0;
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
