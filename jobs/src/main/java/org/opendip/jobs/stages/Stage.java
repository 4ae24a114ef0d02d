package org.opendip.jobs.stages;

import java.util.List;
import org.opendip.jobs.tables.Table;

/** One step of the path of the data. It reads tables that stages before it wrote, and writes its own. */
public interface Stage {
    /** The noun that names the stage's package, class and table. */
    String name();

    /** Tables of earlier stages, of this run or of the runs it stands on. */
    List<Table> reads();

    /** Tables that a run which this one stands on may have decided, where the job stands on one. */
    default List<Table> takesOver() {
        return List.of();
    }

    /** Tables this stage writes, every one in each run. */
    List<Table> writes();

    /** Does the work. */
    void run(StageRun run);
}
