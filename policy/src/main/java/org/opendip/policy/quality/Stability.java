package org.opendip.policy.quality;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.stats.Moments;

/**
 * 年度稳定性: how far the mean of a year lies from the mean of all years.
 *
 * <pre>stability = max over years |mean of the year / mean of all years − 1|      [ratio], 0: the same every year</pre>
 *
 * <p>Over the years in which the group has cases; of a single year there is nothing to say. Source: the issue of
 * monitoring in rules.md 9 leaves it open; this one is local and for monitoring only.
 */
public final class Stability {
    public static final int DECIMALS = 10;

    private Stability() {}

    public static Optional<BigDecimal> of(Collection<Moments> years) {
        Moments all = years.stream().reduce(Moments.NONE, Moments::plus);
        if (years.stream().filter(year -> year.n() > 0).count() < 2
                || all.sumFen().signum() <= 0) {
            return Optional.empty();
        }
        return years.stream()
                .filter(year -> year.n() > 0)
                .map(year -> Ratios.divide(year.mean(), all.mean())
                        .subtract(BigDecimal.ONE)
                        .abs())
                .max(BigDecimal::compareTo)
                .map(largest -> Ratios.round(largest, DECIMALS));
    }
}
