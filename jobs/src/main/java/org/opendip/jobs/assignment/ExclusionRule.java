package org.opendip.jobs.assignment;

import java.util.Optional;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.RuleKinds;

/** 不纳入分组的主要诊断: the case stays ungrouped. What may not group among procedures is left out before any rule asks. */
final class ExclusionRule implements RuleKind {
    private final Exclusions exclusions;

    ExclusionRule(Exclusions exclusions) {
        this.exclusions = exclusions;
    }

    @Override
    public RuleKinds.Kind kind() {
        return RuleKinds.Kind.EXCLUSIONS;
    }

    @Override
    public Optional<Assignment> assign(Asking of) {
        return exclusions.diagnoses().contains(of.diagnosis())
                ? Optional.of(Assignment.none(Assignment.Path.EXCLUDED_DIAGNOSIS))
                : Optional.empty();
    }
}
