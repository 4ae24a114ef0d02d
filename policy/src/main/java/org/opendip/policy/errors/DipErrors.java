package org.opendip.policy.errors;

import java.math.BigDecimal;
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
            what.append(what.isEmpty() ? "" : "\n")
                    .append(name)
                    .append(found.size() == 1 ? ": 1 problem" : ": " + found.size() + " problems");
            for (Problem problem : found) {
                what.append("\n  line ")
                        .append(problem.line())
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

    private static DipException make(Kind kind, String what, String why, String how, Throwable cause) {
        return new DipException(kind, what, why, how, cause);
    }
}
