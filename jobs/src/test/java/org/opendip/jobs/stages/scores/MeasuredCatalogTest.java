package org.opendip.jobs.stages.scores;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.common.record.Record;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.testing.ReferenceData;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.scores.DiseaseScore;
import org.opendip.policy.scores.ScoresRule;

/** The measured catalog of a real prefecture: every published score from its mean fee, as the scores stage computes it. */
class MeasuredCatalogTest {
    private static final BigDecimal REGIONAL_MEAN = new BigDecimal("5718.153489");
    /** Mean fee and score are both published with six decimals: the mean's last digit moves the score by a sixth of its own. */
    private static final BigDecimal TOLERANCE = new BigDecimal("0.0000015");

    @Test
    void everyMeasuredRowHasThePublishedScore() {
        List<Record> rows = ReferenceData.rows("pingdingshan-2025/measured.csv");
        ScoresRule rule = Rules.exampleCity().book().scores();
        assertThat(rows).hasSize(4536);
        for (Record row : rows) {
            BigDecimal score = DiseaseScore.published(
                    DiseaseScore.score(rule, new BigDecimal(row.getString("DIP_AVG_FEE")), REGIONAL_MEAN, null),
                    rule.decimals());
            assertThat(score)
                    .as(row.getString("DIP_CODE"))
                    .isCloseTo(
                            new BigDecimal(row.getString("WEIGHT_SCORE")),
                            org.assertj.core.api.Assertions.within(TOLERANCE));
        }
    }
}
