package org.opendip.policy.rules;

/** A section of a rulebook. */
public interface Rule {
    /** The document that decides it. */
    Source source();
}
