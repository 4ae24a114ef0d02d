package org.opendip.jobs.stages;

import java.util.List;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.tables.Table;

/** Hears how a run gets on: progress for people, measurements, failpoints for tests. */
public interface RunListener {
    /** A stage starts. */
    default void stageStarted(Stage stage) {}

    /** A table of the stage is written, with its rows. */
    default void tableWritten(Stage stage, Table table, long rows) {}

    /** Columns that the lists taken in may lack and do lack: null on every row of them. Each is told once. */
    default void columnsOmitted(Stage stage, Table table, List<String> columns) {}

    /** A stage is done. */
    default void stageFinished(Stage stage, double seconds) {}

    /** The run is visible to readers. */
    default void committed(Run run) {}
}
