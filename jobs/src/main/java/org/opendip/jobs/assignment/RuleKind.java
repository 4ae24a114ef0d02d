package org.opendip.jobs.assignment;

import java.util.List;
import java.util.Optional;
import org.opendip.policy.grouping.RuleKinds;

/** One kind of grouping rule: core, comprehensive, ... The engine asks them in the order of the rulebook. */
interface RuleKind {
    /** Which one. */
    RuleKinds.Kind kind();

    /** The assignment, when this kind of rule has one; it ends the search. */
    Optional<Assignment> assign(Asking of);

    /** Codes of the groups of this kind that the best was chosen from, in order. */
    default List<String> fits(Asking of) {
        return List.of();
    }

    /** Groups of this kind that the case misses by one thing, in code order. */
    default List<Assignment.Near> near(Asking of) {
        return List.of();
    }
}
