package org.opendip.jobs.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.files.PrivateFiles;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/**
 * Who did what on which data (审计日志): the folder {@code _audit} of a region. Each event is a file of one JSON line,
 * created and never changed, since HDFS and S3A can create a file whole but not add to one safely. What is done has an
 * event at its start and one at its end; a process that was killed has none at its end.
 *
 * <p>No key, password or identifier is written here. Besides the lease this is the one class that reads a clock: nothing it
 * reads reaches a table.
 */
public final class AuditLog {
    static final String FOLDER = "_audit";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(java.time.ZoneOffset.UTC);

    private final Configuration hadoop;
    private final Path folder;
    private final Clock clock;

    private AuditLog(Configuration hadoop, String root, Clock clock) {
        this.hadoop = hadoop;
        this.folder = new Path(root, FOLDER);
        this.clock = clock;
    }

    /**
     * The log of a region.
     *
     * @param root the region's folder
     */
    public static AuditLog of(Configuration hadoop, String root) {
        return new AuditLog(hadoop, root, Clock.systemUTC());
    }

    static AuditLog of(Configuration hadoop, String root, Clock clock) {
        return new AuditLog(hadoop, root, clock);
    }

    /**
     * What is done.
     *
     * @param command the command line as it was typed, without identifiers
     * @param rulebook region/year and hash of the rulebook; empty where none is needed
     * @param key algorithm and id of the key of the identifiers; empty where none is needed
     * @param read the run whose tables are read; empty for a job
     * @param files number of input files; 0 where only tables are read
     * @param bytes their size
     */
    public record Deed(String command, String rulebook, String key, String read, int files, long bytes) {
        /** Looking at the tables of a run. */
        public static Deed reading(String command, Run run, String key) {
            return new Deed(command, "", key, run.run(), 0, 0);
        }
    }

    /**
     * A deed as the log tells it.
     *
     * @param ended null: nothing was heard of its end
     * @param outcome done, or failed and the kind of trouble; null as above
     * @param made the run that was made, or the number of rows handed out; may be empty
     */
    public record Entry(
            Instant began, Instant ended, String user, String host, Deed deed, String outcome, String made) {}

    /** Writes that a deed begins: what cannot be logged is not done. */
    public Open begin(Deed deed) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("user", System.getProperty("user.name"));
        event.put("host", host());
        event.put("command", deed.command());
        event.put("rulebook", deed.rulebook());
        event.put("key", deed.key());
        event.put("read", deed.read());
        event.put("files", deed.files());
        event.put("bytes", deed.bytes());
        String id = UUID.randomUUID().toString();
        write(id, "start", event);
        return new Open(id);
    }

    /** A deed that goes on. */
    public final class Open {
        private final String id;

        private Open(String id) {
            this.id = id;
        }

        /** @param made the run that was made, or what was handed out */
        public void done(String made) {
            end("done", made);
        }

        /** Tells the kind of trouble only: its message may name a record. */
        public void failed(Throwable trouble) {
            String kind = trouble instanceof DipException told
                    ? told.kind().name()
                    : trouble.getClass().getSimpleName();
            end("failed: " + kind, "");
        }

        private void end(String outcome, String made) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("outcome", outcome);
            event.put("made", made);
            write(id, "end", event);
        }
    }

    private void write(String id, String kind, Map<String, Object> facts) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("at", now.toString());
        event.put("event", kind);
        event.put("id", id);
        event.putAll(facts);
        Path file = new Path(folder, NAME.format(now) + "-" + id + "-" + kind + ".json");
        try {
            FileSystem files = file.getFileSystem(hadoop);
            try (OutputStream out = files instanceof LocalFileSystem
                    ? PrivateFiles.create(java.nio.file.Path.of(file.toUri().getPath()))
                    : files.create(file, false)) {
                out.write((JSON.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(file.toString(), e);
        }
    }

    /** Everything that was done, the oldest first. */
    public List<Entry> entries() {
        Map<String, JsonNode> ends = new LinkedHashMap<>();
        List<JsonNode> starts = new ArrayList<>();
        for (JsonNode event : events()) {
            if (event.path("event").asText().equals("start")) {
                starts.add(event);
            } else {
                ends.put(event.path("id").asText(), event);
            }
        }
        return starts.stream()
                .map(s -> entry(s, ends.get(s.path("id").asText())))
                .sorted(Comparator.comparing(Entry::began))
                .toList();
    }

    private static Entry entry(JsonNode start, JsonNode end) {
        return new Entry(
                Instant.parse(start.path("at").asText()),
                end == null ? null : Instant.parse(end.path("at").asText()),
                start.path("user").asText(),
                start.path("host").asText(),
                new Deed(
                        start.path("command").asText(),
                        start.path("rulebook").asText(),
                        start.path("key").asText(),
                        start.path("read").asText(),
                        start.path("files").asInt(),
                        start.path("bytes").asLong()),
                end == null ? null : end.path("outcome").asText(),
                end == null ? "" : end.path("made").asText());
    }

    private List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            if (!files.exists(folder)) {
                return events;
            }
            for (FileStatus file : files.listStatus(folder)) {
                if (file.getPath().getName().endsWith(".json")) {
                    try (InputStream in = files.open(file.getPath())) {
                        events.add(JSON.readTree(in));
                    } catch (JsonProcessingException e) {
                        // Cut short by a crash: a log tells what it can.
                        continue;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The audit log " + folder + " cannot be read.", e);
        }
        return events;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
