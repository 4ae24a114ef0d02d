package org.opendip.policy.errors;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.opendip.policy.errors.DipException.Kind;
import org.opendip.policy.rules.Problem;

/** The only place that makes a {@link DipException}: every message of the product that stops a run can be read here. */
public final class DipErrors {
    /** Lines of problems of one catalog: more nobody reads. */
    private static final int CATALOG_PROBLEMS_SHOWN = 100;

    private static final int ROWS_SHOWN = 5;

    private DipErrors() {}

    /**
     * Every problem of a rulebook at once, grouped by the file it stands in.
     *
     * @param file the rulebook that was asked for; a problem may stand in the file it extends
     */
    public static DipException rulebookInvalid(String file, List<Problem> problems) {
        Map<String, List<Problem>> byFile = problems.stream()
                .sorted(Comparator.comparing((Problem p) -> !p.file().equals(file))
                        .thenComparing(Problem::file)
                        .thenComparing(Problem::line)
                        .thenComparing(Problem::path))
                .collect(Collectors.groupingBy(Problem::file, LinkedHashMap::new, Collectors.toList()));
        StringBuilder what = new StringBuilder();
        byFile.forEach((name, found) -> {
            int width = found.stream().mapToInt(p -> p.path().length()).max().orElse(0);
            int lineWidth = found.stream()
                    .mapToInt(p -> String.valueOf(p.line()).length())
                    .max()
                    .orElse(1);
            what.append(what.isEmpty() ? "" : "\n")
                    .append(name)
                    .append(found.size() == 1 ? ": 1 problem" : ": " + found.size() + " problems");
            for (Problem problem : found) {
                what.append("\n  line ")
                        .append(String.format("%-" + lineWidth + "d", problem.line()))
                        .append("  ")
                        .append(problem.path())
                        .append(" ".repeat(width - problem.path().length()))
                        .append("  ")
                        .append(problem.message());
            }
        });
        return make(
                Kind.USAGE,
                what.toString(),
                "a rulebook decides about money, so nothing in it is guessed, defaulted or skipped",
                "correct the lines named above; conf/rulebooks/README.md describes every key",
                null);
    }

    public static DipException rulebookMissing(String path, List<String> known) {
        return make(
                Kind.USAGE,
                "There is no rulebook " + path + ".",
                "a rulebook is one file per region and year: <region>/<year>.yaml",
                known.isEmpty()
                        ? "write one, starting from conf/rulebooks/example-city/2026.yaml"
                        : "name one of these: " + String.join(", ", new TreeSet<>(known)),
                null);
    }

    public static DipException fileMissing(String path, String purpose) {
        return make(
                Kind.USAGE,
                "The file " + path + " is missing.",
                "it is needed as " + purpose,
                "put the file there, or name another one",
                null);
    }

    public static DipException fileUnreadable(String path, String purpose, Throwable cause) {
        return make(
                Kind.USAGE,
                "The file " + path + " cannot be read as " + purpose + ".",
                String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                "check that it is a readable text file in UTF-8",
                cause);
    }

    public static DipException fileUnwritable(String path, Throwable cause) {
        return make(
                Kind.USAGE,
                "The file " + path + " cannot be written.",
                String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                "check the folder, its rights and the room on the disk",
                cause);
    }

    /** @param why what it may hold */
    public static DipException fileThere(String path, String why) {
        return make(
                Kind.USAGE, "The file " + path + " exists already.", why, "name another file, or move it away", null);
    }

    /**
     * Every problem of a catalog's files at once.
     *
     * @param problems their line is the row of the sheet, their path the column
     */
    /** Every problem of a catalog; rows of one sheet of which the same is wrong share a line. */
    public static DipException catalogInvalid(String folder, List<Problem> problems) {
        Map<String, List<Problem>> alike = new LinkedHashMap<>();
        problems.forEach(
                p -> alike.computeIfAbsent(p.file() + " " + p.path() + " " + p.message(), k -> new ArrayList<>())
                        .add(p));
        int hidden = alike.size() - CATALOG_PROBLEMS_SHOWN;
        return make(
                Kind.USAGE,
                folder
                        + (problems.size() == 1 ? ": 1 problem" : ": " + problems.size() + " problems")
                        + alike.values().stream()
                                .limit(CATALOG_PROBLEMS_SHOWN)
                                .map(DipErrors::catalogProblem)
                                .collect(Collectors.joining())
                        + (hidden > 0 ? "\n  ... and " + hidden + " others" : ""),
                "a catalog decides which group a case belongs to, so no row of it is guessed or left out",
                "correct the rows named above, or add the codes to the code list (docs/codes.md);"
                        + " docs/grouping.md describes the files",
                null);
    }

    private static String catalogProblem(List<Problem> alike) {
        Problem first = alike.get(0);
        String rows = alike.stream().limit(ROWS_SHOWN).map(p -> "" + p.line()).collect(Collectors.joining(", "));
        int more = alike.size() - ROWS_SHOWN;
        return "\n  " + first.file() + (alike.size() == 1 ? " row " : " rows ") + rows
                + (more > 0 ? " and " + more + " more" : "") + ", " + first.path() + ": " + first.message();
    }

    public static DipException catalogThere(String folder) {
        return make(
                Kind.USAGE,
                "There is a catalog in " + folder + " already.",
                "its sheets are needed for years that are settled by groups that were made from them",
                "keep a copy and add --replace, or give the run file another reference folder",
                null);
    }

    /** Every problem of a code list that is imported, at most {@code shown} of them in words. */
    public static DipException codeListInvalid(String file, List<Problem> problems, int shown) {
        return make(
                Kind.USAGE,
                file
                        + (problems.size() == 1 ? ": 1 problem" : ": " + problems.size() + " problems")
                        + problems.stream()
                                .limit(shown)
                                .map(p -> "\n  " + (p.line() == 0 ? p.path() + " " + p.message() : p))
                                .collect(Collectors.joining())
                        + (problems.size() > shown ? "\n  ... and " + (problems.size() - shown) + " more" : ""),
                "a code list decides which records are kept and how they are grouped, so no row of it is guessed or left out",
                "correct the lines named above; docs/codes.md describes the lists",
                null);
    }

    public static DipException codeListVersionTaken(String list, String version, String source) {
        return make(
                Kind.USAGE,
                "The list " + list + " has a version " + version + " already, with other rows.",
                "it was imported from " + source + ", and a version that runs have used does not change",
                "give the new rows a version of their own and the day from which they are valid",
                null);
    }

    public static DipException codeListSameDay(String list, String version, String other, String day) {
        return make(
                Kind.USAGE,
                "The versions " + other + " and " + version + " of the list " + list + " would both begin on " + day
                        + ".",
                "of two lists that begin on one day nobody can tell which is in force",
                "give each version its own first day",
                null);
    }

    /** @param versions known ones with their dates */
    public static DipException codeListNotInForce(String folder, String list, int year, List<String> versions) {
        return make(
                Kind.USAGE,
                "No version of the list " + list + " in " + folder + " is in force in " + year + ".",
                "a settlement year uses a list that is valid from 1 January to 31 December; there are "
                        + String.join(", ", versions),
                "import the list of that year, or import it again with the right --valid-from and --valid-to",
                null);
    }

    public static DipException codeListTwice(String folder, String list) {
        return make(
                Kind.USAGE,
                folder + " has both " + list + ".csv and imported versions of " + list + ".",
                "a list is one file that is always in force, or has versions with dates, not both",
                "import " + list + ".csv as a version, then remove it",
                null);
    }

    public static DipException codeListChanged(String file, String source) {
        return make(
                Kind.USAGE,
                "The file " + file + " is not what was imported from " + source + ".",
                "its hash differs from that in manifest.csv: somebody has changed it since",
                "remove the file and import the list again; give changed rows a version of their own",
                null);
    }

    /**
     * Every problem of a review file at once.
     *
     * @param problems their line is the row of the sheet, their path the column
     */
    public static DipException reviewInvalid(String file, List<Problem> problems) {
        return make(
                Kind.USAGE,
                file
                        + (problems.size() == 1 ? ": 1 problem" : ": " + problems.size() + " problems")
                        + problems.stream()
                                .map(p -> "\n  row " + p.line() + ", " + p.path() + ": " + p.message())
                                .collect(Collectors.joining()),
                "a review decides which groups there are, so no row of it is guessed or left out",
                "correct the rows named above; docs/grouping.md describes the columns",
                null);
    }

    public static DipException quarantineNotNamed() {
        return make(
                Kind.USAGE,
                "The run file names no quarantine.",
                "rejected rows are kept as they were delivered only where a run file says where and how long",
                "write quarantine: {path: DIR, keep-days: N} into the run file",
                null);
    }

    public static DipException reviewNotNamed() {
        return make(
                Kind.USAGE,
                "There is no review file to write into.",
                "the run file names none",
                "name one there: review: catalog-review.csv",
                null);
    }

    public static DipException reviewNotCsv(String file) {
        return make(
                Kind.USAGE,
                "The review file " + file + " cannot be added to.",
                "rows are added to a CSV file; a workbook is left to those who lay it out",
                "save it as .csv and name that in the run file, or copy the rows by hand",
                null);
    }

    public static DipException suggestionMissing(int number, int count) {
        return make(
                Kind.USAGE,
                "There is no suggestion " + number + ".",
                "there are " + count + " for this catalog",
                "accept the numbers that dip catalog suggest prints",
                null);
    }

    /** A catalog that would be written by another rulebook than it was made by. */
    public static DipException rulebookOfAnotherRun(String run, String made, String hash) {
        return make(
                Kind.USAGE,
                "Run " + run + " was made by another rulebook than the run file names.",
                "made by " + made + ", the run file's has " + hash,
                "put the rulebook back as it was, or calibrate the catalog again",
                null);
    }

    public static DipException tooManyLocalAdditions(long local, long core, BigDecimal limit) {
        return make(
                Kind.DATA_GATE,
                local + " of " + core + " core groups are local additions.",
                "the rulebook's catalog.local-addition-limit is " + limit.toPlainString()
                        + " of the core groups; the others are rows of the national workbook",
                "raise catalog.critical-value, drop or merge groups in the review file, or change the limit",
                null);
    }

    public static DipException unknownJob(String name, List<String> known) {
        return make(
                Kind.USAGE,
                "There is no job " + name + ".",
                "the jobs are " + String.join(", ", known),
                "name one or more of them, joined by commas",
                null);
    }

    public static DipException folderNotEmpty(String folder) {
        return make(
                Kind.USAGE,
                "The folder " + folder + " is not empty.",
                "what is in it would be mixed with what is written now",
                "name another folder, or remove this one",
                null);
    }

    public static DipException benchFailed(int repetition, int exitCode) {
        return make(
                Kind.ERROR,
                "Repetition " + repetition + " of the measurement failed.",
                "its process ended with exit code " + exitCode,
                "see its message above; run the job by its own command first",
                null);
    }

    /** @param seconds until the lease expires unless it is renewed */
    public static DipException leaseHeld(String file, String run, long seconds) {
        return make(
                Kind.ERROR,
                "Another run is writing this region's tables: " + run + ".",
                "one run at a time may write; its lease " + file + " is good for " + seconds
                        + " more seconds, and is renewed as long as it runs",
                "wait until it is done; if it crashed, try again in " + seconds + " seconds",
                null);
    }

    public static DipException leaseLost(String file, String run, String other) {
        return make(
                Kind.ERROR,
                "The run " + run + " was not committed.",
                "its lease " + file + " expired and is now held by " + other + ": this process stood still too long",
                "nothing of the run is visible; run it again when the other one is done",
                null);
    }

    public static DipException leaseUnsupported(String place, String scheme, String setting) {
        return make(
                Kind.USAGE,
                "The tables in " + place + " cannot be written safely.",
                "storage of kind " + scheme + " cannot promise that only one run writes at a time",
                "name a folder on a local disk or HDFS that all writers share for their lease: -D" + setting
                        + "=hdfs:///leases (with the launcher: DIP_JAVA=-D" + setting + "=...)",
                null);
    }

    /** @param line of the file, the heading being line 1 */
    public static DipException csvInvalid(String file, long line, String column, String value, String expected) {
        return make(
                Kind.USAGE,
                file + ", line " + line + ", column " + column + ": cannot use '" + value + "'.",
                "expected " + expected,
                "correct the cell; a spreadsheet may have changed it on saving",
                null);
    }

    public static DipException allocationWithoutWeight(BigDecimal yuan, int shares) {
        return make(
                Kind.DATA_GATE,
                yuan.toPlainString() + " yuan cannot be divided among " + shares + " hospitals.",
                "all their scores together are zero",
                "check that the pool has scored cases in this period, or leave the pool out of the plan",
                null);
    }

    public static DipException noScores(String what, BigDecimal scores) {
        return make(
                Kind.DATA_GATE,
                what + " cannot be computed.",
                "it divides by the sum of scores, which is " + scores.toPlainString(),
                "check that the pool has scored cases in this period",
                null);
    }

    public static DipException nothingBooked(long totalFen, long bookedFen) {
        return make(
                Kind.DATA_GATE,
                "The payment ratio of the fund cannot be computed.",
                "booked fund amount " + bookedFen + " fen over a total cost of " + totalFen
                        + " fen: both must be above zero",
                "check the booked funds of the rulebook (pools.booked-funds) and the pool's settlements",
                null);
    }

    public static DipException costTrueAboveFund(BigDecimal fundOverRhoYuan, BigDecimal costTrueYuan) {
        return make(
                Kind.DATA_GATE,
                "The settlement point value would not be above zero.",
                "cases paid at cost (" + costTrueYuan.toPlainString() + " yuan) use up the fund's " + "total F / rho ("
                        + fundOverRhoYuan.toPlainString() + " yuan)",
                "check the fund total of the pool and the reference of the deviation rule",
                null);
    }

    public static DipException anchorLevelMissing(int anchorLevel, List<Integer> levels) {
        return make(
                Kind.DATA_GATE,
                "The institution coefficients have no anchor.",
                "the rulebook anchors level " + anchorLevel + " at 1, but the history has cases at levels " + levels
                        + " only",
                "change institution-coefficient.anchor-level, or check the levels in the hospital register",
                null);
    }

    public static DipException depositDoesNotAddUp(
            String hospital, int pool, long preSettledFen, long paidFen, long withheldFen) {
        return make(
                Kind.DATA_GATE,
                "The deposit of hospital " + hospital + " in pool " + pool + " would count twice or not at all.",
                "pre-settled " + preSettledFen + " fen, paid " + paidFen + " fen and deposit withheld " + withheldFen
                        + " fen: pre-settled must be paid + withheld",
                "correct the monthly payments or the deposit of this hospital",
                null);
    }

    public static DipException depositReleaseOutOfRange(String hospital, int pool, long releasedFen, long withheldFen) {
        return make(
                Kind.DATA_GATE,
                "The deposit of hospital " + hospital + " in pool " + pool + " cannot be released.",
                "released are " + releasedFen + " fen, withheld " + withheldFen
                        + " fen: released must be from zero to withheld",
                "correct the deposit of this hospital",
                null);
    }

    public static DipException baseVolumeAboveFund(BigDecimal fundOverRhoYuan, BigDecimal baseYuan) {
        return make(
                Kind.DATA_GATE,
                "The elastic point value would be below zero.",
                "the base volume at its fixed value (" + baseYuan.toPlainString() + " yuan) is above F / rho ("
                        + fundOverRhoYuan.toPlainString() + " yuan)",
                "check the fund total, the base volume and the fixed value",
                null);
    }

    /** Every problem of a run file at once. */
    public static DipException runFileInvalid(String file, List<Problem> problems) {
        return make(
                Kind.USAGE,
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                "a run file names where everything is, and nothing of it is guessed",
                "correct the lines named above; " + file + " may follow conf/runs/example-city-2026.yaml",
                null);
    }

    public static DipException columnMissing(String place, String column, String found) {
        return make(
                Kind.USAGE,
                place + " has no column " + column + ".",
                "found: " + found,
                "deliver the column, or correct its name",
                null);
    }

    /** A column that may be left out seems to be there under another name: what it holds must not be lost silently. */
    public static DipException columnUnderAnotherName(String place, String column, String found) {
        return make(
                Kind.USAGE,
                place + " has no column " + column + ", but one named " + found + ".",
                "a column that is left out counts as empty, and this one seems to be misnamed",
                "correct its name; or in a source file write under columns  " + column + ": " + found + ", or name "
                        + column + " under absent",
                null);
    }

    /** Every problem of a source file at once. */
    public static DipException sourceFileInvalid(String file, List<Problem> problems) {
        return make(
                Kind.USAGE,
                problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                "a source file says how a bureau's data are to be read, and nothing of it is guessed",
                "correct the lines named above; docs/sources.md describes every key, and conf/sources has one of each kind",
                null);
    }

    public static DipException inputFolderMissing(String input, String source) {
        return make(
                Kind.USAGE,
                "The run file names no folder for " + input + ".",
                "its source file " + source + " reads files",
                "name the folder that holds them as " + input,
                null);
    }

    /** @param pattern the files looked for, relative to the folder */
    public static DipException inputFilesMissing(String folder, String pattern, String purpose) {
        return make(
                Kind.USAGE,
                "There is no file " + pattern + " in " + folder + ".",
                "it is needed as " + purpose,
                "put the file there, or correct the name in the source file",
                null);
    }

    /**
     * A row that is no row, or a file that is none of its kind.
     *
     * @param line of the file, the first being 1; 0 where the file as a whole is meant
     * @param column heading of the column; empty where the row as a whole is meant
     */
    public static DipException inputDamaged(String file, long line, String column, String found, String how) {
        return make(
                Kind.USAGE,
                file + (line > 0 ? ", line " + line : "") + (column.isEmpty() ? "" : ", column " + column) + ": "
                        + found + ".",
                "a file that cannot be read to its end cannot be accounted for; nothing of it was used",
                how,
                null);
    }

    public static DipException secretMissing(String source, String place) {
        return make(
                Kind.USAGE,
                "There is no password for the database of " + source + ".",
                "it is looked for in " + place + ", which is empty or not there",
                "set it there; a password never stands in a source file",
                null);
    }

    public static DipException databaseUnreadable(String source, String table, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return make(
                Kind.ERROR,
                "The table " + table + " cannot be read from the database of " + source + ".",
                String.valueOf(root.getMessage()).lines().findFirst().orElse(""),
                "check url, user, password, and that the driver's jar is on the class path",
                cause);
    }

    public static DipException rowTwice(String file, String key) {
        return make(
                Kind.USAGE,
                file + " has two rows for " + key + ".",
                "one of them would be left out, or counted twice",
                "remove the wrong one",
                null);
    }

    public static DipException attributeUnknown(String procedure, String attribute) {
        return make(
                Kind.USAGE,
                "procedures.csv gives procedure " + procedure + " the attribute '" + attribute + "'.",
                "an attribute is surgery, interventional, therapeutic or diagnostic; empty where it is not known",
                "correct the attribute",
                null);
    }

    public static DipException settingNotBuilt(String path, String value) {
        return make(
                Kind.USAGE,
                "The rulebook's " + path + ": " + value + " cannot be computed by this version.",
                "it asks for the cost of each case, and groups are found once per set of codes",
                "leave " + value + " out of " + path,
                null);
    }

    public static DipException ruleRowChanged(String then, String now) {
        return make(
                Kind.USAGE,
                "A row of the catalog's sheets is not what groups were made from.",
                "then " + then + ", now " + now,
                "put the sheets back as they were, or calibrate the catalog again",
                null);
    }

    public static DipException listChanged(String path, String then, String now) {
        return make(
                Kind.USAGE,
                "A list is not what the catalog was made with: " + path + ".",
                "then " + then + ", now " + now,
                "put the list back as it was, or calibrate the catalog again",
                null);
    }

    public static DipException rulebookOfAnotherRegion(String region, int year, String wanted, int wantedYear) {
        return make(
                Kind.USAGE,
                "The rulebook is that of " + region + " " + year + ".",
                "the run file is for " + wanted + " " + wantedYear,
                "name the rulebook of that region and year in the run file",
                null);
    }

    public static DipException runMissing(String run, String warehouse, List<String> known) {
        return make(
                Kind.USAGE,
                "There is no run " + run + " in " + warehouse + ".",
                known.isEmpty() ? "no run has been committed there" : "known runs: " + String.join(", ", known),
                "name one of them; 'dip runs' lists them",
                null);
    }

    public static DipException runNameTaken(String run) {
        return make(
                Kind.USAGE,
                "There is a run " + run + " already.",
                "a run is never overwritten",
                "give another name with --run, or none",
                null);
    }

    /** A job that stands on another one's tables. */
    public static DipException runNeeded(String job, String needed, int year) {
        return make(
                Kind.USAGE,
                job + " for " + year + " cannot start.",
                "it stands on a run of " + needed + " for " + year + ", and there is none",
                "run 'dip " + needed + "' first, with the same run file",
                null);
    }

    public static DipException readyCasesMissing(String job, int year) {
        return make(
                Kind.USAGE,
                job + " for " + year + " cannot start at ready cases.",
                "none were generated into this warehouse",
                "run 'dip generate --ready-cases FILE' with the same run file; a region with settlement lists starts at"
                        + " these: leave --mode ready out",
                null);
    }

    public static DipException readyCasesOfAnotherRulebook(String run) {
        return make(
                Kind.USAGE,
                "The cases of " + run + " were generated under another rulebook.",
                "the rulebook decides which cases there are and what is booked",
                "generate them again, or name the rulebook that they were generated under",
                null);
    }

    public static DipException readyCasesHoldNoAnswers() {
        return make(
                Kind.USAGE,
                "Cases without settlement lists cannot find their groups in this catalog.",
                "its groups ask for other diagnoses, age or severity, and ready cases hold no answers",
                "generate settlement lists: dip generate --out FOLDER --year YEAR",
                null);
    }

    public static DipException severityNotAsked() {
        return make(
                Kind.USAGE,
                "The catalog pays groups by severity, and no case would have one.",
                "the catalog was made with intake.severity-list, and the rulebook does not ask for the list now",
                "set intake.severity-list: true, with the catalog/severity.csv that the catalog was made with",
                null);
    }

    public static DipException tableNotInRun(String table, String run, List<String> tables) {
        return make(
                Kind.USAGE,
                "Run " + run + " has no table " + table + ".",
                "it wrote " + String.join(", ", tables),
                "name one of these, or another run",
                null);
    }

    /** @param files the first files that do not add up, each with what was read and what became of it */
    public static DipException recordsDoNotAddUp(
            long rowsIn, long fenIn, long rowsOut, long fenOut, List<String> files) {
        return make(
                Kind.DATA_GATE,
                "The settlement lists do not add up.",
                "read " + rowsIn + " rows of " + fenIn + " fen, accounted for " + rowsOut + " rows of " + fenOut
                        + " fen\n" + String.join("\n", files),
                "nothing was made visible; report this with the input, it is a fault of the program",
                null);
    }

    public static DipException tooManyRejected(long rejected, long rows, BigDecimal limit) {
        return make(
                Kind.DATA_GATE,
                rejected + " of " + rows + " settlement lists are rejected.",
                "the rulebook's intake.rejected-share-limit is " + limit.toPlainString(),
                "look into the table notices for what is wrong, have it corrected, and run again",
                null);
    }

    public static DipException nothingKept(String folder, long rows) {
        return make(
                Kind.DATA_GATE,
                "No settlement list of " + folder + " can be used.",
                "of " + rows + " rows none was kept",
                "check that the folder holds the years that the run file's year asks for",
                null);
    }

    public static DipException nothingToGoOnFrom(String job, int year) {
        return make(
                Kind.ERROR,
                "There is no run of " + job + " for " + year + " to go on from.",
                "only a full run takes in everything",
                "run it once with --mode full",
                null);
    }

    public static DipException noDeliveries(String place) {
        return make(
                Kind.ERROR,
                place + " does not hold deliveries.",
                "an incremental run reads the folders that the last run did not have",
                "put each delivery into a folder of its own and give the run file " + place
                        + "/*; then run it once in full",
                null);
    }

    public static DipException deliveriesGone(List<String> deliveries) {
        return make(
                Kind.ERROR,
                "Deliveries that the last run took in are gone or changed: " + String.join(", ", deliveries) + ".",
                "records of rows that are no longer there would stay",
                "put them back as they were, or run it with --mode full",
                null);
    }

    public static DipException readOtherwise(String run, List<String> what) {
        return make(
                Kind.ERROR,
                "Run " + run + " read its lists otherwise: " + String.join(", ", what) + " differ.",
                "its records cannot be gone on from",
                "run it with --mode full",
                null);
    }

    public static DipException signatureCollision(long pairs) {
        return make(
                Kind.ERROR,
                pairs + " grouping signatures have the hash of another.",
                "the cases of both would share a group",
                "report it: the hash must be made longer",
                null);
    }

    public static DipException catalogEmpty() {
        return make(
                Kind.DATA_GATE,
                "No combination reaches the critical value.",
                "the catalog would be empty",
                "check catalog.critical-value of the rulebook against the number of cases",
                null);
    }

    /** @param record what the run's records say of that settlement */
    public static DipException caseMissing(String id, String run, String record) {
        return make(
                Kind.USAGE,
                "Run " + run + " has no case " + id + ".",
                record,
                "name a case by its id, or by the settlement serial number of the stay's last settlement",
                null);
    }

    public static DipException onlyTheNewestCatalog(String job, String catalog, String newest) {
        return make(
                Kind.USAGE,
                "Catalog " + catalog + " has no run of " + job + ".",
                "one is made for the newest catalog only, and that is " + newest,
                "measure a catalog before the next one is made, or name " + newest,
                null);
    }

    public static DipException historyTooShortToTest(int years) {
        return make(
                Kind.USAGE,
                "The catalog cannot be tested.",
                "a test sets the last year of the history aside, and the rulebook's history has " + years + " year",
                "test a catalog with a history.years of two or more",
                null);
    }

    public static DipException groupCodeTwice(String code) {
        return make(
                Kind.USAGE,
                "Two groups of the catalog would have the code " + code + ".",
                "the rulebook's catalog.group-codes do not keep core and comprehensive codes apart",
                "choose other words in catalog.group-codes",
                null);
    }

    public static DipException benchmarkGroupMissing(String code) {
        return make(
                Kind.DATA_GATE,
                "The benchmark group " + code + " is not in the catalog.",
                "the rulebook's scores.benchmark-group must be a group with cases",
                "name a group of the catalog",
                null);
    }

    public static DipException fundMissing(int year, int pool) {
        return make(
                Kind.USAGE,
                "fund_plan.csv has no fund for pool " + pool + " in " + year + ".",
                "the pool has cases to settle",
                "add its item inpatient-budget",
                null);
    }

    public static DipException withoutHistory(String what, int code, int year) {
        return make(
                Kind.DATA_GATE,
                "The cases of " + what + " " + code + " in " + year + " cannot be priced.",
                "the catalog's history has no case of it, so there is no coefficient or year-start point value",
                "correct the " + what + " in the register or the lists, or calibrate with a history that has it",
                null);
    }

    /** @param key hospital and pool */
    public static DipException moneyWithoutCases(String file, String key, int year) {
        return make(
                Kind.DATA_GATE,
                file + " has money for " + key + " (hospital|pool), which has no case to settle in " + year + ".",
                "it would be left out of the clearing without a word",
                "correct hospital or pool in " + file + ", or deliver the cases",
                null);
    }

    public static DipException lawBroken(String law, int pool, long expected, long actual) {
        return make(
                Kind.DATA_GATE,
                "The check " + law + " does not hold" + (pool == 0 ? "" : " in pool " + pool) + ".",
                "it must be " + expected + " and is " + actual,
                "nothing was made visible; report this with the input, it is a fault of the program",
                null);
    }

    public static DipException identifierKeyNotNamed() {
        return make(
                Kind.USAGE,
                "The run file names no key for identifiers.",
                "settlement serial numbers leave the records as keyed hashes only, so that tables and statements name no"
                        + " patient",
                "make a key with: dip keys new FILE  and write identifiers: {key-file: FILE} into the run file"
                        + " (docs/privacy.md)",
                null);
    }

    public static DipException identifierKeyMissing(String place) {
        return make(
                Kind.USAGE,
                "There is no key for identifiers.",
                "it is looked for in the " + place + ", which is not there",
                "put it there, make one with: dip keys new FILE  or name another place under identifiers in the run"
                        + " file; another key than that of earlier runs is refused (docs/privacy.md)",
                null);
    }

    /** Says nothing of what stands there: it may be most of a key. */
    public static DipException identifierKeyInvalid(String place, int leastDigits) {
        return make(
                Kind.USAGE,
                "What stands in the " + place + " is no key for identifiers.",
                "a key is an even number of hexadecimal digits, at least " + leastDigits + ", and nothing else",
                "make one with: dip keys new FILE  (docs/privacy.md)",
                null);
    }

    public static DipException identifierKeyOpen(String file, String rights) {
        return make(
                Kind.USAGE,
                "The key file " + file + " is open to others: " + rights + ".",
                "who reads the key can find out which settlement a keyed hash stands for",
                "close it with: chmod 600 " + file + "  and make another key if somebody may have read it"
                        + " (docs/privacy.md)",
                null);
    }

    public static DipException exampleKeyOfARealRegion(String region) {
        return make(
                Kind.USAGE,
                "Region " + region + " cannot have an example key.",
                "an example key is known to everybody; only invented regions, named example-..., may have one",
                "make a key with: dip keys new FILE  and write identifiers: {key-file: FILE} into the run file",
                null);
    }

    /** @param run the newest run of the region with keyed identifiers */
    public static DipException identifierKeyChanged(String key, String run, String recorded) {
        return make(
                Kind.USAGE,
                "The key for identifiers is " + key + ", and run " + run + " was made with " + recorded + ".",
                "under another key every case has another id: cases of the two runs could not be compared",
                "name the key of " + run + " in the run file, or change keys on purpose with --rekey (docs/privacy.md,"
                        + " 换钥 rotation)",
                null);
    }

    public static DipException identifierKeyOfAnotherRun(String key, String run, String recorded) {
        return make(
                Kind.USAGE,
                "The identifiers of run " + run + " cannot be linked with key " + key + ".",
                recorded == null ? "the run recorded no key" : "the run was made with " + recorded,
                "name that key under identifiers in the run file, or link another run",
                null);
    }

    public static DipException hospitalWithoutCases(String hospital, String run) {
        return make(
                Kind.USAGE,
                "Run " + run + " has no case of hospital " + hospital + ".",
                "there is nothing to link",
                "name a hospital by its code in hospitals.csv",
                null);
    }

    public static DipException casesNotLinked(String run, long cases, long linked) {
        return make(
                Kind.ERROR,
                "Of " + cases + " cases of run " + run + " only " + linked + " were found among its records.",
                "every case comes from a record of the same run: the records were changed or erased since",
                "see dip verify " + run,
                null);
    }

    private static DipException make(Kind kind, String what, String why, String how, Throwable cause) {
        return new DipException(kind, what, why, how, cause);
    }
}
