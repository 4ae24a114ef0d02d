package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.testing.VectorFile;
import org.opendip.policy.rules.Source;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.scores.ScoresRule.InMean;
import org.opendip.policy.scores.ScoresRule.Method;
import org.opendip.policy.scores.ScoresRule.Weighting;
import org.opendip.policy.ungrouped.UngroupedRule;
import org.opendip.policy.ungrouped.UngroupedScore;

/** The Column form of the ungrouped score says what the policy's formula says. */
class UngroupedScoreColumnTest extends SparkTest {
    private static final Source SOURCE = new Source("worked by hand", "-", LocalDate.of(2026, 1, 1));

    @Test
    void agreesOnEveryWorkedExample() {
        for (VectorFile row : VectorFile.read("ungrouped")) {
            ScoresRule scores = scores(row.word("method", Method.class), row.text("scale"), row.number("quota"));
            BigDecimal below =
                    switch (scores.method()) {
                        case MEAN_COST -> row.number("regional_mean");
                        case BENCHMARK -> row.number("benchmark_mean");
                        case FIXED_QUOTA -> row.number("quota");
                    };
            assertTwins(rule(row.text("factor")), scores, below, List.of(row.fen("cost")));
        }
    }

    @Test
    void agreesOnRandomRows() {
        Random random = new Random(20260103);
        List<Long> costs = new ArrayList<>(List.of(1L, 3_000_000_000L));
        for (int i = 0; i < 2_000; i++) {
            costs.add(1 + (long) Math.exp(random.nextDouble() * 21.8));
        }
        assertTwins(rule("0.7"), scores(Method.MEAN_COST, "1000", null), new BigDecimal("5718.153489"), costs);
        assertTwins(rule("0.655"), scores(Method.BENCHMARK, "100", null), new BigDecimal("13385.000001"), costs);
        assertTwins(
                rule("0.7"), scores(Method.FIXED_QUOTA, "1", new BigDecimal("7.77")), new BigDecimal("7.77"), costs);
    }

    private static UngroupedRule rule(String factor) {
        return new UngroupedRule(UngroupedRule.Form.COST_SHARE, new BigDecimal(factor), SOURCE);
    }

    private static ScoresRule scores(Method method, String scale, BigDecimal quota) {
        return new ScoresRule(
                method,
                new BigDecimal(scale),
                Weighting.POOLED,
                6,
                Optional.empty(),
                Optional.ofNullable(quota),
                InMean.EVERY_CASE,
                SOURCE);
    }

    private void assertTwins(UngroupedRule rule, ScoresRule scores, BigDecimal below, List<Long> costs) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
        List<Row> rows = costs.stream().map(RowFactory::create).toList();
        List<String> different = new ArrayList<>();
        for (Row row : spark().createDataFrame(
                        context.parallelize(rows, 1), new StructType().add("fen", Kind.FEN.type()))
                .select(col("fen"), UngroupedScoreColumn.of(rule, scores, col("fen"), below))
                .collectAsList()) {
            BigDecimal wanted = UngroupedScore.of(rule, scores, row.getLong(0), below, below);
            if (!row.getDecimal(1).equals(wanted)) {
                different.add(row.getLong(0) + ": policy " + wanted + ", column " + row.getDecimal(1));
            }
        }
        assertThat(different).as("%s", scores).isEmpty();
    }
}
