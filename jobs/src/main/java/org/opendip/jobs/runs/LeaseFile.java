package org.opendip.jobs.runs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.files.PrivateFiles;

/** The few steps on a lease's file that must each happen whole or not at all. */
interface LeaseFile {

    /** What stands in the file, and when it was last renewed. */
    record Content(String text, Instant modified) {}

    /** For messages. */
    String name();

    /** Creates it; false when it exists. */
    boolean create(String text, Instant now) throws IOException;

    /** What it says; empty when there is none. */
    Optional<Content> read() throws IOException;

    /** Renews it. */
    void touch(Instant now) throws IOException;

    /**
     * Takes an expired file away, so that one of several takers can create the next. When what was taken away turns out
     * to have been renewed meanwhile, it is put back.
     */
    void setAside(String token, Content expired) throws IOException;

    /** Takes it away. */
    void delete() throws IOException;

    /** On this machine: Java's own files, whose creation fails if another created it first. */
    final class Local implements LeaseFile {
        private final java.nio.file.Path path;

        Local(java.nio.file.Path path) {
            this.path = path;
        }

        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public boolean create(String text, Instant now) throws IOException {
            PrivateFiles.folder(path.getParent());
            java.nio.file.Path whole = Files.createTempFile(path.getParent(), path.getFileName() + ".", ".new");
            try {
                Files.writeString(whole, text);
                Files.setLastModifiedTime(whole, FileTime.from(now));
                Files.createLink(path, whole); // Fails if the lease is there; else it is there whole, with its time.
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (UnsupportedOperationException | FileSystemException e) {
                return createWithoutLink(text, now); // A file system without hard links.
            } finally {
                Files.deleteIfExists(whole);
            }
        }

        private boolean createWithoutLink(String text, Instant now) throws IOException {
            try {
                Files.writeString(path, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                touch(now);
                return true;
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                return false; // Another's, or set aside by a taker that came late: tried again.
            }
        }

        @Override
        public Optional<Content> read() throws IOException {
            return read(path);
        }

        private static Optional<Content> read(java.nio.file.Path from) throws IOException {
            try {
                Instant modified = Files.getLastModifiedTime(from).toInstant();
                return Optional.of(new Content(Files.readString(from), modified));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }

        @Override
        public void touch(Instant now) throws IOException {
            Files.setLastModifiedTime(path, FileTime.from(now));
        }

        @Override
        public void setAside(String token, Content expired) throws IOException {
            java.nio.file.Path aside = path.resolveSibling(path.getFileName() + "." + token);
            try {
                Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                return; // Another taker was faster.
            }
            if (read(aside).filter(expired::equals).isPresent()) {
                Files.delete(aside);
                return;
            }
            try {
                Files.createLink(path, aside);
            } catch (UnsupportedOperationException | FileSystemException e) {
                // A third one created its own, or there are no links here: the lease is lost, and its holder will see
                // so.
            }
            Files.delete(aside);
        }

        @Override
        public void delete() throws IOException {
            Files.deleteIfExists(path);
        }
    }

    /** On HDFS: creation without overwriting and renaming are single steps of the name node. */
    final class Hadoop implements LeaseFile {
        private final Configuration configuration;
        private final Path path;

        Hadoop(Configuration configuration, Path path) {
            this.configuration = configuration;
            this.path = path;
        }

        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public boolean create(String text, Instant now) throws IOException {
            try (OutputStream out = files().create(path, false)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
                return false;
            }
            try {
                touch(now);
                return true;
            } catch (FileNotFoundException e) {
                return false; // Set aside by a taker that came late: tried again.
            }
        }

        @Override
        public Optional<Content> read() throws IOException {
            return read(path);
        }

        private Optional<Content> read(Path from) throws IOException {
            try {
                FileStatus status = files().getFileStatus(from);
                try (InputStream in = files().open(from)) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    return Optional.of(new Content(text, Instant.ofEpochMilli(status.getModificationTime())));
                }
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        }

        @Override
        public void touch(Instant now) throws IOException {
            files().setTimes(path, now.toEpochMilli(), -1);
        }

        @Override
        public void setAside(String token, Content expired) throws IOException {
            Path aside = path.suffix("." + token);
            if (!files().rename(path, aside)) {
                return; // Another taker was faster.
            }
            if (read(aside).filter(expired::equals).isEmpty() && files().rename(aside, path)) {
                return;
            }
            files().delete(aside, false);
        }

        @Override
        public void delete() throws IOException {
            files().delete(path, false);
        }

        private FileSystem files() throws IOException {
            return path.getFileSystem(configuration);
        }
    }
}
