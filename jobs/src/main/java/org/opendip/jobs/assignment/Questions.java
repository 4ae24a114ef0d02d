package org.opendip.jobs.assignment;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.opendip.policy.grouping.AgeBand;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.Subgroup;

/**
 * What a catalog asks of a case beside its main diagnosis and procedures: other diagnoses, age, weight, hours on a
 * ventilator, severity. A signature keeps the answers, not the facts, and only those that the rows of its main diagnosis ask for: a
 * catalog without such rows asks nothing, and signatures stay as few as before.
 *
 * <p>An answer is a short text without comma: the cell of other diagnoses, {@code U84.300}, the diagnosis and band of a
 * newborn, {@code ventilated}, {@code age 65+}, {@code severity severe}.
 */
public final class Questions {
    static final String VENTILATED = "ventilated";

    /** Whether one of the other diagnoses lies in a scope, asked of some main diagnoses. */
    private record OtherDiagnosis(DiagnosisScope mains, DiagnosisScope others, String answer) {}

    private record Newborn(DiagnosisScope diagnoses, NewbornBand band, String answer) {}

    /** Bands of age and classes of severity that groups of some main diagnoses ask for. */
    public record Part(DiagnosisScope mains, Subgroup subgroup) {
        /** Of a group that asks for any. */
        public static Part of(GroupRow row) {
            return new Part(row.diagnoses(), row.subgroup());
        }
    }

    private final RuleKinds kinds;
    private final List<OtherDiagnosis> others = new ArrayList<>();
    private final List<Newborn> newborns = new ArrayList<>();
    private final Map<AgeBand, List<DiagnosisScope>> ages = new TreeMap<>();
    private final Map<SeverityClass, List<DiagnosisScope>> severities = new TreeMap<>();
    private final boolean ventilation;

    private Questions(RuleKinds kinds, boolean ventilation) {
        this.kinds = kinds;
        this.ventilation = ventilation;
    }

    /** The questions of the rows of a catalog. */
    public static Questions of(GroupingRule rule, List<GroupRow> rows) {
        return of(rule, rows, List.of());
    }

    /**
     * The questions of the rows of a catalog and of parts that groups are to be split into.
     *
     * @param parts whose groups need not be known yet: a case is asked for its main diagnosis' sake
     */
    public static Questions of(GroupingRule rule, List<GroupRow> rows, List<Part> parts) {
        RuleKinds kinds = rule.kinds();
        boolean pre = kinds.has(RuleKinds.Kind.PRE_GROUPS);
        Questions questions = new Questions(kinds, pre && kinds.national().ventilation() != null);
        Map<String, OtherDiagnosis> others = new LinkedHashMap<>();
        Map<String, Newborn> newborns = new LinkedHashMap<>();
        for (GroupRow row : rows) {
            DiagnosisScope mains = row.diagnoses();
            if (!row.otherDiagnoses().everything()) {
                String answer = row.otherDiagnoses().text();
                others.putIfAbsent(
                        mains.text() + " " + answer, new OtherDiagnosis(mains, row.otherDiagnoses(), answer));
            }
            if (row.resistance() != Resistance.EITHER) {
                String answer = RuleCatalog.RESISTANCE;
                others.putIfAbsent(
                        mains.text() + " " + answer, new OtherDiagnosis(mains, DiagnosisScope.of(answer), answer));
            }
            if (row.newborn() != null) {
                newborns.putIfAbsent(newborn(row), new Newborn(mains, row.newborn(), newborn(row)));
            }
        }
        questions.others.addAll(others.values());
        questions.newborns.addAll(newborns.values());
        rows.stream().filter(row -> row.subgroup() != null).map(Part::of).forEach(questions::add);
        parts.forEach(questions::add);
        return questions;
    }

    private void add(Part part) {
        part.subgroup().ages().forEach(band -> ages.computeIfAbsent(band, k -> new ArrayList<>())
                .add(part.mains()));
        part.subgroup().severities().forEach(each -> severities
                .computeIfAbsent(each, k -> new ArrayList<>())
                .add(part.mains()));
    }

    /** The answer that a newborn row waits for. */
    static String newborn(GroupRow row) {
        NewbornBand band = row.newborn();
        return row.diagnoses().text() + " <" + band.daysBelow() + "d " + band.from() + "-" + band.to() + "g";
    }

    /** Whether nothing is asked: signatures need no more than codes. */
    public boolean none() {
        return !ofOtherDiagnoses() && !ventilation && ages.isEmpty() && severities.isEmpty();
    }

    /** Whether other diagnoses have to be looked at. */
    public boolean ofOtherDiagnoses() {
        return !others.isEmpty() || !newborns.isEmpty();
    }

    /** The signature's facts of a case. */
    public Facts ask(Stay stay) {
        CodeCase codeCase = kinds.codeCase();
        String main = codeCase.diagnosis(stay.mainDiagnosis());
        List<String> beside =
                stay.otherDiagnoses().stream().map(codeCase::diagnosis).toList();
        Set<String> answers = new TreeSet<>();
        for (OtherDiagnosis question : others) {
            if (question.mains().matches(main) && beside.stream().anyMatch(question.others()::matches)) {
                answers.add(question.answer());
            }
        }
        for (Newborn question : newborns) {
            boolean diagnosed = question.diagnoses().matches(main)
                    || anyDiagnosis() && beside.stream().anyMatch(question.diagnoses()::matches);
            if (diagnosed && question.band().matches(stay.ageDays(), stay.birthWeight())) {
                answers.add(question.answer());
            }
        }
        if (ventilation
                && stay.ventilationHours().isPresent()
                && stay.ventilationHours().getAsInt()
                        >= kinds.national().ventilation().hours()) {
            answers.add(VENTILATED);
        }
        ages.forEach((band, mains) -> {
            if (stay.age().isPresent()
                    && stay.age().getAsInt() >= band.from()
                    && stay.age().getAsInt() <= band.to()
                    && mains.stream().anyMatch(scope -> scope.matches(main))) {
                answers.add(Subgroup.answer(band));
            }
        });
        severities.forEach((each, mains) -> {
            if (stay.severity().filter(each::equals).isPresent()
                    && mains.stream().anyMatch(scope -> scope.matches(main))) {
                answers.add(Subgroup.answer(each));
            }
        });
        return new Facts(stay.mainDiagnosis(), stay.procedures(), stay.bedDay(), answers);
    }

    /**
     * The same as a column: the answers in order, joined by comma; empty: none.
     *
     * @param age in whole years
     * @param severity the number of the class
     */
    public Column column(
            Column mainDiagnosis,
            Column otherDiagnoses,
            Column ageDays,
            Column birthWeight,
            Column ventilationHours,
            Column age,
            Column severity) {
        Column main = compared(kinds.codeCase(), mainDiagnosis);
        Column beside = split(coalesce(otherDiagnoses, lit("")), ",");
        Map<String, Column> conditions = new LinkedHashMap<>();
        for (OtherDiagnosis question : others) {
            Column yes = within(question.mains(), main)
                    .and(exists(beside, code -> within(question.others(), compared(kinds.codeCase(), code))));
            conditions.merge(question.answer(), yes, Column::or);
        }
        for (Newborn question : newborns) {
            NewbornBand band = question.band();
            Column diagnosed = within(question.diagnoses(), main);
            if (anyDiagnosis()) {
                diagnosed = diagnosed.or(
                        exists(beside, code -> within(question.diagnoses(), compared(kinds.codeCase(), code))));
            }
            conditions.put(
                    question.answer(),
                    ageDays.lt(band.daysBelow())
                            .and(birthWeight.between(band.from(), band.to()))
                            .and(diagnosed));
        }
        if (ventilation) {
            conditions.put(
                    VENTILATED,
                    ventilationHours.geq(kinds.national().ventilation().hours()));
        }
        ages.forEach((band, mains) -> conditions.put(
                Subgroup.answer(band), age.between(band.from(), band.to()).and(any(mains, main))));
        severities.forEach((each, mains) -> conditions.put(
                Subgroup.answer(each), severity.equalTo(each.number()).and(any(mains, main))));
        Column[] answers = conditions.entrySet().stream()
                .map(e -> when(e.getValue(), lit(e.getKey())))
                .toArray(Column[]::new);
        return answers.length == 0 ? lit("") : array_join(array_sort(array_compact(array(answers))), ",");
    }

    /** Whether any question names an other diagnosis: the rest need not be looked at. */
    public Column named(Column code) {
        Column named = lit(false);
        for (OtherDiagnosis question : others) {
            named = named.or(within(question.others(), compared(kinds.codeCase(), code)));
        }
        for (Newborn question : newborns) {
            named = named.or(within(question.diagnoses(), compared(kinds.codeCase(), code)));
        }
        return named;
    }

    private static Column any(List<DiagnosisScope> scopes, Column main) {
        return scopes.stream()
                .distinct()
                .map(scope -> within(scope, main))
                .reduce(Column::or)
                .orElseThrow();
    }

    private boolean anyDiagnosis() {
        return kinds.national().newbornDiagnosis() == RuleKinds.NewbornDiagnosis.ANY;
    }

    /** A code as the rulebook compares it. */
    public static Column compared(CodeCase codeCase, Column code) {
        return codeCase == CodeCase.EXACT ? code : org.apache.spark.sql.functions.translate(code, "X", "x");
    }

    /** Whether a diagnosis lies in a scope: the twin of {@link DiagnosisScope#matches}. */
    public static Column within(DiagnosisScope scope, Column code) {
        if (scope.everything()) {
            return lit(true);
        }
        Function<Integer, Object[]> keys = length -> scope.keys().stream()
                .filter(key -> length == 0 ? key.length() > Diagnoses.SUBCATEGORY : key.length() == length)
                .toArray();
        Column whole = code.isin(keys.apply(0));
        return substring(code, 1, Diagnoses.CATEGORY)
                .isin(keys.apply(Diagnoses.CATEGORY))
                .or(substring(code, 1, Diagnoses.SUBCATEGORY).isin(keys.apply(Diagnoses.SUBCATEGORY)))
                .or(whole);
    }
}
