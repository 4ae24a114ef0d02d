package org.opendip.jobs.commands;

import picocli.CommandLine.Command;

/** {@code dip set-point-value}. */
@Command(
        name = "set-point-value",
        description = {
            "年初点值: scores and history become the year-start point values.",
            "Stands on the newest run of calibrate-catalog for the year."
        })
final class SetPointValueCommand extends JobCommand {}
