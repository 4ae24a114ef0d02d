package org.opendip.policy.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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

    /** 40 groups of 1,200 cases, a part of half of them dearer: those of 65 and older by 40 %, the severe by 80 %. */
    @Test
    void plantedPartsByAgeAndSeverityAreFoundAndNoOthers() {
        assertThat(partsFound(new Random(18), new int[] {24, 48, 72, 636, 420}, 4, 1.4))
                .as("of 20 groups whose 65 and older cost more")
                .containsExactly(18, 2, 0);
        assertThat(partsFound(new Random(19), new int[] {780, 300, 120}, 2, 1.8))
                .as("of 20 groups whose severe cost more")
                .containsExactly(19, 0, 0);
        assertThat(partsFound(new Random(20), new int[] {24, 48, 72, 636, 420}, -1, 1))
                .as("of 40 groups without structure")
                .containsExactly(0, 0, 0);
    }

    /** @return groups of the first half of which the planted part is found best, those of which another is, other groups found */
    private static List<Integer> partsFound(Random random, int[] parts, int planted, double times) {
        List<Trial> trials = new ArrayList<>();
        for (int group = 0; group < 40; group++) {
            List<Sample> samples = new ArrayList<>();
            Sample all = new Sample(Costs.NONE, Costs.NONE);
            for (int part = 0; part < parts.length; part++) {
                double mean = 4000 + 200 * group;
                Sample one = sample(random, parts[part], group < 20 && part == planted ? times * mean : mean);
                samples.add(one);
                all = all.plus(one);
            }
            for (Sample part : samples) {
                trials.add(new Trial(
                        part,
                        new Sample(all.before().minus(part.before()), all.test().minus(part.test()))));
            }
        }
        Map<Integer, Found> best = new TreeMap<>();
        for (Found found : Suggestions.splits(trials, MARGIN)) {
            best.merge(
                    found.trial() / parts.length,
                    found,
                    (a, b) -> b.gain().low().compareTo(a.gain().low()) > 0 ? b : a);
        }
        int[] found = new int[3];
        best.forEach((group, of) -> {
            boolean part = of.trial() % parts.length == planted;
            found[group >= 20 || planted < 0 ? 2 : part ? 0 : 1]++;
        });
        return List.of(found[0], found[1], found[2]);
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
