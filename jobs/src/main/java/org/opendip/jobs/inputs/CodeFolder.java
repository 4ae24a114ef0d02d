package org.opendip.jobs.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;

/**
 * The run file's folder of code lists. A list is either one file {@code <list>.csv}, always in force, or has versions
 * {@code <list>/<version>.csv} of which {@code manifest.csv} tells from when to when each is valid.
 */
public final class CodeFolder {
    static final String MANIFEST = "manifest.csv";

    /** A name that is a part of a path and nothing else. */
    private static final String VERSION = "[A-Za-z0-9][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*";

    private static final String HEADING =
            "list,version,valid_from,valid_to,rows,file_sha256,source,source_sha256,options";

    /**
     * One version of a list, a row of the manifest.
     *
     * @param validFrom the first day
     * @param validTo the last day; null: no end is known
     * @param rows rows of its file
     * @param fileHash SHA-256 of its file
     * @param source name of the file that it was imported from
     * @param sourceHash SHA-256 of that
     * @param options how it was read
     */
    public record Version(
            CodeList list,
            String version,
            LocalDate validFrom,
            LocalDate validTo,
            int rows,
            String fileHash,
            String source,
            String sourceHash,
            String options) {

        /** Its file in the folder. */
        public String file() {
            return list.word() + "/" + version + ".csv";
        }

        /** From when to when, for people. */
        public String dates() {
            return validFrom + " .. " + (validTo == null ? "" : validTo);
        }

        boolean covers(int year) {
            return !validFrom.isAfter(LocalDate.of(year, 1, 1))
                    && (validTo == null || !validTo.isBefore(LocalDate.of(year, 12, 31)));
        }
    }

    private final Configuration hadoop;
    private final String folder;
    private final List<Version> versions;

    private CodeFolder(Configuration hadoop, String folder, List<Version> versions) {
        this.hadoop = hadoop;
        this.folder = folder;
        this.versions = versions;
    }

    /** The folder as it is. */
    public static CodeFolder read(Configuration hadoop, String folder) {
        List<Version> versions = CsvFile.readOptional(hadoop, folder, MANIFEST, CodeFolder::version);
        for (Version version : versions) {
            if (versions.stream().filter(v -> v.file().equals(version.file())).count() > 1) {
                throw DipErrors.rowTwice(folder + "/" + MANIFEST, version.file());
            }
        }
        return new CodeFolder(hadoop, folder, versions);
    }

    private static Version version(CsvFile row) {
        CodeList list = CodeList.of(row.text("list"))
                .orElseThrow(() -> row.refuse(
                        "list", Stream.of(CodeList.values()).map(CodeList::word).collect(Collectors.joining(", "))));
        if (!isVersion(row.text("version"))) {
            throw row.refuse("version", "letters, digits, dots, _ and -");
        }
        return new Version(
                list,
                row.text("version"),
                day(row, "valid_from"),
                row.optional("valid_to").isEmpty() ? null : day(row, "valid_to"),
                row.integer("rows", 1, 99_999_999),
                row.text("file_sha256"),
                row.text("source"),
                row.text("source_sha256"),
                row.optional("options"));
    }

    private static LocalDate day(CsvFile row, String column) {
        try {
            return LocalDate.parse(row.text(column));
        } catch (DateTimeException e) {
            throw row.refuse(column, "a day like 2026-01-01");
        }
    }

    /** Whether a text can name a version, and so a file. */
    public static boolean isVersion(String text) {
        return text.length() <= 40 && text.matches(VERSION);
    }

    /** All versions, by list and first day. */
    public List<Version> versions() {
        return versions.stream()
                .sorted(Comparator.comparing(Version::list)
                        .thenComparing(Version::validFrom)
                        .thenComparing(Version::version))
                .toList();
    }

    /** The versions of one list, by first day. */
    public List<Version> versions(CodeList list) {
        return versions().stream().filter(v -> v.list() == list).toList();
    }

    /** Where the folder is. */
    public String place() {
        return folder;
    }

    /** Whether {@code <list>.csv} is there. */
    public boolean hasPlain(CodeList list) {
        return exists(list.word() + ".csv");
    }

    /**
     * The version for a settlement year: valid on all its days, the one that began last of several; none where no version
     * was imported, or none is.
     */
    public Optional<Version> inForce(CodeList list, int year) {
        return versions(list).stream().filter(v -> v.covers(year)).reduce((a, b) -> b);
    }

    /**
     * The file of a list for a settlement year; none where the region has no such list.
     *
     * @throws org.opendip.policy.errors.DipException where versions were imported but none is in force, where a plain file
     *     lies beside them, or where the file is no longer what was imported
     */
    Optional<String> file(CodeList list, int year) {
        List<Version> known = versions(list);
        boolean plain = hasPlain(list);
        if (known.isEmpty()) {
            return plain || list.required() ? Optional.of(list.word() + ".csv") : Optional.empty();
        }
        if (plain) {
            throw DipErrors.codeListTwice(folder, list.word());
        }
        Version version = inForce(list, year)
                .orElseThrow(() -> DipErrors.codeListNotInForce(
                        folder,
                        list.word(),
                        year,
                        known.stream()
                                .map(v -> v.version() + " (" + v.dates() + ")")
                                .toList()));
        if (!exists(version.file())) {
            throw DipErrors.fileMissing(folder + "/" + version.file(), "a code list that " + MANIFEST + " names");
        }
        if (!DigestUtils.sha256Hex(bytes(version.file())).equals(version.fileHash())) {
            throw DipErrors.codeListChanged(folder + "/" + version.file(), version.source());
        }
        return Optional.of(version.file());
    }

    boolean exists(String file) {
        Path path = new Path(folder, file);
        try {
            return path.getFileSystem(hadoop).exists(path);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(path.toString(), "a code list", e);
        }
    }

    byte[] bytes(String file) {
        Path path = new Path(folder, file);
        try {
            FileSystem files = path.getFileSystem(hadoop);
            try (InputStream in = files.open(path)) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(path.toString(), "a code list", e);
        }
    }

    /** The manifest with a version in place of that of its name, or beside the others. */
    String manifestWith(Version version) {
        List<Version> all = new ArrayList<>(versions);
        all.removeIf(v -> v.file().equals(version.file()));
        all.add(version);
        StringBuilder text = new StringBuilder(HEADING).append('\n');
        new CodeFolder(hadoop, folder, all).versions().forEach(v -> text.append(Stream.of(
                                v.list().word(),
                                v.version(),
                                v.validFrom().toString(),
                                v.validTo() == null ? "" : v.validTo().toString(),
                                String.valueOf(v.rows()),
                                v.fileHash(),
                                v.source(),
                                v.sourceHash(),
                                v.options())
                        .map(CatalogSheet::quoted)
                        .collect(Collectors.joining(",")))
                .append('\n'));
        return text.toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
