package org.opendip.jobs.commands;

import picocli.CommandLine.Command;

/** {@code dip calibrate-catalog}. */
@Command(
        name = "calibrate-catalog",
        description = {
            "目录校准: three years of settlement lists become a catalog with scores.",
            "Reads history, reference and codes of the run file."
        })
final class CalibrateCatalogCommand extends IntakeCommand.OfCases {}
