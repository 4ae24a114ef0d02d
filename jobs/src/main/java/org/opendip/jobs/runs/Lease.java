package org.opendip.jobs.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;

/**
 * The right to write a region's tables: one run at a time. A small file {@code _lease} in the region's folder, created
 * only if it does not exist, says who holds it; its modification time, renewed by a background thread, says until when.
 * A crash leaves a lease that expires. An expired one is first renamed to a name of the taker's own, so of two takers
 * only one succeeds. Before a run commits it confirms that the lease is still its own.
 *
 * <p>The content never changes after creation: a holder that wakes up late can therefore at worst renew another's lease,
 * never overwrite it.
 *
 * <p>Besides the audit log this is the one class that reads a clock; nothing it reads reaches a table.
 */
public final class Lease implements AutoCloseable {
    /** Folder for the lease where the tables' own storage cannot create a file only if it does not exist. */
    public static final String FOLDER_SETTING = "dip.lease.folder";
    /** Seconds that a lease lasts without renewal. */
    public static final String SECONDS_SETTING = "dip.lease.seconds";

    static final String FILE = "_lease";
    private static final int DEFAULT_SECONDS = 60;

    private final LeaseFile file;
    private final Holder holder;
    private final Clock clock;
    private final ScheduledExecutorService renewals;
    private final Thread atExit = new Thread(this::release, "dip-lease-exit");

    private Lease(LeaseFile file, Holder holder, Clock clock, ScheduledExecutorService renewals) {
        this.file = file;
        this.holder = holder;
        this.clock = clock;
        this.renewals = renewals;
    }

    /** What the file says: which run, whose, and how long it lasts after its last renewal. */
    record Holder(String run, String owner, Duration lasts) {
        String text() {
            return "run: " + run + "\nowner: " + owner + "\nlasts: " + lasts.toSeconds() + " s after last modified\n";
        }

        /** A file cut short by a crash is somebody's all the same, with the usual duration. */
        static Holder parse(String text, Duration usual) {
            Map<String, String> lines = new LinkedHashMap<>();
            for (String line : text.split("\n")) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    lines.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            String lasts = lines.getOrDefault("lasts", "").replaceAll("[^0-9].*", "");
            return new Holder(
                    lines.getOrDefault("run", "unknown"),
                    lines.getOrDefault("owner", ""),
                    lasts.isEmpty() ? usual : Duration.ofSeconds(Long.parseLong(lasts)));
        }
    }

    /**
     * Takes the lease of a region and keeps it until closed.
     *
     * @param root the region's folder
     * @param run for the message that another writer gets
     */
    public static Lease take(Configuration hadoop, String root, String run) {
        Duration lasts = Duration.ofSeconds(Integer.getInteger(SECONDS_SETTING, DEFAULT_SECONDS));
        Lease lease = take(file(hadoop, root, System.getProperty(FOLDER_SETTING)), run, Clock.systemUTC(), lasts);
        lease.keep();
        return lease;
    }

    /** Takes it without keeping it: {@link #renew} is the caller's. */
    static Lease take(LeaseFile file, String run, Clock clock, Duration lasts) {
        Holder holder = new Holder(run, UUID.randomUUID().toString(), lasts);
        ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dip-lease");
            thread.setDaemon(true);
            return thread;
        });
        Lease lease = new Lease(file, holder, clock, renewals);
        try {
            lease.acquire();
            return lease;
        } catch (IOException e) {
            renewals.shutdownNow();
            throw new UncheckedIOException("The lease " + file.name() + " cannot be taken.", e);
        } catch (RuntimeException e) {
            renewals.shutdownNow();
            throw e;
        }
    }

    /** The file of a region, or of its stand-in where the storage cannot do it. */
    static LeaseFile file(Configuration hadoop, String root, String folder) {
        Path at = new Path(root, FILE);
        if (folder != null && !folder.isBlank()) {
            String name = root.replaceAll("[^A-Za-z0-9-]+", "_") + FILE;
            at = new Path(folder, name);
        }
        String scheme = at.toUri().getScheme();
        if (scheme == null || scheme.equals("file")) {
            return new LeaseFile.Local(java.nio.file.Path.of(at.toUri().getPath()));
        }
        if (scheme.equals("hdfs") || scheme.equals("viewfs")) {
            return new LeaseFile.Hadoop(hadoop, at);
        }
        throw DipErrors.leaseUnsupported(root, scheme, FOLDER_SETTING);
    }

    /** Stops unless the lease is still ours: called right before a commit. */
    public void confirm() {
        try {
            if (!renew()) {
                throw DipErrors.leaseLost(
                        file.name(), holder.run(), current().map(Holder::run).orElse("nobody"));
            }
        } catch (IOException e) {
            throw DipErrors.leaseLost(file.name(), holder.run(), "unknown: " + e.getMessage());
        }
    }

    /** Renews the lease; false when it is not ours any more. */
    boolean renew() throws IOException {
        if (!ours()) {
            return false;
        }
        try {
            file.touch(clock.instant());
        } catch (java.io.FileNotFoundException | java.nio.file.NoSuchFileException e) {
            return false;
        }
        return ours();
    }

    /** Gives the lease back. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // The JVM is ending: the hook does it.
        }
        release();
    }

    private void release() {
        renewals.shutdownNow();
        try {
            if (ours()) {
                file.delete();
            }
        } catch (IOException e) {
            // It expires by itself.
        }
    }

    private void keep() {
        Runtime.getRuntime().addShutdownHook(atExit);
        long millis = Math.max(1, holder.lasts().toMillis() / 5);
        renewals.scheduleWithFixedDelay(
                () -> {
                    try {
                        renew();
                    } catch (IOException e) {
                        // Tried again soon; confirm() decides.
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void acquire() throws IOException {
        for (int attempt = 0; attempt < 5; attempt++) {
            if (file.create(holder.text(), clock.instant())) {
                return;
            }
            Optional<LeaseFile.Content> found = file.read();
            if (found.isEmpty()) {
                continue; // Given back between the two steps.
            }
            Holder other = Holder.parse(found.get().text(), holder.lasts());
            Instant until = found.get().modified().plus(other.lasts());
            if (!until.isBefore(clock.instant())) {
                throw DipErrors.leaseHeld(
                        file.name(),
                        other.run(),
                        Duration.between(clock.instant(), until).toSeconds() + 1);
            }
            file.setAside(holder.owner(), found.get());
        }
        throw DipErrors.leaseHeld(file.name(), "unknown", holder.lasts().toSeconds());
    }

    private boolean ours() throws IOException {
        return current().filter(found -> found.owner().equals(holder.owner())).isPresent();
    }

    private Optional<Holder> current() throws IOException {
        return file.read().map(content -> Holder.parse(content.text(), holder.lasts()));
    }
}
