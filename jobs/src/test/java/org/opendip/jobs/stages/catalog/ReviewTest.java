package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogReviews;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.ReviewedGroups;
import org.opendip.jobs.testing.History;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.grouping.RuleCatalog;

/** A catalog with the decisions of a review file: groups, assignments, moments, and what each decision moved. */
class ReviewTest extends SparkTest {
    private static final String HEADING = String.join(",", ReviewFile.COLUMNS);

    @TempDir
    private Path folder;

    private static History history() {
        return new History()
                .cases(20, "5000.00", "K35.800", "47.0100")
                .cases(18, "6000.00", "K35.900", "47.0100")
                .cases(30, "9000.00", "I63.900")
                .cases(16, "20000.00", "C54.100", "68.4902")
                .cases(10, "26000.00", "C54.900", "68.4901")
                .cases(9, "24000.00", "C54.900", "68.4101")
                .cases(40, "28000.00", "K80.100", "51.2300")
                .cases(8, "29000.00", "K80.100", "51.2300", "54.5101")
                .cases(6, "3000.00", "I10.x00");
    }

    @Test
    void decisionsMoveCasesAndSayHowMany() {
        TestRegion.Left left = reviewed(
                "merge,K35.8:47.0100;K35.9:47.0100,,阑尾切除,,,,,expert-group,路径与费用相同",
                "drop,C54.1:68.4902,,,,,,,administration,并入综合病种",
                "split,K80.1:51.2300,,,,,54.5101,,expert-group,粘连松解",
                "rename,I63.9,脑梗死,,,,,,negotiation,沿用旧码",
                "add,,,,I10.x,,,,administration,常见病");

        assertThat(catalog(left))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "K35.8|K35.9:47.0100", 38L,
                        "C54:SS", 35L,
                        "K80.1:51.2300", 40L,
                        "K80.1:51.2300_54.5101", 8L,
                        "脑梗死", 30L,
                        "I10.x", 6L));
        assertThat(left.table(CatalogReviews.TABLE).collectAsList())
                .extracting(r -> r.getInt(0) + " " + r.getString(1) + " " + r.getLong(2) + " " + r.getLong(3) + " "
                        + r.getString(4) + " " + r.getString(5))
                .containsExactlyInAnyOrder(
                        "2 merge 38 20800000 expert-group 路径与费用相同",
                        "3 drop 16 32000000 administration 并入综合病种",
                        "4 split 8 23200000 expert-group 粘连松解",
                        "5 rename 0 0 negotiation 沿用旧码",
                        "6 add 6 1800000 administration 常见病");
        Map<String, Row> groups = left.table(ReviewedGroups.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(Catalog.GROUP.name()), r -> r));
        assertThat(told(groups.get("K35.8:47.0100"))).isEqualTo("gone 20 5000 -> 0 null");
        assertThat(told(groups.get("K35.8|K35.9:47.0100"))).isEqualTo("made 0 null -> 38 5473.684211");
        assertThat(told(groups.get("K80.1:51.2300"))).isEqualTo("kept 48 28166.666667 -> 40 28000");
        assertThat(told(groups.get("I10.x"))).isEqualTo("made 0 null -> 6 3000 below the critical value");
        assertThat(told(groups.get("K80.1:51.2300_54.5101")))
                .isEqualTo("made 0 null -> 8 29000 below the critical value");
        assertThat(groups.get("K35.8|K35.9:47.0100").<String>getAs(ReviewedGroups.GROUP_NAME.name()))
                .isEqualTo("阑尾切除");

        // A settlement reads back what was made.
        List<Group> made = GroupTable.read(left.table(Catalog.TABLE), Optional.of(left.table(ReviewedGroups.TABLE)));
        Rules rules = Rules.exampleCity();
        AssignmentEngine engine = new AssignmentEngine(
                rules.book().grouping(), Treatments.of(rules.book().grouping(), List.of()), made, RuleCatalog.NONE);

        assertThat(group(engine, "K35.800", "47.0100")).isEqualTo("K35.8|K35.9:47.0100");
        assertThat(group(engine, "K35.900", "47.0100")).isEqualTo("K35.8|K35.9:47.0100");
        assertThat(group(engine, "I63.900")).isEqualTo("脑梗死");
        assertThat(group(engine, "K35.700", "47.0100")).isEmpty();
        // As formed groups, so that ties fall alike: the mean cost of the cases that fit.
        assertThat(made.stream()
                        .filter(g -> g.code().equals("K35.8|K35.9:47.0100"))
                        .findFirst()
                        .orElseThrow()
                        .meanCost())
                .isEqualByComparingTo("5473.684211");
    }

    private TestRegion.Left reviewed(String... rows) {
        String[] lines = new String[rows.length + 1];
        lines[0] = HEADING;
        System.arraycopy(rows, 0, lines, 1, rows.length);
        return TestRegion.in(spark(), folder)
                .file("review.csv", lines)
                .stages(
                        Rules.exampleCity()
                                .with("related-minimum-cases: 1", "related-minimum-cases: 10")
                                .book(),
                        history(),
                        new CombinationsStage(),
                        new CatalogStage());
    }

    private static String group(AssignmentEngine engine, String diagnosis, String... procedures) {
        return engine.assign(new Facts(diagnosis, List.of(procedures), false, java.util.Set.of()))
                .group()
                .map(Group::code)
                .orElse("");
    }

    private static Map<String, Long> catalog(TestRegion.Left left) {
        Map<String, Long> found = new TreeMap<>();
        left.table(Catalog.TABLE)
                .collectAsList()
                .forEach(r -> found.put(r.getAs(Catalog.GROUP.name()), r.getAs(Moments.CASE_COUNT.name())));
        return found;
    }

    private static String told(Row r) {
        boolean below = r.getAs(ReviewedGroups.BELOW_CRITICAL.name());
        return r.getAs(ReviewedGroups.ROLE.name()) + " " + r.getAs(ReviewedGroups.COUNT_BEFORE.name()) + " "
                + plain(r.getAs(ReviewedGroups.MEAN_BEFORE.name())) + " -> "
                + r.getAs(ReviewedGroups.COUNT_AFTER.name()) + " "
                + plain(r.getAs(ReviewedGroups.MEAN_AFTER.name())) + (below ? " below the critical value" : "");
    }

    private static String plain(BigDecimal value) {
        return value == null ? "null" : value.stripTrailingZeros().toPlainString();
    }
}
