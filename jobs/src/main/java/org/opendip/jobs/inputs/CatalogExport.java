package org.opendip.jobs.inputs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.RowOrigin;
import org.opendip.policy.rulebook.Rulebook;

/**
 * A catalog as the sheets that {@link CatalogFiles} reads: groups that came from rows of a national workbook stand in the
 * sheets they came from, cell by cell; the region's own ones in {@code catalog.csv}. What is written reads back to the same
 * groups, or nothing is written.
 */
public final class CatalogExport {
    private static final List<String> HEADING = List.of(
            "seq",
            "dip_code",
            "group_type",
            "main_diag_code",
            "main_diag_name",
            "main_oper_code",
            "main_oper_name",
            "other_oper_code",
            "other_oper_name",
            "score",
            CatalogFiles.LOCAL_ADDITION,
            "age",
            "severity");
    private static final List<String> REVIEWED = List.of(
            "category",
            "seq",
            "main_dx",
            "main_dx_name",
            "main_op",
            "main_op_name",
            "related_op",
            "related_op_name",
            "score",
            CatalogFiles.LOCAL_ADDITION,
            "age",
            "severity");

    /** Stands last, in sheets with such a group: in sheets handed over too, whose other cells stay as they are. */
    private static final String NEAR_MISS = "near_miss";

    /** The last columns are about parts by age and severity. */
    private static final int PART = 2;

    /**
     * A group to be written.
     *
     * @param score as published
     * @param local a core group that the national library lacks (地方新增); null: there is no library
     * @param nearMiss taken below the critical value (降低标准入库)
     */
    public record Line(GroupRow row, BigDecimal score, Boolean local, boolean nearMiss) {}

    /** A sheet as it is written. */
    public record Sheet(String name, List<String> heading, List<List<String>> rows) {}

    private final List<CatalogSheet> sheets;
    private final List<Line> lines;

    private CatalogExport(List<CatalogSheet> sheets, List<Line> lines) {
        this.sheets = sheets;
        this.lines = lines;
    }

    /**
     * The sheets of a catalog.
     *
     * @param lines its groups, in the order in which they are to stand
     * @param names of the code lists
     * @param library folder of the sheets that rows came from; null: there is none
     */
    public static CatalogExport of(Configuration hadoop, List<Line> lines, CodeNames names, String library) {
        List<CatalogSheet> sheets = new ArrayList<>();
        Map<RowOrigin, Boolean> used = new HashMap<>();
        List<Line> own = new ArrayList<>();
        for (Line line : lines) {
            RowOrigin origin = line.row().origin();
            if (origin == null
                    || origin.file().equals(CatalogFiles.REGIONAL)
                    || origin.file().equals(CatalogFiles.REVIEWED)) {
                own.add(line);
            } else {
                used.put(origin, line.nearMiss());
            }
        }
        if (library != null) {
            for (CatalogSheet sheet : CatalogFiles.sheets(hadoop, library)) {
                boolean groups = sheet.column("category") >= 0 && sheet.column("seq") >= 0;
                if (groups) {
                    List<List<String>> kept = new ArrayList<>();
                    List<Boolean> near = new ArrayList<>();
                    for (int row = 0; row < sheet.rows().size(); row++) {
                        RowOrigin origin = sheet.origin(row);
                        if (used.containsKey(origin)) {
                            kept.add(sheet.rows().get(row));
                            near.add(used.get(origin));
                        }
                    }
                    if (!kept.isEmpty()) {
                        sheets.add(flagged(new CatalogSheet(sheet.file(), sheet.heading(), kept), near));
                    }
                } else if (!sheet.file().equals(CatalogFiles.REGIONAL)) {
                    sheets.add(sheet);
                }
            }
        }
        boolean parts = own.stream().anyMatch(line -> line.row().subgroup() != null);
        List<List<String>> rows = new ArrayList<>();
        List<List<String>> reviewed = new ArrayList<>();
        List<Boolean> near = new ArrayList<>();
        List<Boolean> nearReviewed = new ArrayList<>();
        for (Line line : own) {
            if (line.row().kind() == GroupRow.Kind.MERGE) {
                reviewed.add(reviewed(line, names));
                nearReviewed.add(line.nearMiss());
            } else {
                rows.add(cells(rows.size() + 1, line, names));
                near.add(line.nearMiss());
            }
        }
        if (!rows.isEmpty()) {
            sheets.add(flagged(sheet(CatalogFiles.REGIONAL, HEADING, rows, parts), near));
        }
        if (!reviewed.isEmpty()) {
            sheets.add(flagged(sheet(CatalogFiles.REVIEWED, REVIEWED, reviewed, parts), nearReviewed));
        }
        sheets.sort(java.util.Comparator.comparing(CatalogSheet::file));
        return new CatalogExport(sheets, lines);
    }

    /** Columns for parts by age or severity stand in no sheet of a catalog that has none. */
    private static CatalogSheet sheet(String name, List<String> heading, List<List<String>> rows, boolean parts) {
        return parts
                ? new CatalogSheet(name, heading, rows)
                : new CatalogSheet(
                        name,
                        heading.subList(0, heading.size() - PART),
                        rows.stream()
                                .map(row -> row.subList(0, row.size() - PART))
                                .toList());
    }

    /**
     * A sheet that tells its near misses. One that has the column, since it was exported once, gets its cells anew.
     *
     * @param near of each row
     */
    private static CatalogSheet flagged(CatalogSheet sheet, List<Boolean> near) {
        int column = sheet.column(NEAR_MISS);
        if (column < 0 && !near.contains(true)) {
            return sheet;
        }
        int at = column < 0 ? sheet.heading().size() : column;
        List<String> heading = new ArrayList<>(sheet.heading());
        if (column < 0) {
            heading.add(NEAR_MISS);
        }
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < near.size(); row++) {
            List<String> cells = new ArrayList<>(sheet.rows().get(row));
            while (cells.size() < at) {
                cells.add("");
            }
            if (column >= 0 && column < cells.size()) {
                cells.remove(column);
            }
            cells.add(at, near.get(row) ? "1" : "0");
            rows.add(cells);
        }
        return new CatalogSheet(sheet.file(), heading, rows);
    }

    private static String age(GroupRow row) {
        return row.subgroup() == null ? "" : row.subgroup().ageCell();
    }

    private static String severity(GroupRow row) {
        return row.subgroup() == null ? "" : row.subgroup().severityCell();
    }

    private static List<String> cells(int number, Line line, CodeNames names) {
        GroupRow row = line.row();
        return List.of(
                Integer.toString(number),
                row.code(),
                row.kind() == GroupRow.Kind.COMPREHENSIVE ? "0" : "1",
                row.diagnoses().text(),
                diagnosis(row, names),
                row.procedures().text(),
                procedures(row.procedures().codes(), names),
                row.related().text().replace('+', ','),
                procedures(row.related().codes(), names),
                score(line),
                local(line),
                age(row),
                severity(row));
    }

    private static List<String> reviewed(Line line, CodeNames names) {
        GroupRow row = line.row();
        String category = CatalogFiles.CATEGORIES.entrySet().stream()
                .filter(entry -> entry.getValue() == row.kind())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return List.of(
                category,
                row.code(),
                row.diagnoses().text(),
                diagnosis(row, names),
                row.procedures().text(),
                procedures(row.procedures().codes(), names),
                row.related().text(),
                procedures(row.related().codes(), names),
                score(line),
                local(line),
                age(row),
                severity(row));
    }

    private static String diagnosis(GroupRow row, CodeNames names) {
        return row.name().isEmpty()
                ? named(row.diagnoses().keys(), c -> names.diagnosis(c).zh())
                : row.name();
    }

    private static String procedures(Set<String> codes, CodeNames names) {
        return named(codes, c -> names.procedure(c).zh());
    }

    private static String score(Line line) {
        return line.score() == null ? "" : line.score().stripTrailingZeros().toPlainString();
    }

    private static String local(Line line) {
        return line.local() == null ? "" : line.local() ? "1" : "0";
    }

    private static String named(Set<String> codes, java.util.function.UnaryOperator<String> name) {
        return codes.stream().map(name).filter(zh -> !zh.isEmpty()).collect(Collectors.joining("；"));
    }

    /**
     * Reads the sheets back as anyone would who is handed them.
     *
     * @throws org.opendip.policy.errors.DipException as a catalog that is handed over is refused
     */
    public void check(Rulebook rules, Set<String> diagnoses, Set<String> procedures) {
        CatalogFiles.Read read = CatalogFiles.read(
                "the catalog as exported",
                sheets,
                rules.grouping(),
                rules.catalog().groupCodes(),
                diagnoses,
                procedures);
        Map<String, String> asked = new TreeMap<>();
        lines.forEach(line -> asked.put(line.row().code(), condition(line.row())));
        Map<String, String> back = new TreeMap<>();
        read.catalog().rows().forEach(row -> back.put(row.code(), condition(row)));
        if (!asked.equals(back)) {
            asked.entrySet().removeAll(Set.copyOf(back.entrySet()));
            throw new IllegalStateException("Groups that do not read back as they are: " + asked);
        }
    }

    /** What a group asks for. The treatment of a core group follows from its procedures, whether the row has it or not. */
    private static String condition(GroupRow row) {
        return new GroupRow(
                        row.kind(),
                        row.code(),
                        "",
                        row.diagnoses(),
                        row.otherDiagnoses(),
                        row.resistance(),
                        row.newborn(),
                        row.subgroup(),
                        row.procedures(),
                        row.related(),
                        row.anywhere(),
                        row.kind() == GroupRow.Kind.COMPREHENSIVE ? row.treatment() : null,
                        null,
                        null)
                .condition();
    }

    /** SHA-256 of all cells: equal for equal catalogs, whoever writes them and wherever. */
    public String hash() {
        StringBuilder cells = new StringBuilder();
        for (CatalogSheet sheet : sheets) {
            cells.append(sheet.file()).append('\u001D');
            cells.append(String.join("\u001F", sheet.heading())).append('\u001E');
            sheet.rows().forEach(row -> cells.append(String.join("\u001F", row)).append('\u001E'));
        }
        return DigestUtils.sha256Hex(cells.toString());
    }

    /** Writes one CSV file per sheet into a folder. */
    public void write(Configuration hadoop, String folder) {
        sheets.forEach(sheet -> sheet.write(hadoop, folder));
    }

    /** The sheets, for a workbook: their names are those of the files without {@code .csv}. */
    public List<Sheet> sheets() {
        return sheets.stream()
                .map(sheet -> new Sheet(sheet.file().replaceFirst("\\.csv$", ""), sheet.heading(), sheet.rows()))
                .toList();
    }
}
