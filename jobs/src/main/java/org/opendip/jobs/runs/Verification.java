package org.opendip.jobs.runs;

import java.util.List;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;

/**
 * One table of a run, its digest computed again.
 *
 * @param recorded the digest that the run recorded
 * @param found the digest of what is there now, or why there is none
 */
public record Verification(String table, long rows, String recorded, String found) {

    /** What is there is what the run wrote. */
    public boolean equal() {
        return recorded.equals(found);
    }

    /** All tables of a run. */
    public static List<Verification> of(Warehouse warehouse, Run run) {
        return run.tables().stream()
                .map(t -> new Verification(t.table(), t.rows(), t.digest(), found(warehouse, t)))
                .toList();
    }

    private static String found(Warehouse warehouse, Run.TableVersion version) {
        Table declared = Tables.ALL.stream()
                .filter(t -> t.name().equals(version.table()))
                .findFirst()
                .orElse(null);
        if (declared == null) {
            return "this software knows no such table";
        }
        try {
            return Digest.of(declared, warehouse.read(version)).value();
        } catch (Exception e) {
            // A file that is gone or damaged is a finding, not a failure.
            String message = String.valueOf(e.getMessage());
            return "cannot be read: " + message.lines().findFirst().orElse("");
        }
    }
}
