package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inspection.CatalogSuggestions.Suggestion;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.tables.SubgroupMoments;
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
                    // Two groups that fall apart by what no code says.
                    .spread(800, low[year], high[year], "I63.900")
                    .spread(900, low[year], high[year], "I10.x00")
                    // A group too small to be like anything.
                    .spread(20, low[year], high[year], "C54.100", "68.4902")
                    .spread(20, low[year], high[year], "C54.900", "68.4902");
        }
        return history;
    }

    /**
     * The old of I63.9 and the severe of I10.x cost more in every year, the young of I63.9, the moderate of I10.x and the
     * old of K35.9 cost the same as the others.
     */
    private Dataset<Row> parts() {
        String[] low = {"4000.00", "4400.00", "4840.00"};
        List<Row> rows = new ArrayList<>();
        for (int year = 0; year < 3; year++) {
            BigDecimal mean = new BigDecimal(low[year]).multiply(new BigDecimal("1.5"));
            BigDecimal more = mean.multiply(new BigDecimal("1.2"));
            part(rows, "I63.9", SubgroupMoments.AGE, "65+", 2023 + year, more);
            part(rows, "I63.9", SubgroupMoments.AGE, "7-17", 2023 + year, mean);
            part(rows, "K35.9:47.0100", SubgroupMoments.AGE, "65+", 2023 + year, mean);
            part(rows, "I10.x", SubgroupMoments.SEVERITY, "severe", 2023 + year, more);
            part(rows, "I10.x", SubgroupMoments.SEVERITY, "moderate", 2023 + year, mean);
        }
        return spark().createDataFrame(rows, SubgroupMoments.TABLE.schema());
    }

    /** 150 cases at half a mean more and 150 at half a mean less: a spread like that of the group. */
    private static void part(List<Row> rows, String group, String aspect, String band, int year, BigDecimal mean) {
        long below = mean.multiply(new BigDecimal("0.67")).movePointRight(2).longValue();
        long above = mean.movePointRight(3).longValue() / 5 - below;
        long high = 150 * (below * below >>> 32) + 150 * (above * above >>> 32);
        long rest = 150 * (below * below & 0xFFFFFFFFL) + 150 * (above * above & 0xFFFFFFFFL);
        rows.add(RowFactory.create(group, aspect, band, year, 300L, 150 * (below + above), high, rest));
    }

    @Test
    void whatWasPlantedIsSuggestedAndCanBeAccepted() throws IOException {
        Rulebook rules = Rules.exampleCity()
                .with("bed-day-types: [\"2105\"]", "bed-day-types: [\"2105\"]\n  severity-list: true")
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
                        "I63.900,",
                        "I10.x00,",
                        "C54.100,",
                        "C54.900,")
                .file("reference/catalog/severity.csv", "other_dx,severity", "C54,severe")
                // What a province hands over is suggested for as what the region forms, but for groups of alternatives.
                .file(
                        "reference/catalog/catalog.csv",
                        "dip_code,group_type,main_diag_code,main_oper_code,other_oper_code,score",
                        "K80.1:51.2300,1,K80.1,51.2300,,",
                        "K35.9:47.0100,1,K35.9,47.0100,,",
                        "both,1,C54.1|C54.9,68.4902,,");
        Run run = region.stagesRun(rules, history(), new CombinationsStage(), new CatalogStage());

        CatalogSuggestions.Tried tried = CatalogSuggestions.of(region.warehouse(), run, Optional.of(parts()), rules);
        assertThat(tried.ageTrials()).hasValue(3);
        assertThat(tried.severityTrials()).hasValue(2);
        // 54.5101 and 65.6300 of K80.1; the three subcategories of K35 in pairs.
        assertThat(tried.splitTrials()).isEqualTo(2);
        assertThat(tried.mergeTrials()).isEqualTo(3);
        List<Suggestion> suggestions = tried.suggestions();
        assertThat(suggestions)
                .extracting(s -> s.action() + " " + s.groups() + " " + s.diagnosis() + s.related() + " " + s.cases()
                        + " " + s.fen())
                .containsExactly(
                        "SPLIT [K80.1:51.2300] 54.5101 270 327690000",
                        "SPLIT [I63.9] I63.9 900 714960000",
                        "SPLIT [I10.x] I10.x 900 714960000",
                        "MERGE [K35.8:47.0100, K35.9:47.0100]  3900 2581800000");
        assertThat(suggestions.get(1).part()).isEqualTo("年龄 65+ 岁 age 65+");
        assertThat(suggestions.get(1).reason()).contains("年龄 65+ 岁的病例次均费用高");
        assertThat(suggestions.get(2).part()).isEqualTo("病情重度 severity severe");
        assertThat(suggestions.get(2).reason()).contains("病情重度的病例次均费用高");
        assertThat(suggestions.get(2).gainLow()).isPositive();
        assertThat(suggestions.get(0).gainLow())
                .isPositive()
                .isLessThan(suggestions.get(0).gainR2());
        assertThat(suggestions.get(0).reason())
                .contains("含相关手术操作 54.5101 的病例次均费用高 83.33%", "12136.67 元对 6620.00 元", "2025 年 R² 增 0.");
        assertThat(suggestions.get(3).narrowerLow()).isPositive();

        // Accepted, they are rows that the next calibration applies.
        Path review = folder.resolve("review.csv");
        String older = String.join(",", ReviewFile.COLUMNS).replace(",age,severity", "");
        region.file("review.csv", older, "drop,C54.1:68.4902,,,,,,,administration,并入综合");
        ReviewFile.append(
                spark().sparkContext().hadoopConfiguration(),
                region.runFile(),
                rules,
                List.of(suggestions.get(0).reviewRow("expert-group")));
        assertThat(ReviewFile.read(spark().sparkContext().hadoopConfiguration(), region.runFile(), rules))
                .extracting(r -> r.action() + " " + r.groups())
                .containsExactly(Action.DROP + " [C54.1:68.4902]", Action.SPLIT + " [K80.1:51.2300]");

        // A file of before there were ages takes a split by age, its rows staying what they are.
        assertThat(Files.readString(review)).startsWith(older + "\n");
        ReviewFile.append(
                spark().sparkContext().hadoopConfiguration(),
                region.runFile(),
                rules,
                List.of(
                        suggestions.get(1).reviewRow("expert-group"),
                        suggestions.get(2).reviewRow("expert-group")));
        assertThat(Files.readString(review)).startsWith(older + ",age,severity\n");
        assertThat(ReviewFile.read(spark().sparkContext().hadoopConfiguration(), region.runFile(), rules))
                .extracting(r -> r.groups() + " " + r.cells().subgroup())
                .containsExactly(
                        "[C54.1:68.4902] null", "[K80.1:51.2300] null", "[I63.9] age 65+", "[I10.x] severity severe");

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
                        List.of(suggestions.get(3).reviewRow("somebody"))))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("row 6, decided_by: must be one of expert-group");
        assertThat(review).hasContent(before);
    }
}
