package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.InputHashes;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/**
 * What a run takes in and what it records of it. A delivery is known by all of its bytes: the same one twice, under
 * whatever name, is taken in once. A run that goes on from another one must read as that one did.
 *
 * @param inputs what the run records
 */
record Deliveries(Intake intake, List<Run.Input> inputs) {
    /** Stands among the inputs for all of the rulebook that the reading of lists hangs on. */
    private static final String READING = "rulebook: how lists are read";

    /** Stands before the path of the review file among the inputs: it belongs to the run alone, not to its lists. */
    private static final String REVIEW = "review: ";

    static Deliveries of(
            SparkSession spark, Job job, Intake.Mode mode, Rulebook rules, RunFile files, List<Run> before) {
        SettlementLists lists = job.lists(files);
        List<Run.Input> inputs = new ArrayList<>(InputHashes.of(spark, job.filesBesideLists(files)));
        job.review(files).ifPresent(review -> InputHashes.of(spark, List.of(review))
                .forEach(i -> inputs.add(new Run.Input(REVIEW + i.path(), i.hash()))));
        if (!job.readsLists() || mode == Intake.Mode.READY) {
            return new Deliveries(Intake.full(lists, List.of()), inputs);
        }
        inputs.addAll(InputHashes.of(spark, lists.sourceFiles()));
        inputs.add(new Run.Input(READING, "sha256:" + DigestUtils.sha256Hex(reading(rules))));
        Run last = null;
        if (mode != Intake.Mode.FULL) {
            last = before.stream()
                    .filter(r -> r.job().equals(job.command()) && r.year() == files.year())
                    .reduce((a, b) -> b)
                    .orElseThrow(() -> DipErrors.nothingToGoOnFrom(job.command(), files.year()));
            refuseOtherReading(files, lists, last, inputs);
        }
        if (mode == Intake.Mode.RESTATE) {
            inputs.addAll(ofLists(files, lists, last));
            return new Deliveries(
                    new Intake(
                            mode, lists, lists.deliveries(spark.sparkContext().hadoopConfiguration()), List.of(), last),
                    inputs);
        }
        if (!lists.inDeliveries()) {
            if (mode == Intake.Mode.INCREMENTAL) {
                throw DipErrors.noDeliveries(lists.place());
            }
            inputs.addAll(InputHashes.of(spark, lists.folders()));
            return new Deliveries(Intake.full(lists, List.of(lists)), inputs);
        }
        List<Run.Input> taken = last == null
                ? List.of()
                : ofLists(files, lists, last).stream()
                        .filter(InputHashes::isDelivery)
                        .toList();
        Set<String> known = taken.stream().map(Run.Input::hash).collect(Collectors.toCollection(HashSet::new));
        Set<String> gone = new HashSet<>(known);
        List<SettlementLists> all = new ArrayList<>();
        List<SettlementLists> fresh = new ArrayList<>();
        inputs.addAll(taken);
        for (SettlementLists delivery : lists.deliveries(spark.sparkContext().hadoopConfiguration())) {
            Run.Input hashed = InputHashes.delivery(spark, delivery);
            gone.remove(hashed.hash());
            if (known.add(hashed.hash())) {
                fresh.add(delivery);
                inputs.add(hashed);
                all.add(delivery);
            } else if (taken.contains(hashed)) {
                all.add(delivery);
            }
        }
        if (!gone.isEmpty()) {
            throw DipErrors.deliveriesGone(taken.stream()
                    .filter(t -> gone.contains(t.hash()))
                    .map(Run.Input::path)
                    .toList());
        }
        return new Deliveries(new Intake(mode, lists, all, fresh, last), inputs);
    }

    /** Inputs of a run that are neither reference files nor rules. */
    private static List<Run.Input> ofLists(RunFile files, SettlementLists lists, Run run) {
        return run.inputs().stream()
                .filter(i -> !i.path().startsWith(files.reference())
                        && !i.path().startsWith(files.codes())
                        && !i.path().equals(READING)
                        && !lists.sourceFiles().contains(i.path())
                        && !i.path().startsWith(REVIEW))
                .toList();
    }

    /** Records that were read under another rule, list or register cannot be gone on from. */
    private static void refuseOtherReading(RunFile files, SettlementLists lists, Run last, List<Run.Input> now) {
        List<String> differ = Stream.concat(now.stream(), last.inputs().stream())
                .filter(i -> i.path().equals(READING)
                        || i.path().startsWith(files.codes())
                        || lists.sourceFiles().contains(i.path())
                        || i.path().equals(files.reference() + "/hospitals.csv"))
                .filter(i -> !now.contains(i) || !last.inputs().contains(i))
                .map(Run.Input::path)
                .distinct()
                .sorted()
                .toList();
        if (!differ.isEmpty()) {
            throw DipErrors.readOtherwise(last.run(), differ);
        }
    }

    private static String reading(Rulebook rules) {
        return String.join(
                "\n",
                // Records of a version that had other columns lack what this one would have told.
                String.join(",", Records.TABLE.schema().fieldNames()),
                rules.intake().yearBy().name(),
                rules.intake().stayDays().name(),
                rules.intake().inpatientTypes().toString(),
                rules.pools().pools().toString(),
                rules.pools().bookedFunds().toString(),
                String.valueOf(rules.history().years()));
    }
}
