package org.opendip.jobs.stages.combinations;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.VectorFile;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.scores.RelatedProcedure;

/** The Column form of the related-procedure rule decides as the policy's formula does. */
class RelatedProcedureColumnTest extends SparkTest {
    private record Case(long casesWith, long fenWith, long casesWithout, long fenWithout) {}

    @Test
    void agreesOnEveryWorkedExample() {
        Map<GroupingRule, List<Case>> cases = new LinkedHashMap<>();
        for (VectorFile row : VectorFile.read("related-procedure")) {
            Case one = new Case(
                    row.whole("cases_with"),
                    row.fen("mean_with") * row.whole("cases_with"),
                    row.whole("cases_without"),
                    row.fen("mean_without") * row.whole("cases_without"));
            cases.computeIfAbsent(rule(row.text("increase"), row.text("minimum_cases")), r -> new ArrayList<>())
                    .add(one);
        }
        cases.forEach(this::assertTwins);
    }

    @Test
    void agreesOnRandomRowsAndAroundTheEdge() {
        Random random = new Random(20260102);
        for (GroupingRule rule : List.of(rule("0.10", "1"), rule("0.125001", "5"), rule("0", "1"))) {
            BigDecimal factor = rule.relatedIncrease().add(BigDecimal.ONE);
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                long with = random.nextInt(12);
                long without = random.nextInt(12);
                long mean = 1 + random.nextInt(5_000_000);
                // On the edge, a fen above or below it, or anywhere.
                long fenWithout = without * mean;
                long fenWith = random.nextBoolean()
                        ? factor.multiply(BigDecimal.valueOf(with * mean))
                                        .setScale(0, java.math.RoundingMode.HALF_UP)
                                        .longValueExact()
                                + random.nextInt(3)
                                - 1
                        : with * (1 + random.nextInt(5_000_000));
                cases.add(new Case(with, Math.max(0, fenWith), without, fenWithout));
            }
            long most = 999_999_999_999_999_999L;
            cases.add(new Case(99_999_999_999L, most, 99_999_999_999L, most));
            cases.add(new Case(1, most, 99_999_999_999L, most));
            cases.add(new Case(99_999_999_999L, most, 1, most));
            assertTwins(rule, cases);
        }
    }

    private static GroupingRule rule(String increase, String minimumCases) {
        return Rules.exampleCity()
                .with("related-increase: 0.10", "related-increase: " + increase)
                .with("related-minimum-cases: 1", "related-minimum-cases: " + minimumCases)
                .book()
                .grouping();
    }

    private void assertTwins(GroupingRule rule, List<Case> cases) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case c = cases.get(i);
            rows.add(RowFactory.create(i, c.casesWith(), c.fenWith(), c.casesWithout(), c.fenWithout()));
        }
        StructType schema = new StructType()
                .add("i", Kind.NUMBER.type())
                .add(RelatedProcedures.CASES_WITH.name(), Kind.COUNT.type())
                .add(RelatedProcedures.COST_WITH.name(), Kind.FEN.type())
                .add(RelatedProcedures.CASES_WITHOUT.name(), Kind.COUNT.type())
                .add(RelatedProcedures.COST_WITHOUT.name(), Kind.FEN.type());
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
        List<String> different = new ArrayList<>();
        for (Row row : spark().createDataFrame(context.parallelize(rows, 1), schema)
                .withColumn("keeps", RelatedProcedureColumn.keeps(rule))
                .select("i", "keeps")
                .collectAsList()) {
            Case c = cases.get(row.getInt(0));
            boolean wanted = RelatedProcedure.keeps(rule, c.casesWith(), c.fenWith(), c.casesWithout(), c.fenWithout());
            if (row.getBoolean(1) != wanted) {
                different.add(c + ": policy " + wanted + ", column " + row.getBoolean(1));
            }
        }
        assertThat(different).as("%s", rule).isEmpty();
    }
}
