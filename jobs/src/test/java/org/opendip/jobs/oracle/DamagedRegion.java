package org.opendip.jobs.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A generated region with the faults of real extracts ({@code damage.sql}), code lists with gaps, and one family of
 * combinations whose groups tie.
 */
final class DamagedRegion {
    private DamagedRegion() {}

    static void write(Path clean, Path damaged) throws IOException, SQLException {
        copy(clean.resolve("reference"), damaged.resolve("reference"));
        copy(clean.resolve("codes"), damaged.resolve("codes"));
        List<String> procedures = Files.readAllLines(clean.resolve("codes/procedures.csv"), StandardCharsets.UTF_8);
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < procedures.size(); i++) {
            String line = procedures.get(i);
            boolean missing = i > 0 && i % 37 == 0;
            boolean withoutAttribute = i > 0 && i % 23 == 0;
            if (!missing) {
                kept.add(withoutAttribute ? line.substring(0, line.lastIndexOf(',') + 1) : line);
            }
        }
        Files.write(damaged.resolve("codes/procedures.csv"), kept, StandardCharsets.UTF_8);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            String sql = sql().replace("${family_diagnosis}", mostFrequentDiagnosis(statement, clean))
                    .replace("${family_main}", code(kept, 5))
                    .replace("${family_one}", code(kept, 7))
                    .replace("${family_other}", code(kept, 11));
            for (String part : List.of("history", "year")) {
                for (String table : List.of("setl_d", "setl_list_diag_d", "setl_list_oprn_d", "setl_list_item_d")) {
                    Files.createDirectories(damaged.resolve(part).resolve(table));
                }
                copy(
                        clean.resolve(part).resolve("setl_list_icu_d"),
                        damaged.resolve(part).resolve("setl_list_icu_d"));
                statement.execute(sql.replace("${from}", clean.resolve(part).toString())
                        .replace("${to}", damaged.resolve(part).toString())
                        .replace("${family_size}", part.equals("history") ? "300" : "100"));
            }
        }
    }

    private static String code(List<String> lines, int line) {
        return lines.get(line).substring(0, lines.get(line).indexOf(','));
    }

    private static String mostFrequentDiagnosis(Statement statement, Path clean) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT left(diag_code, 5) FROM read_parquet('"
                + clean.resolve("history/setl_list_diag_d")
                + "/*.parquet') WHERE maindiag_flag = '1' AND setl_id NOT IN"
                + " (SELECT setl_id FROM read_parquet('" + clean.resolve("history/setl_list_oprn_d")
                + "/*.parquet')) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")) {
            result.next();
            return result.getString(1);
        }
    }

    private static String sql() throws IOException {
        try (InputStream in = DamagedRegion.class.getResourceAsStream("damage.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".crc")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
