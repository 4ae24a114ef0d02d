package org.opendip.jobs.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
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
                    if (below.endsWith(".crc") || below.endsWith("_SUCCESS")) {
                        continue;
                    }
                    inputs.add(new Run.Input(folder + below, hash(files, file)));
                }
            } catch (IOException e) {
                throw DipErrors.fileUnreadable(folder, "an input folder", e);
            }
        }
        inputs.sort(Comparator.comparing(Run.Input::path));
        return inputs;
    }

    private static String hash(FileSystem files, LocatedFileStatus file) throws IOException {
        if (file.getLen() > SMALL || file.getPath().getName().endsWith(".parquet")) {
            return "size:" + file.getLen();
        }
        try (InputStream in = files.open(file.getPath())) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
            return "sha256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
