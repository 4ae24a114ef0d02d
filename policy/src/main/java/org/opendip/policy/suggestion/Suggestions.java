package org.opendip.policy.suggestion;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.FalseDiscoveries;
import org.opendip.policy.stats.Normal;

/**
 * 合并与拆分建议: which of many trials are worth an expert's look. A trial is judged on the years before, all trials of a
 * kind together, and must then hold in the test year, whose cases none of it saw.
 *
 * <pre>
 * merge   alike within the margin:  p = P(Z &gt; (margin × m − |a − b|) / se)         Benjamini-Hochberg, 5 %
 *         test year: the interval of the gain is not all below zero, and the CV of the mean, s / (m × √n), of the smaller
 *         group falls, with an interval above zero
 * split   different:                p = P(|Z| &gt; |a − b| / se)                      Benjamini-Hochberg, 5 %
 *         |a / b − 1| of at least the margin
 *         test year: the interval of the gain is above zero
 * se² = s²(a)/n(a) + s²(b)/n(b); m = mean of both together
 * </pre>
 *
 * <p>The margin is the rulebook's {@code grouping.related-increase}: what counts as another cost there counts as one here.
 * A merge of like groups cannot raise R² by more than chance; what it gives is a mean that is better known, so that is
 * what is tested. Source: comparison of two means, two one-sided tests; local, for experts to decide. No amount depends on
 * it before they do.
 */
public final class Suggestions {
    /** Of all that is found by the years before, so much may be chance. */
    public static final BigDecimal RATE = new BigDecimal("0.05");

    /** Fewer cases than this on a side, in the years before, are not tried. */
    public static final int CASES_BEFORE = 10;

    /** Fewer cases than this on a side, in the test year, are not tried. */
    public static final int CASES_TEST = 5;

    private static final MathContext ROOT = new MathContext(40, RoundingMode.HALF_UP);

    /** Cases of the years before and of the test year. */
    public record Sample(Costs before, Costs test) {
        /** Both together. */
        public Sample plus(Sample other) {
            return new Sample(before.plus(other.before), test.plus(other.test));
        }

        boolean enough() {
            return before.n() >= CASES_BEFORE
                    && test.n() >= CASES_TEST
                    && before.sum().signum() > 0
                    && test.sum().signum() > 0;
        }
    }

    /** Two groups to be one, or a part and the rest of a group to be two. */
    public record Trial(Sample a, Sample b) {}

    /**
     * A trial that held.
     *
     * @param trial its place
     * @param probability see above
     * @param difference a / b − 1 in the years before, six decimals
     * @param gain in the test year
     * @param narrower of a merge, by how much the CV of the mean of the smaller group falls in the test year, six decimals;
     *     null for a split
     * @param narrowerLow the least of it by its interval
     */
    public record Found(
            int trial,
            BigDecimal probability,
            BigDecimal difference,
            Gain gain,
            BigDecimal narrower,
            BigDecimal narrowerLow) {}

    private Suggestions() {}

    /** Merges that held, in the order of the trials. */
    public static List<Found> merges(List<Trial> trials, BigDecimal margin) {
        List<Found> found = new ArrayList<>();
        for (Judged judged : judged(trials, trial -> alike(trial, margin))) {
            Sample a = judged.trial().a();
            Sample b = judged.trial().b();
            Sample both = a.plus(b);
            BigDecimal mean = both.before().mean();
            Gain gain = Gain.of(a.test(), a.before().mean(), mean)
                    .plus(Gain.of(b.test(), b.before().mean(), mean));
            Costs smaller = a.before().n() <= b.before().n() ? a.test() : b.test();
            BigDecimal apart = cvOfMean(smaller);
            BigDecimal together = cvOfMean(both.test());
            BigDecimal narrower = apart.subtract(together);
            BigDecimal error =
                    chance(apart, smaller.n()).add(chance(together, both.test().n()));
            BigDecimal low = narrower.subtract(Gain.NORMAL.multiply(error.sqrt(ROOT)));
            if (gain.high().signum() >= 0 && low.signum() > 0) {
                found.add(new Found(
                        judged.place(),
                        judged.probability(),
                        difference(judged.trial()),
                        gain,
                        Ratios.round(narrower, 6),
                        Ratios.round(low, 6)));
            }
        }
        return found;
    }

    /** Splits that held, in the order of the trials; a is the part. */
    public static List<Found> splits(List<Trial> trials, BigDecimal margin) {
        List<Found> found = new ArrayList<>();
        for (Judged judged : judged(trials, Suggestions::different)) {
            Sample part = judged.trial().a();
            Sample rest = judged.trial().b();
            BigDecimal mean = part.plus(rest).before().mean();
            Gain gain = Gain.of(part.test(), mean, part.before().mean())
                    .plus(Gain.of(rest.test(), mean, rest.before().mean()));
            BigDecimal difference = difference(judged.trial());
            if (difference.abs().compareTo(margin) >= 0 && gain.low().signum() > 0) {
                found.add(new Found(judged.place(), judged.probability(), difference, gain, null, null));
            }
        }
        return found;
    }

    private record Judged(int place, Trial trial, BigDecimal probability) {}

    private interface Test {
        BigDecimal probability(Trial trial);
    }

    /** Trials with enough cases that found something, chance among them controlled. */
    private static List<Judged> judged(List<Trial> trials, Test test) {
        List<Judged> tried = new ArrayList<>();
        for (int place = 0; place < trials.size(); place++) {
            Trial trial = trials.get(place);
            if (trial.a().enough() && trial.b().enough()) {
                tried.add(new Judged(place, trial, test.probability(trial)));
            }
        }
        List<Boolean> found =
                FalseDiscoveries.found(tried.stream().map(Judged::probability).toList(), RATE);
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < tried.size(); i++) {
            if (found.get(i)) {
                judged.add(tried.get(i));
            }
        }
        return judged;
    }

    /** How likely means so near each other are, were they apart by the margin. */
    static BigDecimal alike(Trial trial, BigDecimal margin) {
        Costs a = trial.a().before();
        Costs b = trial.b().before();
        BigDecimal left = margin.multiply(a.plus(b).mean())
                .subtract(a.mean().subtract(b.mean()).abs());
        BigDecimal error = a.errorSquared().add(b.errorSquared());
        return error.signum() == 0
                ? left.signum() > 0 ? BigDecimal.ZERO : BigDecimal.ONE
                : Normal.above(left.divide(error.sqrt(ROOT), ROOT));
    }

    /** How likely means so far apart are, were they the same. */
    static BigDecimal different(Trial trial) {
        Costs a = trial.a().before();
        Costs b = trial.b().before();
        BigDecimal apart = a.mean().subtract(b.mean());
        BigDecimal error = a.errorSquared().add(b.errorSquared());
        return error.signum() == 0
                ? apart.signum() != 0 ? BigDecimal.ZERO : BigDecimal.ONE
                : Normal.beyond(apart.divide(error.sqrt(ROOT), ROOT));
    }

    private static BigDecimal difference(Trial trial) {
        return Ratios.divide(trial.a().before().mean(), trial.b().before().mean())
                .subtract(BigDecimal.ONE)
                .setScale(6, RoundingMode.HALF_UP);
    }

    private static BigDecimal cvOfMean(Costs cases) {
        return cases.errorSquared().sqrt(ROOT).divide(cases.mean(), ROOT);
    }

    /** Square of the standard error of a CV of the mean, which is that of its standard deviation: cv² / (2(n − 1)). */
    private static BigDecimal chance(BigDecimal cvOfMean, long n) {
        return Ratios.divide(cvOfMean.multiply(cvOfMean), BigDecimal.valueOf(2 * (n - 1)));
    }
}
