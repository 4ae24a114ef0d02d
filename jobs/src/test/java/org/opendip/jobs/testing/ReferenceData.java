package org.opendip.jobs.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.univocity.parsers.common.record.Record;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of real regions and official code lists that the project may not pass on: {@code -Dreference.data=<folder>} names
 * the folder that holds {@code pingdingshan-2025/} and {@code codes/}. Without it the tests that need them are skipped.
 */
public final class ReferenceData {
    private ReferenceData() {}

    /** A file of the folder; the test is skipped when it is not there. */
    public static Path file(String name) {
        String folder = System.getProperty("reference.data", "");
        assumeThat(folder)
                .as("needs the reference data: run with -Dreference.data=<folder>")
                .isNotEmpty();
        Path file = Path.of(folder).resolve(name);
        assumeThat(Files.exists(file)).as("the reference data has no " + file).isTrue();
        return file;
    }

    /** The rows of a CSV file of the folder. */
    public static List<Record> rows(String name) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setHeaderExtractionEnabled(true);
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setNullValue("");
        return new CsvParser(settings).parseAllRecords(file(name).toFile());
    }
}
