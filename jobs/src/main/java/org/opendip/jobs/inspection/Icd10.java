package org.opendip.jobs.inspection;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chapters and blocks of ICD-10: the upper levels of the directory (主目录, 一级目录). */
final class Icd10 {
    private static final String FILE = "icd10.csv";

    /**
     * A chapter.
     *
     * @param number roman
     * @param from first category
     * @param to last category, inclusive
     */
    record Chapter(String number, String from, String to, String zh, String en) {}

    /** A block of a chapter, such as I20-I25. */
    record Block(Chapter chapter, String from, String to, String zh, String en) {
        /** {@code I20-I25}; of one category the category. */
        String code() {
            return from.equals(to) ? from : from + "-" + to;
        }

        private boolean holds(String category) {
            return category.compareTo(from) >= 0 && category.compareTo(to) <= 0;
        }
    }

    private final List<Block> blocks;

    private Icd10(List<Block> blocks) {
        this.blocks = blocks;
    }

    static Icd10 load() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setHeaderExtractionEnabled(true);
        settings.setLineSeparatorDetectionEnabled(true);
        List<Block> blocks = new ArrayList<>();
        InputStream in = Icd10.class.getResourceAsStream(FILE);
        if (in == null) {
            throw new IllegalStateException("Missing on the class path: " + FILE);
        }
        Chapter chapter = null;
        for (String[] cells : new CsvParser(settings).parseAll(in, StandardCharsets.UTF_8)) {
            if (cells[0].equals("-")) {
                blocks.add(new Block(chapter, cells[1], cells[2], cells[3], cells[4]));
            } else {
                chapter = new Chapter(cells[0], cells[1], cells[2], cells[3], cells[4]);
            }
        }
        return new Icd10(List.copyOf(blocks));
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The block of a diagnosis code; empty for what ICD-10 does not know, such as a pre-group's name. */
    Optional<Block> block(String diagnosis) {
        if (diagnosis.length() < 3) {
            return Optional.empty();
        }
        String category = diagnosis.substring(0, 3);
        return blocks.stream().filter(b -> b.holds(category)).findFirst();
    }
}
