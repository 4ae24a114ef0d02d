package org.opendip.jobs.inputs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.SeverityRow;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.review.Review;
import org.opendip.policy.review.Review.Action;
import org.opendip.policy.review.Review.Cells;
import org.opendip.policy.review.Review.DecidedBy;
import org.opendip.policy.review.Reviewed;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rules.Problem;
import org.opendip.policy.rules.Words;

/**
 * 复核表: what experts and administration decided about the groups, one decision per row, CSV in UTF-8 or a workbook.
 * docs/grouping.md describes the columns. A decision moves money: whatever is wrong with the file is refused, everything
 * at once.
 */
public final class ReviewFile {
    /** The columns, in the order in which {@code dip catalog suggest} writes them. */
    public static final List<String> COLUMNS = List.of(
            "action",
            "groups",
            "result",
            "name",
            "diagnosis",
            "main_procedure",
            "related_procedures",
            "treatment",
            "decided_by",
            "reason",
            "age",
            "severity");

    /** Columns that a file without splits by age or severity may lack. */
    private static final Set<String> OPTIONAL = Set.of("age", "severity");

    private static final Set<String> CELLS =
            Set.of("diagnosis", "main_procedure", "related_procedures", "treatment", "age", "severity");

    private final String file;
    private final CatalogSheet sheet;
    private final CatalogCells cells;
    private final boolean comprehensive;
    private final boolean severities;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Action> named = new HashMap<>();
    private final Map<String, Integer> namedIn = new HashMap<>();
    private final Map<String, Integer> results = new HashMap<>();

    private ReviewFile(String file, CatalogSheet sheet, CatalogCells cells, boolean comprehensive, boolean severities) {
        this.file = file;
        this.sheet = sheet;
        this.cells = cells;
        this.comprehensive = comprehensive;
        this.severities = severities;
    }

    /** Reads the review file of a run against the rulebook and the code lists. */
    public static List<Review> read(Configuration hadoop, RunFile run, Rulebook rules) {
        return of(hadoop, run, rules, CatalogSheet.read(hadoop, new Path(run.review()), "a review file"));
    }

    private static List<Review> of(Configuration hadoop, RunFile run, Rulebook rules, CatalogSheet sheet) {
        ReferenceFiles reference = new ReferenceFiles(hadoop, run);
        return of(
                run.review(),
                sheet,
                rules.grouping(),
                rules.intake().severityList(),
                reference.diagnoses().stream()
                        .map(ReferenceFiles.Diagnosis::code)
                        .collect(Collectors.toSet()),
                reference.procedures().stream()
                        .map(ReferenceFiles.Procedure::code)
                        .collect(Collectors.toSet()));
    }

    /**
     * Reads a review file.
     *
     * @param severities whether cases have a severity
     * @param diagnoses the code list: a row may name no other
     * @param procedures the code list
     * @return the decisions in the order of the rows
     */
    static List<Review> read(
            Configuration hadoop,
            String file,
            GroupingRule rule,
            boolean severities,
            Set<String> diagnoses,
            Set<String> procedures) {
        return of(
                file,
                CatalogSheet.read(hadoop, new Path(file), "a review file"),
                rule,
                severities,
                diagnoses,
                procedures);
    }

    private static List<Review> of(
            String file,
            CatalogSheet sheet,
            GroupingRule rule,
            boolean severities,
            Set<String> diagnoses,
            Set<String> procedures) {
        ReviewFile reader = new ReviewFile(
                file,
                sheet,
                new CatalogCells(rule.kinds(), diagnoses, procedures),
                rule.kinds().has(RuleKinds.Kind.COMPREHENSIVE),
                severities);
        List<Review> reviews = reader.rows();
        if (!reader.problems.isEmpty()) {
            throw DipErrors.reviewInvalid(file, reader.problems);
        }
        return reviews;
    }

    /**
     * Adds rows to the review file of a run; makes the file where there is none. The file as it would be is read before it
     * takes the place of the old one.
     *
     * @param rows cells in the order of {@link #COLUMNS}
     */
    public static void append(Configuration hadoop, RunFile run, Rulebook rules, List<List<String>> rows) {
        Path file = new Path(run.review());
        if (!file.getName().endsWith(".csv")) {
            throw DipErrors.reviewNotCsv(run.review());
        }
        String folder = file.getParent() == null ? "." : file.getParent().toString();
        try {
            FileSystem files = file.getFileSystem(hadoop);
            CatalogSheet now = files.exists(file)
                    ? CatalogSheet.read(hadoop, file)
                    : new CatalogSheet(file.getName(), COLUMNS, List.of());
            List<String> heading = new ArrayList<>(now.heading());
            COLUMNS.stream()
                    .filter(column -> now.column(column) < 0
                            && rows.stream().anyMatch(row -> !row.get(COLUMNS.indexOf(column))
                                    .isEmpty()))
                    .forEach(heading::add);
            List<List<String>> all = new ArrayList<>(now.rows());
            for (List<String> row : rows) {
                all.add(heading.stream()
                        .map(column ->
                                COLUMNS.indexOf(column.replace("\uFEFF", "").strip()))
                        .map(at -> at < 0 ? "" : row.get(at))
                        .toList());
            }
            of(hadoop, run, rules, new CatalogSheet(file.getName(), heading, all));
            CatalogSheet next = new CatalogSheet("." + file.getName() + ".next", heading, all);
            next.write(hadoop, folder);
            files.delete(file, false);
            files.rename(new Path(folder, next.file()), file);
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(run.review(), e);
        }
    }

    /**
     * Applies decisions to the groups that formation gave.
     *
     * @param file as the run file names it
     * @throws org.opendip.policy.errors.DipException with everything that does not fit these groups
     */
    public static Reviewed apply(String file, List<Review> reviews, List<GroupRow> formed, Rulebook rules) {
        List<Problem> problems = new ArrayList<>();
        Reviewed reviewed = Reviewed.of(
                formed,
                reviews,
                rules.catalog().groupCodes(),
                (review, column, said) -> problems.add(new Problem(file, review.row(), column, said)));
        if (!problems.isEmpty()) {
            throw DipErrors.reviewInvalid(file, problems);
        }
        return reviewed;
    }

    private List<Review> rows() {
        List<Review> reviews = new ArrayList<>();
        Set<String> heading = new HashSet<>();
        for (String cell : sheet.heading()) {
            String column = cell.replace("\uFEFF", "").strip();
            if (!column.isEmpty() && !COLUMNS.contains(column)) {
                problems.add(new Problem(file, 1, column, "is none of the columns " + String.join(", ", COLUMNS)));
            } else if (!column.isEmpty() && !heading.add(column)) {
                problems.add(new Problem(file, 1, column, "is in the heading twice"));
            }
        }
        for (String column : COLUMNS) {
            if (sheet.column(column) < 0 && !OPTIONAL.contains(column)) {
                problems.add(new Problem(file, 1, column, "is missing in the heading"));
            }
        }
        if (problems.isEmpty()) {
            for (int row = 0; row < sheet.rows().size(); row++) {
                if (sheet.rows().get(row).stream().anyMatch(cell -> !cell.isBlank())) {
                    reviews.add(row(row));
                }
            }
        }
        return reviews;
    }

    private Review row(int row) {
        if (sheet.rows().get(row).size() > sheet.heading().size()) {
            problem(
                    row,
                    "(row)",
                    "has " + sheet.rows().get(row).size() + " cells, the heading has "
                            + sheet.heading().size());
        }
        Action action = word(row, "action", Action.class);
        DecidedBy decidedBy = word(row, "decided_by", DecidedBy.class);
        List<String> groups = groups(row, action);
        String result = sheet.cell(row, "result");
        if (sheet.cell(row, "reason").isEmpty()) {
            problem(row, "reason", "is empty: say why, for whoever reads the catalog");
        }
        if (action == Action.RENAME
                && result.isEmpty()
                && sheet.cell(row, "name").isEmpty()) {
            problem(row, "result", "is empty, and so is name: one of them must change");
        }
        if (action == Action.DROP) {
            List.of("result", "name").forEach(column -> empty(row, column, "drop leaves nothing to name"));
        }
        if (!result.isEmpty() && results.putIfAbsent(result, row) != null) {
            problem(
                    row,
                    "result",
                    "'" + result + "' is the result of row " + sheet.number(results.get(result)) + " already");
        }
        return new Review(
                sheet.number(row),
                action,
                groups,
                result,
                sheet.cell(row, "name"),
                cells(row, action),
                decidedBy,
                sheet.cell(row, "reason"));
    }

    private List<String> groups(int row, Action action) {
        List<String> groups = new ArrayList<>();
        for (String code : sheet.cell(row, "groups").split("[;；]")) {
            if (!code.isBlank()) {
                groups.add(code.strip());
            }
        }
        int count = groups.size();
        if (action == Action.ADD) {
            empty(row, "groups", "add is about no group that is there");
        } else if (action == Action.MERGE && count < 2) {
            problem(row, "groups", "must name two groups or more, joined by ; and names " + count);
        } else if ((action == Action.SPLIT || action == Action.RENAME) && count != 1) {
            problem(row, "groups", "must name one group, names " + count);
        } else if (action == Action.DROP && count == 0) {
            problem(row, "groups", "is empty");
        }
        for (String code : groups) {
            Action before = named.putIfAbsent(code, action == null ? Action.DROP : action);
            if (before == null) {
                namedIn.put(code, row);
            } else if (before != Action.SPLIT || action != Action.SPLIT) {
                int place = sheet.number(namedIn.get(code));
                problem(
                        row,
                        "groups",
                        "'" + code + "' is in row " + place + " already (" + Words.of(before)
                                + "): one decision per group");
            }
        }
        return groups;
    }

    private Cells cells(int row, Action action) {
        if (action != Action.ADD && action != Action.SPLIT) {
            if (action != null) {
                CELLS.stream()
                        .sorted()
                        .forEach(column -> empty(row, column, "only add and split say what a group asks for"));
            }
            return Cells.NONE;
        }
        DiagnosisScope diagnoses = sheet.cell(row, "diagnosis").isEmpty()
                ? null
                : cells.scope(sheet.cell(row, "diagnosis"), said -> problem(row, "diagnosis", said));
        ProcedureExpression main = procedures(row, "main_procedure");
        ProcedureExpression related = procedures(row, "related_procedures");
        if (main != null && main.alternatives().stream().anyMatch(together -> together.size() > 1)) {
            problem(row, "main_procedure", "holds +: a case has one main procedure, name the others as related");
        }
        Subgroup part = Subgroup.parse(
                sheet.cell(row, "age"), sheet.cell(row, "severity"), (column, said) -> problem(row, column, said));
        if (!severities && !sheet.cell(row, "severity").isEmpty()) {
            problem(row, "severity", SeverityRow.NOT_ASKED);
        }
        TreatmentType treatment = null;
        if (!sheet.cell(row, "treatment").isEmpty()) {
            if (action == Action.SPLIT) {
                empty(row, "treatment", "a part is of the treatment type of its group");
            } else {
                treatment = word(row, "treatment", TreatmentType.class);
                List.of("main_procedure", "related_procedures")
                        .forEach(column -> empty(row, column, "a group with a treatment is a comprehensive one"));
                if (!comprehensive) {
                    problem(
                            row,
                            "treatment",
                            "no rule asks for it: the rulebook's grouping.rule-kinds lacks comprehensive");
                }
            }
        }
        if (action == Action.ADD && diagnoses == null) {
            problem(row, "diagnosis", "is empty: a group needs a diagnosis");
        }
        if (action == Action.SPLIT && diagnoses == null && part != null) {
            problem(
                    row,
                    "diagnosis",
                    "is empty: a part by age or severity says of which diagnosis cases are asked for it");
        } else if (action == Action.SPLIT && diagnoses == null && main == null && related == null) {
            problem(row, "related_procedures", "is empty: say in a cell what the part asks for otherwise");
        }
        return new Cells(diagnoses, main, related, part, treatment);
    }

    private ProcedureExpression procedures(int row, String column) {
        String cell = sheet.cell(row, column);
        return cell.isEmpty() ? null : cells.procedures(cell, Precedence.AND_FIRST, said -> problem(row, column, said));
    }

    private void empty(int row, String column, String why) {
        String cell = sheet.cell(row, column);
        if (!cell.isEmpty()) {
            problem(row, column, "must be empty, is '" + cell + "': " + why);
        }
    }

    private <E extends Enum<E>> E word(int row, String column, Class<E> type) {
        String cell = sheet.cell(row, column);
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (Words.of(constant).equals(cell)) {
                return constant;
            }
            words.add(Words.of(constant));
        }
        problem(row, column, "must be one of " + String.join(", ", words) + ", is '" + cell + "'");
        return null;
    }

    private void problem(int row, String column, String said) {
        problems.add(new Problem(file, sheet.number(row), column, said));
    }
}
