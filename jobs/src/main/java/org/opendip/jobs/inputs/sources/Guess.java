package org.opendip.jobs.inputs.sources;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;

/** What a file seems to be. Guesses are shown and written down for people to decide on, never used to read by. */
final class Guess {
    static final char[] DELIMITERS = {',', '\t', '|', ';', '^'};
    static final List<String> DATE_PATTERNS = List.of(
            "yyyy-MM-dd",
            "yyyyMMdd",
            "yyyy/MM/dd",
            "yyyy/M/d",
            "yyyy.MM.dd",
            "yyyy年M月d日",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy-MM-dd HH:mm:ss.S",
            "yyyy-MM-dd HH:mm",
            "yyyy/MM/dd HH:mm:ss",
            "yyyy/M/d H:mm:ss",
            "yyyy/M/d H:mm",
            "yyyyMMddHHmmss");

    private Guess() {}

    static String charset(byte[] sample) {
        if (CsvHead.isValid(sample, StandardCharsets.UTF_8)) {
            return "UTF-8";
        }
        return CsvHead.isValid(sample, Charset.forName("GBK")) ? "GBK" : "GB18030";
    }

    /** The delimiter that the first line has most often. */
    static char delimiter(String text) {
        String line = text.lines().findFirst().orElse("");
        char best = ',';
        long most = 0;
        for (char delimiter : DELIMITERS) {
            long count = line.chars().filter(c -> c == delimiter).count();
            if (count > most) {
                most = count;
                best = delimiter;
            }
        }
        return best;
    }

    /** The quote that stands beside delimiters. */
    static char quote(String text, char delimiter) {
        long single = text.split(java.util.regex.Pattern.quote(delimiter + "'"), -1).length;
        long twofold = text.split(java.util.regex.Pattern.quote(delimiter + "\""), -1).length;
        return single > twofold ? '\'' : '"';
    }

    /** The first pattern that every value follows; null if there is none, or no value. */
    static String datePattern(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        return DATE_PATTERNS.stream()
                .filter(pattern -> {
                    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                            .withResolverStyle(ResolverStyle.STRICT);
                    return values.stream().allMatch(v -> {
                        try {
                            formatter.parse(v);
                            return true;
                        } catch (DateTimeParseException e) {
                            return false;
                        }
                    });
                })
                .findFirst()
                .orElse(null);
    }

    /** As a source file writes it. */
    static String name(char delimiter) {
        return delimiter == '\t' ? "tab" : "\"" + delimiter + "\"";
    }
}
