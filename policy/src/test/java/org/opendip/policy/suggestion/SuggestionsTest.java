package org.opendip.policy.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opendip.policy.stats.Moments;
import org.opendip.policy.suggestion.Suggestions.Found;
import org.opendip.policy.suggestion.Suggestions.Sample;
import org.opendip.policy.suggestion.Suggestions.Trial;

/**
 * On costs with a known structure, skewed as hospital costs are (lognormal, CV 0.5): what was planted is found, and where
 * nothing is nothing is invented. Two years before, one to test on.
 */
class SuggestionsTest {
    private static final BigDecimal MARGIN = new BigDecimal("0.10");
    private static final BigDecimal REGION = new BigDecimal("6000");

    @Test
    void plantedMergesAreFoundAndGroupsApartAreNotMerged() {
        Random random = new Random(11);
        List<Trial> trials = new ArrayList<>();
        // 40 pairs that cost the same, 40 that differ by a fifth, 40 that lie just outside the margin.
        for (double times : new double[] {1, 1.2, 1.12}) {
            for (int i = 0; i < 40; i++) {
                double mean = 4000 + 200 * i;
                trials.add(new Trial(sample(random, 1500, mean), sample(random, 900, mean * times)));
            }
        }
        Set<Integer> found = places(Suggestions.merges(trials, MARGIN));

        assertThat(found).allMatch(place -> place < 40);
        assertThat(found).as("recall, of 40").hasSizeGreaterThanOrEqualTo(32);
    }

    @Test
    void groupsTooSmallToBeShownAlikeAreNotMerged() {
        Random random = new Random(12);
        List<Trial> trials = IntStream.range(0, 200)
                .mapToObj(i -> new Trial(sample(random, 30, 5000), sample(random, 40, 5000)))
                .toList();

        assertThat(Suggestions.merges(trials, MARGIN)).isEmpty();
    }

    @Test
    void plantedSplitsAreFoundWithTheirGain() {
        Random random = new Random(13);
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double mean = 4000 + 100 * i;
            trials.add(new Trial(sample(random, 240, mean * (i < 30 ? 1.5 : 1)), sample(random, 900, mean)));
        }
        List<Found> found = Suggestions.splits(trials, MARGIN);

        assertThat(places(found)).allMatch(place -> place < 30);
        assertThat(found).as("recall, of 30").hasSizeGreaterThanOrEqualTo(24);
        assertThat(found).allSatisfy(one -> {
            assertThat(one.gain().low()).isPositive();
            assertThat(one.difference()).isBetween(new BigDecimal("0.25"), new BigDecimal("0.80"));
        });
    }

    @Test
    void whereNothingIsNothingIsInvented() {
        Random random = new Random(14);
        int invented = 0;
        for (int catalog = 0; catalog < 5; catalog++) {
            List<Trial> trials = IntStream.range(0, 300)
                    .mapToObj(i -> new Trial(
                            sample(random, 30 + random.nextInt(60), 5000),
                            sample(random, 60 + random.nextInt(300), 5000)))
                    .toList();
            invented += Suggestions.splits(trials, MARGIN).size();
        }

        assertThat(invented).as("of 1500 trials without any structure").isZero();
    }

    @Test
    void aDifferenceOfTheYearsBeforeThatTheTestYearDoesNotHaveIsNoSplit() {
        Random random = new Random(15);
        List<Trial> trials = IntStream.range(0, 50)
                .mapToObj(i -> new Trial(
                        new Sample(costs(random, 200, 7500), costs(random, 100, 5000)), sample(random, 900, 5000)))
                .toList();

        assertThat(Suggestions.splits(trials, MARGIN)).isEmpty();
    }

    @Test
    void aRiseOfPricesForAllChangesNothing() {
        Moments a = moments(new Random(16), 300, 8000);
        Moments b = moments(new Random(17), 300, 5000);
        Trial flat = new Trial(
                new Sample(Costs.of(a, REGION), Costs.of(a, REGION)),
                new Sample(Costs.of(b, REGION), Costs.of(b, REGION)));
        BigDecimal doubled = REGION.multiply(new BigDecimal(2));
        Trial risen = new Trial(
                new Sample(Costs.of(a, REGION), Costs.of(times(a, 2), doubled)),
                new Sample(Costs.of(b, REGION), Costs.of(times(b, 2), doubled)));

        Gain before = Suggestions.splits(List.of(flat), MARGIN).get(0).gain();
        Gain after = Suggestions.splits(List.of(risen), MARGIN).get(0).gain();
        assertThat(after.sum().subtract(before.sum()).abs()).isLessThan(new BigDecimal("1E-30"));
        assertThat(after.low().subtract(before.low()).abs()).isLessThan(new BigDecimal("1E-30"));
    }

    @Test
    void costsThatAreAllTheSameAreJudgedWithoutChance() {
        Sample five = same(5000);
        Sample six = same(6000);

        assertThat(places(Suggestions.splits(List.of(new Trial(six, five), new Trial(five, five)), MARGIN)))
                .containsExactly(0);
        assertThat(Suggestions.alike(new Trial(five, five), MARGIN)).isZero();
        assertThat(Suggestions.alike(new Trial(five, six), MARGIN)).isOne();
    }

    private static Set<Integer> places(List<Found> found) {
        return found.stream().map(Found::trial).collect(Collectors.toCollection(HashSet::new));
    }

    private static Sample same(long yuan) {
        Moments cases =
                IntStream.range(0, 20).mapToObj(i -> Moments.of(yuan * 100)).reduce(Moments.NONE, Moments::plus);
        return new Sample(Costs.of(cases, REGION), Costs.of(cases, REGION));
    }

    private static Moments times(Moments cases, int factor) {
        java.math.BigInteger by = java.math.BigInteger.valueOf(factor);
        return new Moments(
                cases.n(), cases.sumFen().multiply(by), cases.sumOfSquares().multiply(by.pow(2)));
    }

    /** Two thirds of the cases in the years before, one third in the test year. */
    private static Sample sample(Random random, int cases, double mean) {
        return new Sample(costs(random, cases * 2 / 3, mean), costs(random, cases / 3, mean));
    }

    private static Costs costs(Random random, int cases, double mean) {
        return Costs.of(moments(random, cases, mean), REGION);
    }

    private static Moments moments(Random random, int cases, double mean) {
        double sigma = StrictMath.sqrt(StrictMath.log(1 + 0.25));
        Moments all = Moments.NONE;
        for (int i = 0; i < cases; i++) {
            double cost = mean * StrictMath.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
            all = all.plus(Moments.of(StrictMath.round(cost * 100)));
        }
        return all;
    }
}
