package org.opendip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendip.policy.catalog.CriticalValue;
import org.opendip.policy.catalog.CriticalValueRule;
import org.opendip.policy.catalog.NearMissRule;
import org.opendip.policy.coefficients.InstitutionCoefficient;
import org.opendip.policy.coefficients.InstitutionCoefficientRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.deviation.DeviationRule.AboveUpper;
import org.opendip.policy.deviation.DeviationRule.High;
import org.opendip.policy.deviation.DeviationRule.HighForm;
import org.opendip.policy.deviation.DeviationRule.Low;
import org.opendip.policy.deviation.DeviationRule.LowForm;
import org.opendip.policy.deviation.DeviationRule.Reference;
import org.opendip.policy.deviation.DeviationRule.ReferenceKind;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.deviation.DeviationScore.CostClass;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.Exclusions;
import org.opendip.policy.grouping.NewbornBand;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.intake.Newborn;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.LargestRemainder;
import org.opendip.policy.money.LargestRemainder.Share;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.pointvalue.PointValue.YearTotal;
import org.opendip.policy.quality.CriticalValueCurve;
import org.opendip.policy.quality.Homogeneity;
import org.opendip.policy.quality.MeanInterval;
import org.opendip.policy.quality.Ranks;
import org.opendip.policy.quality.SmallCells;
import org.opendip.policy.quality.Stability;
import org.opendip.policy.rules.Source;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.DiseaseScore.YearSum;
import org.opendip.policy.scores.RelatedProcedure;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.scores.ScoresRule.InMean;
import org.opendip.policy.scores.ScoresRule.Method;
import org.opendip.policy.scores.ScoresRule.Weighting;
import org.opendip.policy.settlement.Clearing;
import org.opendip.policy.settlement.ClearingRule;
import org.opendip.policy.settlement.FloorForm;
import org.opendip.policy.settlement.MonthlyPayment;
import org.opendip.policy.settlement.MonthlyRule;
import org.opendip.policy.settlement.SpecialReviewCap;
import org.opendip.policy.stats.FalseDiscoveries;
import org.opendip.policy.stats.Moments;
import org.opendip.policy.stats.Normal;
import org.opendip.policy.suggestion.Costs;
import org.opendip.policy.suggestion.Gain;
import org.opendip.policy.testing.Vectors;
import org.opendip.policy.testing.Vectors.Row;
import org.opendip.policy.ungrouped.UngroupedRule;
import org.opendip.policy.ungrouped.UngroupedScore;

/** Every worked example of this module: one test per file of data-samples/vectors, one invocation per row. */
class VectorsTest {
    private static final Source SOURCE = new Source("worked by hand", "-", LocalDate.of(2026, 1, 1));

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void yearWeights(Row row) {
        Weighting weighting = row.word("weighting", Weighting.class);
        List<YearSum> group = years(row, row.parts("group"));
        List<List<YearSum>> others = row.has("rest")
                ? Stream.of(row.text("rest").split("\\|"))
                        .map(other -> years(row, List.of(other.split(" "))))
                        .toList()
                : List.of();
        List<YearSum> region = group;
        for (List<YearSum> other : others) {
            region = together(region, other);
        }
        ScoresRule rule = scoresRule(Method.MEAN_COST, weighting, "1000", null);

        BigDecimal mean = DiseaseScore.weightedMean(weighting, group);
        BigDecimal regional = DiseaseScore.weightedMean(weighting, region);
        BigDecimal score = DiseaseScore.score(rule, mean, regional, null);
        List<YearTotal> totals = new ArrayList<>();
        for (int y = 0; y < region.size(); y++) {
            BigDecimal points = score.multiply(BigDecimal.valueOf(group.get(y).cases()));
            for (List<YearSum> other : others) {
                BigDecimal otherMean = DiseaseScore.weightedMean(weighting, other);
                points = points.add(DiseaseScore.score(rule, otherMean, regional, null)
                        .multiply(BigDecimal.valueOf(other.get(y).cases())));
            }
            totals.add(new YearTotal(region.get(y).weight(), region.get(y).fen(), points));
        }

        assertThat(Ratios.round(mean, 6)).isEqualTo(row.number("expected_mean"));
        assertThat(Ratios.round(regional, 6)).isEqualTo(row.number("expected_regional_mean"));
        assertThat(DiseaseScore.published(score, 6)).isEqualTo(row.number("expected_score"));
        assertThat(PointValue.yearStart(totals).value()).isEqualTo(row.number("expected_pv0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void score(Row row) {
        ScoresRule rule =
                scoresRule(row.word("method", Method.class), Weighting.POOLED, row.text("scale"), row.number("quota"));

        BigDecimal score =
                DiseaseScore.score(rule, row.number("mean"), row.number("regional_mean"), row.number("benchmark_mean"));

        assertThat(DiseaseScore.published(score, (int) row.whole("decimals")))
                .isEqualByComparingTo(row.number("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void relatedProcedure(Row row) {
        boolean keeps = RelatedProcedure.keeps(
                row.number("increase"),
                (int) row.whole("minimum_cases"),
                row.whole("cases_with"),
                row.fen("mean_with") * row.whole("cases_with"),
                row.whole("cases_without"),
                row.fen("mean_without") * row.whole("cases_without"));

        assertThat(keeps).isEqualTo(row.yes("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void nearMiss(Row row) {
        NearMissRule rule = new NearMissRule((int) row.whole("lowered"), row.number("highest_cv"));
        Moments moments = moments(row.parts("costs"));

        assertThat(rule.takes(row.whole("critical"), moments))
                .isEqualTo(row.text("expected").equals("yes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void criticalValue(Row row) {
        CriticalValueRule rule =
                switch (row.word("kind", CriticalValueRule.Kind.class)) {
                    case FIXED -> new CriticalValueRule.Fixed((int) row.whole("cases"));
                    case COVERAGE -> new CriticalValueRule.Coverage(row.number("share"));
                };
        List<Long> counts = row.parts("counts").stream().map(Long::valueOf).toList();

        long critical = CriticalValue.choose(rule, counts);

        assertThat(critical).isEqualTo(row.whole("expected"));
        assertThat(counts.stream()
                        .filter(n -> CriticalValue.isCore(critical, n))
                        .map(String::valueOf))
                .isEqualTo(row.parts("expected_core"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void diagnosisScope(Row row) {
        CodeCase codeCase = row.word("code_case", CodeCase.class);
        DiagnosisScope scope = DiagnosisScope.parse(row.text("cell"), codeCase, VectorsTest::refuse);

        assertThat(scope.matches(codeCase.diagnosis(row.text("code")))).isEqualTo(row.yes("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void procedureExpression(Row row) {
        ProcedureExpression expression = ProcedureExpression.parse(
                row.text("cell"),
                row.word("precedence", ProcedureExpression.Precedence.class),
                row.word("code_case", CodeCase.class),
                VectorsTest::refuse);

        assertThat(expression.alternatives().stream().map(together -> String.join("+", together)))
                .isEqualTo(row.parts("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void exclusion(Row row) {
        Exclusions.Procedure excluded =
                Exclusions.Procedure.parse(row.text("note"), CodeCase.EXACT, VectorsTest::refuse);
        Exclusions.Chosen chosen = new Exclusions(Set.of(), Map.of(row.text("excluded"), excluded))
                .choose(
                        row.text("main_diagnosis"),
                        row.parts("procedures"),
                        row.word("outside", Exclusions.OutsideScope.class));

        assertThat(chosen.main()).isEqualTo(row.text("expected_main"));
        assertThat(chosen.others()).isEqualTo(row.parts("expected_others"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void newbornBand(Row row) {
        NewbornBand band = NewbornBand.parse(row.text("age"), row.text("weight"), VectorsTest::refuse);

        assertThat(band.matches(optional(row, "age_days"), optional(row, "birth_weight")))
                .isEqualTo(row.yes("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ageDays(Row row) {
        assertThat(Newborn.ageDays(
                        optional(row, "given"), optional(row, "years"), date(row, "birth"), date(row, "admitted")))
                .isEqualTo(optional(row, "expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ventilationHours(Row row) {
        assertThat(Newborn.hours(row.text("written"))).isEqualTo(optional(row, "expected"));
    }

    private static LocalDate date(Row row, String column) {
        return row.has(column) ? LocalDate.parse(row.text(column)) : null;
    }

    private static OptionalInt optional(Row row, String column) {
        return row.has(column) ? OptionalInt.of((int) row.whole(column)) : OptionalInt.empty();
    }

    private static void refuse(String trouble) {
        throw new IllegalArgumentException(trouble);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void institutionCoefficient(Row row) {
        InstitutionCoefficientRule rule = new InstitutionCoefficientRule(
                row.word("kind", InstitutionCoefficientRule.Kind.class),
                row.word("anchor", InstitutionCoefficientRule.Anchor.class),
                row.has("anchor_level") ? OptionalInt.of((int) row.whole("anchor_level")) : OptionalInt.empty(),
                (int) row.whole("decimals"),
                SOURCE);

        SortedMap<Integer, BigDecimal> coefficients =
                InstitutionCoefficient.byClass(rule, byLevel(row, "means"), row.number("city_mean"));

        assertThat(coefficients).isEqualTo(byLevel(row, "expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void deviation(Row row) {
        Optional<BigDecimal> upper = Optional.ofNullable(row.number("upper_edge"));
        DeviationRule rule = new DeviationRule(
                new Reference(ReferenceKind.LAST_YEAR_MEAN, true, false, 1, false),
                new Low(row.number("low_edge"), row.yes("low_inclusive"), row.word("low_form", LowForm.class)),
                new High(
                        row.number("high_edge"),
                        row.yes("high_inclusive"),
                        row.word("high_form", HighForm.class),
                        upper,
                        upper.map(edge -> AboveUpper.COEFFICIENT_ONLY)),
                SOURCE);

        DeviationScore.Result result =
                DeviationScore.of(rule, row.fen("cost"), row.number("reference"), row.number("rw"), row.number("k"));

        assertThat(result.costClass()).isEqualTo(row.word("expected_class", CostClass.class));
        assertThat(result.costTrue()).isEqualTo(row.text("expected_score").equals("cost-true"));
        assertThat(result.score())
                .isEqualTo(
                        result.costTrue() ? null : row.number("expected_score").setScale(6));
        assertThat(result.ratio()).isEqualTo(Ratios.divide(row.number("cost"), row.number("reference"), 10));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void deviationReference(Row row) {
        DeviationRule rule = new DeviationRule(
                new Reference(
                        row.word("kind", ReferenceKind.class),
                        true,
                        false,
                        (int) row.whole("minimum_cases"),
                        row.yes("with_coefficient")),
                new Low(new BigDecimal("0.5"), false, LowForm.COST_TRUE),
                new High(new BigDecimal("2"), false, HighForm.NONE, Optional.empty(), Optional.empty()),
                SOURCE);

        BigDecimal reference = DeviationScore.reference(
                rule,
                row.whole("mean_cases"),
                row.number("mean"),
                row.number("rw"),
                row.number("k"),
                row.number("point_value"));

        assertThat(Ratios.round(reference, 6)).isEqualTo(row.number("expected_reference"));
        assertThat(Ratios.round(DeviationScore.lowEdge(rule.low(), reference), 6))
                .isEqualTo(row.number("expected_low_edge"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void costTrue(Row row) {
        BigDecimal points = DeviationScore.costTruePoints(row.fen("cost"), row.number("point_value"));
        BigDecimal correction =
                Ratios.divide(row.number("cost"), row.number("standard").multiply(row.number("k")), 6);
        BigDecimal nationalForm = Ratios.divide(
                row.number("rw").multiply(row.number("k")).multiply(row.number("cost")),
                row.number("standard").multiply(row.number("k")));

        assertThat(Ratios.round(points, 3)).isEqualTo(row.number("expected_points"));
        assertThat(correction).isEqualTo(row.number("expected_correction"));
        assertThat(Ratios.round(nationalForm, 3)).isEqualTo(Ratios.round(points, 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ungrouped(Row row) {
        UngroupedRule rule = new UngroupedRule(UngroupedRule.Form.COST_SHARE, row.number("factor"), SOURCE);
        ScoresRule scores =
                scoresRule(row.word("method", Method.class), Weighting.POOLED, row.text("scale"), row.number("quota"));

        BigDecimal points = UngroupedScore.of(
                rule, scores, row.fen("cost"), row.number("regional_mean"), row.number("benchmark_mean"));

        assertThat(points).isEqualTo(row.number("expected").setScale(6));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void pointValueYearStart(Row row) {
        List<YearTotal> years = row.parts("years").stream()
                .map(part -> part.split(":"))
                .map(p -> new YearTotal(new BigDecimal(p[0]), Fen.ofYuan(new BigDecimal(p[1])), new BigDecimal(p[2])))
                .toList();

        assertThat(PointValue.yearStart(years).value()).isEqualTo(row.number("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void pointValueSettlement(Row row) {
        PointValue.Value value = PointValue.settlement(
                row.fen("fund"), row.fen("booked"), row.fen("total_cost"), row.fen("cost_true"), row.number("scores"));

        assertThat(PointValue.paymentRatio(row.fen("booked"), row.fen("total_cost")))
                .isEqualByComparingTo(row.number("expected_rho"));
        assertThat(value.value()).isEqualTo(row.number("expected_pv1"));
        assertThat(Ratios.round(value.unrounded(), 15)).isEqualTo(row.number("expected_pv1"));
        assertThat(Ratios.round(DeviationScore.costTruePoints(row.fen("cost_true"), value.unrounded()), 6))
                .isEqualTo(row.number("expected_cost_true_points"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void pointValueElastic(Row row) {
        PointValue.Value value = PointValue.elastic(
                row.number("fund_over_ratio"),
                row.number("base_scores"),
                row.number("base_value"),
                row.number("scores"),
                Optional.ofNullable(row.number("ceiling")));

        assertThat(value.value()).isEqualTo(row.number("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void allocation(Row row) {
        List<Share> shares = row.parts("weights").stream()
                .map(part -> part.split(":"))
                .map(p -> new Share(p[0], new BigDecimal(p[1])))
                .toList();
        Map<String, Long> expected = row.parts("expected").stream()
                .map(part -> part.split(":"))
                .collect(Collectors.toMap(p -> p[0], p -> Fen.ofYuan(new BigDecimal(p[1]))));

        assertThat(LargestRemainder.allocate(row.fen("total"), shares)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void monthlyPayment(Row row) {
        MonthlyRule rule = new MonthlyRule(
                row.number("prepay_ratio"),
                row.word("negative", MonthlyRule.Negative.class),
                row.number("deposit_share"),
                SOURCE);

        MonthlyPayment.Result result = MonthlyPayment.of(
                rule,
                new MonthlyPayment.Month(
                        row.number("scores"),
                        row.number("point_value"),
                        row.fen("patients"),
                        row.fen("deductions"),
                        row.fen("carried_in")));

        assertThat(result.settledFen()).isEqualTo(row.fen("expected_settled"));
        assertThat(result.depositFen()).isEqualTo(row.fen("expected_deposit"));
        assertThat(result.paidFen()).isEqualTo(row.fen("expected_paid"));
        assertThat(result.carriedOutFen()).isEqualTo(row.fen("expected_carried"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void clearing(Row row) {
        ClearingRule rule = new ClearingRule(
                ClearingRule.Ratio.REGION, row.word("below_zero", ClearingRule.BelowZero.class), SOURCE);

        Clearing.Result result = Clearing.of(
                rule,
                new Clearing.Year(
                        "H1",
                        310,
                        row.fen("gross"),
                        row.number("assessment"),
                        row.fen("deductions"),
                        row.fen("pre_settled"),
                        row.fen("paid"),
                        row.fen("prepayment"),
                        row.fen("revolving"),
                        row.fen("withheld"),
                        row.fen("released")));

        assertThat(result.settlementFen()).isEqualTo(row.fen("expected_settlement"));
        assertThat(result.forfeitedFen()).isEqualTo(row.fen("expected_forfeited"));
        assertThat(result.dueFen()).isEqualTo(row.fen("expected_due"));
        assertThat(result.payableFen()).isEqualTo(row.fen("expected_payable"));
        assertThat(result.carriedFen()).isEqualTo(row.fen("expected_carried"));
        assertThat(result.working())
                .extracting(amount -> amount.working().rule())
                .containsExactly(
                        "annual-settlement",
                        "deposit-forfeited",
                        "annual-due",
                        "annual-due-by-gross",
                        "annual-payable");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void floorForm(Row row) {
        assertThat(FloorForm.pays(row.number("score"), row.number("k"), row.number("point_value"), row.fen("patient"))
                        .value())
                .isEqualTo(row.number("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void specialReviewCap(Row row) {
        assertThat(SpecialReviewCap.cases(row.whole("cases"))).isEqualTo(row.whole("expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void moments(Row row) {
        Moments moments = moments(row.parts("costs"));

        assertThat(Ratios.round(moments.mean(), 6)).isEqualTo(row.number("expected_mean"));
        assertThat(moments.standardDeviation(4)).isEqualTo(row.number("expected_sd"));
        assertThat(moments.cv(10)).isEqualTo(row.number("expected_cv"));
        assertThat(moments.cv()).isEqualTo(Ratios.round(row.number("expected_cv"), 6));
    }

    @ParameterizedTest
    @MethodSource
    void homogeneity(Row row) {
        List<Moments> groups = Stream.of(row.text("groups").split(" \\| "))
                .map(group -> moments(List.of(group.split(" "))))
                .toList();

        assertThat(Homogeneity.riv(groups)).isEqualTo(Optional.ofNullable(row.number("expected_riv")));
    }

    @ParameterizedTest
    @MethodSource
    void meanInterval(Row row) {
        Moments cases = moments(row.parts("costs"));

        assertThat(MeanInterval.halfWidth(cases, 4)).isEqualTo(Optional.ofNullable(row.number("expected_half_width")));
        assertThat(MeanInterval.needed(cases)).isEqualTo(row.whole("expected_needed"));
        assertThat(MeanInterval.tooFew(cases)).isEqualTo(row.yes("expected_too_few"));
    }

    @ParameterizedTest
    @MethodSource
    void ranks(Row row) {
        long n = row.whole("n");

        assertThat(Ranks.lowerMedian(n)).isEqualTo(row.whole("expected_lower"));
        assertThat(Ranks.upperMedian(n)).isEqualTo(row.whole("expected_upper"));
        assertThat(Ranks.cut(n)).isEqualTo(row.whole("expected_cut"));
    }

    @ParameterizedTest
    @MethodSource
    void normal(Row row) {
        assertThat(Normal.above(row.number("z")).setScale(10, RoundingMode.HALF_UP))
                .isEqualTo(row.number("expected_above"));
    }

    @ParameterizedTest
    @MethodSource
    void falseDiscoveries(Row row) {
        List<BigDecimal> probabilities =
                row.parts("probabilities").stream().map(BigDecimal::new).toList();
        List<Boolean> found = FalseDiscoveries.found(probabilities, row.number("rate"));

        List<String> told = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i)) {
                told.add(row.parts("probabilities").get(i));
            }
        }
        assertThat(told).isEqualTo(row.parts("expected_found"));
    }

    @ParameterizedTest
    @MethodSource
    void criticalValueCurve(Row row) {
        List<CriticalValueCurve.Group> groups = Stream.of(row.text("groups").split("\\|"))
                .map(group -> List.of(group.split(" ")))
                .map(cells -> new CriticalValueCurve.Group(
                        cells.get(0), cells.get(1).equals("core"), moments(cells.subList(2, cells.size()))))
                .toList();
        CriticalValueCurve.Point point = CriticalValueCurve.at(row.whole("value"), groups, row.yes("keep"));

        assertThat(point.core() + " " + point.comprehensive() + " " + point.coreCases() + " " + point.grouped() + " "
                        + point.riv().map(BigDecimal::toPlainString).orElse("-"))
                .isEqualTo(row.text("expected"));
    }

    @ParameterizedTest
    @MethodSource
    void gain(Row row) {
        Costs costs = Costs.of(moments(row.parts("costs")), BigDecimal.ONE);
        Gain gain = Gain.of(costs, row.number("before"), row.number("after"));

        assertThat(gain.sum()).isEqualByComparingTo(row.number("expected_gain"));
        assertThat(gain.variance()).isEqualByComparingTo(row.number("expected_variance"));
    }

    @ParameterizedTest
    @MethodSource
    void stability(Row row) {
        List<Moments> years = row.parts("years").stream()
                .map(part -> {
                    String[] pair = part.split(":");
                    return moments(Collections.nCopies(Integer.parseInt(pair[0]), pair[1]));
                })
                .toList();

        assertThat(Stability.of(years)).isEqualTo(Optional.ofNullable(row.number("expected")));
    }

    @ParameterizedTest
    @MethodSource
    void smallCells(Row row) {
        boolean[] hidden = SmallCells.hidden(
                row.parts("counts").stream().map(Long::valueOf).toList(), (int) row.whole("minimum"));

        List<String> said = new ArrayList<>();
        for (boolean one : hidden) {
            said.add(one ? "yes" : "no");
        }
        assertThat(said).isEqualTo(row.parts("expected_hidden"));
    }

    private static Moments moments(List<String> costs) {
        return costs.stream()
                .map(cost -> Moments.of(Fen.ofYuan(new BigDecimal(cost))))
                .reduce(Moments.NONE, Moments::plus);
    }

    /** Files whose method here has the same name; JUnit finds the provider by that name. */
    static Stream<Row> yearWeights() {
        return rows("year-weights");
    }

    static Stream<Row> score() {
        return rows("score");
    }

    static Stream<Row> relatedProcedure() {
        return rows("related-procedure");
    }

    static Stream<Row> nearMiss() {
        return rows("near-miss");
    }

    static Stream<Row> criticalValue() {
        return rows("critical-value");
    }

    static Stream<Row> diagnosisScope() {
        return rows("diagnosis-scope");
    }

    static Stream<Row> procedureExpression() {
        return rows("procedure-expression");
    }

    static Stream<Row> exclusion() {
        return rows("exclusion");
    }

    static Stream<Row> newbornBand() {
        return rows("newborn-band");
    }

    static Stream<Row> ageDays() {
        return rows("age-days");
    }

    static Stream<Row> ventilationHours() {
        return rows("ventilation-hours");
    }

    static Stream<Row> institutionCoefficient() {
        return rows("institution-coefficient");
    }

    static Stream<Row> deviation() {
        return rows("deviation");
    }

    static Stream<Row> deviationReference() {
        return rows("deviation-reference");
    }

    static Stream<Row> costTrue() {
        return rows("cost-true");
    }

    static Stream<Row> ungrouped() {
        return rows("ungrouped");
    }

    static Stream<Row> pointValueYearStart() {
        return rows("point-value-year-start");
    }

    static Stream<Row> pointValueSettlement() {
        return rows("point-value-settlement");
    }

    static Stream<Row> pointValueElastic() {
        return rows("point-value-elastic");
    }

    static Stream<Row> allocation() {
        return rows("allocation");
    }

    static Stream<Row> monthlyPayment() {
        return rows("monthly-payment");
    }

    static Stream<Row> clearing() {
        return rows("clearing");
    }

    static Stream<Row> floorForm() {
        return rows("floor-form");
    }

    static Stream<Row> specialReviewCap() {
        return rows("special-review-cap");
    }

    static Stream<Row> moments() {
        return rows("moments");
    }

    static Stream<Row> homogeneity() {
        return rows("homogeneity");
    }

    static Stream<Row> meanInterval() {
        return rows("mean-interval");
    }

    static Stream<Row> ranks() {
        return rows("ranks");
    }

    static Stream<Row> normal() {
        return rows("normal");
    }

    static Stream<Row> falseDiscoveries() {
        return rows("false-discoveries");
    }

    static Stream<Row> criticalValueCurve() {
        return rows("critical-value-curve");
    }

    static Stream<Row> gain() {
        return rows("gain");
    }

    static Stream<Row> stability() {
        return rows("stability");
    }

    static Stream<Row> smallCells() {
        return rows("small-cells");
    }

    private static Stream<Row> rows(String rule) {
        List<Row> rows = Vectors.read(rule);
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.text("source")).as("source of %s", row).isNotBlank();
            assertThat(row.text("working")).as("working of %s", row).isNotBlank();
        });
        assertThat(rows).extracting(row -> row.text("name")).doesNotHaveDuplicates();
        return rows.stream();
    }

    private static ScoresRule scoresRule(Method method, Weighting weighting, String scale, BigDecimal quota) {
        return new ScoresRule(
                method,
                new BigDecimal(scale),
                weighting,
                6,
                Optional.empty(),
                Optional.ofNullable(quota),
                InMean.EVERY_CASE,
                SOURCE);
    }

    /** {@code 100:8000 120:8500}: cases and mean cost by year. */
    private static List<YearSum> years(Row row, List<String> parts) {
        List<YearSum> years = new ArrayList<>();
        String[] weights = row.text("weights").split(":");
        for (int i = 0; i < parts.size(); i++) {
            years.add(year(weights[i], parts.get(i)));
        }
        return years;
    }

    private static YearSum year(String weight, String casesAndMean) {
        String[] pair = casesAndMean.split(":");
        long cases = Long.parseLong(pair[0]);
        return new YearSum(new BigDecimal(weight), cases, cases * Fen.ofYuan(new BigDecimal(pair[1])));
    }

    private static List<YearSum> together(List<YearSum> a, List<YearSum> b) {
        List<YearSum> sums = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sums.add(new YearSum(
                    a.get(i).weight(),
                    a.get(i).cases() + b.get(i).cases(),
                    a.get(i).fen() + b.get(i).fen()));
        }
        return sums;
    }

    private static SortedMap<Integer, BigDecimal> byLevel(Row row, String column) {
        SortedMap<Integer, BigDecimal> byLevel = new TreeMap<>();
        for (String part : row.parts(column)) {
            String[] pair = part.split(":");
            byLevel.put(Integer.valueOf(pair[0]), new BigDecimal(pair[1]));
        }
        return byLevel;
    }
}
