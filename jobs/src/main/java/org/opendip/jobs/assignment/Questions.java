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
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.RuleKinds;

/**
 * What a catalog asks of a case beside its main diagnosis and procedures: other diagnoses, age, weight, hours on a
 * ventilator. A signature keeps the answers, not the facts, and only those that the rows of its main diagnosis ask for: a
 * catalog without such rows asks nothing, and signatures stay as few as before.
 *
 * <p>An answer is a short text without comma: the cell of other diagnoses, {@code U84.300}, the diagnosis and band of a
 * newborn, {@code ventilated}.
 */
public final class Questions {
    static final String VENTILATED = "ventilated";

    /** Whether one of the other diagnoses lies in a scope, asked of some main diagnoses. */
    private record OtherDiagnosis(DiagnosisScope mains, DiagnosisScope others, String answer) {}

    private record Newborn(DiagnosisScope diagnoses, NewbornBand band, String answer) {}

    private final RuleKinds kinds;
    private final List<OtherDiagnosis> others = new ArrayList<>();
    private final List<Newborn> newborns = new ArrayList<>();
    private final boolean ventilation;

    private Questions(RuleKinds kinds, boolean ventilation) {
        this.kinds = kinds;
        this.ventilation = ventilation;
    }

    /** The questions of the rows of a catalog. */
    public static Questions of(GroupingRule rule, List<GroupRow> rows) {
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
        return questions;
    }

    /** The answer that a newborn row waits for. */
    static String newborn(GroupRow row) {
        NewbornBand band = row.newborn();
        return row.diagnoses().text() + " <" + band.daysBelow() + "d " + band.from() + "-" + band.to() + "g";
    }

    /** Whether nothing is asked: signatures need no more than codes. */
    public boolean none() {
        return others.isEmpty() && newborns.isEmpty() && !ventilation;
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
        return new Facts(stay.mainDiagnosis(), stay.procedures(), stay.bedDay(), answers);
    }

    /** The same as a column: the answers in order, joined by comma; empty: none. */
    public Column column(
            Column mainDiagnosis, Column otherDiagnoses, Column ageDays, Column birthWeight, Column ventilationHours) {
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
