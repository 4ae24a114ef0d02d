package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.ComprehensiveFallback;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.TreatmentType;

/**
 * 综合病种: category (or range of categories) and treatment type of the main procedure; the more special row wins, then one
 * that asks for age or severity.
 */
final class ComprehensiveRule implements RuleKind {
    private record Key(String diagnosis, TreatmentType treatment) {}

    private final GroupingRule rule;
    private final Treatments treatments;
    private final Map<Key, List<Group>> groups = new HashMap<>();

    ComprehensiveRule(GroupingRule rule, Treatments treatments, List<Group> catalog) {
        this.rule = rule;
        this.treatments = treatments;
        for (Group group : catalog) {
            if (!group.core()) {
                Asking.eachKey(group.row().diagnoses(), key -> groups.computeIfAbsent(
                                new Key(key, group.treatment()), k -> new ArrayList<>())
                        .add(group));
            }
        }
    }

    @Override
    public RuleKinds.Kind kind() {
        return RuleKinds.Kind.COMPREHENSIVE;
    }

    @Override
    public Optional<Assignment> assign(Asking of) {
        Optional<Assignment> own = find(of, treatments.of(of.main()), Assignment.Path.COMPREHENSIVE);
        return own.isPresent() || rule.comprehensiveFallback() == ComprehensiveFallback.NONE
                ? own
                : find(of, TreatmentType.CONSERVATIVE, Assignment.Path.COMPREHENSIVE_CONSERVATIVE);
    }

    private Optional<Assignment> find(Asking of, TreatmentType treatment, Assignment.Path path) {
        for (String key : of.keys()) {
            List<Group> found = groups.get(new Key(key, treatment));
            if (found != null) {
                int most = found.stream()
                        .filter(g -> of.isOf(g.row().subgroup()))
                        .mapToInt(g -> g.row().asksBeside())
                        .max()
                        .orElse(-1);
                found = found.stream()
                        .filter(g -> of.isOf(g.row().subgroup()) && g.row().asksBeside() == most)
                        .toList();
            }
            if (found != null && !found.isEmpty()) {
                Group chosen = found.size() == 1
                        ? found.get(0)
                        : found.stream()
                                .min(Ties.order(rule, new Codes(0), of.main()))
                                .orElseThrow();
                return Optional.of(Assignment.to(path, chosen, found.size()));
            }
        }
        return Optional.empty();
    }
}
