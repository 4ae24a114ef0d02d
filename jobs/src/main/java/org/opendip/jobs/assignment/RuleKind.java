package org.opendip.jobs.assignment;

import java.util.Optional;

/** One kind of grouping rule: core, comprehensive, ... The engine asks them in the order of the rule version. */
public interface RuleKind {
    /** The assignment, when this kind of rule has one; it ends the search. */
    Optional<Assignment> assign(Facts facts);
}
