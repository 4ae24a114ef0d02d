package org.opendip.jobs.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;

/** Random settlement lists of newborns and ventilated patients: the jobs and {@link NaiveGrouping} find the same pre-groups. */
@Tag("full")
class PreGroupsFromListsTest extends SparkTest {
    private static final int LISTS = 1500;
    private static final List<String> KINDS =
            List.of("exclusions", "pre-groups", "merges", "assisted", "base", "comprehensive");

    @TempDir
    private Path folder;

    @Test
    void jobsAndSecondImplementationFindTheSamePreGroups() {
        for (boolean main : List.of(true, false)) {
            Map<String, String> expected = new TreeMap<>();
            List<SettlementList> lists = new ArrayList<>();
            NaiveGrouping naive = new NaiveGrouping(settings(main), catalog());
            Random random = new Random(20261122);
            for (int i = 0; i < LISTS; i++) {
                Stay stay = list(random, "L" + i, lists);
                String found = naive.group(stay);
                expected.put(
                        TestRegion.caseId("L" + i), found.startsWith("pre-group ") ? found.split(" ")[1] : "another");
            }
            TestRegion region = region(main ? "main" : "any").history(lists);

            assertThat(preGroups(region.stages(
                            rules(main).book(),
                            new RecordsStage(),
                            new CasesStage(),
                            new CombinationsStage(),
                            new CatalogStage())))
                    .isEqualTo(expected);
            assertThat(new TreeSet<>(expected.values())).containsExactly("13", "14", "16", "17", "another");
        }
    }

    /** Adds a list and says what it is in plain words. */
    private static Stay list(Random random, String id, List<SettlementList> lists) {
        String diagnosis = pick(random, "P07.001", "P22.000", "K35.800");
        List<String> others = random.nextInt(3) == 0 ? List.of("P07.000") : List.of();
        List<String> procedures = new ArrayList<>();
        if (random.nextInt(6) == 0) {
            procedures.add("96.7201");
        }
        if (random.nextInt(3) == 0) {
            procedures.add("39.9500x007");
        }
        SettlementList list =
                SettlementList.aList(id).diagnosis(diagnosis).procedures(procedures.toArray(String[]::new));
        others.forEach(list::otherDiagnosis);
        OptionalInt days = number(random, 0, 5, 27, 28, 29, 200);
        OptionalInt grams = number(random, 150, 200, 999, 1000, 1499, 1500, 3000, 9001);
        list.newborn(0, grams.isPresent() ? grams.getAsInt() + pick(random, ".00", ".50", ".99") : null)
                .with(SettlementHeaders.NWB_AGE, null);
        if (days.isPresent()) {
            boolean given = random.nextBoolean();
            LocalDate birth = LocalDate.of(2025, 3, 1).minusDays(days.getAsInt());
            list.with(given ? SettlementHeaders.NWB_AGE : SettlementHeaders.BRDY, given ? days.getAsInt() : birth);
        }
        OptionalInt minutes = number(random, 0, 95 * 60 + 59, 96 * 60, 192 * 60 + 59, 193 * 60);
        if (minutes.isPresent()) {
            list.ventilated(
                    minutes.getAsInt() / 1440 + "/" + minutes.getAsInt() % 1440 / 60 + "/" + minutes.getAsInt() % 60);
        }
        lists.add(list);
        boolean doubtfulWeight = grams.isPresent() && (grams.getAsInt() < 200 || grams.getAsInt() > 9000);
        boolean longer = minutes.isPresent() && minutes.getAsInt() / 60 > 8 * 24;
        return new Stay(
                diagnosis,
                others,
                procedures,
                false,
                days,
                doubtfulWeight ? OptionalInt.empty() : grams,
                minutes.isEmpty() || longer ? OptionalInt.empty() : OptionalInt.of(minutes.getAsInt() / 60));
    }

    private static OptionalInt number(Random random, int... values) {
        return random.nextInt(5) == 0 ? OptionalInt.empty() : OptionalInt.of(values[random.nextInt(values.length)]);
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    /** The pre-group of each case by its id, or that it is in another group or none. */
    private static Map<String, String> preGroups(TestRegion.Left left) {
        Map<Long, String> bySignature = new HashMap<>();
        for (Row row : left.table(Assignments.TABLE).collectAsList()) {
            boolean pre = row.getAs(Assignments.PATH.name()).equals(Assignment.Path.PRE_GROUP.code());
            bySignature.put(
                    row.getAs(Cases.SIGNATURE.name()), pre ? row.getAs(Assignments.ASSIGNED_GROUP.name()) : "another");
        }
        Map<String, String> found = new TreeMap<>();
        left.table(Cases.TABLE)
                .collectAsList()
                .forEach(row -> found.put(
                        row.getAs(Cases.CASE_ID.name()), bySignature.get(row.<Long>getAs(Cases.SIGNATURE.name()))));
        return found;
    }

    private static Rules rules(boolean main) {
        return NationalRules.version3()
                .with("rejected-share-limit: 0.10", "rejected-share-limit: 1")
                .with("{kind: fixed, cases: 15}", "{kind: fixed, cases: 1}")
                .with(
                        "newborn-diagnosis: any",
                        "newborn-diagnosis: " + (main ? "main" : "any")
                                + "\n    ventilation: {hours: 96, code: \"96.7201\"}");
    }

    private static NaiveGrouping.Settings settings(boolean main) {
        return new NaiveGrouping.Settings(
                KINDS,
                false,
                false,
                0,
                false,
                false,
                false,
                main,
                List.of(),
                96,
                "96.7201",
                false,
                List.of("more-matches", "higher-score", "nearest-mean", "lower-code"),
                true);
    }

    private static NaiveGrouping.Catalog catalog() {
        return new NaiveGrouping.Catalog(
                List.of(
                        row("13", "所有诊断", "", "", "96.7201+39.9500x007"),
                        row("14", "所有诊断", "", "", "96.7201"),
                        row("16", "P07", "<29天", "出生体重0-999克", ""),
                        row("17", "P07", "<29天", "出生体重1000-1499克", "")),
                List.of(),
                List.of(),
                List.of(),
                Map.of("96.7201", "therapeutic", "39.9500x007", "therapeutic"));
    }

    private static NaiveGrouping.Row row(String code, String diagnosis, String age, String weight, String procedures) {
        return new NaiveGrouping.Row(
                "pre-groups", code, diagnosis, "", "", age, weight, procedures, "", age.isEmpty(), "", "", "", 1000);
    }

    private TestRegion region(String name) {
        return TestRegion.in(spark(), folder.resolve(name))
                .file("codes/diagnoses.csv", "code,name", "K35.800,", "P07.000,", "P07.001,", "P22.000,")
                .file("codes/procedures.csv", "code,name,attribute", "39.9500x007,,therapeutic", "96.7201,,therapeutic")
                .file(
                        "reference/catalog/pre.csv",
                        "row,category,seq,main_dx,main_op,main_op_name",
                        "16,XQ,13,所有诊断,96.7201+39.9500x007,",
                        "17,XQ,14,所有诊断,96.7201,",
                        "20,XQ,16,P07,<29天,出生体重0-999克",
                        "21,XQ,17,P07,<29天,出生体重1000-1499克");
    }
}
