package org.opendip.jobs.inputs.sources;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.ArrayDeque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.opendip.jobs.inputs.sources.SourceFile.TextRules;
import org.opendip.policy.errors.DipErrors;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of a CSV file one after the other, each with the line of the file at which it begins, parsed as Spark parses
 * them: with the same options by the same parser. A line ends with LF, CRLF or CR, within quotes too.
 */
final class CsvRows implements NumberedRows {
    private final String file;
    private final InputStream in;
    private final TextRules rules;
    private final CsvParser parser;
    private final LineReader lines;
    private final Text text = new Text();
    private final LineStarts starts;
    private long line;
    private long next = 1;

    private CsvRows(String file, InputStream in, TextRules rules, CsvParserSettings settings) {
        this.file = file;
        this.in = in;
        this.rules = rules;
        this.parser = new CsvParser(settings);
        if (rules.multiLine()) {
            lines = null;
            starts = new LineStarts(new InputStreamReader(in, rules.decoder()));
            parser.beginParsing(starts);
        } else {
            lines = new LineReader(in);
            starts = null;
        }
    }

    /** Opens a file before its heading. */
    static CsvRows open(Configuration hadoop, String file, TextRules rules) {
        var options = scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(SourceTables.csvOptions(rules)));
        CsvParserSettings settings = new CSVOptions(options, false, "UTC").asParserSettings();
        settings.setReadInputOnSeparateThread(false);
        // An empty line is no row, and yet a line.
        settings.setSkipEmptyLines(false);
        try {
            return new CsvRows(file, InputFiles.open(hadoop, file), rules, settings);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "CSV", e);
        }
    }

    @Override
    public String[] next() {
        try {
            String[] cells = lines == null ? inText() : inLine();
            while (cells != null && cells.length == 1 && (cells[0] == null || cells[0].isBlank())) {
                cells = lines == null ? inText() : inLine();
            }
            return cells;
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "CSV", e);
        }
    }

    private String[] inLine() throws IOException {
        while (lines.readLine(text) > 0) {
            line = next++;
            String row = new String(text.getBytes(), 0, text.getLength(), rules.decoder());
            if (!row.isBlank()) {
                return parser.parseLine(line == 1 && row.startsWith("\uFEFF") ? row.substring(1) : row);
            }
        }
        return null;
    }

    private String[] inText() {
        line = starts.line(parser.getContext() == null ? 0 : parser.getContext().currentChar());
        return parser.parseNext();
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Knows the line of each character that was read, of those that the parser has not passed yet. */
    private static final class LineStarts extends Reader {
        private final Reader in;
        private final ArrayDeque<Long> starts = new ArrayDeque<>();
        private long read;
        private boolean afterReturn;
        private long passed = 1;

        LineStarts(Reader in) {
            this.in = in;
        }

        /** The line of the character at a place, which is not before the last one asked for. */
        long line(long place) {
            while (!starts.isEmpty() && starts.peek() <= place) {
                starts.poll();
                passed++;
            }
            return passed;
        }

        @Override
        public int read(char[] buffer, int from, int length) throws IOException {
            int n = in.read(buffer, from, length);
            for (int i = from; i < from + n; i++) {
                char c = buffer[i];
                if (afterReturn && c != '\n') {
                    starts.add(read);
                }
                read++;
                afterReturn = c == '\r';
                if (c == '\n') {
                    starts.add(read);
                }
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
