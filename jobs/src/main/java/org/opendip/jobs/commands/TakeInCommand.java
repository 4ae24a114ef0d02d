package org.opendip.jobs.commands;

import picocli.CommandLine.Command;

/** {@code dip take-in}. */
@Command(
        name = "take-in",
        description = {
            "结算清单采集: the year's settlement lists as they arrive, month by month, are checked and netted.",
            "What is wrong with them goes back to the hospitals with dip feedback."
        })
final class TakeInCommand extends IntakeCommand {}
