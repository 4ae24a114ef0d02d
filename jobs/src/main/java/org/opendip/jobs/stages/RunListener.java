package org.opendip.jobs.stages;

import org.opendip.jobs.runs.Run;
import org.opendip.jobs.tables.Table;

/** Hears how a run gets on: progress for people, measurements, failpoints for tests. */
public interface RunListener {
    /** A stage starts. */
    default void stageStarted(Stage stage) {}

    /** A table of the stage is written, with its rows. */
    default void tableWritten(Stage stage, Table table, long rows) {}

    /** A stage is done. */
    default void stageFinished(Stage stage, double seconds) {}

    /** The run is visible to readers. */
    default void committed(Run run) {}
}
