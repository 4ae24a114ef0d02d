package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inspection.CatalogSuggestions.Suggestion;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.testing.History;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.review.Review.Action;
import org.opendip.policy.rulebook.Rulebook;

/** From the tables of a catalog to suggestions, and from a suggestion to a row of the review file. */
class CatalogSuggestionsTest extends SparkTest {
    @TempDir
    private Path folder;

    /** Prices rise by a tenth a year; nothing may come of that. */
    private static History history() {
        History history = new History();
        String[] low = {"4000.00", "4400.00", "4840.00"};
        String[] high = {"8000.00", "8800.00", "9680.00"};
        String[] dearLow = {"8000.00", "8800.00", "9680.00"};
        String[] dearHigh = {"14000.00", "15400.00", "16940.00"};
        for (int year = 0; year < 3; year++) {
            history.in(2023 + year)
                    // Two subcategories of one category that cost the same, and one that costs more.
                    .spread(900, low[year], high[year], "K35.800", "47.0100")
                    .spread(400, low[year], high[year], "K35.900", "47.0100")
                    .spread(400, dearLow[year], dearHigh[year], "K35.300", "47.0100")
                    // A procedure that makes a difference, and one that makes none.
                    .spread(300, low[year], high[year], "K80.100", "51.2300")
                    .spread(90, dearLow[year], dearHigh[year], "K80.100", "51.2300", "54.5101")
                    .spread(90, low[year], high[year], "K80.100", "51.2300", "65.6300")
                    // A group too small to be like anything.
                    .spread(20, low[year], high[year], "C54.100", "68.4902")
                    .spread(20, low[year], high[year], "C54.900", "68.4902");
        }
        return history;
    }

    @Test
    void whatWasPlantedIsSuggestedAndCanBeAccepted() throws IOException {
        Rulebook rules = Rules.exampleCity()
                .with("related-minimum-cases: 1", "related-minimum-cases: 100000")
                .book();
        TestRegion region = TestRegion.in(spark(), folder)
                .file(
                        "codes/diagnoses.csv",
                        "code,name",
                        "K35.800,",
                        "K35.900,",
                        "K35.300,",
                        "K80.100,",
                        "C54.100,",
                        "C54.900,");
        Run run = region.stagesRun(rules, history(), new CombinationsStage(), new CatalogStage());

        CatalogSuggestions.Tried tried = CatalogSuggestions.of(region.warehouse(), run, rules);
        // 54.5101 and 65.6300 of K80.1; the three subcategories of K35 in pairs, and those of C54.
        assertThat(tried.splitTrials()).isEqualTo(2);
        assertThat(tried.mergeTrials()).isEqualTo(4);
        List<Suggestion> suggestions = tried.suggestions();
        assertThat(suggestions)
                .extracting(s -> s.action() + " " + s.groups() + " " + s.diagnosis() + s.related() + " " + s.cases()
                        + " " + s.fen())
                .containsExactly(
                        "SPLIT [K80.1:51.2300] 54.5101 270 327690000",
                        "MERGE [K35.8:47.0100, K35.9:47.0100]  3900 2581800000");
        assertThat(suggestions.get(0).gainLow())
                .isPositive()
                .isLessThan(suggestions.get(0).gainR2());
        assertThat(suggestions.get(0).reason())
                .contains("含相关手术操作 54.5101 的病例次均费用高 83.33%", "12136.67 元对 6620.00 元", "2025 年 R² 增 0.");
        assertThat(suggestions.get(1).narrowerLow()).isPositive();

        // Accepted, they are rows that the next calibration applies.
        Path review = folder.resolve("review.csv");
        region.file("review.csv", String.join(",", ReviewFile.COLUMNS), "drop,C54.1:68.4902,,,,,,,administration,并入综合");
        ReviewFile.append(
                spark().sparkContext().hadoopConfiguration(),
                region.runFile(),
                rules,
                List.of(suggestions.get(0).reviewRow("expert-group")));
        assertThat(ReviewFile.read(spark().sparkContext().hadoopConfiguration(), region.runFile(), rules))
                .extracting(r -> r.action() + " " + r.groups())
                .containsExactly(Action.DROP + " [C54.1:68.4902]", Action.SPLIT + " [K80.1:51.2300]");

        // Somebody edits the file by hand.
        Files.writeString(review, Files.readString(review).replace("并入综合", "病例太少"));
        assertThat(ReviewFile.read(spark().sparkContext().hadoopConfiguration(), region.runFile(), rules)
                        .get(0)
                        .reason())
                .isEqualTo("病例太少");

        // Whatever would spoil the file leaves it as it was.
        String before = Files.readString(review);
        assertThatThrownBy(() -> ReviewFile.append(
                        spark().sparkContext().hadoopConfiguration(),
                        region.runFile(),
                        rules,
                        List.of(suggestions.get(1).reviewRow("somebody"))))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("row 4, decided_by: must be one of expert-group");
        assertThat(review).hasContent(before);
    }
}
