package org.opendip.jobs.commands;

import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Warehouse;

/** Work on the tables of a run that the audit log tells of. Jobs see to it themselves. */
final class Audited {
    private Audited() {}

    /**
     * Does it, with its begin and its end in the log.
     *
     * @param made what was handed out, in words that name no record
     */
    static <T> T of(
            SparkSession spark, Warehouse warehouse, AuditLog.Deed deed, Supplier<T> work, Function<T, String> made) {
        AuditLog.Open open = AuditLog.of(spark.sparkContext().hadoopConfiguration(), warehouse.root())
                .begin(deed);
        T result;
        try {
            result = work.get();
        } catch (Throwable e) {
            open.failed(e);
            throw e;
        }
        open.done(made.apply(result));
        return result;
    }
}
