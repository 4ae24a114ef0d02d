package org.opendip.jobs.inputs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
 * <p>A folder that ends in {@code /*} holds deliveries: each folder below it is read as if it were the only one, and what
 * it holds came together.
 *
 * @param folder where the files are; null for a database
 * @param source how they are read; null: the plain folder of national tables
 * @param delivery name of the delivery's folder; null where there is one only
 */
public record SettlementLists(String folder, SourceFile source, String delivery) {
    private static final String EACH = "/*";

    /** Lists that came together. */
    public SettlementLists(String folder, SourceFile source) {
        this(folder, source, null);
    }

    /** A folder of national tables. */
    public static SettlementLists in(String folder) {
        return new SettlementLists(folder, null);
    }

    /** Whether there are deliveries, each in a folder of its own. */
    public boolean inDeliveries() {
        return folder != null && folder.endsWith(EACH);
    }

    /** Each delivery, in the order of their names; the lists themselves where they came all together. */
    public List<SettlementLists> deliveries(Configuration hadoop) {
        if (!inDeliveries()) {
            return List.of(this);
        }
        Path parent = new Path(parent());
        List<SettlementLists> deliveries = new ArrayList<>();
        try {
            FileSystem files = parent.getFileSystem(hadoop);
            if (!files.exists(parent)) {
                throw DipErrors.fileMissing(parent(), "an input folder of the run file");
            }
            for (FileStatus entry : files.listStatus(parent)) {
                String name = entry.getPath().getName();
                boolean hidden = name.startsWith(".") || name.startsWith("_");
                if (entry.isDirectory() && !hidden) {
                    deliveries.add(new SettlementLists(parent() + "/" + name, source, name));
                }
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(parent(), "an input folder", e);
        }
        if (deliveries.isEmpty()) {
            throw DipErrors.fileMissing(folder, "deliveries, a folder for each");
        }
        deliveries.sort(Comparator.comparing(SettlementLists::delivery));
        return deliveries;
    }

    private String parent() {
        return folder.substring(0, folder.length() - EACH.length());
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
        SourceFile source = SourceFile.load(java.nio.file.Path.of(sourceFile));
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
        List<String> files = new ArrayList<>(folders());
        files.addAll(sourceFiles());
        return files;
    }

    /** The folder of the lists; none for a database. */
    public List<String> folders() {
        return folder == null ? List.of() : List.of(inDeliveries() ? parent() : folder);
    }

    /** The source file that says how they are read; none for plain national tables. */
    public List<String> sourceFiles() {
        return source == null ? List.of() : List.of(source.name());
    }

    /**
     * What made reading fail, if that is what happened: file, line and column of a damaged row, or the file that cannot be
     * read; none when something else failed.
     *
     * @param read the tables that may have been read
     */
    public Optional<DipException> explain(SparkSession spark, Exception failure, List<Table> read) {
        try {
            for (SettlementLists each : deliveries(spark.sparkContext().hadoopConfiguration())) {
                Optional<DipException> told = NationalTables.explain(spark, each, failure, read);
                if (told.isPresent()) {
                    return told;
                }
            }
            return Optional.empty();
        } catch (DipException found) {
            return Optional.of(found);
        }
    }

    SourceTables tables(SparkSession spark) {
        return new SourceTables(spark, folder, source);
    }
}
