package org.opendip.jobs.generator;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the combinations of a region from a catalog file, see {@link RegionPlan#fromCatalog}. */
final class CatalogFile {
    /** Rare combinations stay below every usual critical value. */
    private static final int RARE_CASES = 12;

    private CatalogFile() {}

    static List<Planted> read(Path file) throws IOException {
        List<Map<String, String>> rows;
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            rows = CsvFile.read(in);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("The catalog file " + file + " has no rows.");
        }
        return rows.get(0).containsKey("DIP_CODE") ? measured(rows) : planned(rows);
    }

    private static List<Planted> planned(List<Map<String, String>> rows) {
        List<Planted> planted = new ArrayList<>();
        for (Map<String, String> r : rows) {
            String related = r.getOrDefault("related", "");
            double mean = Double.parseDouble(r.get("mean"));
            long cases = Math.round(Double.parseDouble(r.get("cases")));
            String main = r.getOrDefault("main_procedure", "").replace('X', 'x');
            planted.add(new Planted(
                    r.get("group"),
                    cases < RARE_CASES + 3 ? Planted.RARE : Planted.CORE,
                    r.get("diagnosis"),
                    main,
                    related.isBlank()
                            ? List.of()
                            : List.of(related.replace('X', 'x').split("\\+")),
                    main.isEmpty()
                            ? Attribute.CONSERVATIVE
                            : r.getOrDefault("attribute", "").isBlank()
                                    ? Attribute.guess(main)
                                    : Attribute.of(r.get("attribute")),
                    cases,
                    mean,
                    Double.parseDouble(r.get("cv")),
                    number(r.get("days"), 7.4 * StrictMath.sqrt(mean / 4000)),
                    0,
                    !related.isBlank()));
        }
        return planted;
    }

    private static double number(String text, double otherwise) {
        return text == null || text.isBlank() ? otherwise : Double.parseDouble(text);
    }

    /** A prefecture's measured rows: {@code G45.9:88.4101_xx+yy}, {@code M12:SS}; rows without cases are left out. */
    private static List<Planted> measured(List<Map<String, String>> rows) {
        List<Planted> planted = new ArrayList<>();
        List<Map<String, String>> comprehensive = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Map<String, String> r : rows) {
            String code = r.get("DIP_CODE").trim();
            double cases = number(r.get("BILL_COUNT"), 0);
            if (cases < 1 || !code.matches("[A-Z]\\d\\d.*")) {
                continue;
            }
            if (code.matches("[A-Z]\\d\\d:[A-Z]+")) {
                comprehensive.add(r);
                continue;
            }
            String[] parts = code.split("[:_]");
            String main = parts.length > 1 ? parts[1].replace('X', 'x') : "";
            List<String> related =
                    parts.length > 2 ? List.of(parts[2].replace('X', 'x').split("\\+")) : List.of();
            taken.add(parts[0] + ":" + main);
            double mean = Double.parseDouble(r.get("DIP_AVG_FEE"));
            planted.add(new Planted(
                    code,
                    Planted.CORE,
                    parts[0],
                    main,
                    related,
                    main.isEmpty() ? Attribute.CONSERVATIVE : Attribute.guess(main),
                    Math.round(cases),
                    mean,
                    number(r.get("CV"), 0.44),
                    number(r.get("AVG_IPT_DAYS"), 7.4 * StrictMath.sqrt(mean / 4000)),
                    0,
                    !related.isEmpty()));
        }
        Vocabulary words = new Vocabulary();
        for (Map<String, String> r : comprehensive) {
            planted.addAll(rareCombinations(r, taken, words));
        }
        return planted;
    }

    private static List<Planted> rareCombinations(Map<String, String> r, Set<String> taken, Vocabulary words) {
        String code = r.get("DIP_CODE").trim();
        String category = code.substring(0, 3);
        Attribute attribute =
                switch (code.substring(4).toUpperCase(Locale.ROOT)) {
                    case "SS" -> Attribute.SURGERY;
                    case "ZLXCZ" -> Attribute.THERAPEUTIC;
                    case "ZDXCZ" -> Attribute.DIAGNOSTIC;
                    default -> Attribute.CONSERVATIVE;
                };
        List<String> codes = new ArrayList<>();
        if (attribute == Attribute.CONSERVATIVE) {
            codes.add("");
        } else {
            // Only codes that this list and a guess by chapter agree on, so that a region's own list says the same.
            words.procedures.stream()
                    .filter(p -> p.attribute() == attribute && Attribute.guess(p.code()) == attribute)
                    .forEach(p -> codes.add(p.code()));
        }
        long left = Math.round(Double.parseDouble(r.get("BILL_COUNT")));
        double mean = Double.parseDouble(r.get("DIP_AVG_FEE"));
        List<Planted> planted = new ArrayList<>();
        for (int turn = 0; turn < codes.size() * 10 && left > 0; turn++) {
            String diagnosis = category + "." + (9 - turn % 10);
            String main = codes.get((turn / 10 + category.hashCode() % 97 + 97) % codes.size());
            if (taken.contains(diagnosis + ":" + main)) {
                continue;
            }
            // A conservative rest has ten places only: cases that do not fit below the critical value are left out.
            long n = attribute == Attribute.CONSERVATIVE
                    ? Math.min(left, 14)
                    : Math.min(left, 4 + Math.floorMod(Draw.mix(turn * 31L + category.hashCode()), RARE_CASES - 3));
            planted.add(new Planted(
                    code,
                    Planted.RARE,
                    diagnosis,
                    main,
                    List.of(),
                    attribute,
                    n,
                    mean,
                    number(r.get("CV"), 0.55),
                    number(r.get("AVG_IPT_DAYS"), 8),
                    0,
                    false));
            left -= n;
        }
        return planted;
    }
}
