package org.opendip.jobs.stages;

import java.util.List;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.runs.Run;

/**
 * What settlement lists a run takes in, and from where it goes on.
 *
 * @param lists where the lists of the job are
 * @param all every delivery of them
 * @param read the deliveries that this run reads
 * @param before the run whose records it goes on from; null where it takes in everything
 */
public record Intake(
        Mode mode, SettlementLists lists, List<SettlementLists> all, List<SettlementLists> read, Run before) {
    /** How the records of a run come about. */
    public enum Mode {
        /** Every delivery is read (全量). */
        FULL,
        /** The deliveries that the run before did not have are read, and merged into its records (增量). */
        INCREMENTAL,
        /** Nothing is read: the records of the run before, under the limits of today (重述). */
        RESTATE,
        /** There are no records: the run starts at cases that were generated without lists (模拟病例). */
        READY
    }

    public Intake {
        all = List.copyOf(all);
        read = List.copyOf(read);
    }

    /** Everything there is. */
    public static Intake full(SettlementLists lists, List<SettlementLists> deliveries) {
        return new Intake(Mode.FULL, lists, deliveries, deliveries, null);
    }
}
