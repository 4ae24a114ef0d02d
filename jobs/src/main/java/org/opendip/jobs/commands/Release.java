package org.opendip.jobs.commands;

import org.opendip.jobs.flow.Flow;

/** What release this is; a constant, so that asking for it loads no Spark. */
final class Release {
    static final String SOFTWARE = Flow.SOFTWARE;

    private Release() {}
}
