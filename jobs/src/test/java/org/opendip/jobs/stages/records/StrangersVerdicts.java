package org.opendip.jobs.stages.records;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.records.StrangersDirt.Dirt;
import org.opendip.jobs.stages.records.StrangersDirt.Expected;
import org.opendip.policy.notices.Notice;

/**
 * What the intake makes of {@link StrangersDirt}, and a sentence wherever that is not what was expected. Here, and not in
 * the expectations, stands what is known of the rules.
 */
final class StrangersVerdicts {
    /** What became of a record: disposition, reason, and the names of all that was told of it. */
    record Fate(String disposition, String reason, Set<String> told) {}

    /** Kinds whose recall is not what it was, clean settlements that were rejected. */
    record Result(List<String> wrong) {}

    /**
     * @param notices those that tell of this kind; others that a settlement has besides are not counted as found
     * @param least recall below which the test fails, percent; the rest is listed openly
     * @param why why the intake disagrees; empty where it does not
     */
    private record Verdict(Set<Notice> notices, double least, String why) {}

    /** What is told of some settlements of the city that nobody touched. */
    private static final Set<Notice> ALWAYS =
            Set.of(Notice.STAY_DAYS_MISSING, Notice.SEX_AGAINST_DIAGNOSIS, Notice.STAYS_OVERLAP);

    private static final Map<Dirt, Verdict> VERDICTS = new EnumMap<>(Dirt.class);

    /** As expected. */
    private static void agrees(Dirt kind, Notice... notices) {
        VERDICTS.put(kind, new Verdict(Set.of(notices), 100, ""));
    }

    /** As expected in a part of the settlements, or in none. */
    private static void disagrees(Dirt kind, double least, String why, Notice... notices) {
        VERDICTS.put(kind, new Verdict(Set.of(notices), least, why));
    }

    private static final String NO_GUESS =
            "Stricter: a main diagnosis that the list lacks is not guessed; the list goes back to the hospital.";
    private static final String ERROR_IF_WANTED = " A rulebook may reject it (`intake.checks.severities`).";

    static {
        for (Dirt kind : List.of(
                Dirt.AGE_OF_EXPORT_DAY,
                Dirt.BIRTH_MONTH_AND_DAY,
                Dirt.DATES_SWAPPED,
                Dirt.ADMISSION_MONTH_AND_DAY,
                Dirt.UPLOAD_8_HOURS_EARLY,
                Dirt.HOSPITAL_OLD_NUMBER,
                Dirt.HOSPITAL_ELSEWHERE,
                Dirt.OUTPATIENT,
                Dirt.REFUND_WITHOUT_FLAG,
                Dirt.DIAGNOSIS_SMALL,
                Dirt.DIAGNOSIS_ICD_9,
                Dirt.DIAGNOSIS_AND_PROCEDURE_SWAPPED,
                Dirt.DIAGNOSIS_CODE_AND_NAME_SWAPPED,
                Dirt.DIAGNOSIS_IN_WORDS,
                Dirt.MORPHOLOGY_AS_MAIN,
                Dirt.MAIN_IS_SECOND,
                Dirt.DIAGNOSES_TWICE,
                Dirt.DIAGNOSES_VOID,
                Dirt.PROCEDURES_TWICE,
                Dirt.DETAILS_MISSING,
                Dirt.DIAGNOSES_UNDER_ROUNDED_NUMBER)) {
            agrees(kind);
        }
        agrees(Dirt.SEX_WORDS, Notice.SEX_UNKNOWN);
        agrees(Dirt.SEX_LETTERS, Notice.SEX_UNKNOWN);
        agrees(Dirt.SEX_AGAINST_DIAGNOSIS, Notice.SEX_AGAINST_DIAGNOSIS);
        agrees(Dirt.AGE_IN_MONTHS, Notice.AGE_AGAINST_BIRTH);
        agrees(Dirt.BIRTH_EXCEL_ZERO, Notice.AGE_AGAINST_BIRTH);
        agrees(Dirt.BIRTH_IS_ADMISSION, Notice.AGE_AGAINST_BIRTH);
        agrees(Dirt.NEWBORN_AS_MOTHER, Notice.AGE_AGAINST_DIAGNOSIS);
        agrees(Dirt.DAYS_ARE_MINUTES, Notice.STAY_DAYS_DIFFER);
        agrees(Dirt.SETTLED_BEFORE_DISCHARGE, Notice.SETTLED_BEFORE_DISCHARGE);
        agrees(Dirt.VALID_IN_WORDS, Notice.VALIDITY_UNKNOWN);
        agrees(Dirt.ITEMS_OF_ANOTHER, Notice.ITEMS_DIFFER);
        agrees(Dirt.ITEMS_TWICE, Notice.ITEMS_DIFFER);
        agrees(Dirt.DIAGNOSIS_AMONG_PROCEDURES, Notice.PROCEDURE_UNKNOWN);
        agrees(Dirt.PROCEDURE_AS_NUMBER, Notice.PROCEDURE_DAMAGED);

        disagrees(
                Dirt.SEX_COUNTED_FROM_0,
                40,
                "Not tellable from one settlement: a woman who arrives as 1 is a man, unless the diagnosis tells.",
                Notice.SEX_UNKNOWN,
                Notice.SEX_AGAINST_DIAGNOSIS);
        disagrees(
                Dirt.TEST_PATIENT,
                0,
                "A rule is missing: the rulebook knows a highest cost and no lowest one.",
                Notice.COST_IMPLAUSIBLE);
        disagrees(
                Dirt.PERSON_OF_ZEROS,
                90,
                "Told where stays overlap; one patient of that number alone is not tellable.",
                Notice.STAYS_OVERLAP);
        disagrees(
                Dirt.PERSON_IS_CITIZEN_NUMBER,
                0,
                "Not tellable: persons are known by whatever number the region uses, and only its hash is kept.");
        disagrees(
                Dirt.DISCHARGE_OF_NEXT_YEAR,
                20,
                "Left out where the year is not read, else told." + ERROR_IF_WANTED,
                Notice.SETTLED_BEFORE_DISCHARGE);
        disagrees(
                Dirt.DATES_OF_1904,
                0,
                "Stricter: this rulebook takes the year from the discharge, and that one is not read.");
        disagrees(
                Dirt.STAY_OF_3_YEARS,
                0,
                "The stranger was wrong: stays of years exist, and days and dates agree. A rule for long stays would need"
                        + " a limit; what is told is the age at the admission that is claimed.");
        disagrees(
                Dirt.STAY_OF_0_DAYS,
                0,
                "The stranger was wrong: one may be discharged, transferred or die on the day of admission; it counts as"
                        + " a day, and days of 0 as missing. What is told is the upload, since the discharge was moved.");
        disagrees(
                Dirt.DAYS_COUNT_BOTH_ENDS,
                0,
                "The region's choice: `stay-days` and `stay-days-tolerance` of the rulebook.",
                Notice.STAY_DAYS_DIFFER);
        disagrees(
                Dirt.SETTLED_1970,
                0,
                "Told: this rulebook takes the year from the discharge, so that no amount moves." + ERROR_IF_WANTED,
                Notice.SETTLED_BEFORE_DISCHARGE);
        agrees(Dirt.HOSPITAL_FULL_WIDTH, Notice.CODE_REPAIRED);
        disagrees(
                Dirt.HOSPITAL_SMALL_AND_PADDED,
                0,
                "Stricter: whom the money goes to is not guessed; blanks around are taken off, letters are not changed.");
        disagrees(
                Dirt.LEVEL_OF_OTHER_LIST,
                80,
                "A word without a level is told; the register counts.",
                Notice.HOSPITAL_LEVEL_DIFFERS);
        disagrees(
                Dirt.INSURANCE_OF_OLD_LIST,
                0,
                "Told: it belongs to no pool and counts in the cost base only." + ERROR_IF_WANTED,
                Notice.POOL_UNKNOWN);
        disagrees(
                Dirt.SELF_PAID_WITH_FUND,
                0,
                "Told: it belongs to no pool and counts in the cost base only." + ERROR_IF_WANTED,
                Notice.INSURANCE_MISSING);
        disagrees(Dirt.HEADER_IN_FEN, 0, "Told." + ERROR_IF_WANTED, Notice.ITEMS_DIFFER);
        disagrees(
                Dirt.ALL_IN_FEN,
                0,
                "Not tellable from one settlement: a dear stay looks the same. A hospital's mean would tell.");
        disagrees(
                Dirt.ALL_IN_TEN_THOUSANDS,
                0,
                "A rule is missing: the rulebook knows a highest cost and no lowest one. What is told is the rounding.",
                Notice.ITEMS_DIFFER,
                Notice.PAYMENTS_DIFFER);
        disagrees(Dirt.TOTAL_TEN_TIMES, 0, "Told." + ERROR_IF_WANTED, Notice.ITEMS_DIFFER, Notice.PAYMENTS_DIFFER);
        disagrees(Dirt.FUND_ABOVE_TOTAL, 0, "Told." + ERROR_IF_WANTED, Notice.PAYMENTS_DIFFER);
        disagrees(
                Dirt.FUND_AND_CASH_SWAPPED,
                20,
                "Told where the fund paid more than the patient, so that the pooled fund is above all funds; else not"
                        + " tellable.",
                Notice.POOLED_FUND_ABOVE_FUNDS);
        disagrees(
                Dirt.CASH_ROUNDED,
                0,
                "The region's choice: `payments-tolerance` of the rulebook, which is 0.00 here.",
                Notice.PAYMENTS_DIFFER);
        agrees(Dirt.ITEM_NEGATIVE, Notice.ITEMS_NEGATIVE);
        disagrees(
                Dirt.ITEM_CATEGORY_WITHOUT_ZERO,
                0,
                "The stranger was wrong to call it harmless: drugs under 9 and materials under 8 are not summed as such.",
                Notice.ITEM_CATEGORY_UNKNOWN);
        disagrees(
                Dirt.SETTLED_AGAIN_WITHOUT_REFUND,
                0,
                "Told of both: which of two settlements of equal cost counts is not tellable without a refund.",
                Notice.SETTLED_TWICE);
        disagrees(
                Dirt.SAME_STAY_TWO_HOSPITALS,
                0,
                "Told of one of the two; which of the hospitals it was is not tellable.",
                Notice.STAYS_OVERLAP);
        disagrees(
                Dirt.IN_TWO_HOSPITALS_AT_ONCE,
                0,
                "Told once for both, of the stay that began later.",
                Notice.STAYS_OVERLAP);
        disagrees(
                Dirt.DEAD_AND_BACK,
                0,
                "Not tellable: the way of discharge is not in the tables that are read, nor do other diagnoses tell it.");
        disagrees(
                Dirt.STAY_SPLIT,
                0,
                "A rule is missing: the standard allows a new stay on the day of discharge, but in the same hospital it is"
                        + " worth being told. What is told is the upload, since the discharge was moved.");
        for (Dirt kind : List.of(
                Dirt.DIAGNOSIS_TRAILING_DOT,
                Dirt.DIAGNOSIS_LETTER_O,
                Dirt.DIAGNOSIS_WITHOUT_DOT,
                Dirt.DIAGNOSES_IN_ONE_CELL,
                Dirt.DIAGNOSIS_DAGGER)) {
            disagrees(kind, 0, NO_GUESS);
        }
        agrees(Dirt.DIAGNOSIS_FULL_WIDTH, Notice.CODE_REPAIRED);
        disagrees(
                Dirt.DIAGNOSIS_INVISIBLE,
                0,
                "Repaired, and told: what others compare such a code with will not find it.",
                Notice.CODE_REPAIRED);
        disagrees(
                Dirt.EXTERNAL_CAUSE_AS_MAIN,
                0,
                "Stricter, since the city's code list lacks the code. With a list that has it nothing tells: a rule is"
                        + " missing, an external cause cannot be the main diagnosis.");
        disagrees(
                Dirt.TWO_MAINS,
                0,
                "Stricter: the standard wants one main diagnosis, and which of two it is is not guessed.");
        disagrees(
                Dirt.NO_MAIN,
                0,
                "Stricter: the standard wants the main diagnosis flagged, and it is not guessed from the order.");
        disagrees(Dirt.PROCEDURE_BEFORE_ADMISSION, 0, "A rule is missing: the dates of procedures are not looked at.");
        disagrees(Dirt.PROCEDURE_AFTER_DISCHARGE, 0, "A rule is missing: the dates of procedures are not looked at.");
        disagrees(
                Dirt.PROCEDURE_NONE,
                0,
                "Told: what stands for no procedure differs from hospital to hospital; grouping leaves it out.",
                Notice.PROCEDURE_UNKNOWN);
        disagrees(Dirt.ICU_LONGER_THAN_STAY, 0, "A rule is missing: the table of intensive care is not read.");
        disagrees(Dirt.ICU_BACKWARDS, 0, "A rule is missing: the table of intensive care is not read.");
        disagrees(
                Dirt.DETAILS_PADDED,
                0,
                "Stricter: settlement ids are compared exactly, so that the details belong to nobody; that is told as"
                        + " `details_without_header`.");
    }

    private StrangersVerdicts() {}

    /** Writes the table below what the page has; returns what the test must not let pass. */
    static Result judge(List<Row> truth, Map<String, Fate> fates, Set<String> outside, int least, StringBuilder page) {
        page.append(
                """

                ## Dirt that a stranger planted

                The first table measures rules with damage that was made knowing them. This one holds dirt that was thought up and planted,
                with what a bureau would expect of it, without knowledge of the rules (StrangersDirt); the expectations stay as they were
                written. *Recall* is the share that became what was expected, *falsely rejected* are settlements left out that were
                expected to count. Where something is told, it must be told of this dirt. Kinds that come in pairs have two rows.

                The rules `settled_before_discharge`, `insurance_missing`, `validity_unknown`, `code_repaired`, `items_negative`,
                `item_category_unknown`, `pooled_fund_above_funds` and `details_without_header` were made because this dirt went by untold;
                what they find below is no measure of them.

                | dirt | settlements | expected | became | recall | falsely rejected | where they differ |
                |---|---:|---|---|---:|---:|---|
                """);
        Map<String, List<Row>> rows = truth.stream()
                .collect(Collectors.groupingBy(
                        r -> String.format(
                                "%02d %s", Dirt.valueOf(r.getString(1)).ordinal(), r.getBoolean(3)),
                        TreeMap::new,
                        Collectors.toList()));
        List<String> wrong = new ArrayList<>();
        Set<String> planted = new HashSet<>();
        int asExpected = 0;
        for (List<Row> settlements : rows.values()) {
            Dirt kind = Dirt.valueOf(settlements.get(0).getString(1));
            boolean second = settlements.get(0).getBoolean(3);
            Expected expected = Expected.valueOf(settlements.get(0).getString(2));
            Verdict verdict = VERDICTS.get(kind);
            Map<String, Integer> became = new TreeMap<>();
            int happened = 0;
            int found = 0;
            int falsely = 0;
            for (Row settlement : settlements) {
                String id = settlement.getString(0);
                planted.add(id);
                if (outside.contains(second ? id.substring(0, 5) + id.substring(6) : id)) {
                    continue;
                }
                Fate fate = fates.get(id);
                happened++;
                found += isAs(expected, fate, verdict) ? 1 : 0;
                falsely += expected != Expected.LEFT_OUT && fate.disposition().equals("rejected") ? 1 : 0;
                became.merge(words(fate, verdict), 1, Integer::sum);
            }
            double recall = 100.0 * found / happened;
            asExpected += recall == 100 ? 1 : 0;
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + (kind.inPairs() ? second ? " (second)" : " (first)" : "");
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %.2f %% | %d | %s |\n",
                    name,
                    happened,
                    expectedWords(expected),
                    commonest(became, happened),
                    recall,
                    falsely,
                    recall == 100 ? "" : verdict.why()));
            if (happened < least
                    || recall < verdict.least()
                    || recall < 100 && verdict.why().isEmpty()) {
                wrong.add(name + ": " + found + " of " + happened + ", became " + became);
            }
        }
        List<Fate> clean = fates.entrySet().stream()
                .filter(e -> !planted.contains(e.getKey()) && !outside.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        long kept = clean.stream().filter(f -> f.disposition().equals("kept")).count();
        page.append(String.format(
                Locale.ROOT,
                "| none | %d | counted, silent | kept | %.2f %% | %d | |\n\n",
                clean.size(),
                100.0 * kept / clean.size(),
                clean.size() - kept));
        page.append(
                String.format("%d of %d rows became what was expected, every one of them.\n", asExpected, rows.size()));
        if (kept < clean.size()) {
            wrong.add("clean: " + kept + " of " + clean.size());
        }
        return new Result(wrong);
    }

    private static boolean isAs(Expected expected, Fate fate, Verdict verdict) {
        boolean kept = fate.disposition().equals("kept");
        return switch (expected) {
            case LEFT_OUT -> !kept;
            case TOLD ->
                kept && verdict.notices().stream().anyMatch(n -> fate.told().contains(n.code()));
            case SILENT -> kept && toldOf(fate, verdict).isEmpty();
        };
    }

    /** What was told of a settlement, but what others are told, too. */
    private static Set<String> toldOf(Fate fate, Verdict verdict) {
        Set<String> told = new TreeSet<>(fate.told());
        ALWAYS.stream().filter(n -> !verdict.notices().contains(n)).forEach(n -> told.remove(n.code()));
        return told;
    }

    private static String expectedWords(Expected expected) {
        return switch (expected) {
            case LEFT_OUT -> "left out";
            case TOLD -> "counted, told";
            case SILENT -> "counted, silent";
        };
    }

    private static String words(Fate fate, Verdict verdict) {
        if (!fate.disposition().equals("kept")) {
            return fate.disposition().equals("rejected") ? "rejected: `" + fate.reason() + "`" : fate.disposition();
        }
        Set<String> told = toldOf(fate, verdict);
        return told.isEmpty()
                ? "kept, nothing told"
                : told.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", ", "kept, told: ", ""));
    }

    /** The commonest two, with their shares where there is more than one. */
    private static String commonest(Map<String, Integer> became, int all) {
        Stream<Map.Entry<String, Integer>> first = became.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(2);
        return first.map(e -> e.getValue() == all
                        ? e.getKey()
                        : e.getKey() + String.format(Locale.ROOT, " (%.0f %%)", 100.0 * e.getValue() / all))
                .collect(Collectors.joining("; "));
    }
}
