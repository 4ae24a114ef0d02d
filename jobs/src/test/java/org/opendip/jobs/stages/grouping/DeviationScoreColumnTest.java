package org.opendip.jobs.stages.grouping;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.deviation.DeviationRule.AboveUpper;
import org.opendip.policy.deviation.DeviationRule.High;
import org.opendip.policy.deviation.DeviationRule.HighForm;
import org.opendip.policy.deviation.DeviationRule.Low;
import org.opendip.policy.deviation.DeviationRule.LowForm;
import org.opendip.policy.deviation.DeviationRule.Reference;
import org.opendip.policy.deviation.DeviationRule.ReferenceKind;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.rules.Source;

/** The Column form of the deviation score says what the policy's formula says: to the last digit, on every row. */
class DeviationScoreColumnTest extends SparkTest {
    private static final Source SOURCE = new Source("worked by hand", "-", LocalDate.of(2026, 1, 1));
    private static final int RANDOM_ROWS = 20_000;
    private static final int TIE_CANDIDATES = 400_000;

    private record Case(long fen, BigDecimal reference, BigDecimal rw, BigDecimal k) {}

    @Test
    void agreesOnEveryWorkedExample() {
        Map<DeviationRule, List<Case>> cases = new LinkedHashMap<>();
        for (VectorFile row : VectorFile.read("deviation")) {
            Optional<BigDecimal> upper = Optional.ofNullable(row.number("upper_edge"));
            DeviationRule rule = rule(
                    new Low(row.number("low_edge"), row.yes("low_inclusive"), row.word("low_form", LowForm.class)),
                    new High(
                            row.number("high_edge"),
                            row.yes("high_inclusive"),
                            row.word("high_form", HighForm.class),
                            upper,
                            upper.map(edge -> AboveUpper.COEFFICIENT_ONLY)));
            cases.computeIfAbsent(rule, r -> new ArrayList<>())
                    .add(new Case(row.fen("cost"), row.number("reference"), row.number("rw"), row.number("k")));
        }
        cases.forEach(this::assertTwins);
    }

    @Test
    void agreesOnRandomRowsOfAllFormsAndOnTheirEdges() {
        Random random = new Random(20260101);
        List<DeviationRule> rules = rules();
        for (DeviationRule rule : rules) {
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < RANDOM_ROWS / rules.size() + 1; i++) {
                cases.add(randomCase(rule, random));
            }
            assertTwins(rule, cases);
        }
    }

    /** Where the exact score lies just beside half of its last digit, rounding an already rounded quotient goes wrong. */
    @Test
    void agreesWhereTheScoreAlmostTies() {
        Random random = new Random(7);
        for (DeviationRule rule : List.of(
                rule(low("0.5", false, LowForm.RATIO), high("2", false, HighForm.EXCESS_PLUS_ONE, null)),
                rule(
                        low("0.5", true, LowForm.RATIO_TIMES_COEFFICIENT),
                        high("2.5", true, HighForm.EXCESS_PLUS_COEFFICIENT, null)))) {
            List<Case> cases = new ArrayList<>();
            for (int i = 0; i < TIE_CANDIDATES; i++) {
                Case one = randomCase(rule, random);
                if (almostTies(rule, one)) {
                    cases.add(one);
                }
            }
            assertThat(cases).hasSizeGreaterThan(10);
            assertTwins(rule, cases);
        }
    }

    @Test
    void agreesOnTheLargestCostReferenceAndScore() {
        for (DeviationRule rule : rules()) {
            List<Case> cases = new ArrayList<>();
            for (String reference : List.of("0.000001", "1", "14999999.999999", "99999999.999999")) {
                for (String rw : List.of("0.000001", "1", "9999999.999999")) {
                    for (String k : List.of("0.000001", "1", "9.999999")) {
                        for (long fen : List.of(1L, 100L, 1_499_999_999L, 2_999_999_999L, 3_000_000_000L)) {
                            Case one = new Case(fen, new BigDecimal(reference), new BigDecimal(rw), new BigDecimal(k));
                            if (fitsAScore(rule, one)) {
                                cases.add(one);
                            }
                        }
                    }
                }
            }
            assertTwins(rule, cases);
        }
    }

    private static List<DeviationRule> rules() {
        return List.of(
                rule(low("0.5", false, LowForm.COST_TRUE), high("2", false, HighForm.EXCESS_PLUS_ONE, null)),
                rule(low("0.5", true, LowForm.COST_TRUE), high("2", true, HighForm.NONE, null)),
                rule(low("0.5", false, LowForm.RATIO), high("2", false, HighForm.EXCESS_PLUS_ONE, "5")),
                rule(low("0.5", true, LowForm.RATIO), high("2", true, HighForm.EXCESS_PLUS_COEFFICIENT, null)),
                rule(low("0.4", false, LowForm.RATIO_TIMES_COEFFICIENT), high("2.5", false, HighForm.NONE, null)),
                rule(
                        low("0.4", true, LowForm.RATIO_TIMES_COEFFICIENT),
                        high("3", true, HighForm.EXCESS_PLUS_COEFFICIENT, "5")),
                rule(low("0", false, LowForm.RATIO), high("1", false, HighForm.EXCESS_PLUS_ONE, "1.25")),
                rule(
                        low("1", true, LowForm.RATIO_TIMES_COEFFICIENT),
                        high("1", true, HighForm.EXCESS_PLUS_COEFFICIENT, null)));
    }

    private static DeviationRule rule(Low low, High high) {
        return new DeviationRule(new Reference(ReferenceKind.LAST_YEAR_MEAN, true, false, 1, false), low, high, SOURCE);
    }

    private static Low low(String edge, boolean inclusive, LowForm form) {
        return new Low(new BigDecimal(edge), inclusive, form);
    }

    private static High high(String edge, boolean inclusive, HighForm form, String upper) {
        Optional<BigDecimal> upperEdge = Optional.ofNullable(upper).map(BigDecimal::new);
        return new High(
                new BigDecimal(edge), inclusive, form, upperEdge, upperEdge.map(e -> AboveUpper.COEFFICIENT_ONLY));
    }

    /** A third of the costs lie on an edge or a fen beside it. */
    private static Case randomCase(DeviationRule rule, Random random) {
        BigDecimal rw = BigDecimal.valueOf(1 + (long) (Math.exp(random.nextDouble() * 12) * 1_000_000), 6);
        BigDecimal k = BigDecimal.valueOf(
                random.nextInt(4) == 0 ? 1_000_000 : (3_000 + random.nextInt(17_000)) * 100L + random.nextInt(100), 6);
        if (random.nextInt(3) == 0) {
            BigDecimal reference = BigDecimal.valueOf(100 * (1 + random.nextInt(2_000_000)), 2);
            BigDecimal edge =
                    switch (random.nextInt(3)) {
                        case 0 -> rule.low().edge();
                        case 1 -> rule.high().edge();
                        default -> rule.high().upperEdge().orElse(rule.high().edge());
                    };
            long fen = reference
                    .multiply(edge)
                    .movePointRight(2)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            return new Case(Math.max(1, fen + random.nextInt(3) - 1), reference.setScale(6), rw, k);
        }
        long fen = 1 + (long) (Math.exp(random.nextDouble() * 21.8));
        double ratio = Math.exp((random.nextDouble() - 0.4) * 4);
        BigDecimal reference = BigDecimal.valueOf(Math.max(1, Math.round(fen * 10_000.0 / ratio)), 6);
        return new Case(fen, reference.min(new BigDecimal("99999999.999999")), rw, k);
    }

    private static boolean almostTies(DeviationRule rule, Case one) {
        BigDecimal exact = exact(rule, one);
        if (exact == null) {
            return false;
        }
        BigDecimal millionths = exact.movePointRight(6);
        BigDecimal rest = millionths.subtract(millionths.setScale(0, RoundingMode.DOWN));
        return rest.subtract(new BigDecimal("0.5")).abs().compareTo(new BigDecimal("0.0001")) < 0;
    }

    /** The score before it is rounded, to 25 decimals; null where it is no quotient. */
    private static BigDecimal exact(DeviationRule rule, Case one) {
        BigDecimal cost = BigDecimal.valueOf(one.fen(), 2);
        BigDecimal ratio = cost.divide(one.reference(), 25, RoundingMode.HALF_UP);
        DeviationScore.Result result = DeviationScore.of(rule, one.fen(), one.reference(), one.rw(), one.k());
        BigDecimal edge = rule.high().edge();
        return switch (result.costClass()) {
            case NORMAL -> null;
            case LOW ->
                switch (rule.low().form()) {
                    case COST_TRUE -> null;
                    case RATIO -> one.rw().multiply(ratio);
                    case RATIO_TIMES_COEFFICIENT -> one.rw().multiply(one.k()).multiply(ratio);
                };
            case HIGH ->
                switch (rule.high().form()) {
                    case NONE -> null;
                    case EXCESS_PLUS_ONE ->
                        one.rw().multiply(one.k()).multiply(ratio.subtract(edge).add(BigDecimal.ONE));
                    case EXCESS_PLUS_COEFFICIENT ->
                        one.rw().multiply(ratio.subtract(edge).add(one.k()));
                };
        };
    }

    /** Score and ratio have room in their columns; others stop a run. */
    private static boolean fitsAScore(DeviationRule rule, Case one) {
        DeviationScore.Result result = DeviationScore.of(rule, one.fen(), one.reference(), one.rw(), one.k());
        return digits(result.ratio()) <= 10 && (result.score() == null || digits(result.score()) <= 12);
    }

    private static int digits(BigDecimal value) {
        return value.precision() - value.scale();
    }

    private void assertTwins(DeviationRule rule, List<Case> cases) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case c = cases.get(i);
            rows.add(RowFactory.create(i, c.fen(), c.reference(), c.rw(), c.k()));
        }
        StructType schema = new StructType()
                .add("i", Kind.NUMBER.type())
                .add("fen", Kind.FEN.type())
                .add("reference", Kind.MEAN.type())
                .add("rw", Kind.SCORE.type())
                .add("k", Kind.COEFFICIENT.type());
        DeviationScoreColumn column = new DeviationScoreColumn(rule, col("fen"), col("reference"), col("rw"), col("k"));
        // From an RDD: rows given as a list would be worked out by the optimizer instead of the compiled plan.
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
        List<String> different = new ArrayList<>();
        for (Row row : spark().createDataFrame(context.parallelize(rows, 1), schema)
                .select(col("i"), column.costClass(), column.costTrue(), column.score(), column.ratio())
                .collectAsList()) {
            Case c = cases.get(row.getInt(0));
            DeviationScore.Result wanted = DeviationScore.of(rule, c.fen(), c.reference(), c.rw(), c.k());
            boolean same = row.getString(1).equals(wanted.costClass().name().toLowerCase(Locale.ROOT))
                    && row.getBoolean(2) == wanted.costTrue()
                    && Objects.equals(row.getDecimal(3), wanted.score())
                    && row.getDecimal(4).equals(wanted.ratio());
            if (!same) {
                different.add(c + ": policy " + wanted + ", column " + row);
            }
        }
        assertThat(different).as("%s", rule).isEmpty();
    }
}
