package org.opendip.jobs.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.review.Review;
import org.opendip.policy.review.Review.Action;
import org.opendip.policy.review.Review.DecidedBy;

/** What a review file must be, and how it is refused: everything at once, with file, row, column and value. */
class ReviewFileTest {
    private static final Configuration HADOOP = new Configuration(false);
    private static final Set<String> DIAGNOSES = Set.of("K80.100", "K80.200", "C54.100");
    private static final Set<String> PROCEDURES = Set.of("51.2300", "54.5101");
    private static final String HEADING = String.join(",", ReviewFile.COLUMNS);

    @TempDir
    private Path folder;

    @Test
    void everyActionIsReadWithItsReasonAndWhoDecided() throws IOException {
        List<Review> reviews = read(csv(
                HEADING,
                "add,,,胆囊手术,K80.1|K80.2,51.2300,,,expert-group,同类手术",
                "add,,,,C54,,,surgery,administration,r",
                "drop,A;B,,,,,,,negotiation,r",
                "merge,C； D,CD,名称,,,,,expert-group,\"费用, 路径相同\"",
                ",,,,,,,,,",
                "split,E,,,,,54.5101,,expert-group,r",
                "split,E,E2,,K80.100,,,,expert-group,r",
                "rename,F,,新名,,,,,expert-group,r"));

        assertThat(reviews)
                .extracting(Review::action)
                .containsExactly(
                        Action.ADD, Action.ADD, Action.DROP, Action.MERGE, Action.SPLIT, Action.SPLIT, Action.RENAME);
        assertThat(reviews).extracting(Review::row).containsExactly(2, 3, 4, 5, 7, 8, 9);
        assertThat(reviews.get(0).cells().diagnoses().keys()).containsExactly("K80.1", "K80.2");
        assertThat(reviews.get(1).cells().treatment()).isEqualTo(TreatmentType.SURGERY);
        assertThat(reviews.get(3).groups()).containsExactly("C", "D");
        assertThat(reviews.get(3).reason()).isEqualTo("费用, 路径相同");
        assertThat(reviews.get(2).decidedBy()).isEqualTo(DecidedBy.NEGOTIATION);
    }

    @Test
    void aFileOfBeforeThereWereAgesIsReadAsItWas() throws IOException {
        String older = HEADING.replace(",age,severity", "");
        assertThat(older).isNotEqualTo(HEADING);

        assertThat(read(csv(older, "drop,A,,,,,,,expert-group,r"))).hasSize(1);
    }

    @Test
    void everythingWrongIsToldAtOnce() throws IOException {
        Path file = csv(
                HEADING,
                "delete,A,,,,,,,expert-group,r",
                "drop,B,,,,,,,小组,",
                "merge,B;C,X,,,,,,expert-group,r",
                "merge,D,X,,K80.1,,,,expert-group,r",
                "split,C,,,,,,,expert-group,r",
                "rename,E,,,,,,,expert-group,r",
                "add,F,,,,,,,expert-group,r",
                "add,,,,K99.9,51.23|,99.9999,,expert-group,r",
                "add,,,,C54,51.2300,,surgery,expert-group,r",
                "drop,G,H,,,,,,expert-group,r",
                "add,,,,K80.1,51.2300+54.5101,,,expert-group,r,,,too many",
                "split,H,,,,,,,expert-group,r,65+,",
                "split,I,,,K80.1,,,,expert-group,r,60+,severe",
                "drop,J,,,,,,,expert-group,r,65+,");

        assertThat(refused(file).lines().skip(1).map(String::strip))
                .containsExactly(
                        "row 2, action: must be one of add, drop, merge, split, rename, is 'delete'",
                        "row 3, decided_by: must be one of expert-group, administration, negotiation, is '小组'",
                        "row 3, reason: is empty: say why, for whoever reads the catalog",
                        "row 4, groups: 'B' is in row 3 already (drop): one decision per group",
                        "row 5, groups: must name two groups or more, joined by ; and names 1",
                        "row 5, result: 'X' is the result of row 4 already",
                        "row 5, diagnosis: must be empty, is 'K80.1': only add and split say what a group asks for",
                        "row 6, groups: 'C' is in row 4 already (merge): one decision per group",
                        "row 6, related_procedures: is empty: say in a cell what the part asks for otherwise",
                        "row 7, result: is empty, and so is name: one of them must change",
                        "row 8, groups: must be empty, is 'F': add is about no group that is there",
                        "row 8, diagnosis: is empty: a group needs a diagnosis",
                        "row 9, diagnosis: K99.9 is not in the code list",
                        "row 9, main_procedure: a procedure is empty",
                        "row 9, main_procedure: 51.23 is not in the code list",
                        "row 9, related_procedures: 99.9999 is not in the code list",
                        "row 10, main_procedure: must be empty, is '51.2300': a group with a treatment is a comprehensive"
                                + " one",
                        "row 11, result: must be empty, is 'H': drop leaves nothing to name",
                        "row 12, (row): has 13 cells, the heading has 12",
                        "row 12, main_procedure: holds +: a case has one main procedure, name the others as related",
                        "row 13, diagnosis: is empty: a part by age or severity says of which diagnosis cases are asked"
                                + " for it",
                        "row 14, age: '60+' is none of 0, 1-6, 7-17, 18-64, 65+",
                        "row 14, severity: no case has one: the rulebook lacks intake.severity-list",
                        "row 15, age: must be empty, is '65+': only add and split say what a group asks for");
    }

    @Test
    void decisionsThatDoNotFitTheGroupsAreRefusedAtOnce() throws IOException {
        Path file = csv(HEADING, "drop,K80.1,,,,,,,expert-group,r", "rename,C54.2,K80.2,,,,,,expert-group,r");
        List<GroupRow> formed = Stream.of("K80.2", "C54.1")
                .map(code -> Group.core(code, code, "", List.of(), TreatmentType.CONSERVATIVE, BigDecimal.ONE)
                        .row())
                .toList();

        assertThat(catchThrowableOfType(
                                DipException.class,
                                () -> ReviewFile.apply(
                                        "review.csv",
                                        read(file),
                                        formed,
                                        Rules.exampleCity().book()))
                        .what())
                .isEqualTo("review.csv: 2 problems\n"
                        + "  row 2, groups: there is no group K80.1 (did you mean K80.2?)\n"
                        + "  row 3, groups: there is no group C54.2 (did you mean C54.1?)");
    }

    @Test
    void aHeadingThatIsNotTheOneDescribedIsRefused() throws IOException {
        assertThat(refused(csv(HEADING.replace("reason", "why"), "drop,A,,,,,,,expert-group,r")))
                .contains("row 1, why: is none of the columns", "row 1, reason: is missing in the heading");
        assertThat(refused(folder.resolve("none.csv"))).contains("none.csv is missing");
    }

    @Test
    void aWorkbookIsReadAsItsCsv() throws IOException {
        Path file = folder.resolve("review.xlsx");
        try (OutputStream out = Files.newOutputStream(file)) {
            Workbook book = new Workbook(out, "test", "1.0");
            Worksheet sheet = book.newWorksheet("复核");
            for (int i = 0; i < ReviewFile.COLUMNS.size(); i++) {
                sheet.value(0, i, ReviewFile.COLUMNS.get(i));
            }
            sheet.value(3, 0, "drop");
            sheet.value(3, 1, "K80.1:51.2300");
            sheet.value(3, 8, "administration");
            sheet.value(3, 9, "价格政策调整");
            book.finish();
        }

        Review review = read(file).get(0);
        assertThat(review.row()).isEqualTo(4);
        assertThat(review.groups()).containsExactly("K80.1:51.2300");
        assertThat(review.reason()).isEqualTo("价格政策调整");
    }

    private List<Review> read(Path file) {
        return ReviewFile.read(
                HADOOP, file.toString(), Rules.exampleCity().book().grouping(), false, DIAGNOSES, PROCEDURES);
    }

    private String refused(Path file) {
        return catchThrowableOfType(DipException.class, () -> read(file)).what();
    }

    private Path csv(String... lines) throws IOException {
        return Files.writeString(folder.resolve("review.csv"), String.join("\n", lines) + "\n");
    }
}
