package org.opendip.policy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "O80.000, true, false",
        "O99.800x001, true, false",
        "P00.000, false, false",
        "N95.100, true, false",
        "N40.x00, false, true",
        "N51.100, false, true",
        "N52.100, false, false",
        "C58.x00, true, false",
        "C59, false, false",
        "C61.x00, false, true",
        "D07.300x002, true, false",
        "D07.400, false, true",
        "D07.900, false, false",
        "I63.900, false, false"
    })
    void someDiagnosesOccurInOneSex(String code, boolean women, boolean men) {
        assertThat(in(DiagnosisLimits.FEMALE, code)).isEqualTo(women);
        assertThat(in(DiagnosisLimits.MALE, code)).isEqualTo(men);
    }

    @Test
    void noDiagnosisIsOfBothSexes() {
        for (DiagnosisLimits.Range range : DiagnosisLimits.FEMALE) {
            assertThat(in(DiagnosisLimits.MALE, range.from())).as(range.from()).isFalse();
            assertThat(in(DiagnosisLimits.MALE, range.to())).as(range.to()).isFalse();
        }
        for (DiagnosisLimits.Range range : DiagnosisLimits.MALE) {
            assertThat(in(DiagnosisLimits.FEMALE, range.from()))
                    .as(range.from())
                    .isFalse();
            assertThat(in(DiagnosisLimits.FEMALE, range.to())).as(range.to()).isFalse();
        }
    }

    private static boolean in(List<DiagnosisLimits.Range> ranges, String code) {
        return ranges.stream().anyMatch(r -> r.holds(code));
    }
}
