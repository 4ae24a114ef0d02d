package org.opendip.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendip.policy.catalog.CriticalValue;
import org.opendip.policy.catalog.CriticalValueRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.deviation.DeviationRule.High;
import org.opendip.policy.deviation.DeviationRule.HighForm;
import org.opendip.policy.deviation.DeviationRule.Low;
import org.opendip.policy.deviation.DeviationRule.LowForm;
import org.opendip.policy.deviation.DeviationRule.Reference;
import org.opendip.policy.deviation.DeviationRule.ReferenceKind;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.LargestRemainder;
import org.opendip.policy.money.LargestRemainder.Share;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.pointvalue.PointValue.YearTotal;
import org.opendip.policy.quality.Homogeneity;
import org.opendip.policy.quality.MeanInterval;
import org.opendip.policy.quality.SmallCells;
import org.opendip.policy.rules.Source;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.DiseaseScore.YearSum;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.scores.ScoresRule.InMean;
import org.opendip.policy.scores.ScoresRule.Method;
import org.opendip.policy.scores.ScoresRule.Weighting;
import org.opendip.policy.settlement.Clearing;
import org.opendip.policy.settlement.ClearingRule;
import org.opendip.policy.settlement.MonthlyPayment;
import org.opendip.policy.settlement.MonthlyRule;
import org.opendip.policy.stats.Moments;

/** What holds for all figures, tried on random ones that are the same in every run. */
class LawsTest {
    private static final Source SOURCE = new Source("a law", "-", LocalDate.of(2026, 1, 1));
    private static final BigDecimal THOUSAND = new BigDecimal(1000);
    private static final BigDecimal ALMOST_NOTHING = new BigDecimal("1e-35");

    private static final ScoresRule POOLED = new ScoresRule(
            Method.MEAN_COST,
            THOUSAND,
            Weighting.POOLED,
            6,
            Optional.empty(),
            Optional.empty(),
            InMean.EVERY_CASE,
            SOURCE);

    static Stream<Random> randoms() {
        return IntStream.range(0, 200).mapToObj(Random::new);
    }

    // ---- allocation

    @ParameterizedTest
    @MethodSource("randoms")
    void paymentsAddUpToTheFundToTheFen(Random random) {
        long fund = amount(random);
        Map<String, Long> paid = LargestRemainder.allocate(fund, hospitals(random));

        assertThat(paid.values().stream().reduce(0L, Math::addExact)).isEqualTo(fund);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void orderOfHospitalsDoesNotMatter(Random random) {
        long fund = amount(random);
        List<Share> hospitals = hospitals(random);
        List<Share> shuffled = new ArrayList<>(hospitals);
        Collections.shuffle(shuffled, random);

        assertThat(LargestRemainder.allocate(fund, shuffled).toString())
                .isEqualTo(LargestRemainder.allocate(fund, hospitals).toString());
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void noShareIsOffByAWholeFen(Random random) {
        long fund = amount(random);
        List<Share> hospitals = hospitals(random);
        BigDecimal all = hospitals.stream().map(Share::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<String, Long> paid = LargestRemainder.allocate(fund, hospitals);

        assertThat(hospitals).allSatisfy(hospital -> {
            // |paid × all − fund × weight| < all, without dividing
            BigDecimal off = BigDecimal.valueOf(paid.get(hospital.key()))
                    .multiply(all)
                    .subtract(BigDecimal.valueOf(fund).multiply(hospital.weight()));
            assertThat(off.abs()).isLessThan(all);
        });
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void moreWeightIsNeverPaidLess(Random random) {
        List<Share> hospitals = hospitals(random);
        Map<String, Long> paid = LargestRemainder.allocate(amount(random), hospitals);
        List<Share> rising = hospitals.stream()
                .sorted((a, b) -> a.weight().compareTo(b.weight()))
                .toList();

        for (int i = 1; i < rising.size(); i++) {
            if (rising.get(i - 1).weight().compareTo(rising.get(i).weight()) < 0) {
                assertThat(paid.get(rising.get(i).key()))
                        .isGreaterThanOrEqualTo(paid.get(rising.get(i - 1).key()));
            }
        }
    }

    // ---- scores and point values

    @ParameterizedTest
    @MethodSource("randoms")
    void scoresTimesCasesSumToAThousandPerCase(Random random) {
        List<List<YearSum>> groups = groups(random, 1);
        BigDecimal regional = DiseaseScore.weightedMean(Weighting.POOLED, region(groups));
        BigDecimal points = BigDecimal.ZERO;
        long cases = 0;
        for (List<YearSum> group : groups) {
            points = points.add(
                    rw(group, regional).multiply(BigDecimal.valueOf(group.get(0).cases())));
            cases += group.get(0).cases();
        }

        assertThat(points.subtract(BigDecimal.valueOf(1000 * cases)).abs()).isLessThan(ALMOST_NOTHING);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void yearStartPointValueIsTheMeanOverAThousandWhenPooled(Random random) {
        List<List<YearSum>> groups = groups(random, 3);
        List<YearSum> region = region(groups);
        BigDecimal regional = DiseaseScore.weightedMean(Weighting.POOLED, region);
        List<YearTotal> totals = new ArrayList<>();
        for (int y = 0; y < 3; y++) {
            BigDecimal points = BigDecimal.ZERO;
            for (List<YearSum> group : groups) {
                points = points.add(rw(group, regional)
                        .multiply(BigDecimal.valueOf(group.get(y).cases())));
            }
            totals.add(new YearTotal(region.get(y).weight(), region.get(y).fen(), points));
        }

        assertThat(PointValue.yearStart(totals).value()).isEqualTo(Ratios.divide(regional, THOUSAND, 15));
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void aLowCasePaidAtCostGetsItsCost(Random random) {
        long cost = 1 + random.nextInt(500_000);
        BigDecimal pointValue = decimal(random, 15);
        BigDecimal standard = Fen.toYuan(cost).multiply(new BigDecimal("2.01"));

        DeviationScore.Result result =
                DeviationScore.of(costTrueRule(), cost, standard, decimal(random, 6), decimal(random, 4));
        BigDecimal paid = DeviationScore.costTruePoints(cost, pointValue).multiply(pointValue);

        assertThat(result.costTrue()).isTrue();
        assertThat(result.score()).isNull();
        assertThat(paid.subtract(Fen.toYuan(cost)).abs()).isLessThan(ALMOST_NOTHING);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void costTrueCasesAndTheOthersTogetherUseUpTheFund(Random random) {
        long total = amount(random);
        long booked = total / 100 * (50 + random.nextInt(40));
        long fund = total / 100 * (40 + random.nextInt(60));
        long costTrue = total / 1000 * random.nextInt(50);
        BigDecimal scores = decimal(random, 6).multiply(THOUSAND);

        BigDecimal pv1 =
                PointValue.settlement(fund, booked, total, costTrue, scores).unrounded();
        BigDecimal points = scores.add(DeviationScore.costTruePoints(costTrue, pv1));
        BigDecimal fundOverRatio = PointValue.fundOverRatio(fund, booked, total);

        assertThat(Ratios.divide(points.multiply(pv1), fundOverRatio)
                        .subtract(BigDecimal.ONE)
                        .abs())
                .isLessThan(ALMOST_NOTHING);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void raisingTheFundRaisesEveryPaymentAlike(Random random) {
        long fund = (amount(random) / 100 + 1) * 100;
        long percent = 1 + random.nextInt(20);
        long raised = fund / 100 * (100 + percent);
        List<Share> hospitals = hospitals(random);
        BigDecimal scores = hospitals.stream().map(Share::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal factor = new BigDecimal(100 + percent).movePointLeft(2);

        BigDecimal before = PointValue.settlement(fund, 72, 100, 0, scores).unrounded();
        BigDecimal after = PointValue.settlement(raised, 72, 100, 0, scores).unrounded();
        assertThat(Ratios.divide(after, before.multiply(factor))
                        .subtract(BigDecimal.ONE)
                        .abs())
                .isLessThan(ALMOST_NOTHING);

        Map<String, Long> paid = LargestRemainder.allocate(fund, hospitals);
        LargestRemainder.allocate(raised, hospitals).forEach((hospital, fen) -> {
            BigDecimal expected = BigDecimal.valueOf(paid.get(hospital)).multiply(factor);
            assertThat(BigDecimal.valueOf(fen).subtract(expected).abs()).isLessThan(new BigDecimal("2.3"));
        });
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void aCaseOnNoEdgeIsExactlyOneClassAndItsScoreFollowsTheRatio(Random random) {
        BigDecimal reference = decimal(random, 2);
        BigDecimal rw = decimal(random, 6);
        BigDecimal k = decimal(random, 4);
        long cost = Fen.round(reference.multiply(new BigDecimal(random.nextInt(6000)).movePointLeft(3)));

        DeviationScore.Result result = DeviationScore.of(baseProgram(), cost, reference, rw, k);
        BigDecimal ratio = Ratios.divide(Fen.toYuan(cost), reference);
        BigDecimal factor = ratio.compareTo(new BigDecimal("0.5")) < 0
                ? ratio
                : ratio.compareTo(new BigDecimal(2)) > 0 ? ratio.subtract(BigDecimal.ONE) : BigDecimal.ONE;

        assertThat(result.score()).isEqualTo(Ratios.round(rw.multiply(k).multiply(factor), 6));
    }

    // ---- statistics

    @ParameterizedTest
    @MethodSource("randoms")
    void cvDoesNotChangeWhenMoneyIsScaled(Random random) {
        Moments once = Moments.NONE;
        Moments scaled = Moments.NONE;
        for (int i = 0; i < 2 + random.nextInt(50); i++) {
            long fen = 1 + random.nextInt(100_000_000);
            once = once.plus(Moments.of(fen));
            scaled = scaled.plus(Moments.of(fen * 7));
        }

        assertThat(scaled.cv()).isEqualTo(once.cv());
        assertThat(Ratios.divide(scaled.mean(), once.mean(), 40)).isEqualByComparingTo("7");
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void momentsDoNotDependOnHowTheyWereGathered(Random random) {
        List<Long> costs = random.longs(30, 1, 1_000_000_000L).boxed().toList();
        Moments inOrder = costs.stream().map(Moments::of).reduce(Moments.NONE, Moments::plus);
        List<Long> shuffled = new ArrayList<>(costs);
        Collections.shuffle(shuffled, random);
        Moments halves = shuffled.subList(0, 11).stream()
                .map(Moments::of)
                .reduce(Moments.NONE, Moments::plus)
                .plus(shuffled.subList(11, 30).stream().map(Moments::of).reduce(Moments.NONE, Moments::plus));

        assertThat(halves).isEqualTo(inOrder);
        assertThat(inOrder.sumFen())
                .isEqualTo(costs.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add));
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void theCriticalValueIsTheLargestThatCoversTheShare(Random random) {
        List<Long> counts = random.longs(1 + random.nextInt(40), 1, 60).boxed().toList();
        BigDecimal share = new BigDecimal(1 + random.nextInt(100)).movePointLeft(2);
        long critical = CriticalValue.choose(new CriticalValueRule.Coverage(share), counts);

        assertThat(covered(counts, critical)).isGreaterThanOrEqualTo(share);
        assertThat(covered(counts, critical + 1)).isLessThan(share);
    }

    // ---- money through the year

    @ParameterizedTest
    @MethodSource("randoms")
    void everyFenOfAYearIsPaidOnce(Random random) {
        MonthlyRule monthly =
                new MonthlyRule(new BigDecimal("0.95"), MonthlyRule.Negative.CARRY, new BigDecimal("0.05"), SOURCE);
        long settled = 0;
        long paid = 0;
        long withheld = 0;
        long carried = 0;
        for (int month = 0; month < 12; month++) {
            MonthlyPayment.Result result = MonthlyPayment.of(
                    monthly,
                    new MonthlyPayment.Month(
                            decimal(random, 6), decimal(random, 4), random.nextInt(20_000_000), 0, carried));
            settled += result.settledFen();
            paid += result.paidFen();
            withheld += result.depositFen();
            carried = result.carriedOutFen();
            assertThat(result.paidFen()).isNotNegative();
            assertThat(result.paidFen() + result.depositFen()).isEqualTo(result.settledFen());
        }
        long gross = amount(random);
        long released = withheld / 100 * random.nextInt(101);
        long advances = random.nextInt(1_000_000);

        Clearing.Result result = Clearing.of(
                new ClearingRule(ClearingRule.Ratio.REGION, ClearingRule.BelowZero.CARRY, SOURCE),
                new Clearing.Year("H", 310, gross, BigDecimal.ONE, 0, settled, paid, advances, 0, withheld, released));

        // What the hospital has in the end: monthly payments, advances and the clearing make up the year.
        assertThat(paid + advances + result.dueFen()).isEqualTo(gross - result.forfeitedFen());
        assertThat(result.payableFen()).isNotNegative();
        assertThat(result.payableFen() + result.carriedFen()).isEqualTo(result.dueFen());
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void aDepositThatWouldCountTwiceStopsTheRun(Random random) {
        long withheld = 100 + random.nextInt(1_000_000);
        long settled = withheld * 20;
        long off = 1 + random.nextInt(50);
        Clearing.Year year = new Clearing.Year(
                "H7", 390, settled, BigDecimal.ONE, 0, settled, settled - withheld + off, 0, 0, withheld, withheld);
        ClearingRule rule = new ClearingRule(ClearingRule.Ratio.REGION, ClearingRule.BelowZero.RECOVER, SOURCE);

        assertThatThrownBy(() -> Clearing.of(rule, year))
                .isInstanceOfSatisfying(
                        DipException.class,
                        trouble -> assertThat(trouble.kind().exitCode()).isEqualTo(3))
                .hasMessageContaining("H7")
                .hasMessageContaining("pre-settled must be paid + withheld");
    }

    // ---- random figures

    /** Up to ten million yuan, in fen; sometimes very little. */
    private static long amount(Random random) {
        return random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 1_000_000L + random.nextInt(1_000_000_000);
    }

    private static BigDecimal decimal(Random random, int scale) {
        return BigDecimal.valueOf(1 + (long) random.nextInt(1_000_000_000), scale)
                .add(BigDecimal.ONE);
    }

    private static List<Share> hospitals(Random random) {
        List<Share> hospitals = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            BigDecimal points = random.nextInt(5) == 0
                    ? new BigDecimal(1 + random.nextInt(3)) // equal weights, and so equal remainders, are common
                    : BigDecimal.valueOf(random.nextInt(2_000_000_000), random.nextInt(7));
            hospitals.add(new Share("H" + i, points));
        }
        hospitals.add(new Share("H-one", BigDecimal.ONE));
        return hospitals;
    }

    private static List<List<YearSum>> groups(Random random, int years) {
        List<List<YearSum>> groups = new ArrayList<>();
        for (int g = 0; g < 1 + random.nextInt(30); g++) {
            List<YearSum> group = new ArrayList<>();
            for (int y = 0; y < years; y++) {
                long cases = 1 + random.nextInt(500);
                BigDecimal weight = new BigDecimal(List.of(1, 2, 7).get(y));
                group.add(new YearSum(weight, cases, cases * (10_000 + random.nextInt(5_000_000)) + 1));
            }
            groups.add(group);
        }
        return groups;
    }

    private static List<YearSum> region(List<List<YearSum>> groups) {
        return groups.stream()
                .reduce((a, b) -> IntStream.range(0, a.size())
                        .mapToObj(y -> new YearSum(
                                a.get(y).weight(),
                                a.get(y).cases() + b.get(y).cases(),
                                a.get(y).fen() + b.get(y).fen()))
                        .toList())
                .orElseThrow();
    }

    private static BigDecimal rw(List<YearSum> group, BigDecimal regional) {
        return DiseaseScore.score(POOLED, DiseaseScore.weightedMean(Weighting.POOLED, group), regional, null);
    }

    private static BigDecimal covered(List<Long> counts, long critical) {
        long held = counts.stream()
                .filter(n -> n >= critical)
                .mapToLong(Long::longValue)
                .sum();
        long all = counts.stream().mapToLong(Long::longValue).sum();
        return Ratios.divide(BigDecimal.valueOf(held), BigDecimal.valueOf(all));
    }

    private static DeviationRule costTrueRule() {
        return rule(LowForm.COST_TRUE, HighForm.NONE);
    }

    private static DeviationRule baseProgram() {
        return rule(LowForm.RATIO_TIMES_COEFFICIENT, HighForm.EXCESS_PLUS_ONE);
    }

    private static DeviationRule rule(LowForm low, HighForm high) {
        return new DeviationRule(
                new Reference(ReferenceKind.LAST_YEAR_MEAN, true, false, 1, false),
                new Low(new BigDecimal("0.5"), false, low),
                new High(new BigDecimal("2"), false, high, Optional.empty(), Optional.empty()),
                SOURCE);
    }

    // ---- quality

    @ParameterizedTest
    @MethodSource("randoms")
    void groupsExplainNeitherLessThanNothingNorMoreThanAll(Random random) {
        List<Moments> groups = someGroups(random, 1);
        BigDecimal riv = Homogeneity.riv(groups).orElseThrow();

        assertThat(riv).isBetween(BigDecimal.ZERO, BigDecimal.ONE);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void homogeneityDoesNotChangeWhenMoneyIsScaled(Random random) {
        long seed = random.nextLong();

        assertThat(Homogeneity.riv(someGroups(new Random(seed), 7)))
                .isEqualTo(Homogeneity.riv(someGroups(new Random(seed), 1)));
    }

    /** A group's own mean is the best prediction: R² by it is RIV, and any other predicts no better. */
    @ParameterizedTest
    @MethodSource("randoms")
    void noPredictionIsBetterThanTheMeansThemselves(Random random) {
        List<Moments> groups = someGroups(random, 1);
        BigDecimal best = Homogeneity.r2(groups.stream()
                        .map(g -> new Homogeneity.Predicted(g, g.mean()))
                        .toList())
                .orElseThrow();
        BigDecimal other = Homogeneity.r2(groups.stream()
                        .map(g -> new Homogeneity.Predicted(g, g.mean().add(BigDecimal.valueOf(random.nextInt(9)))))
                        .toList())
                .orElseThrow();

        assertThat(best).isEqualTo(Homogeneity.riv(groups).orElseThrow());
        assertThat(other).isLessThanOrEqualTo(best);
    }

    /** The two ways to say it agree: fewer cases than needed, and an interval wider than a fifth of the mean. */
    @ParameterizedTest
    @MethodSource("randoms")
    void tooFewCasesAreThoseWhoseMeanIsNotFixedToAFifth(Random random) {
        Moments cases = someGroups(random, 1).get(0);
        BigDecimal width = MeanInterval.halfWidth(cases, 30).orElseThrow();

        assertThat(MeanInterval.tooFew(cases))
                .isEqualTo(width.compareTo(cases.mean().multiply(MeanInterval.PRECISION)) > 0);
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void hiddenCellsCannotBeWorkedOutFromTheTotal(Random random) {
        List<Long> counts = random.longs(1 + random.nextInt(9), 0, 40).boxed().toList();
        boolean[] hidden = SmallCells.hidden(counts, SmallCells.MINIMUM);
        long sum = 0;
        int cells = 0;
        long shown = 0;
        for (int i = 0; i < hidden.length; i++) {
            sum += hidden[i] ? counts.get(i) : 0;
            cells += hidden[i] ? 1 : 0;
            shown += !hidden[i] && counts.get(i) > 0 ? 1 : 0;
            assertThat(hidden[i] || counts.get(i) == 0 || counts.get(i) >= SmallCells.MINIMUM)
                    .isTrue();
        }
        assertThat(cells == 0 || shown == 0 || cells > 1 && sum >= SmallCells.MINIMUM)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("randoms")
    void partsDoNotGiveAwayAWholeThatIsHidden(Random random) {
        List<Long> counts = random.longs(1 + random.nextInt(9), 1, 40).boxed().toList();
        boolean[] alone = SmallCells.hidden(counts, SmallCells.MINIMUM);
        boolean[] below = SmallCells.hidden(counts, SmallCells.MINIMUM, true);
        boolean one = false;
        for (int i = 0; i < below.length; i++) {
            one |= below[i];
            assertThat(below[i] || !alone[i]).isTrue();
        }
        assertThat(one).isTrue();
        assertThat(SmallCells.hidden(counts, SmallCells.MINIMUM, false)).isEqualTo(alone);
    }

    private static List<Moments> someGroups(Random random, int times) {
        List<Moments> groups = new ArrayList<>();
        for (int g = 0; g < 2 + random.nextInt(5); g++) {
            Moments group = Moments.NONE;
            int cases = 2 + random.nextInt(60);
            for (int i = 0; i < cases; i++) {
                group = group.plus(Moments.of(times * (1L + random.nextInt(2_000_000))));
            }
            groups.add(group);
        }
        return groups;
    }
}
