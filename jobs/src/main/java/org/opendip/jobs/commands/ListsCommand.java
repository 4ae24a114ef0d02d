package org.opendip.jobs.commands;

import org.opendip.jobs.flow.Start;
import picocli.CommandLine.Option;

/** A job that begins with settlement lists, or where these were left out, with generated cases. */
abstract class ListsCommand extends JobCommand {
    @Option(
            names = "--ready-cases",
            description = "Start at the cases that 'dip generate --ready-cases' invented (用模拟病例，不读结算清单).")
    private boolean readyCases;

    @Override
    Start start() {
        return readyCases ? Start.READY_CASES : Start.LISTS;
    }
}
