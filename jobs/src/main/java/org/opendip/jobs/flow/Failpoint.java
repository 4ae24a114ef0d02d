package org.opendip.jobs.flow;

import java.util.Optional;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Table;

/**
 * Kills the process right after a table was written, as a power failure would: the system property {@code dip.failpoint}
 * names the table, or {@code commit}. For tests of what a killed run leaves behind.
 */
final class Failpoint implements RunListener {
    static final String PROPERTY = "dip.failpoint";
    static final String COMMIT = "commit";

    private final String point;

    private Failpoint(String point) {
        this.point = point;
    }

    static Optional<RunListener> configured() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Failpoint::new);
    }

    @Override
    public void tableWritten(Stage stage, Table table, long rows) {
        stopAt(table.name());
    }

    @Override
    public void committed(Run run) {
        stopAt(COMMIT);
    }

    private void stopAt(String reached) {
        if (reached.equals(point)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
