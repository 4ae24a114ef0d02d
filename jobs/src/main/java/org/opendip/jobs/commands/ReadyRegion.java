package org.opendip.jobs.commands;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.flow.StageMeter;
import org.opendip.jobs.generator.ReadyCases;
import org.opendip.jobs.generator.RegionGenerator.Written;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.cases.ReadyCasesStage;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/** An invented region that begins with cases: they go into a run file's warehouse, the files beside them where it says. */
final class ReadyRegion {
    private final RegionPlan plan;
    private final Rulebook rules;
    private final RunFile inputs;

    ReadyRegion(RegionPlan plan, Rulebook rules, RunFile inputs) {
        this.plan = plan;
        this.rules = rules;
        this.inputs = inputs;
    }

    /** Two runs of cases, then the files that go with them: who finds the files finds the runs too. */
    List<Written> write() throws IOException {
        SparkSession spark = Sessions.local("generate");
        for (String folder : List.of(inputs.codes(), inputs.reference())) {
            refuseOthersFiles(spark.sparkContext().hadoopConfiguration(), folder);
        }
        List<Written> written = new ArrayList<>();
        try (ReadyCases ready = new ReadyCases(spark, plan, rules)) {
            for (Job job : List.of(Job.CALIBRATE_CATALOG, Job.SETTLE_YEAR)) {
                StageMeter meter = new StageMeter();
                Stage stage = new ReadyCasesStage(job == Job.SETTLE_YEAR ? ready.year() : ready.history());
                Run run = Flow.readyCases(spark, job, stage, rules, inputs, List.of(meter));
                meter.steps().stream()
                        .filter(step -> !step.table().isEmpty())
                        .forEach(step ->
                                written.add(new Written(run.run() + " " + step.table(), step.rows(), step.seconds())));
            }
            long start = System.nanoTime();
            ready.writeFiles(inputs.codes(), inputs.reference());
            written.add(new Written("codes, reference", plan.hospitals(), (System.nanoTime() - start) / 1e9));
        }
        return written;
    }

    /** The run file of a real region must not get invented codes and payments. */
    private static void refuseOthersFiles(Configuration conf, String folder) throws IOException {
        Path path = new Path(folder);
        FileSystem files = path.getFileSystem(conf);
        if (files.exists(path) && files.listStatus(path).length > 0) {
            throw DipErrors.folderNotEmpty(folder);
        }
    }
}
