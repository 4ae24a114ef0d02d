package org.opendip.jobs.inputs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.sources.SourceFile;
import org.opendip.jobs.inputs.sources.SourceTables;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/**
 * Where the settlement lists of a job are and how they are read: a folder of national tables, or whatever a source file
 * describes.
 *
 * @param folder where the files are; null for a database
 * @param source how they are read; null: the plain folder of national tables
 */
public record SettlementLists(String folder, SourceFile source) {
    /** A folder of national tables. */
    public static SettlementLists in(String folder) {
        return new SettlementLists(folder, null);
    }

    /**
     * An input of a run file.
     *
     * @param input its key there
     * @param folder null where the run file names none
     * @param sourceFile null: the plain folder
     */
    static SettlementLists of(String input, String folder, String sourceFile) {
        if (sourceFile == null) {
            return in(folder);
        }
        SourceFile source = SourceFile.load(Path.of(sourceFile));
        if (source.readsFiles() && folder == null) {
            throw DipErrors.inputFolderMissing(input, sourceFile);
        }
        return new SettlementLists(source.readsFiles() ? folder : null, source);
    }

    /** The place as people know it. */
    public String place() {
        return folder == null ? source.name() : folder;
    }

    /** Files and folders that hold it. */
    public List<String> files() {
        List<String> files = new ArrayList<>();
        if (folder != null) {
            files.add(folder);
        }
        if (source != null) {
            files.add(source.name());
        }
        return files;
    }

    /**
     * What made reading fail, if that is what happened: file, line and column of a damaged row, or the file that cannot be
     * read; none when something else failed.
     *
     * @param read the tables that may have been read
     */
    public Optional<DipException> explain(SparkSession spark, Exception failure, List<Table> read) {
        try {
            return NationalTables.explain(spark, this, failure, read);
        } catch (DipException found) {
            return Optional.of(found);
        }
    }

    SourceTables tables(SparkSession spark) {
        return new SourceTables(spark, folder, source);
    }
}
