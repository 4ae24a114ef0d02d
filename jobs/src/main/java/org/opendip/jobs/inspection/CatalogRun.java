package org.opendip.jobs.inspection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Moments;
import org.opendip.policy.errors.DipErrors;

/** Which catalog a user means. */
public final class CatalogRun {
    private CatalogRun() {}

    /**
     * The run that made a catalog.
     *
     * @param name a run that made one, or one that stands on such a run; null: the newest catalog of the year
     */
    public static Run find(Warehouse warehouse, int year, String name) {
        if (name == null) {
            return warehouse
                    .latest(Job.CALIBRATE_CATALOG.command(), year)
                    .orElseThrow(() -> DipErrors.runNeeded("This report", Job.CALIBRATE_CATALOG.command(), year));
        }
        Run named = warehouse.run(name);
        if (named.table(Catalog.TABLE.name()).isPresent()) {
            return named;
        }
        for (String basis : named.basedOn()) {
            Run below = warehouse.run(basis);
            if (below.table(Catalog.TABLE.name()).isPresent()) {
                return below;
            }
        }
        throw DipErrors.tableNotInRun(
                Catalog.TABLE.name(),
                name,
                named.tables().stream().map(Run.TableVersion::table).toList());
    }

    /** What tells one catalog from every other, and what it was made of: keys as version.yaml has them. */
    static Map<String, String> version(Run catalog) {
        Map<String, String> version = new LinkedHashMap<>();
        version.put("region", catalog.rulebook().replaceFirst("/.*", ""));
        version.put("run", catalog.run());
        version.put("catalog", catalog.table(Catalog.TABLE.name()).orElseThrow().digest());
        version.put("rulebook", catalog.rulebook());
        version.put("data", catalog.table(Moments.TABLE.name()).orElseThrow().digest());
        version.put("software", catalog.software());
        return version;
    }

    /** The newest run of a job that stands on a catalog, if there is one. */
    public static Optional<Run> standingOn(Warehouse warehouse, Run catalog, Job job) {
        return warehouse.runs().stream()
                .filter(r -> r.job().equals(job.command()) && r.basedOn().contains(catalog.run()))
                .reduce((a, b) -> b);
    }
}
