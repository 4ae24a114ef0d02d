package org.opendip.jobs.inputs;

import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/**
 * 科别: what hospitals write for the specialty that discharges a patient, a code of CT08.00.002 (医疗卫生机构业务科室分类与代码,
 * 病案首页) as a rule. No amount depends on it, so nothing is refused or told.
 */
public final class Specialties {
    /** A code of any level: {@code A03}, {@code A03.01}, {@code A50.01.02}. */
    private static final String CODE = "[A-Z][0-9]{2}([.][0-9]{1,2})*";

    /** Length of a code of the first level. */
    private static final int FIRST_LEVEL = 3;

    /** Characters that are kept of a text that is no code: names of departments are shorter. */
    static final int LONGEST = 40;

    private static final String NAMES = "specialties.csv";

    private Specialties() {}

    /** The first level of the national list: codes and what they are called. */
    public static TreeMap<String, CodeNames.Name> national() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.setHeaderExtractionEnabled(true);
        settings.setLineSeparatorDetectionEnabled(true);
        InputStream in = Specialties.class.getResourceAsStream(NAMES);
        if (in == null) {
            throw new IllegalStateException("Missing on the class path: " + NAMES);
        }
        TreeMap<String, CodeNames.Name> names = new TreeMap<>();
        for (String[] cells : new CsvParser(settings).parseAll(in, StandardCharsets.UTF_8)) {
            names.put(cells[0], new CodeNames.Name(cells[1], cells[2]));
        }
        return names;
    }

    /**
     * A specialty as records hold it: the code of the first level in plain capital letters ({@code ａ０３．０１} is A03); a
     * text that is no code as it stands, without the blanks around it, since a number or name that a hospital has chosen
     * itself may mean another specialty elsewhere; null for nothing.
     */
    public static Column normalised(Column written) {
        Column bare = trim(CodeLetters.plain(written));
        Column code = upper(bare);
        return when(code.rlike("^" + CODE + "$"), substring(code, 1, FIRST_LEVEL))
                .when(length(bare).gt(0), substring(bare, 1, LONGEST));
    }
}
