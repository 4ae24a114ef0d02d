package org.opendip.jobs.runs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.opendip.jobs.files.PrivateFiles;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.policy.errors.DipErrors;

/**
 * Rejected rows of a region as they were delivered (隔离区): one file of JSON lines for each run, which only its owner may
 * open. The file bears the names of its run and of what the run's table {@code quarantine} holds, so that a file whose run
 * was not committed is known for what it is: no reader sees it, and the next purge removes it.
 */
public final class QuarantineFolder {
    private static final String ENDING = ".jsonl";
    private static final String UNFINISHED = ".unfinished";
    private static final int DIGITS = 12;

    private final Configuration hadoop;
    private final Path folder;

    private QuarantineFolder(Configuration hadoop, Path folder) {
        this.hadoop = hadoop;
        this.folder = folder;
    }

    /** The files of a region below a path. */
    public static QuarantineFolder of(Configuration hadoop, String path, String region) {
        return new QuarantineFolder(hadoop, new Path(path, region));
    }

    /**
     * A file of rows.
     *
     * @param name without its folder
     * @param run the run that they belong to; null: none that was committed
     * @param written the day, in UTC
     */
    public record Held(String name, String run, LocalDate written, long bytes) {
        /** Whether it is to go: no run has it, or it has been kept for its days. */
        public boolean isDue(LocalDate day, int keepDays) {
            return run == null || ChronoUnit.DAYS.between(written, day) > keepDays;
        }
    }

    /**
     * Writes the rows of a run, all of them or none.
     *
     * @param table what the run holds of them
     */
    public void write(String run, Run.TableVersion table, Iterator<String> rows) {
        Path file = new Path(folder, name(run, table));
        Path unfinished = new Path(folder, name(run, table) + UNFINISHED);
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            if (files instanceof LocalFileSystem) {
                java.nio.file.Path from = local(unfinished);
                Files.deleteIfExists(from);
                try (OutputStream out = PrivateFiles.create(from)) {
                    write(out, rows);
                }
                Files.move(from, local(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                FileSystem.mkdirs(files, folder, new FsPermission("700"));
                try (OutputStream out = FileSystem.create(files, unfinished, new FsPermission("600"))) {
                    write(out, rows);
                }
                files.delete(file, false);
                if (!files.rename(unfinished, file)) {
                    throw new IOException("it could not be given its name");
                }
            }
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(file.toString(), e);
        }
    }

    private static void write(OutputStream out, Iterator<String> rows) throws IOException {
        try (OutputStream buffered = new java.io.BufferedOutputStream(out, 1 << 16)) {
            while (rows.hasNext()) {
                buffered.write(rows.next().getBytes(StandardCharsets.UTF_8));
                buffered.write('\n');
            }
        }
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    private static String name(String run, Run.TableVersion table) {
        return run + "." + table.digest().substring(0, DIGITS) + ENDING;
    }

    /**
     * Every file, by name.
     *
     * @param runs those that were committed
     */
    public List<Held> held(List<Run> runs) {
        List<Held> held = new ArrayList<>();
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            if (!files.exists(folder)) {
                return held;
            }
            for (FileStatus file : files.listStatus(folder)) {
                String name = file.getPath().getName();
                if (file.isFile() && (name.endsWith(ENDING) || name.endsWith(ENDING + UNFINISHED))) {
                    String run = runs.stream()
                            .filter(r -> r.table(Quarantine.TABLE.name())
                                    .filter(table -> name.equals(name(r.run(), table)))
                                    .isPresent())
                            .map(Run::run)
                            .findFirst()
                            .orElse(null);
                    held.add(new Held(
                            name,
                            run,
                            LocalDate.ofInstant(Instant.ofEpochMilli(file.getModificationTime()), ZoneOffset.UTC),
                            file.getLen()));
                }
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(folder.toString(), "the folder of rejected rows", e);
        }
        held.sort(Comparator.comparing(Held::name));
        return held;
    }

    /** Removes a file. */
    public void delete(Held held) {
        Path file = new Path(folder, held.name());
        try {
            if (!file.getFileSystem(hadoop).delete(file, false)) {
                throw new IOException("it is still there");
            }
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(file.toString(), e);
        }
    }
}
