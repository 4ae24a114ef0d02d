package org.opendip.policy.coefficients;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.money.Ratios;

/**
 * 医疗机构调节系数 K, by class: what a point is worth at a hospital of a level.
 *
 * <pre>K_level = mean cost of the level / anchor      anchor: mean cost of the city, or of one level   [ratio]</pre>
 *
 * <p>The means are the weighted means of the history ({@code DiseaseScore.weightedMean}). Level means 15,000 / 9,600 / 6,000
 * over a city mean of 12,000 give 1.25 / 0.80 / 0.50.
 *
 * <p>Source: the rulebook's {@code institution-coefficient.source}. Open: the anchor (docs/interpretations.md). Rounds
 * once, HALF_UP, to the rulebook's decimals; everything after uses the rounded K.
 */
public final class InstitutionCoefficient {
    private InstitutionCoefficient() {}

    /**
     * @param meanByLevel yuan, of every level that has cases
     * @param cityMean yuan
     * @return K of the same levels
     */
    public static SortedMap<Integer, BigDecimal> byClass(
            InstitutionCoefficientRule rule, Map<Integer, BigDecimal> meanByLevel, BigDecimal cityMean) {
        SortedMap<Integer, BigDecimal> coefficients = new TreeMap<>();
        meanByLevel.forEach((level, mean) -> coefficients.put(level, of(rule, mean, meanByLevel, cityMean)));
        return coefficients;
    }

    private static BigDecimal of(
            InstitutionCoefficientRule rule,
            BigDecimal mean,
            Map<Integer, BigDecimal> meanByLevel,
            BigDecimal cityMean) {
        return switch (rule.kind()) {
            case NONE -> Ratios.round(BigDecimal.ONE, rule.decimals());
            case BY_CLASS -> Ratios.divide(mean, anchor(rule, meanByLevel, cityMean), rule.decimals());
        };
    }

    private static BigDecimal anchor(
            InstitutionCoefficientRule rule, Map<Integer, BigDecimal> meanByLevel, BigDecimal cityMean) {
        return switch (rule.anchor()) {
            case CITY_MEAN -> cityMean;
            case LEVEL -> {
                int level = rule.anchorLevel().orElseThrow();
                BigDecimal mean = meanByLevel.get(level);
                if (mean == null) {
                    throw DipErrors.anchorLevelMissing(level, List.copyOf(new TreeMap<>(meanByLevel).keySet()));
                }
                yield mean;
            }
        };
    }
}
