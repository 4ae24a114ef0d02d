package org.opendip.jobs.commands;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.QuarantineArea;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Lease;
import org.opendip.jobs.runs.QuarantineFolder;
import org.opendip.jobs.runs.QuarantineFolder.Held;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;

/** What is printed about rejected rows, and the end of those that were kept long enough. */
final class QuarantineBook {
    private final RunFile inputs;
    private final String line;
    private final PrintWriter out;
    private final SparkSession spark;
    private final Warehouse warehouse;

    /** @param line the command line as it was typed, for the audit log */
    QuarantineBook(RunFile inputs, String line, PrintWriter out) {
        this.inputs = inputs;
        this.line = line;
        this.out = out;
        this.spark = Sessions.local("quarantine");
        this.warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
    }

    /** Rejected rows of a run; hospital and rule may be null. */
    void show(String name, String hospital, String rule, int limit) {
        Run run = name != null ? warehouse.run(name) : FeedbackBook.newest(warehouse, inputs.year(), "quarantine show");
        if (run.table(Quarantine.TABLE.name()).isEmpty()) {
            out.println(run.run() + " rejected nothing.");
            out.flush();
            return;
        }
        Dataset<Row> all = warehouse.read(run, Quarantine.TABLE);
        Dataset<Row> byHospital =
                hospital == null ? all : all.filter(Records.HOSPITAL.col().equalTo(hospital));
        Dataset<Row> meant = rule == null
                ? byHospital
                : byHospital.filter(
                        concat(lit(","), Quarantine.RULES.col(), lit(",")).contains("," + rule + ","));
        List<Row> shown = Audited.of(
                spark,
                warehouse,
                AuditLog.Deed.reading(line, run, ""),
                () -> meant.orderBy(
                                Records.HOSPITAL.col(),
                                Records.DELIVERY.col(),
                                Records.SOURCE_FILE.col(),
                                Quarantine.LINE.col(),
                                Records.CONTENT.col())
                        .limit(limit)
                        .collectAsList(),
                rows -> rows.size() + " rejected rows, redacted");
        out.println("拒收行 rejected rows  " + run.run() + "  " + Figures.count(shown.size()) + " of "
                + Figures.count(meant.count()));
        for (Row row : shown) {
            String delivery = row.getAs(Records.DELIVERY.name());
            Long at = row.getAs(Quarantine.LINE.name());
            long content = row.<Long>getAs(Records.CONTENT.name());
            String seen = row.getAs(Quarantine.AS_READ.name());
            out.println("  " + (delivery == null ? "" : delivery + "/") + row.getAs(Records.SOURCE_FILE.name())
                    + (at == null ? "" : ":" + at) + "  " + String.format("%016x", content) + "  "
                    + (row.getAs(Records.HOSPITAL.name()) == null ? "-" : row.getAs(Records.HOSPITAL.name())) + "  "
                    + row.getAs(Quarantine.RULES.name()));
            out.println("    " + (seen == null ? "no longer there to be looked at" : seen));
        }
        out.flush();
    }

    /** Removes what is due; no run may be under way, whose rows nobody could tell from what a killed one left. */
    void purge(LocalDate day) {
        QuarantineArea area = inputs.quarantine();
        if (area == null) {
            throw DipErrors.quarantineNotNamed();
        }
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        QuarantineFolder folder = QuarantineFolder.of(hadoop, area.path(), inputs.region());
        List<Held> gone;
        try (Lease lease = Lease.take(hadoop, warehouse.root(), "quarantine purge")) {
            List<Held> due = folder.held(warehouse.runs()).stream()
                    .filter(held -> held.isDue(day, area.keepDays()))
                    .toList();
            lease.confirm();
            gone = Audited.of(
                    spark,
                    warehouse,
                    new AuditLog.Deed(line, "", "", "", 0, 0),
                    () -> {
                        due.forEach(folder::delete);
                        return due;
                    },
                    files -> "removed " + files.size() + " files of rejected rows");
        }
        out.println("清理 purged  " + area.path() + "  kept for " + area.keepDays() + " days, as of " + day);
        TextTable table = new TextTable("llrl");
        gone.forEach(held -> table.row(
                held.name(),
                held.written(),
                Figures.bytes(held.bytes()),
                held.run() == null ? "of no run that was committed" : "kept long enough"));
        table.print(out, "  ");
        out.println("  removed " + gone.size() + " files");
        out.flush();
    }
}
