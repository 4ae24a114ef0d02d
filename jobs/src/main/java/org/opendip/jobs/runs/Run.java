package org.opendip.jobs.runs;

import java.util.List;
import java.util.Optional;

/**
 * A run that readers may see: one row of the table {@code runs}.
 *
 * @param run name of the run, unique in the region
 * @param sequence 1, 2, 3, ... in the order of commits
 * @param job command that made it
 * @param year settlement year
 * @param software version of this software
 * @param rulebook region/year and hash of the resolved rulebook
 * @param key algorithm and id of the key that its identifiers were hashed with; null: it made no cases, or before there
 *     were keys
 * @param basedOn runs whose tables it read
 * @param tables each table's place, version, rows and digest
 * @param inputs each input file's place and hash
 */
public record Run(
        String run,
        int sequence,
        String job,
        int year,
        String software,
        String rulebook,
        String key,
        List<String> basedOn,
        List<TableVersion> tables,
        List<Input> inputs) {

    /**
     * One table as the run left it.
     *
     * @param table name
     * @param location folder below the region's
     * @param version Delta version
     * @param rows number of rows
     * @param digest canonical digest, see {@link Digest}
     */
    public record TableVersion(String table, String location, long version, long rows, String digest) {}

    /**
     * One input file.
     *
     * @param path as given
     * @param hash SHA-256 of its bytes, or of the names and sizes of a folder's files
     */
    public record Input(String path, String hash) {}

    /** The table of this run with the given name. */
    public Optional<TableVersion> table(String name) {
        return tables.stream().filter(t -> t.table().equals(name)).findFirst();
    }
}
