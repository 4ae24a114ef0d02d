package org.opendip.jobs.assignment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.ComprehensiveFallback;
import org.opendip.policy.grouping.TreatmentType;

/** 综合病种: 3-character category and treatment type of the main procedure. */
final class ComprehensiveRule implements RuleKind {
    private record Key(String category, TreatmentType treatment) {}

    private final GroupingRule rule;
    private final Treatments treatments;
    private final Map<Key, Group> groups = new HashMap<>();

    ComprehensiveRule(GroupingRule rule, Treatments treatments, List<Group> catalog) {
        this.rule = rule;
        this.treatments = treatments;
        for (Group group : catalog) {
            if (!group.core()) {
                groups.put(new Key(group.diagnosis(), group.treatment()), group);
            }
        }
    }

    @Override
    public Optional<Assignment> assign(Facts facts) {
        TreatmentType treatment = treatments.of(facts.mainProcedure());
        Group own = groups.get(new Key(facts.category(), treatment));
        if (own != null) {
            return Optional.of(Assignment.to(Assignment.Path.COMPREHENSIVE, own, 1));
        }
        if (rule.comprehensiveFallback() == ComprehensiveFallback.CONSERVATIVE) {
            Group conservative = groups.get(new Key(facts.category(), TreatmentType.CONSERVATIVE));
            if (conservative != null) {
                return Optional.of(Assignment.to(Assignment.Path.COMPREHENSIVE_CONSERVATIVE, conservative, 1));
            }
        }
        return Optional.empty();
    }
}
