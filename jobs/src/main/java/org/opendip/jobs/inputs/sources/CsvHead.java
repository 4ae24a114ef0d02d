package org.opendip.jobs.inputs.sources;

import com.univocity.parsers.csv.CsvFormat;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.sources.SourceFile.TextRules;
import org.opendip.jobs.tables.Col;
import org.opendip.policy.errors.DipErrors;

/**
 * The beginning of a CSV file: its heading, and whether it is written as the source file says. A file in another charset
 * or with another delimiter is refused here, before anything is read.
 */
final class CsvHead {
    static final int MOST_COLUMNS = 4096;
    static final int LONGEST_VALUE = 1 << 20;
    private static final int SAMPLE = 1 << 18;

    private final String file;
    private final List<String> heading;

    private CsvHead(String file, List<String> heading) {
        this.file = file;
        this.heading = heading;
    }

    static CsvHead read(Configuration hadoop, String file, TextRules rules) {
        byte[] sample = sample(hadoop, file);
        checkCharset(file, sample, rules);
        String text = decoded(sample, rules.decoder());
        List<String> heading = heading(file, text, rules);
        return new CsvHead(file, heading);
    }

    /** The first bytes of a file, unpacked. */
    static byte[] sample(Configuration hadoop, String file) {
        try (InputStream in = InputFiles.open(hadoop, file)) {
            return in.readNBytes(SAMPLE);
        } catch (EOFException | ZipException e) {
            throw DipErrors.inputDamaged(
                    file, 1, "", "cannot be unpacked: " + e.getMessage(), "copy or export the file again");
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "CSV", e);
        }
    }

    private static void checkCharset(String file, byte[] sample, TextRules rules) {
        if (sample.length == 0) {
            throw DipErrors.inputDamaged(file, 1, "", "is empty, without even a heading", "export the file again");
        }
        String wide = utf16(sample);
        if (wide != null) {
            throw DipErrors.inputDamaged(
                    file,
                    1,
                    "",
                    "is written in " + wide,
                    "export it in UTF-8, GBK or GB18030: a spreadsheet calls this CSV UTF-8");
        }
        boolean utf8 = isValid(sample, StandardCharsets.UTF_8);
        boolean plain = isAscii(sample);
        boolean mark = hasMark(sample);
        if (!rules.charset().equals("UTF-8") && utf8 && !plain && (mark || hasLongText(sample))) {
            throw DipErrors.inputDamaged(
                    file,
                    1,
                    "",
                    "is written in UTF-8, and the source file says " + rules.charset(),
                    "write charset: UTF-8 in the source file");
        }
        if (rules.charset().equals("UTF-8")
                && !utf8
                && isValid(sample, Charset.forName("GB18030"))
                && !rules.keepDamaged()) {
            throw DipErrors.inputDamaged(
                    file,
                    line(sample, StandardCharsets.UTF_8),
                    "",
                    "is not written in UTF-8, but looks like GBK or GB18030",
                    "write charset: GB18030 in the source file");
        }
    }

    /** Name of the two-byte charset that a file is written in; null for others. */
    static String utf16(byte[] sample) {
        if (sample.length >= 2) {
            int mark = (sample[0] & 0xFF) << 8 | sample[1] & 0xFF;
            if (mark == 0xFFFE || mark == 0xFEFF) {
                return "UTF-16";
            }
        }
        for (int i = 0; i < Math.min(sample.length, 4096); i++) {
            if (sample[i] == 0) {
                return "UTF-16, or no text at all,";
            }
        }
        return null;
    }

    static boolean hasMark(byte[] sample) {
        return sample.length >= 3 && sample[0] == (byte) 0xEF && sample[1] == (byte) 0xBB && sample[2] == (byte) 0xBF;
    }

    static boolean isAscii(byte[] sample) {
        for (byte b : sample) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Three different characters of several bytes: two may be GBK by chance. */
    private static boolean hasLongText(byte[] sample) {
        return decoded(sample, StandardCharsets.UTF_8)
                        .codePoints()
                        .filter(c -> c > 0x7F)
                        .distinct()
                        .limit(3)
                        .count()
                == 3;
    }

    /** Whether bytes are a text of a charset, but for a character cut off at their end. */
    static boolean isValid(byte[] sample, Charset charset) {
        return line(sample, charset) == 0;
    }

    /** The first line with bytes that a charset does not know; 0 if there is none. */
    static long line(byte[] sample, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(sample);
        CharBuffer out = CharBuffer.allocate(sample.length + 16);
        if (!decoder.decode(in, out, false).isError()) {
            return 0;
        }
        long line = 1;
        for (int i = 0; i < in.position(); i++) {
            line += sample[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    static String decoded(byte[] sample, Charset charset) {
        String text = new String(sample, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static List<String> heading(String file, String text, TextRules rules) {
        String[] cells;
        try {
            CsvParser parser = new CsvParser(settings(rules));
            parser.beginParsing(new java.io.StringReader(text));
            cells = parser.parseNext();
            parser.stopParsing();
        } catch (RuntimeException e) {
            throw DipErrors.inputDamaged(
                    file,
                    1,
                    "",
                    "has a heading that is no row of at most " + MOST_COLUMNS + " columns",
                    "check delimiter and quote");
        }
        if (cells == null || cells.length == 1 && (cells[0] == null || cells[0].isBlank())) {
            throw DipErrors.inputDamaged(file, 1, "", "has no heading", "export the file with a heading");
        }
        if (cells.length > MOST_COLUMNS) {
            throw DipErrors.inputDamaged(
                    file,
                    1,
                    "",
                    "has " + cells.length + " columns, more than " + MOST_COLUMNS,
                    "check delimiter and quote");
        }
        if (cells.length == 1) {
            for (char other : Guess.DELIMITERS) {
                if (other != rules.delimiter() && cells[0].indexOf(other) >= 0) {
                    throw DipErrors.inputDamaged(
                            file,
                            1,
                            "",
                            "has one column only: " + shortened(cells[0]) + "; the delimiter seems to be "
                                    + Guess.name(other),
                            "write delimiter: " + Guess.name(other) + " in the source file");
                }
            }
        }
        return Arrays.stream(cells).map(c -> c == null ? "" : cleaned(c)).toList();
    }

    static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    static String cleaned(String heading) {
        return heading.replace("\uFEFF", "").replace('\u3000', ' ').strip();
    }

    /** The parser of files written by these rules. */
    static CsvParserSettings settings(TextRules rules) {
        CsvParserSettings settings = new CsvParserSettings();
        CsvFormat format = settings.getFormat();
        format.setDelimiter(rules.delimiter());
        format.setQuote(rules.quote());
        format.setQuoteEscape(rules.escape() == null ? rules.quote() : rules.escape());
        // No line is a comment: a row that begins with # is a row.
        format.setComment('\0');
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setMaxColumns(MOST_COLUMNS + 1);
        settings.setMaxCharsPerColumn(LONGEST_VALUE);
        return settings;
    }

    String file() {
        return file;
    }

    List<String> heading() {
        return heading;
    }

    /**
     * Places of fields; a heading is found without regard to case. Every field that is missing is told at once.
     *
     * @param mayLack columns whose field, of their own name, has no place where the heading lacks it
     */
    Map<String, Integer> places(Collection<String> fields, List<Col> mayLack) {
        return places(file, heading, fields, mayLack);
    }

    static Map<String, Integer> places(
            String file, List<String> heading, Collection<String> fields, List<Col> mayLack) {
        Set<String> lacking = Omitted.of(file, heading, mayLack, fields).stream()
                .map(Col::name)
                .collect(Collectors.toSet());
        Map<String, List<Integer>> known = new HashMap<>();
        for (int i = 0; i < heading.size(); i++) {
            known.computeIfAbsent(heading.get(i).toLowerCase(Locale.ROOT), k -> new ArrayList<>())
                    .add(i);
        }
        Map<String, Integer> places = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (String field : fields) {
            List<Integer> at = known.get(field.toLowerCase(Locale.ROOT));
            if (at == null) {
                if (!lacking.contains(field)) {
                    missing.add(field);
                }
            } else if (at.size() > 1) {
                throw DipErrors.inputDamaged(
                        file,
                        1,
                        field,
                        "stands in the heading " + at.size() + " times",
                        "give each column a name of its own");
            } else {
                places.put(field, at.get(0));
            }
        }
        if (!missing.isEmpty()) {
            List<String> shown = heading.size() > 100 ? heading.subList(0, 100) : heading;
            throw DipErrors.columnMissing(file, String.join(", ", missing), String.join(", ", shown));
        }
        return places;
    }
}
