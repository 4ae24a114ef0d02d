package org.opendip.jobs.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.runs.Run;
import org.opendip.policy.errors.DipErrors;

/**
 * What a run read: SHA-256 of each small file's bytes; of a large one, name and size, since its rows are held by the
 * digest of the table {@code records}.
 */
public final class InputHashes {
    private static final long SMALL = 16L << 20;

    private static final String DELIVERY = "delivery:";

    private InputHashes() {}

    /** Hashes of files, and of all files in folders, in the order of their paths. */
    public static List<Run.Input> of(SparkSession spark, List<String> folders) {
        List<Run.Input> inputs = new ArrayList<>();
        for (String folder : folders) {
            Path path = new Path(folder);
            try {
                FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
                if (!files.exists(path)) {
                    throw DipErrors.fileMissing(folder, "an input folder of the run file");
                }
                RemoteIterator<LocatedFileStatus> found = files.listFiles(path, true);
                String base = files.makeQualified(path).toString();
                while (found.hasNext()) {
                    LocatedFileStatus file = found.next();
                    String below = file.getPath().toString().substring(base.length());
                    if (counts(below)) {
                        inputs.add(new Run.Input(folder + below, hash(files, file)));
                    }
                }
            } catch (IOException e) {
                throw DipErrors.fileUnreadable(folder, "an input folder", e);
            }
        }
        inputs.sort(Comparator.comparing(Run.Input::path));
        return inputs;
    }

    /** One hash of all bytes of a delivery, whatever its folder and its files are called. */
    public static Run.Input delivery(SparkSession spark, SettlementLists delivery) {
        List<String> hashes = new ArrayList<>();
        Path path = new Path(delivery.folder());
        try {
            FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            String base = files.makeQualified(path).toString();
            RemoteIterator<LocatedFileStatus> found = files.listFiles(path, true);
            while (found.hasNext()) {
                LocatedFileStatus file = found.next();
                String below = file.getPath().toString().substring(base.length() + 1);
                if (counts(below)) {
                    // The table is part of what a file says; its own name is not.
                    String table = below.contains("/") ? below.substring(0, below.indexOf('/')) : "";
                    hashes.add(table + "=" + sha256(files, file));
                }
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(delivery.folder(), "a delivery", e);
        }
        Collections.sort(hashes);
        return new Run.Input(delivery.folder() + "/", DELIVERY + DigestUtils.sha256Hex(String.join("\n", hashes)));
    }

    /** Whether an input is a whole delivery. */
    public static boolean isDelivery(Run.Input input) {
        return input.hash().startsWith(DELIVERY);
    }

    private static boolean counts(String below) {
        return !below.endsWith(".crc") && !below.endsWith("_SUCCESS");
    }

    private static String hash(FileSystem files, LocatedFileStatus file) throws IOException {
        if (file.getLen() > SMALL || file.getPath().getName().endsWith(".parquet")) {
            return "size:" + file.getLen();
        }
        return "sha256:" + sha256(files, file);
    }

    private static String sha256(FileSystem files, LocatedFileStatus file) throws IOException {
        try (InputStream in = files.open(file.getPath())) {
            return DigestUtils.sha256Hex(in);
        }
    }
}
