package org.opendip.jobs.testing;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.opendip.jobs.Docs;

/** Worked examples: {@code data-samples/vectors/<rule>.csv}, the same files that the policy module computes. */
public record VectorFile(com.univocity.parsers.common.record.Record cells) {
    public static List<VectorFile> read(String rule) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setHeaderExtractionEnabled(true);
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setNullValue("");
        return new CsvParser(settings)
                        .parseAllRecords(Docs.root()
                                .resolve("data-samples/vectors/" + rule + ".csv")
                                .toFile())
                        .stream()
                        .map(VectorFile::new)
                        .toList();
    }

    public String text(String column) {
        return cells.getString(column);
    }

    public boolean has(String column) {
        return !text(column).isEmpty();
    }

    public BigDecimal number(String column) {
        return has(column) ? new BigDecimal(text(column)) : null;
    }

    public boolean yes(String column) {
        return text(column).equals("yes");
    }

    public long whole(String column) {
        return Long.parseLong(text(column));
    }

    public long fen(String column) {
        return number(column).movePointRight(2).longValueExact();
    }

    public <E extends Enum<E>> E word(String column, Class<E> type) {
        return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return text("name");
    }
}
