package org.opendip.jobs.assignment;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.grouping.Subgroup;

/** The answers of a signature are the same in plain Java and as a column. */
class QuestionsTest extends SparkTest {
    private static final List<String> DIAGNOSES = List.of(
            "C00.000",
            "C75.900",
            "C76.000",
            "C34.100x001",
            "T31.000",
            "T31.300",
            "T20.200",
            "T20.300",
            "Z51.100",
            "A15.000",
            "A15.000x010",
            "U84.300",
            "U84.300x001",
            "P07.001",
            "I10.x00");

    @Test
    void columnAndPlainAnswersAgree() {
        for (Rules rules : List.of(
                NationalRules.version3(),
                NationalRules.version3()
                        .with(
                                "newborn-diagnosis: any",
                                "newborn-diagnosis: main\n    ventilation: {hours: 96, code: \"96.7201\"}")
                        .with("code-case: exact", "code-case: ignore"))) {
            Questions questions = Questions.of(
                    rules.book().grouping(),
                    NationalRowsTest.rows(rules).rows(),
                    List.of(part("Z51.1|T20", "65+", "moderate|severe"), part("Z51", "18-64|65+", "")));
            Random random = new Random(7);
            List<Stay> stays = new ArrayList<>();
            for (int n = 0; n < 2000; n++) {
                stays.add(stay(random));
            }
            List<String> expected = stays.stream()
                    .map(stay ->
                            String.join(",", new TreeSet<>(questions.ask(stay).asked())))
                    .toList();

            assertThat(asColumn(questions, stays)).isEqualTo(expected);
            assertThat(expected.stream().distinct().count()).isGreaterThan(16);
        }
    }

    private List<String> asColumn(Questions questions, List<Stay> stays) {
        List<Row> rows = stays.stream()
                .map(stay -> RowFactory.create(
                        stay.mainDiagnosis(),
                        stay.otherDiagnoses().isEmpty() ? null : String.join(",", stay.otherDiagnoses()),
                        boxed(stay.ageDays()),
                        boxed(stay.birthWeight()),
                        boxed(stay.ventilationHours()),
                        boxed(stay.age()),
                        stay.severity().map(SeverityClass::number).orElse(null)))
                .toList();
        StructType schema = new StructType()
                .add("main", DataTypes.StringType)
                .add("others", DataTypes.StringType)
                .add("days", DataTypes.IntegerType)
                .add("weight", DataTypes.IntegerType)
                .add("hours", DataTypes.IntegerType)
                .add("age", DataTypes.IntegerType)
                .add("severity", DataTypes.IntegerType);
        return spark()
                .createDataFrame(rows, schema)
                .coalesce(1)
                .select(questions.column(
                        col("main"),
                        col("others"),
                        col("days"),
                        col("weight"),
                        col("hours"),
                        col("age"),
                        col("severity")))
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static Stay stay(Random random) {
        List<String> others = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            others.add(DIAGNOSES.get(random.nextInt(DIAGNOSES.size())));
        }
        return new Stay(
                DIAGNOSES.get(random.nextInt(DIAGNOSES.size())),
                others,
                List.of(),
                false,
                number(random, 27, 28, 29),
                number(random, 999, 1000, 2000),
                number(random, 95, 96),
                number(random, 17, 18, 64, 65),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(SeverityClass.values()[random.nextInt(3)]));
    }

    private static Questions.Part part(String mains, String ages, String severities) {
        return new Questions.Part(
                DiagnosisScope.parse(mains, CodeCase.EXACT, QuestionsTest::refuse),
                Subgroup.parse(ages, severities, (column, said) -> refuse(said)));
    }

    private static void refuse(String said) {
        throw new IllegalStateException(said);
    }

    private static OptionalInt number(Random random, int... values) {
        return random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(values[random.nextInt(values.length)]);
    }

    private static Integer boxed(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }
}
