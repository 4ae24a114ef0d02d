package org.opendip.jobs.inputs;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.sources.ListFile;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rules.Problem;

/**
 * An official list as it was handed over becomes a version in the folder of code lists. Whatever cannot be read is
 * refused, everything at once; nothing is written here, so that a list is in the folder whole or not at all.
 *
 * @param version the row of the manifest
 * @param listText the list as the folder holds it
 * @param manifestText the manifest with it
 * @param outcome whether there is anything to write
 * @param normalised cells that the list writes in another way, such as a capital X
 * @param repeated rows that repeat another one word for word, left out
 * @param several codes of a map that stand for several others: they are not guessed
 */
public record CodeImport(
        CodeFolder.Version version,
        String listText,
        String manifestText,
        Outcome outcome,
        int normalised,
        int repeated,
        int several) {

    /** What a list is, to the folder. */
    public enum Outcome {
        /** A version that the folder did not have. */
        NEW,
        /** The version is there with the same rows; its dates or source are others now. */
        DATES,
        /** Everything is there already. */
        UNCHANGED
    }

    /**
     * What somebody asks for.
     *
     * @param file the list as handed over, CSV or .xlsx
     * @param version a name for the version, such as 2.0
     * @param validFrom the first day that it is valid
     * @param validTo the last day; null: no end is known
     * @param columns our column: heading of the file; a column that is not named has our name there
     */
    public record Request(
            CodeList list,
            String file,
            String version,
            LocalDate validFrom,
            LocalDate validTo,
            Map<String, String> columns,
            ListFile.Form form) {

        /** The same as options of the command, the file left out. */
        String options() {
            StringBuilder text = new StringBuilder("--list " + list.word() + " --version " + version + " --valid-from "
                    + validFrom + (validTo == null ? "" : " --valid-to " + validTo));
            columns.forEach((ours, theirs) ->
                    text.append(" --column ").append(ours).append('=').append(theirs));
            if (!form.charset().equals("UTF-8")) {
                text.append(" --charset ").append(form.charset());
            }
            if (form.delimiter() != ',') {
                text.append(" --delimiter ").append(form.delimiter() == '\t' ? "tab" : form.delimiter());
            }
            return text.append(form.sheet() == null ? "" : " --sheet " + form.sheet())
                    .toString();
        }
    }

    private static final int SHOWN = 100;

    /** Files to write into the folder, the manifest last. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (outcome != Outcome.UNCHANGED) {
            files.put(version.file(), CodeFolder.utf8(listText));
            files.put(CodeFolder.MANIFEST, CodeFolder.utf8(manifestText));
        }
        return files;
    }

    /** Reads and checks a list against itself and the folder. */
    public static CodeImport of(Configuration hadoop, CodeFolder folder, Request request) {
        Reading reading = new Reading(request, ListFile.read(hadoop, request.file(), request.form()));
        reading.read();
        if (!reading.problems.isEmpty()) {
            throw DipErrors.codeListInvalid(request.file(), reading.problems, SHOWN);
        }
        CodeList list = request.list();
        if (folder.hasPlain(list)) {
            throw DipErrors.codeListTwice(folder.place(), list.word());
        }
        String text = reading.text();
        CodeFolder.Version version = new CodeFolder.Version(
                list,
                request.version(),
                request.validFrom(),
                request.validTo(),
                reading.rows.size(),
                DigestUtils.sha256Hex(text),
                reading.file.name(),
                reading.file.hash(),
                request.options());
        Outcome outcome = Outcome.NEW;
        for (CodeFolder.Version known : folder.versions(list)) {
            if (known.version().equals(version.version())) {
                if (!known.fileHash().equals(version.fileHash())) {
                    throw DipErrors.codeListVersionTaken(list.word(), version.version(), known.source());
                }
                boolean same = known.equals(version)
                        && folder.exists(version.file())
                        && DigestUtils.sha256Hex(folder.bytes(version.file())).equals(version.fileHash());
                outcome = same ? Outcome.UNCHANGED : Outcome.DATES;
            } else if (known.validFrom().equals(version.validFrom())) {
                throw DipErrors.codeListSameDay(
                        list.word(),
                        version.version(),
                        known.version(),
                        version.validFrom().toString());
            }
        }
        return new CodeImport(
                version,
                text,
                folder.manifestWith(version),
                outcome,
                reading.normalised,
                reading.repeated,
                reading.several());
    }

    /** The rows of a file while they are checked. */
    private static final class Reading {
        private final Request request;
        private final ListFile file;
        private final List<Problem> problems = new ArrayList<>();
        private final Set<List<String>> rows = new LinkedHashSet<>();
        private final Map<String, Long> firstLine = new LinkedHashMap<>();
        private final Map<String, List<String>> firstRow = new LinkedHashMap<>();
        private List<String> columns = List.of();
        private int normalised;
        private int repeated;

        private Reading(Request request, ListFile file) {
            this.request = request;
            this.file = file;
        }

        private void read() {
            CodeList list = request.list();
            if (!CodeFolder.isVersion(request.version())) {
                problem(0, "--version", "must be of letters, digits, dots, _ and -, is '" + request.version() + "'");
            }
            if (request.validTo() != null && request.validTo().isBefore(request.validFrom())) {
                problem(
                        0,
                        "--valid-to",
                        "must not be before --valid-from " + request.validFrom() + ", is " + request.validTo());
            }
            for (String named : request.columns().keySet()) {
                if (!list.needed().contains(named) && !list.further().contains(named)) {
                    problem(
                            0,
                            "--column " + named,
                            "is no column of " + list.word() + ", which has " + String.join(", ", list.needed())
                                    + (list.further().isEmpty() ? "" : ", " + String.join(", ", list.further())));
                }
            }
            columns = new ArrayList<>(list.needed());
            list.further().stream()
                    .filter(c ->
                            request.columns().containsKey(c) || file.heading().contains(c))
                    .forEach(columns::add);
            List<String> headings = columns.stream()
                    .map(c -> request.columns().getOrDefault(c, c))
                    .toList();
            Map<String, Integer> places = file.places(headings);
            for (ListFile.Line line : file.rows()) {
                row(
                        line,
                        headings,
                        headings.stream().map(h -> line.cell(places.get(h))).toList());
            }
            if (file.rows().isEmpty()) {
                problem(1, "(file)", "has no rows");
            }
        }

        private void row(ListFile.Line line, List<String> headings, List<String> cells) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                String heading = headings.get(i);
                String cell = request.list()
                        .clean(columns.get(i), cells.get(i), said -> problem(line.number(), heading, said));
                normalised += cell.equals(cells.get(i)) ? 0 : 1;
                row.add(cell);
            }
            Long before = firstLine.putIfAbsent(row.get(0), line.number());
            List<String> other = firstRow.putIfAbsent(row.get(0), row);
            if (before != null && !row.get(0).isEmpty() && !request.list().severalRows() && !row.equals(other)) {
                problem(
                        line.number(),
                        headings.get(0),
                        row.get(0) + " stands in line " + before + " too, with other content: "
                                + String.join(" | ", other.subList(1, other.size())) + " there, "
                                + String.join(" | ", row.subList(1, row.size())) + " here");
            }
            repeated += rows.add(row) ? 0 : 1;
        }

        private int several() {
            Map<String, Long> targets =
                    rows.stream().collect(Collectors.groupingBy(row -> row.get(0), Collectors.counting()));
            return (int) targets.values().stream().filter(n -> n > 1).count();
        }

        private String text() {
            StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
            rows.forEach(
                    row -> text.append(row.stream().map(CatalogSheet::quoted).collect(Collectors.joining(",")))
                            .append('\n'));
            return text.toString();
        }

        private void problem(long line, String column, String said) {
            problems.add(new Problem(file.name(), (int) line, column, said));
        }
    }
}
