package org.opendip.jobs.inputs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.catalog.GroupCodes;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.BedDayRow;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.RowConflicts;
import org.opendip.policy.grouping.RowOrigin;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.SeverityRow;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.rules.Problem;
import org.opendip.policy.rules.Words;

/**
 * 分组方案: a catalog that was handed over as data, one CSV file per sheet. Rows of the national workbook keep its layout,
 * a region's own catalog has one row per group. docs/grouping.md describes the files.
 *
 * <p>A catalog decides about money: whatever cannot be read or told apart is refused, everything at once.
 */
public final class CatalogFiles {
    static final String REGIONAL = "catalog.csv";

    /** Groups that a review made of rows of a national workbook, in its layout but with codes of the region. */
    static final String REVIEWED = "reviewed.csv";

    /** The column that tells sheets of a region from those of the national workbook. */
    static final String LOCAL_ADDITION = "local_addition";

    /** 基层病种: what primary-care groups ask for. */
    public static final String PRIMARY_CARE = "primary_care.csv";

    /** 床日病种: stays paid by bed-day. */
    public static final String BED_DAY = "bed_day.csv";

    /** 病情严重程度: other diagnoses that say how severe a case is. */
    public static final String SEVERITY = "severity.csv";

    /** 综合病种编码后缀: which treatment the ending of a comprehensive group's code means, where it is not the rulebook's word. */
    static final String ENDINGS = "code_endings.csv";

    static final Map<String, GroupRow.Kind> CATEGORIES = Map.of(
            "XQ", GroupRow.Kind.PRE,
            "ZY", GroupRow.Kind.TCM,
            "BX", GroupRow.Kind.MERGE,
            "FZ", GroupRow.Kind.ASSISTED,
            "JC", GroupRow.Kind.BASE);

    /**
     * What was read.
     *
     * @param catalog rows and lists
     * @param overlaps pairs of rows that a case may fit alike, each as a sentence: the tie-break list decides
     */
    public record Read(RuleCatalog catalog, List<String> overlaps) {}

    private final GroupingRule rule;
    private final GroupCodes codes;
    private final CatalogCells cells;
    private final List<Problem> problems = new ArrayList<>();
    private final List<GroupRow> rows = new ArrayList<>();
    private final List<GroupRow> primaryCare = new ArrayList<>();
    private final List<BedDayRow> bedDay = new ArrayList<>();
    private final List<SeverityRow> severities = new ArrayList<>();
    private final Map<String, TreatmentType> endings =
            new TreeMap<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    private final Set<String> excludedDiagnoses = new TreeSet<>();
    private final Map<String, Exclusions.Procedure> excludedProcedures = new TreeMap<>();
    private final Set<String> resistant = new TreeSet<>();

    private CatalogFiles(GroupingRule rule, GroupCodes codes, Set<String> diagnoses, Set<String> procedures) {
        this.rule = rule;
        this.codes = codes;
        this.cells = new CatalogCells(rule.kinds(), diagnoses, procedures);
    }

    /** Whether a folder is there and holds any. */
    public static boolean anyIn(Configuration hadoop, String folder) {
        Path path = new Path(folder);
        try {
            return Arrays.stream(path.getFileSystem(hadoop).listStatus(path))
                    .anyMatch(file -> file.getPath().getName().endsWith(".csv"));
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(folder, "the folder of a catalog", e);
        }
    }

    /** Where a run has the files. */
    public static String folder(RunFile inputs) {
        return inputs.reference() + "/catalog";
    }

    /**
     * Reads the catalog in a folder of CSV files, or in a workbook whose sheets are named as the files.
     *
     * @param codes how the region writes group codes: tells the treatment of a comprehensive group
     * @param diagnoses the code list: a catalog may name no other
     * @param procedures the code list
     */
    public static Read read(
            Configuration hadoop,
            String folder,
            GroupingRule rule,
            GroupCodes codes,
            Set<String> diagnoses,
            Set<String> procedures) {
        return read(folder, sheets(hadoop, folder), rule, codes, diagnoses, procedures);
    }

    /** Reads sheets that are at hand. */
    static Read read(
            String folder,
            List<CatalogSheet> sheets,
            GroupingRule rule,
            GroupCodes codes,
            Set<String> diagnoses,
            Set<String> procedures) {
        CatalogFiles files = new CatalogFiles(rule, codes, diagnoses, procedures);
        sheets.stream().filter(sheet -> sheet.file().equals(ENDINGS)).forEach(files::endings);
        sheets.forEach(files::sheet);
        List<String> overlaps = files.compare();
        if (!files.problems.isEmpty()) {
            throw DipErrors.catalogInvalid(folder, files.problems);
        }
        return new Read(
                new RuleCatalog(
                        files.rows,
                        new Exclusions(files.excludedDiagnoses, files.excludedProcedures),
                        files.resistant,
                        files.primaryCare,
                        files.bedDay,
                        files.severities),
                overlaps);
    }

    /** Files that were written, and where those went that were there before; null: there were none. */
    public record Installed(List<String> files, String before) {}

    /**
     * Puts a catalog that has been checked where jobs read it, cell by cell as it was read: all of its sheets or none.
     *
     * @param replace a catalog that is there is put aside; else it is a reason to refuse
     */
    public static Installed install(Configuration hadoop, String from, String to, boolean replace) {
        Path folder = new Path(to);
        if (anyIn(hadoop, to) && !replace) {
            throw DipErrors.catalogThere(to);
        }
        List<CatalogSheet> sheets = sheets(hadoop, from);
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            Path fresh = folder.suffix(".new");
            files.delete(fresh, true);
            files.mkdirs(fresh);
            sheets.forEach(sheet -> sheet.write(hadoop, fresh.toString()));
            Path before = null;
            if (files.exists(folder)) {
                int number = 1;
                while (files.exists(folder.suffix("." + number))) {
                    number++;
                }
                before = folder.suffix("." + number);
                files.rename(folder, before);
            }
            files.rename(fresh, folder);
            return new Installed(
                    sheets.stream().map(sheet -> to + "/" + sheet.file()).toList(),
                    before == null ? null : before.toString());
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(to, e);
        }
    }

    static List<CatalogSheet> sheets(Configuration hadoop, String folder) {
        Path path = new Path(folder);
        if (path.getName().endsWith(".xlsx")) {
            return CatalogSheet.workbook(hadoop, path);
        }
        List<CatalogSheet> sheets = new ArrayList<>();
        try {
            FileStatus[] files = path.getFileSystem(hadoop).listStatus(path);
            Arrays.stream(files)
                    .map(FileStatus::getPath)
                    .filter(file -> file.getName().endsWith(".csv"))
                    .sorted(Comparator.comparing(Path::getName))
                    .forEach(file -> sheets.add(CatalogSheet.read(hadoop, file)));
        } catch (FileNotFoundException e) {
            throw DipErrors.fileMissing(folder, "the folder of a catalog");
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(folder, "the folder of a catalog", e);
        }
        if (sheets.isEmpty()) {
            throw DipErrors.fileMissing(folder + "/*.csv", "the files of a catalog");
        }
        return sheets;
    }

    private void sheet(CatalogSheet sheet) {
        String name = sheet.file();
        if (sheet.rows().isEmpty()) {
            problem(sheet.file(), 1, "(file)", "has no rows: leave the file out, or deliver it whole");
        } else if (name.equals("excluded_diagnoses.csv")) {
            list(sheet, RuleKinds.Kind.EXCLUSIONS, (row, code) -> exclude(sheet, row, code));
        } else if (name.equals("excluded_procedures.csv")) {
            list(sheet, RuleKinds.Kind.EXCLUSIONS, (row, code) -> excludeProcedure(sheet, row, code));
        } else if (name.equals("tb_resistant_diagnoses.csv")) {
            list(
                    sheet,
                    RuleKinds.Kind.ASSISTED,
                    (row, code) -> addOnce(sheet, row, diagnosis(sheet, row, code), resistant));
        } else if (name.equals(REGIONAL)) {
            if (has(sheet, "dip_code", "group_type", "main_diag_code", "main_oper_code", "other_oper_code")) {
                for (int row = 0; row < sheet.rows().size(); row++) {
                    regional(sheet, row);
                }
            }
        } else if (name.equals(PRIMARY_CARE)) {
            if (has(sheet, "seq", "main_dx", "main_op")) {
                for (int row = 0; row < sheet.rows().size(); row++) {
                    national(sheet, row, GroupRow.Kind.BASE, primaryCare);
                }
            }
        } else if (name.equals(BED_DAY)) {
            if (has(sheet, "main_dx", "days_from")) {
                for (int row = 0; row < sheet.rows().size(); row++) {
                    bedDay(sheet, row);
                }
            }
        } else if (name.equals(SEVERITY)) {
            if (has(sheet, "other_dx", "severity")) {
                for (int row = 0; row < sheet.rows().size(); row++) {
                    severity(sheet, row);
                }
            }
        } else if (!name.equals(ENDINGS) && has(sheet, "category", "seq", "main_dx")) {
            for (int row = 0; row < sheet.rows().size(); row++) {
                GroupRow.Kind kind = CATEGORIES.get(sheet.cell(row, "category"));
                if (kind != null) {
                    national(sheet, row, kind, rows);
                } else if (!heading(sheet, row) && !sheet.empty(row)) {
                    problem(
                            sheet,
                            row,
                            "category",
                            "must be one of XQ, ZY, BX, FZ, JC, is '" + sheet.cell(row, "category") + "'");
                }
            }
        }
    }

    private boolean has(CatalogSheet sheet, String... columns) {
        boolean all = true;
        for (String column : columns) {
            if (sheet.column(column) < 0) {
                problem(sheet.file(), 1, column, "is missing in the heading " + String.join(",", sheet.heading()));
                all = false;
            }
        }
        return all;
    }

    /** A heading that is repeated between rows, as workbooks do above another kind of rows. */
    private static boolean heading(CatalogSheet sheet, int row) {
        return sheet.cell(row, "seq").equals("序号") || sheet.cell(row, "main_dx").equals("主要诊断编码");
    }

    // ---- lists of codes

    private interface Listed {
        void take(int row, String code);
    }

    private void list(CatalogSheet sheet, RuleKinds.Kind kind, Listed each) {
        if (!rule.kinds().has(kind)) {
            problem(sheet.file(), 1, "(file)", notAsked(kind));
        }
        if (has(sheet, "code")) {
            for (int row = 0; row < sheet.rows().size(); row++) {
                each.take(row, sheet.cell(row, "code"));
            }
        }
    }

    private void exclude(CatalogSheet sheet, int row, String code) {
        addOnce(sheet, row, diagnosis(sheet, row, code), excludedDiagnoses);
    }

    private void excludeProcedure(CatalogSheet sheet, int row, String cell) {
        String code = cells.procedure(cell, said -> problem(sheet, row, "code", said));
        Exclusions.Procedure excluded = Exclusions.Procedure.parse(
                sheet.cell(row, "note"), rule.kinds().codeCase(), said -> problem(sheet, row, "note", said));
        if (excluded != null && excludedProcedures.putIfAbsent(code, excluded) != null) {
            problem(sheet, row, "code", code + " is in the list twice");
        }
    }

    private String diagnosis(CatalogSheet sheet, int row, String cell) {
        return cells.diagnosis(cell, said -> problem(sheet, row, "code", said));
    }

    private void addOnce(CatalogSheet sheet, int row, String code, Set<String> codes) {
        if (!codes.add(code)) {
            problem(sheet, row, "code", code + " is in the list twice");
        }
    }

    // ---- rows of groups

    private void national(CatalogSheet sheet, int row, GroupRow.Kind kind, List<GroupRow> into) {
        if (heading(sheet, row)) {
            return;
        }
        String seq = sheet.cell(row, "seq");
        boolean ownScore = kind == GroupRow.Kind.TCM;
        boolean ofARegion = sheet.column(LOCAL_ADDITION) >= 0;
        if (ownScore || ofARegion ? seq.isEmpty() : !seq.matches("[0-9]{1,9}")) {
            problem(sheet, row, "seq", seq.isEmpty() ? "is empty" : "must be a number, is '" + seq + "'");
        }
        asked(sheet, row, kind);
        ProcedureExpression.Precedence precedence = rule.kinds().national() == null || ofARegion
                ? ProcedureExpression.Precedence.AND_FIRST
                : rule.kinds().national().precedence();
        String mainOp = sheet.cell(row, "main_op");
        boolean expression = sheet.column("procedure_expression") >= 0;
        boolean newbornRow = kind == GroupRow.Kind.PRE && mainOp.matches("[<＜].*");
        NewbornBand newborn = newbornRow
                ? NewbornBand.parse(
                        mainOp, sheet.cell(row, "main_op_name"), said -> problem(sheet, row, "main_op", said))
                : null;
        String procedureColumn = expression ? "procedure_expression" : "main_op";
        ProcedureExpression main =
                newbornRow ? ProcedureExpression.none() : procedures(sheet, row, procedureColumn, precedence);
        boolean anywhere = expression || kind == GroupRow.Kind.PRE || ownScore;
        if (anywhere && main.isEmpty() && !newbornRow) {
            problem(sheet, row, procedureColumn, "is empty: a group of this kind needs a procedure");
        }
        if (!anywhere && main.alternatives().stream().anyMatch(together -> together.size() > 1)) {
            problem(sheet, row, procedureColumn, "holds +: a case has one main procedure, name the others as related");
        }
        String name = sheet.column("name") >= 0 ? sheet.cell(row, "name") : sheet.cell(row, "main_dx_name");
        into.add(new GroupRow(
                kind,
                seq,
                name.replaceAll("\\s*\\R\\s*", ""),
                scope(sheet, row, "main_dx"),
                sheet.column("other_dx") < 0 ? DiagnosisScope.all() : scope(sheet, row, "other_dx"),
                resistance(sheet, row),
                newborn,
                part(sheet, row, ofARegion && (kind == GroupRow.Kind.BASE || kind == GroupRow.Kind.MERGE)),
                main,
                sheet.column("related_op") < 0
                        ? ProcedureExpression.none()
                        : procedures(sheet, row, "related_op", precedence),
                anywhere,
                null,
                ownScore ? ownScore(sheet, row) : null,
                sheet.origin(row)));
    }

    /** The score that a region gives a group, points. */
    private BigDecimal ownScore(CatalogSheet sheet, int row) {
        String score = sheet.cell(row, "score");
        if (!score.matches("[0-9]{1,9}(\\.[0-9]{1,6})?") || new BigDecimal(score).signum() == 0) {
            problem(sheet, row, "score", "must be a number above 0 with at most 6 decimals, is '" + score + "'");
            return BigDecimal.ONE;
        }
        return new BigDecimal(score);
    }

    private void bedDay(CatalogSheet sheet, int row) {
        if (heading(sheet, row)) {
            return;
        }
        DiagnosisScope diagnoses = scope(sheet, row, "main_dx");
        String days = sheet.cell(row, "days_from");
        if (!days.matches("[1-9][0-9]{0,3}")) {
            problem(sheet, row, "days_from", "must be a number of days from 1 to 9999, is '" + days + "'");
            return;
        }
        BedDayRow listed = new BedDayRow(diagnoses, Integer.parseInt(days), sheet.cell(row, "hospital_type"));
        if (bedDay.contains(listed)) {
            problem(sheet, row, "main_dx", diagnoses + " is in the list twice");
        }
        bedDay.add(listed);
    }

    private void severity(CatalogSheet sheet, int row) {
        DiagnosisScope diagnoses = scope(sheet, row, "other_dx");
        if (diagnoses.everything()) {
            problem(sheet, row, "other_dx", "must name diagnoses: of all of them every case would be severe");
        }
        String word = sheet.cell(row, "severity");
        SeverityClass severity = SeverityClass.of(word).orElse(SeverityClass.MILD);
        if (severity == SeverityClass.MILD) {
            problem(sheet, row, "severity", "must be severe or moderate, is '" + word + "'");
        }
        String days = sheet.cell(row, "days_from");
        if (!days.isEmpty() && !days.matches("[1-9][0-9]{0,3}")) {
            problem(sheet, row, "days_from", "must be a number of days from 1 to 9999, is '" + days + "'");
            return;
        }
        for (SeverityRow listed : severities) {
            if (listed.diagnoses().keys().equals(diagnoses.keys()) && listed.severity() == severity) {
                problem(sheet, row, "other_dx", diagnoses + " is in the list twice as " + severity.code());
            }
        }
        severities.add(new SeverityRow(diagnoses, severity, days.isEmpty() ? 1 : Integer.parseInt(days)));
    }

    private Resistance resistance(CatalogSheet sheet, int row) {
        if (sheet.column("drug_resistant") < 0) {
            return Resistance.EITHER;
        }
        switch (sheet.cell(row, "drug_resistant")) {
            case "是":
                return Resistance.RESISTANT;
            case "否":
                return Resistance.NOT_RESISTANT;
            default:
                problem(sheet, row, "drug_resistant", "must be 是 or 否, is '" + sheet.cell(row, "drug_resistant") + "'");
                return Resistance.EITHER;
        }
    }

    /** A row of a region's own catalog. Its related procedures are all needed and stand between commas or plus signs. */
    private void regional(CatalogSheet sheet, int row) {
        if (heading(sheet, row)) {
            return;
        }
        String code = sheet.cell(row, "dip_code");
        if (code.isEmpty()) {
            problem(sheet, row, "dip_code", "is empty");
        }
        String type = sheet.cell(row, "group_type");
        boolean comprehensive = type.equals("0") || type.equals("2");
        if (!comprehensive && !type.equals("1")) {
            problem(sheet, row, "group_type", "must be 1 (core), 0 or 2 (comprehensive), is '" + type + "'");
        }
        GroupRow.Kind kind = comprehensive ? GroupRow.Kind.COMPREHENSIVE : GroupRow.Kind.BASE;
        asked(sheet, row, kind);
        TreatmentType treatment = comprehensive ? treatment(code).orElse(null) : null;
        if (comprehensive && treatment == null) {
            problem(
                    sheet,
                    row,
                    "dip_code",
                    "'" + code
                            + "' ends with none of the rulebook's words for treatments (catalog.group-codes), nor of "
                            + ENDINGS);
        }
        ProcedureExpression main = procedures(sheet, row, "main_oper_code", ProcedureExpression.Precedence.AND_FIRST);
        ProcedureExpression related =
                procedures(sheet, row, "other_oper_code", ProcedureExpression.Precedence.AND_FIRST);
        if (comprehensive && !main.isEmpty()) {
            problem(sheet, row, "main_oper_code", "must be empty in a comprehensive group");
        }
        String score = sheet.cell(row, "score");
        if (!score.isEmpty() && !score.matches("[0-9]{1,12}(\\.[0-9]{1,15})?")) {
            problem(sheet, row, "score", "must be a number, is '" + score + "'");
            score = "";
        }
        rows.add(new GroupRow(
                kind,
                code,
                sheet.cell(row, "main_diag_name").replaceAll("\\s*\\R\\s*", ""),
                scope(sheet, row, "main_diag_code"),
                DiagnosisScope.all(),
                Resistance.EITHER,
                null,
                part(sheet, row, true),
                main,
                related,
                false,
                treatment,
                score.isEmpty() ? null : new BigDecimal(score),
                sheet.origin(row)));
    }

    private void endings(CatalogSheet sheet) {
        if (!has(sheet, "ending", "treatment")) {
            return;
        }
        for (int row = 0; row < sheet.rows().size(); row++) {
            String ending = sheet.cell(row, "ending");
            String word = sheet.cell(row, "treatment");
            Optional<TreatmentType> treatment = Arrays.stream(TreatmentType.values())
                    .filter(type -> Words.of(type).equals(word))
                    .findFirst();
            if (ending.isEmpty()) {
                problem(sheet, row, "ending", "is empty");
            } else if (treatment.isEmpty()) {
                problem(
                        sheet,
                        row,
                        "treatment",
                        "must be one of "
                                + Arrays.stream(TreatmentType.values())
                                        .map(Words::of)
                                        .collect(Collectors.joining(", "))
                                + ", is '" + word + "'");
            } else if (endings.putIfAbsent(ending, treatment.get()) != null) {
                problem(sheet, row, "ending", ending + " is in the list twice");
            }
        }
    }

    /** The longest ending that is listed, else the rulebook's word. */
    private Optional<TreatmentType> treatment(String code) {
        return endings.entrySet().stream()
                .filter(ending -> code.endsWith(ending.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> codes.treatmentOf(code));
    }

    /** @param may whether a group of its kind can ask for age and severity */
    private Subgroup part(CatalogSheet sheet, int row, boolean may) {
        if (!may) {
            for (String column : List.of("age", "severity")) {
                if (!sheet.cell(row, column).isBlank()) {
                    problem(sheet, row, column, "is asked of base and merged groups of a region only");
                }
            }
            return null;
        }
        return Subgroup.parse(
                sheet.cell(row, "age"),
                sheet.cell(row, "severity"),
                (column, said) -> problem(sheet, row, column, said));
    }

    private void asked(CatalogSheet sheet, int row, GroupRow.Kind kind) {
        RuleKinds.Kind needed =
                switch (kind) {
                    case PRE -> RuleKinds.Kind.PRE_GROUPS;
                    case TCM -> RuleKinds.Kind.TCM;
                    case MERGE -> RuleKinds.Kind.MERGES;
                    case ASSISTED -> RuleKinds.Kind.ASSISTED;
                    case BASE -> RuleKinds.Kind.BASE;
                    case COMPREHENSIVE -> RuleKinds.Kind.COMPREHENSIVE;
                };
        boolean all = needed == RuleKinds.Kind.BASE && rule.kinds().has(RuleKinds.Kind.ALL_PROCEDURES);
        if (!all && !rule.kinds().has(needed)) {
            problem(sheet, row, "(row)", notAsked(needed));
        }
    }

    private static String notAsked(RuleKinds.Kind kind) {
        return "no rule asks for it: the rulebook's grouping.rule-kinds lacks " + Words.of(kind);
    }

    private DiagnosisScope scope(CatalogSheet sheet, int row, String column) {
        return cells.scope(sheet.cell(row, column), said -> problem(sheet, row, column, said));
    }

    private ProcedureExpression procedures(
            CatalogSheet sheet, int row, String column, ProcedureExpression.Precedence precedence) {
        return cells.procedures(sheet.cell(row, column), precedence, said -> problem(sheet, row, column, said));
    }

    // ---- rows against each other

    /** Group codes that stand twice, rows that cannot be told apart, and those that overlap in part. */
    private List<String> compare() {
        Set<String> overlaps = new LinkedHashSet<>();
        for (RowConflicts.Conflict conflict : RowConflicts.of(rows)) {
            GroupRow row = conflict.later();
            String other = place(conflict.earlier().origin());
            switch (conflict.kind()) {
                case SAME_CODE -> problem(row, "the group " + row.code() + " is in " + other + " already");
                case SAME_CONDITION ->
                    problem(row, "asks for the same as " + other + ": only the group code would tell them apart");
                case OVERLAP ->
                    overlaps.add(other + " and " + place(row.origin())
                            + " have a case in common that fits both alike: grouping.ties decides");
            }
        }
        return List.copyOf(overlaps);
    }

    private static String place(RowOrigin origin) {
        return origin.file() + " row " + origin.row();
    }

    private void problem(GroupRow row, String said) {
        problem(row.origin().file(), row.origin().row(), "(row)", said);
    }

    private void problem(CatalogSheet sheet, int row, String column, String said) {
        problem(sheet.file(), sheet.number(row), column, said);
    }

    private void problem(String file, int row, String column, String said) {
        problems.add(new Problem(file, row, column, said));
    }
}
