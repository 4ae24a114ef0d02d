package org.opendip.jobs.commands;

import picocli.CommandLine.Command;

/** {@code dip settle-year}. */
@Command(
        name = "settle-year",
        description = {
            "年度清算: the year's lists are grouped, scored, priced and settled to the fen.",
            "Stands on the newest runs of set-point-value and calibrate-catalog for the year."
        })
final class SettleYearCommand extends IntakeCommand.OfCases {}
