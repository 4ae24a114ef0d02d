package org.opendip.jobs.flow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.Stage;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/**
 * What a job would do, found without writing anything: every refusal that can be told before the work starts is told
 * here.
 *
 * @param years years of discharge that the records must lie in
 * @param basis names of the runs it would stand on
 * @param inputs what it would read
 * @param warehouse where the tables would go
 */
public record Plan(
        Job job, List<Stage> stages, List<Integer> years, List<String> basis, List<Input> inputs, String warehouse) {

    /**
     * A file or folder to read.
     *
     * @param place its path
     * @param files number of files in it
     * @param bytes their size
     */
    public record Input(String place, int files, long bytes) {}

    /**
     * The plan of a job.
     *
     * @param rekey see {@link Request}
     */
    public static Plan of(
            SparkSession spark, Job job, Intake.Mode mode, Rulebook rules, RunFile inputs, boolean rekey) {
        if (!rules.region().equals(inputs.region()) || rules.year() != inputs.year()) {
            throw DipErrors.rulebookOfAnotherRegion(rules.region(), rules.year(), inputs.region(), inputs.year());
        }
        job.check(spark.sparkContext().hadoopConfiguration(), inputs, rules);
        Warehouse warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
        List<Run> basis = Flow.basis(job, mode, rules, inputs, warehouse);
        List<Input> found = inputs(spark, job, mode, inputs);
        if (job.makesCases(mode)) {
            Flow.sameKey(IdentifierKey.load(inputs.region(), inputs.identifiers()), warehouse.runs(), rekey);
        }
        return new Plan(
                job,
                job.stages(mode),
                job.years(inputs.year(), rules.history().years()),
                basis.stream().map(Run::run).toList(),
                found,
                warehouse.root());
    }

    /** What a job reads beside the tables of other runs. */
    static List<Input> inputs(SparkSession spark, Job job, Intake.Mode mode, RunFile inputs) {
        List<Input> found = new ArrayList<>();
        for (String folder : job.files(inputs, mode)) {
            found.addAll(list(spark, folder));
        }
        return found;
    }

    /** One entry for each file or folder in a folder. */
    private static List<Input> list(SparkSession spark, String folder) {
        Path path = new Path(folder);
        Map<String, Input> byName = new TreeMap<>();
        try {
            FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            if (!files.exists(path)) {
                throw DipErrors.fileMissing(folder, "an input folder of the run file");
            }
            String base = files.makeQualified(path).toUri().getPath();
            RemoteIterator<LocatedFileStatus> all = files.listFiles(path, true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                String below = file.getPath()
                        .toUri()
                        .getPath()
                        .substring(base.length())
                        .replaceFirst("^/", "");
                if (below.endsWith(".crc") || below.endsWith("_SUCCESS")) {
                    continue;
                }
                String place = below.isEmpty()
                        ? folder
                        : folder + "/" + (below.contains("/") ? below.substring(0, below.indexOf('/') + 1) : below);
                byName.merge(
                        place,
                        new Input(place, 1, file.getLen()),
                        (a, b) -> new Input(place, a.files() + b.files(), a.bytes() + b.bytes()));
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(folder, "an input folder", e);
        }
        if (byName.isEmpty()) {
            throw DipErrors.fileMissing(folder + "/*", "an input folder of the run file: it is empty");
        }
        return List.copyOf(byName.values());
    }
}
