package org.opendip.jobs.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Files and folders of this machine that only their owner may use. They are made so, not changed afterwards: there is no
 * moment at which another could open them. What lies on HDFS follows {@code fs.permissions.umask-mode} of the session.
 */
public final class PrivateFiles {
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    /** Opens a new file for writing; one that exists is refused. */
    public static OutputStream create(Path file) throws IOException {
        folder(file.toAbsolutePath().getParent());
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return Channels.newOutputStream(Files.newByteChannel(file, options, attributes(file, FILE)));
    }

    /** Writes a new file; one that exists is refused. */
    public static void write(Path file, String text) throws IOException {
        try (OutputStream out = create(file)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Makes a folder and those above it that are missing; one that exists keeps the rights that somebody gave it. */
    public static void folder(Path folder) throws IOException {
        Files.createDirectories(folder, attributes(folder, FOLDER));
    }

    /** The same of a folder of any file system: on another than this machine's nothing is done. */
    public static void folder(String folder, Configuration hadoop) throws IOException {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
        if (path.getFileSystem(hadoop) instanceof org.apache.hadoop.fs.LocalFileSystem) {
            folder(Path.of(path.toUri().getPath()));
        }
    }

    /** Whether the file system knows of owner, group and others. */
    public static boolean hasRights(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path file, FileAttribute<?> rights) {
        return hasRights(file) ? new FileAttribute<?>[] {rights} : new FileAttribute<?>[0];
    }
}
