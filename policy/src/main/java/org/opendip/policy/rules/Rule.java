package org.opendip.policy.rules;

import java.io.Serializable;

/** A section of a rulebook. It can be sent to where the cases are. */
public interface Rule extends Serializable {
    /** The document that decides it. */
    Source source();
}
