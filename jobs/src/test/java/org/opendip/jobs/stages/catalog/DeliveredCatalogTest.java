package org.opendip.jobs.stages.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.inspection.CatalogExports;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.RuleRows;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.errors.DipException;

/** A catalog that was handed over under a rulebook of version 2.0: its groups are taken as they are. */
class DeliveredCatalogTest extends SparkTest {
    private static final Rules RULES = Rules.tiny().with("  cv-ceiling:", "  library: true\n  cv-ceiling:");

    private static final String[] DELIVERED = {
        "dip_code,group_type,main_diag_code,main_oper_code,other_oper_code,score",
        "P1,1,K35.8,47.0100|47.0900,,900",
        "P2,1,I63.9,51.2300,,700",
        "K80_SS,0,K80,,,500"
    };

    @TempDir
    private Path folder;

    @Test
    void itsGroupsAreTakenWhereTheyReachTheCriticalValueAndTheRegionsOwnStandBeside() {
        TestRegion region = region().file("reference/catalog/catalog.csv", DELIVERED)
                .file("reference/catalog/code_endings.csv", "ending,treatment", "_SS,surgery");

        TestRegion.Left left = region.stages(
                RULES.book(), new RecordsStage(), new CasesStage(), new CombinationsStage(), new CatalogStage());

        assertThat(groups(left.table(Catalog.TABLE)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("P1", 4L, "K80_SS", 2L, "C73.x", 3L));
        assertThat(left.table(RuleRows.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs(Catalog.GROUP.name()) + " " + r.getAs(RuleRows.SHEET.name()) + " "
                        + r.getAs(RuleRows.SHEET_ROW.name()))
                .containsExactlyInAnyOrder("P1 catalog.csv 2", "K80_SS catalog.csv 4");
    }

    @Test
    void filesThatTheRulebookDoesNotAskForAreNotLookedAt() {
        TestRegion region = region().file("reference/catalog/catalog.csv", "no,catalog", "at,all");

        TestRegion.Left left = region.stages(
                Rules.tiny().book(), new RecordsStage(), new CasesStage(), new CombinationsStage(), new CatalogStage());

        assertThat(groups(left.table(Catalog.TABLE))).containsKeys("K35.8:47.0100", "K35.8:47.0900", "C73.x");
    }

    @Test
    void aGroupThatMissesTheCriticalValueIsTakenWhereTheRulebookLowersItAndItSpreadsLittle() {
        TestRegion region = region().file("reference/catalog/catalog.csv", DELIVERED)
                .file("reference/catalog/code_endings.csv", "ending,treatment", "_SS,surgery");
        Rules lowered = RULES.with("  cv-ceiling:", "  near-misses: {cases: 1, highest-cv: 0.3}\n  cv-ceiling:");

        TestRegion.Left left = region.stages(
                lowered.book(), new RecordsStage(), new CasesStage(), new CombinationsStage(), new CatalogStage());

        assertThat(groups(left.table(Catalog.TABLE))).containsEntry("P2", 1L);
        assertThat(left.table(RuleRows.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs(Catalog.GROUP.name()) + " " + r.getAs(RuleRows.NEAR_MISS.name()))
                .containsExactlyInAnyOrder("P1 false", "P2 true", "K80_SS false");
    }

    @Test
    @Tag("full")
    void itSettlesAYearIsPublishedWithWhatWasAddedAndNeededUntilThen() throws Exception {
        TestRegion region = region().file("reference/catalog/catalog.csv", DELIVERED)
                .file("reference/catalog/code_endings.csv", "ending,treatment", "_SS,surgery")
                .year(List.of(
                        surgery("year", 2026, "K35.800", "47.0900"),
                        aList("own").year(2026).diagnosis("C73.x00").cost("3000.00")));
        Run catalog = region.run(RULES.book(), Job.CALIBRATE_CATALOG);
        region.run(RULES.book(), Job.SET_POINT_VALUE);

        Run settled = region.run(RULES.book(), Job.SETTLE_YEAR);
        assertThat(region.warehouse().read(settled, Grouping.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs(Assignments.ASSIGNED_GROUP.name()))
                .containsExactlyInAnyOrder("P1", "C73.x");
        CatalogExports.Written written = CatalogExports.write(
                spark(),
                region.warehouse(),
                catalog,
                region.runFile(),
                RULES.book(),
                folder + "/out",
                LocalDate.of(2026, 3, 1));
        assertThat(written.local()).hasValue(1L);

        Files.delete(folder.resolve("reference/catalog/catalog.csv"));
        assertThatThrownBy(() -> region.run(RULES.book(), Job.SETTLE_YEAR))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("A row of the catalog's sheets is not what groups were made from.");
    }

    private TestRegion region() {
        List<SettlementList> history = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            history.add(surgery("a" + i, 2025, "K35.800", "47.0100"));
            history.add(surgery("b" + i, 2025, "K35.800", "47.0900"));
            history.add(surgery("c" + i, 2025, "K80.100", "51.2300"));
        }
        for (int i = 0; i < 3; i++) {
            history.add(aList("d" + i).year(2025).diagnosis("C73.x00").cost("3000.00"));
        }
        history.add(surgery("e", 2025, "I63.900", "51.2300"));
        return TestRegion.in(spark(), folder).history(history);
    }

    private static SettlementList surgery(String id, int year, String diagnosis, String procedure) {
        return aList(id).year(year).diagnosis(diagnosis).procedures(procedure).cost("5000.00");
    }

    private static Map<String, Long> groups(Dataset<Row> catalog) {
        Map<String, Long> groups = new TreeMap<>();
        catalog.collectAsList()
                .forEach(r -> groups.put(r.getAs(Catalog.GROUP.name()), r.getAs(Moments.CASE_COUNT.name())));
        return groups;
    }
}
