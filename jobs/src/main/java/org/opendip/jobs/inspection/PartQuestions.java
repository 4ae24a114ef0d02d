package org.opendip.jobs.inspection;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_remove;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.policy.grouping.AgeBand;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.Subgroup;

/**
 * 细分问题: what a catalog asks of age and severity, and of which main diagnoses. Cases of other runs can be asked it too,
 * since the table {@code cases} has the band of each case and its class.
 */
final class PartQuestions {
    /** @param mains the main diagnoses that are asked */
    private record Question(DiagnosisScope mains, Column known, Column yes) {
        Question and(DiagnosisScope more) {
            Set<String> keys = new TreeSet<>(mains.keys());
            keys.addAll(more.keys());
            return new Question(new DiagnosisScope("", mains.everything() || more.everything(), keys), known, yes);
        }

        /** Cells have x small, whichever way the rulebook compares. */
        Column asked() {
            return Questions.within(mains, Questions.compared(CodeCase.IGNORE, Records.MAIN_DIAGNOSIS.col()));
        }
    }

    private final Map<String, Question> questions = new TreeMap<>();

    /**
     * The questions of a catalog.
     *
     * @param catalog the table {@code catalog}
     */
    PartQuestions(Dataset<Row> catalog) {
        catalog.filter(Catalog.TAKES_ONLY.col().isNotNull())
                .select(RelatedProcedures.DIAGNOSIS.col(), Catalog.TAKES_ONLY.col())
                .collectAsList()
                .forEach(r -> add(
                        DiagnosisScope.parse(r.getString(0), CodeCase.EXACT, said -> {
                            throw new IllegalStateException("diagnosis of the table catalog: " + said);
                        }),
                        Subgroup.read(r.getString(1))));
    }

    private void add(DiagnosisScope mains, Subgroup part) {
        Column band = Cases.AGE_BAND.col();
        for (AgeBand age : part.ages()) {
            questions.merge(
                    Subgroup.answer(age),
                    new Question(mains, band.isNotNull(), band.equalTo(age.code())),
                    (there, one) -> there.and(mains));
        }
        Column number = Cases.SEVERITY.col();
        for (SeverityClass severity : part.severities()) {
            questions.merge(
                    Subgroup.answer(severity),
                    new Question(mains, number.isNotNull(), number.equalTo(severity.number())),
                    (there, one) -> there.and(mains));
        }
    }

    private Set<String> keys() {
        return questions.keySet();
    }

    private Column asked(String answer) {
        return questions.containsKey(answer) ? questions.get(answer).asked() : lit(false);
    }

    /** Whether both ask the same of all. */
    boolean alike(PartQuestions other) {
        return keys().equals(other.keys())
                && keys().stream().allMatch(answer -> questions
                        .get(answer)
                        .mains()
                        .equals(other.questions.get(answer).mains()));
    }

    /** Whether both ask the same of a case. */
    private Column alikeOf(PartQuestions other) {
        Set<String> both = new TreeSet<>(keys());
        both.addAll(other.keys());
        return both.stream()
                .map(answer -> asked(answer).equalTo(other.asked(answer)))
                .reduce(lit(true), Column::and);
    }

    /** Of the answers of a case, joined by comma, those to other questions: of other diagnoses, newborns, ventilation. */
    static Column besides(Column answers) {
        return filter(array_remove(split(answers, ","), ""), answer -> not(answer.rlike(Subgroup.ANSWERS)));
    }

    /**
     * The signature of a case had it been asked this; null where what is asked is not known of it.
     *
     * @param asked what it was asked
     * @param answers what it answered, joined by comma
     * @param keepsBesides whether its answers to other questions stay; else nothing was asked beside
     */
    Column signature(PartQuestions asked, Column answers, boolean keepsBesides) {
        Column besides = keepsBesides ? besides(answers) : array().cast("array<string>");
        Column own = filter(split(answers, ","), answer -> answer.rlike(Subgroup.ANSWERS));
        Column known = questions.values().stream()
                .map(question -> not(question.asked()).or(question.known()))
                .reduce(lit(true), Column::and);
        Column parts = array(questions.entrySet().stream()
                        .map(e -> when(e.getValue().asked().and(e.getValue().yes()), lit(e.getKey())))
                        .toArray(Column[]::new))
                .cast("array<string>");
        return when(alikeOf(asked), signature(concat(besides, own)))
                .when(known, signature(concat(besides, array_compact(parts))));
    }

    private static Column signature(Column answers) {
        return Facts.signature(Cases.BED_DAY.col(), array_join(array_sort(answers), ","));
    }
}
