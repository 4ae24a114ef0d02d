package org.opendip.jobs.inputs.sources;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;

/** The files of a source below the folder that the run file names. */
final class InputFiles {
    private static final String GLOB = "[]{}*?\\";

    /** What those who write tables leave beside them; no rows stand in it. */
    private static final Set<String> MARKERS = Set.of("_SUCCESS", "_metadata", "_common_metadata", "_delta_log");

    private InputFiles() {}

    /** Whether a path is there. */
    static boolean exists(Configuration hadoop, String place) {
        Path path = new Path(place);
        try {
            return path.getFileSystem(hadoop).exists(path);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(place, "an input folder", e);
        }
    }

    /** Files that a pattern means, in the order of their names: at least one, and no folder among them. */
    static List<String> find(Configuration hadoop, String folder, String pattern, String purpose) {
        List<FileStatus> found = match(hadoop, folder, pattern, purpose);
        for (FileStatus file : found) {
            if (file.isDirectory()) {
                throw DipErrors.inputDamaged(
                        file.getPath().toString(),
                        0,
                        "",
                        "is a folder, not a file",
                        "name the files in it, such as " + pattern + "/*");
            }
        }
        return found.stream().map(f -> f.getPath().toString()).toList();
    }

    /** Files or folders that a pattern means. */
    static List<String> findAny(Configuration hadoop, String folder, String pattern, String purpose) {
        return match(hadoop, folder, pattern, purpose).stream()
                .map(f -> f.getPath().toString())
                .toList();
    }

    private static List<FileStatus> match(Configuration hadoop, String folder, String pattern, String purpose) {
        Path path = new Path(escaped(folder), pattern);
        try {
            FileStatus[] statuses = path.getFileSystem(hadoop).globStatus(path);
            List<FileStatus> found = new ArrayList<>(statuses == null ? List.of() : List.of(statuses));
            found.removeIf(f -> f.getPath().getName().startsWith("."));
            found.removeIf(f -> MARKERS.contains(f.getPath().getName()));
            if (found.isEmpty()) {
                throw DipErrors.inputFilesMissing(folder, pattern, purpose);
            }
            for (FileStatus file : found) {
                refusePassedOver(file.getPath());
            }
            found.sort(Comparator.comparing(f -> f.getPath().toString()));
            return found;
        } catch (FileNotFoundException e) {
            throw DipErrors.inputFilesMissing(folder, pattern, purpose);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(folder + "/" + pattern, purpose, e);
        }
    }

    /** Spark passes over some names without a word, so that their rows would be missed by nobody. */
    private static void refusePassedOver(Path path) {
        String name = path.getName();
        if (name.startsWith("_")) {
            throw DipErrors.inputDamaged(
                    path.toString(),
                    0,
                    "",
                    "has a name that begins with _, and would be passed over",
                    "give it another name, or keep it out of the pattern");
        }
        if (name.endsWith("._COPYING_")) {
            throw DipErrors.inputDamaged(
                    path.toString(), 0, "", "is still being copied", "wait for its end, or copy the file again");
        }
    }

    /** The name of a file as the tables have it. */
    static String name(String file) {
        return new Path(file).getName();
    }

    /** A path in which no character is a pattern. */
    static String escaped(String path) {
        StringBuilder text = new StringBuilder();
        for (char c : path.toCharArray()) {
            text.append(GLOB.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return text.toString();
    }

    /** The bytes of a file, unpacked if its name ends in .gz. */
    static InputStream open(Configuration hadoop, String file) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(hadoop);
        InputStream in = new BufferedInputStream(files.open(path), 1 << 16);
        return file.endsWith(".gz") ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    }
}
