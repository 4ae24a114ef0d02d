package org.opendip.jobs.inputs.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.univocity.parsers.csv.CsvParser;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.sources.SourceFile.TextRules;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/**
 * Where a text file is damaged. Reading only finds that it is; this goes through a file once more, line by line and in
 * constant memory, to say the line and column. It never shows a value.
 */
final class Damage {
    private static final int LONGEST_LINE = 4 << 20;

    private Damage() {}

    private interface LineCheck {
        void check(long line, byte[] bytes);
    }

    /** Throws what is wrong with a CSV file; returns if nothing is. */
    static void findInCsv(Configuration hadoop, String file, TextRules rules, List<String> heading) {
        if (rules.multiLine()) {
            findInLongRows(hadoop, file, rules, heading);
            return;
        }
        CsvParser parser = new CsvParser(CsvHead.settings(rules));
        lines(hadoop, file, LONGEST_LINE, (line, bytes) -> {
            String text = strict(bytes, rules.decoder());
            boolean broken = text == null;
            if (broken) {
                text = new String(bytes, rules.decoder());
            }
            String row = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (row.isBlank()) {
                return;
            }
            String[] cells;
            try {
                cells = parser.parseLine(row);
            } catch (RuntimeException e) {
                throw DipErrors.inputDamaged(
                        file,
                        line,
                        "",
                        "has a value longer than " + CsvHead.LONGEST_VALUE + " characters",
                        "check the quotes of this line");
            }
            checkRow(file, line, cells, heading);
            if (broken && !rules.keepDamaged()) {
                throw undecodable(file, line, cells, heading, rules.charset(), wrongByte(bytes, rules.decoder()));
            }
        });
    }

    private static void checkRow(String file, long line, String[] cells, List<String> heading) {
        int count = cells == null ? 0 : cells.length;
        if (count != heading.size()) {
            throw DipErrors.inputDamaged(
                    file,
                    line,
                    count > heading.size() || count == 0 ? "" : heading.get(count),
                    "has " + count + " fields, and the heading has " + heading.size(),
                    "correct the line: a delimiter or a line break may stand in a value without quotes (see multi-line)");
        }
    }

    /** Names the column and the bytes, and never the value, which may be a person's. */
    private static DipException undecodable(
            String file, long line, String[] cells, List<String> heading, String charset, String where) {
        String column = "";
        for (int i = cells.length - 1; i >= 0; i--) {
            if (cells[i] != null && cells[i].indexOf('\uFFFD') >= 0) {
                column = heading.get(i);
            }
        }
        return DipErrors.inputDamaged(
                file,
                line,
                column,
                where + " is not written in " + charset,
                "name the charset that the file is written in; damaged-characters: keep reads it as it is");
    }

    private static void findInLongRows(Configuration hadoop, String file, TextRules rules, List<String> heading) {
        CsvParser parser = new CsvParser(CsvHead.settings(rules));
        long line = 1;
        try (InputStream in = InputFiles.open(hadoop, file)) {
            parser.beginParsing(in, rules.decoder());
            for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
                checkRow(file, line, cells, heading);
                for (String cell : cells) {
                    if (cell != null && cell.indexOf('\uFFFD') >= 0 && !rules.keepDamaged()) {
                        throw undecodable(file, line, cells, heading, rules.charset(), "a character");
                    }
                }
                line = parser.getContext().currentLine() + 1;
            }
        } catch (DipException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw DipErrors.inputDamaged(
                    file,
                    line,
                    "",
                    "cannot be read from here on",
                    "look for a quote that is never closed, or copy the file again");
        }
    }

    /** Throws what is wrong with a file of one document a line. */
    static void findInDocuments(Configuration hadoop, String file) {
        JsonFactory json = new JsonFactory();
        lines(hadoop, file, Integer.MAX_VALUE - 16, (line, bytes) -> {
            if (strict(bytes, java.nio.charset.StandardCharsets.UTF_8) == null) {
                throw DipErrors.inputDamaged(
                        file, line, "", "is not written in UTF-8", "JSON is UTF-8: convert the file");
            }
            int start = bytes.length >= 3 && CsvHead.hasMark(bytes) ? 3 : 0;
            if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
                return;
            }
            try (JsonParser parser = json.createParser(bytes, start, bytes.length - start)) {
                object(file, line, parser);
            } catch (IOException e) {
                throw badJson(file, line, e);
            }
        });
    }

    /** Throws what is wrong with a file of one document, or a list of them. */
    static void findInDocument(Configuration hadoop, String file) {
        try (InputStream in = InputFiles.open(hadoop, file);
                JsonParser parser = new JsonFactory().createParser(in)) {
            object(file, 0, parser);
        } catch (IOException e) {
            long line = e instanceof JsonProcessingException at && at.getLocation() != null
                    ? at.getLocation().getLineNr()
                    : 0;
            throw badJson(file, line, e);
        }
    }

    private static void object(String file, long line, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
            throw DipErrors.inputDamaged(file, line, "", "is no JSON document", "a document is {...}");
        }
        while (parser.nextToken() != null) {
            // Only whether it can be read to its end.
        }
    }

    private static DipException badJson(String file, long line, IOException e) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return truncated(file, line);
        }
        String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        // A word that is no JSON may be a name.
        String told = String.valueOf(why).replaceAll("'[^']{2,}'", "'...'");
        return DipErrors.inputDamaged(
                file, line, "", "is no JSON: " + CsvHead.shortened(told), "export the document again");
    }

    private static DipException truncated(String file, long line) {
        return DipErrors.inputDamaged(
                file,
                line,
                "",
                "ends in the middle: it was not packed or copied to its end",
                "copy or export the file again");
    }

    /** Each line as its bytes, without its end. */
    private static void lines(Configuration hadoop, String file, int longest, LineCheck check) {
        long line = 1;
        try (InputStream in = InputFiles.open(hadoop, file)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 12);
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    check.check(line++, ended(bytes));
                    bytes.reset();
                } else if (bytes.size() >= longest) {
                    throw DipErrors.inputDamaged(
                            file, line, "", "is longer than " + longest + " bytes", "look for a missing line break");
                } else {
                    bytes.write(b);
                }
            }
            if (bytes.size() > 0) {
                check.check(line, ended(bytes));
            }
        } catch (EOFException | ZipException e) {
            throw truncated(file, line);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "text", e);
        }
    }

    private static byte[] ended(ByteArrayOutputStream bytes) {
        byte[] all = bytes.toByteArray();
        return all.length > 0 && all[all.length - 1] == '\r' ? java.util.Arrays.copyOf(all, all.length - 1) : all;
    }

    private static String strict(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The first byte that a charset does not know, by its place in the line, from 1. */
    private static String wrongByte(byte[] bytes, Charset charset) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        decoder.decode(in, CharBuffer.allocate(bytes.length + 16), true);
        int place = Math.min(in.position(), bytes.length - 1);
        return String.format("byte %d of the line (0x%02X)", place + 1, bytes[place]);
    }
}
