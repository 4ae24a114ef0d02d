package org.opendip.policy.history;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 历史数据: the years that scores are computed from, and what each counts.
 *
 * @param years how many full years before the year of the rulebook
 * @param weights one per year, oldest first; only their proportion matters
 */
public record HistoryRule(int years, List<Integer> weights, Source source) implements Rule {
    public HistoryRule {
        weights = List.copyOf(weights);
    }

    public static HistoryRule read(Node node) {
        int years = node.integer("years", 1, 10);
        List<Integer> weights = node.integers("weights", 0, 1000);
        if (node.sound()) {
            if (weights.size() != years) {
                node.problem("weights", "must be as many as years (" + years + "), are " + weights.size());
            } else if (weights.get(years - 1) == 0) {
                node.problem("weights", "must end with a weight above 0: the newest year counts");
            }
        }
        return new HistoryRule(years, weights, node.source());
    }

    /**
     * The weight of each calendar year of the history, oldest first: for 2023 and weights 1:2:7 it is 2020:1, 2021:2,
     * 2022:7.
     *
     * @param year the year of the rulebook, for which scores are made
     */
    public SortedMap<Integer, Integer> weightByYear(int year) {
        SortedMap<Integer, Integer> byYear = new TreeMap<>();
        for (int i = 0; i < years; i++) {
            byYear.put(year - years + i, weights.get(i));
        }
        return byYear;
    }
}
