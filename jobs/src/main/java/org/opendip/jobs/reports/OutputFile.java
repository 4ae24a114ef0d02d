package org.opendip.jobs.reports;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.opendip.jobs.files.PrivateFiles;

/**
 * A file that appears whole or not at all, for its owner only: written under a temporary name in the same folder, renamed when complete. Works on every
 * file system that Hadoop knows; where two tasks write the same file, the last one wins.
 */
public final class OutputFile implements Closeable {
    private final FileSystem files;
    private final Path target;
    private final Path temporary;
    private final OutputStream stream;
    private boolean committed;

    private OutputFile(FileSystem files, Path target) throws IOException {
        this.files = files;
        this.target = target;
        this.temporary = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
        this.stream = new BufferedOutputStream(open(files, temporary), 1 << 16);
    }

    /** Opens a file for writing; the folder is made when it is missing. */
    public static OutputFile create(Path target, Configuration hadoop) throws IOException {
        FileSystem files = target.getFileSystem(hadoop);
        if (files instanceof LocalFileSystem) {
            // Without the .crc companions, which mean nothing to the people who receive the folder.
            files = ((LocalFileSystem) files).getRawFileSystem();
        }
        return new OutputFile(files, files.makeQualified(target));
    }

    private static OutputStream open(FileSystem files, Path temporary) throws IOException {
        return files instanceof RawLocalFileSystem
                ? PrivateFiles.create(java.nio.file.Path.of(temporary.toUri().getPath()))
                : files.create(temporary, true);
    }

    /** Where to write; closed by {@link #commit} and {@link #close}. */
    public OutputStream stream() {
        return stream;
    }

    /** Complete: gives the file its name, in place of an earlier one. */
    public void commit() throws IOException {
        stream.close();
        if (!(files instanceof RawLocalFileSystem)) {
            // A local rename replaces in one step; HDFS and S3A do not rename over an existing file.
            files.delete(target, false);
        }
        if (!files.rename(temporary, target)) {
            throw new IOException("Could not rename " + temporary + " to " + target);
        }
        committed = true;
    }

    /** Without {@link #commit} before: takes everything back, and an earlier file stays. */
    @Override
    public void close() throws IOException {
        if (!committed) {
            try {
                stream.close();
            } finally {
                files.delete(temporary, false);
            }
        }
    }
}
