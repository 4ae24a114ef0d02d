package org.opendip.jobs.inputs.sources;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;

/**
 * A list of some ten thousand rows that somebody handed over, read whole: a CSV file, or one sheet of a workbook, as
 * texts with their places. Nothing about it is guessed.
 *
 * @param name file, and sheet where there are several
 * @param hash SHA-256 of the file's bytes
 * @param heading cells of the heading, without blanks around
 * @param rows the others, empty ones left out
 */
public record ListFile(String name, String hash, List<String> heading, List<Line> rows) {
    private static final int LARGEST = 64 << 20;

    /** A row and its number in the file, the heading being the first. */
    public record Line(long number, List<String> cells) {
        /** A cell without blanks around; empty where the row is shorter. */
        public String cell(int place) {
            return place < cells.size() && cells.get(place) != null ? CsvHead.cleaned(cells.get(place)) : "";
        }
    }

    /**
     * How a file is written.
     *
     * @param charset of a CSV file
     * @param delimiter of a CSV file
     * @param sheet of a workbook; null: its only one with rows
     */
    public record Form(String charset, char delimiter, String sheet) {}

    /** Reads a file; a name that ends in {@code .xlsx} is a workbook. */
    public static ListFile read(Configuration hadoop, String file, Form form) {
        byte[] bytes = bytes(hadoop, file);
        String hash = DigestUtils.sha256Hex(bytes);
        String name = new Path(file).getName();
        if (name.endsWith(".xlsx")) {
            List<Line> lines = Spreadsheets.lines(hadoop, file, form.sheet());
            return new ListFile(
                    form.sheet() == null ? name : name + ", sheet " + form.sheet(),
                    hash,
                    lines.get(0).cells(),
                    lines.subList(1, lines.size()));
        }
        return csv(file, name, hash, unpacked(hadoop, file, bytes), form);
    }

    private static ListFile csv(String file, String name, String hash, byte[] bytes, Form form) {
        if (bytes.length == 0) {
            throw DipErrors.inputDamaged(file, 1, "", "is empty, without even a heading", "export the file again");
        }
        String wide = CsvHead.utf16(bytes);
        if (wide != null) {
            throw DipErrors.inputDamaged(file, 1, "", "is written in " + wide, "export it in UTF-8, GBK or GB18030");
        }
        Charset charset = Charset.forName(form.charset());
        long wrong = CsvHead.line(bytes, charset);
        if (wrong > 0) {
            throw DipErrors.inputDamaged(
                    file,
                    wrong,
                    "",
                    "is not written in " + form.charset(),
                    "name its charset: --charset UTF-8, GBK or GB18030");
        }
        CsvParserSettings settings =
                CsvHead.settings(new SourceFile.TextRules(form.charset(), form.delimiter(), '"', null, true, false));
        settings.setNullValue("");
        List<Line> lines = new ArrayList<>();
        CsvParser parser = new CsvParser(settings);
        try {
            parser.beginParsing(new java.io.StringReader(CsvHead.decoded(bytes, charset)));
            for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
                lines.add(new Line(parser.getContext().currentLine(), Arrays.asList(cells)));
            }
        } catch (RuntimeException e) {
            throw DipErrors.inputDamaged(
                    file,
                    lines.isEmpty() ? 1 : lines.get(lines.size() - 1).number() + 1,
                    "",
                    "is no row of at most " + CsvHead.MOST_COLUMNS + " columns with values below 1 MiB",
                    "check delimiter and quotes");
        }
        if (lines.isEmpty()) {
            throw DipErrors.inputDamaged(file, 1, "", "has no heading", "export the file with a heading");
        }
        List<String> heading =
                lines.get(0).cells().stream().map(CsvHead::cleaned).toList();
        List<Line> rows = new ArrayList<>();
        for (Line line : lines.subList(1, lines.size())) {
            if (line.cells().size() != heading.size()) {
                throw DipErrors.inputDamaged(
                        file,
                        line.number(),
                        "",
                        "has " + line.cells().size() + " cells, and the heading " + heading.size(),
                        "check delimiter and quotes of this line");
            }
            if (line.cells().stream().anyMatch(cell -> !CsvHead.cleaned(cell).isEmpty())) {
                rows.add(line);
            }
        }
        return new ListFile(name, hash, heading, rows);
    }

    /** Places of columns by their heading; those that are missing are told at once. */
    public Map<String, Integer> places(Collection<String> columns) {
        return CsvHead.places(name, heading, columns, List.of());
    }

    private static byte[] bytes(Configuration hadoop, String file) {
        Path path = new Path(file);
        try {
            FileSystem files = path.getFileSystem(hadoop);
            if (!files.exists(path)) {
                throw DipErrors.fileMissing(file, "a list to import");
            }
            if (files.getFileStatus(path).isDirectory()) {
                throw DipErrors.inputDamaged(file, 0, "", "is a folder, not a file", "name a file in it");
            }
            try (InputStream in = files.open(path)) {
                return limited(file, in);
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "a list to import", e);
        }
    }

    private static byte[] unpacked(Configuration hadoop, String file, byte[] bytes) {
        if (!file.endsWith(".gz")) {
            return bytes;
        }
        try (InputStream in = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return limited(file, in);
        } catch (EOFException | ZipException e) {
            throw DipErrors.inputDamaged(
                    file, 1, "", "cannot be unpacked: " + e.getMessage(), "copy or export the file again");
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "a list to import", e);
        }
    }

    private static byte[] limited(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw DipErrors.inputDamaged(
                    file,
                    0,
                    "",
                    "has more than " + (LARGEST >> 20) + " MiB, which no list has",
                    "export the list alone");
        }
        return bytes;
    }
}
