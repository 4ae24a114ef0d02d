package org.opendip.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.opendip.policy.coefficients.InstitutionCoefficient;
import org.opendip.policy.coefficients.InstitutionCoefficientRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.deviation.DeviationScore;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.errors.DipException.Kind;
import org.opendip.policy.money.Fen;
import org.opendip.policy.money.LargestRemainder;
import org.opendip.policy.money.LargestRemainder.Share;
import org.opendip.policy.pointvalue.PointValue;
import org.opendip.policy.rules.Source;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.DiseaseScore.YearSum;
import org.opendip.policy.scores.ScoresRule.Weighting;
import org.opendip.policy.settlement.Clearing;
import org.opendip.policy.settlement.ClearingRule;
import org.opendip.policy.settlement.MonthlyPayment;
import org.opendip.policy.stats.Moments;

/** What a formula refuses to compute, and what it says then. */
class RefusalsTest {
    private static final Source SOURCE = new Source("a refusal", "-", LocalDate.of(2026, 1, 1));

    @Test
    void moneyIsNotDividedByNothing() {
        DipException trouble = stopped(() -> LargestRemainder.allocate(
                12345, List.of(new Share("A", BigDecimal.ZERO), new Share("B", new BigDecimal("0.00")))));

        assertThat(trouble.what()).isEqualTo("123.45 yuan cannot be divided among 2 hospitals.");
    }

    @Test
    void sharesBelowZeroOrTwiceAreOurFault() {
        assertThatThrownBy(() -> LargestRemainder.allocate(1, List.of(new Share("A", new BigDecimal("-1")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A is below zero");
        assertThatThrownBy(() -> LargestRemainder.allocate(
                        1, List.of(new Share("A", BigDecimal.ONE), new Share("A", BigDecimal.ONE))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two shares have the key A");
    }

    @Test
    void aPointValueNeedsScoresAndBookedMoney() {
        assertThat(stopped(() -> PointValue.settlement(1, 1, 1, 0, BigDecimal.ZERO))
                        .what())
                .isEqualTo("The settlement point value cannot be computed.");
        assertThat(stopped(() -> PointValue.yearStart(List.of())).what())
                .isEqualTo("The year-start point value cannot be computed.");
        assertThat(stopped(() -> PointValue.settlement(1, 0, 1, 0, BigDecimal.ONE))
                        .how())
                .contains("pools.booked-funds");
        assertThat(stopped(() -> PointValue.paymentRatio(1, 0)).what())
                .isEqualTo("The payment ratio of the fund cannot be computed.");
    }

    @Test
    void casesPaidAtCostMustLeaveSomethingForTheOthers() {
        assertThat(stopped(() -> PointValue.settlement(7_200, 72, 100, 10_000, BigDecimal.ONE))
                        .why())
                .contains("cases paid at cost (100.00 yuan)")
                .contains("F / rho (100.00 yuan)");
        assertThat(PointValue.settlement(7_200, 72, 100, 9_999, BigDecimal.ONE).value())
                .isEqualByComparingTo("0.01");
    }

    @Test
    void theElasticPointValueIsNeverBelowZero() {
        BigDecimal ten = BigDecimal.TEN;
        assertThat(stopped(() -> PointValue.elastic(new BigDecimal(99), ten, ten, new BigDecimal(11), Optional.empty()))
                        .why())
                .contains("base volume at its fixed value (100 yuan)");
        assertThat(stopped(() -> PointValue.elastic(new BigDecimal(200), ten, ten, ten, Optional.empty()))
                        .what())
                .contains("elastic");
    }

    @Test
    void anAnchorLevelNeedsCases() {
        InstitutionCoefficientRule rule = new InstitutionCoefficientRule(
                InstitutionCoefficientRule.Kind.BY_CLASS,
                InstitutionCoefficientRule.Anchor.LEVEL,
                OptionalInt.of(3),
                4,
                SOURCE);

        assertThat(stopped(() -> InstitutionCoefficient.byClass(
                                rule, Map.of(1, BigDecimal.ONE, 2, BigDecimal.ONE), BigDecimal.ONE))
                        .why())
                .contains("level 3")
                .contains("[1, 2]");
    }

    @Test
    void noMoreDepositIsReleasedThanWasWithheld() {
        ClearingRule rule = new ClearingRule(ClearingRule.Ratio.REGION, ClearingRule.BelowZero.RECOVER, SOURCE);

        assertThat(stopped(() -> Clearing.of(
                                rule, new Clearing.Year("H1", 310, 0, BigDecimal.ONE, 0, 20, 19, 0, 0, 1, 2)))
                        .why())
                .contains("released are 2 fen, withheld 1 fen");
    }

    @Test
    void meansNeedCases() {
        assertThatThrownBy(() ->
                        DiseaseScore.weightedMean(Weighting.YEARLY_MEANS, List.of(new YearSum(BigDecimal.ONE, 0, 0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Moments.NONE::mean).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Moments.of(0).cv())
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("no CV");
    }

    @Test
    void aPaymentStandardIsAboveZero() {
        DeviationRule rule = new DeviationRule(
                new DeviationRule.Reference(DeviationRule.ReferenceKind.LAST_YEAR_MEAN, true, false, 1, false),
                new DeviationRule.Low(new BigDecimal("0.5"), false, DeviationRule.LowForm.COST_TRUE),
                new DeviationRule.High(
                        BigDecimal.TEN, false, DeviationRule.HighForm.NONE, Optional.empty(), Optional.empty()),
                SOURCE);

        assertThatThrownBy(() -> DeviationScore.of(rule, 1, BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above zero");
    }

    @Test
    void onlyWhatIsBelowZeroIsCarried() {
        assertThatThrownBy(() -> new MonthlyPayment.Month(BigDecimal.ONE, BigDecimal.ONE, 0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void yuanThatAreNotWholeFenAreNotRoundedSilently() {
        assertThat(Fen.ofYuan(new BigDecimal("12.30"))).isEqualTo(1230);
        assertThat(Fen.ofYuan(new BigDecimal("12.3000"))).isEqualTo(1230);
        assertThat(Fen.isWhole(new BigDecimal("12.3000"))).isTrue();
        assertThat(Fen.isWhole(new BigDecimal("12.305"))).isFalse();
        assertThat(Fen.round(new BigDecimal("12.305"))).isEqualTo(1231);
        assertThat(Fen.round(new BigDecimal("-12.305"))).isEqualTo(-1231);
        assertThat(Fen.toYuan(-5)).isEqualTo(new BigDecimal("-0.05"));
        assertThatThrownBy(() -> Fen.ofYuan(new BigDecimal("12.305"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Fen.sum(Long.MAX_VALUE, 1)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void everyErrorSaysWhatWhyAndHow() {
        DipException csv = DipErrors.csvInvalid("fund.csv", 3, "fund", "1E+05", "yuan with two decimals");
        DipException missing = DipErrors.fileMissing("hospitals.csv", "the hospital register");

        assertThat(csv.kind()).isEqualTo(Kind.USAGE);
        assertThat(csv)
                .hasMessage(
                        """
                        fund.csv, line 3, column fund: cannot use '1E+05'.
                          why: expected yuan with two decimals
                          how to solve it: correct the cell; a spreadsheet may have changed it on saving""");
        assertThat(missing.what()).isEqualTo("The file hospitals.csv is missing.");
        assertThat(missing.why()).isEqualTo("it is needed as the hospital register");
        assertThat(List.of(Kind.ERROR.exitCode(), Kind.USAGE.exitCode(), Kind.DATA_GATE.exitCode()))
                .containsExactly(1, 2, 3);
    }

    private static DipException stopped(ThrowingCallable formula) {
        DipException trouble = catchThrowableOfType(DipException.class, formula);
        assertThat(trouble).as("refusal").isNotNull();
        assertThat(trouble.kind()).isEqualTo(Kind.DATA_GATE);
        assertThat(List.of(trouble.what(), trouble.why(), trouble.how()))
                .allSatisfy(part -> assertThat(part).isNotBlank());
        return trouble;
    }
}
