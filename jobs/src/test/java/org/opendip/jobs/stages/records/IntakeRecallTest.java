package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.generator.damage.Damage;
import org.opendip.jobs.generator.damage.DamageKind;
import org.opendip.jobs.generator.damage.DamagePlan;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Dirt of every kind that the generator knows, at least 500 times each, against what the intake makes of it: how much is
 * found, and what is rejected that should not be. The table is docs/intake-recall.md.
 */
@Tag("full")
class IntakeRecallTest extends SparkTest {
    private static final int YEAR = 2026;
    private static final int LEAST = 500;

    @TempDir
    private Path folder;

    /**
     * What should become of the rows of one damaged settlement.
     *
     * @param words for people
     * @param rejects the notice that rejects; null: nothing may be rejected
     */
    private record Wanted(String words, Notice rejects, Predicate<List<Row>> found) {}

    /** What is told of some settlements of the city that nobody damaged, too. */
    private static final Set<String> ALWAYS =
            Set.of(Notice.STAY_DAYS_MISSING.code(), Notice.SEX_AGAINST_DIAGNOSIS.code());

    private static final Map<DamageKind, Wanted> WANTED = new EnumMap<>(DamageKind.class);

    static {
        told(DamageKind.REFUND_WITHOUT_ORIGINAL, Notice.REFUND_WITHOUT_ORIGINAL);
        told(DamageKind.UPLOADED_LATE, Notice.UPLOADED_LATE);
        told(DamageKind.UNKNOWN_DIAGNOSIS, Notice.MAIN_DIAGNOSIS_UNKNOWN);
        told(DamageKind.UNKNOWN_PROCEDURE, Notice.PROCEDURE_UNKNOWN);
        told(DamageKind.DISCHARGE_BEFORE_ADMISSION, Notice.DISCHARGE_BEFORE_ADMISSION);
        told(DamageKind.ADMITTED_IN_1900, Notice.DATE_IMPLAUSIBLE);
        told(DamageKind.DISCHARGED_IN_2099, Notice.DATE_IMPLAUSIBLE);
        told(DamageKind.MAIN_DIAGNOSIS_REMOVED, Notice.MAIN_DIAGNOSIS_MISSING);
        told(DamageKind.MAIN_DIAGNOSIS_FLAG_CLEARED, Notice.MAIN_DIAGNOSIS_MISSING);
        told(DamageKind.TWO_MAIN_DIAGNOSES, Notice.MAIN_DIAGNOSIS_SEVERAL);
        told(DamageKind.STAY_MISSING, Notice.STAY_DAYS_MISSING);
        told(DamageKind.ITEM_SUM_DIFFERS, Notice.ITEMS_DIFFER);
        told(DamageKind.ZERO_TOTAL, Notice.COST_NOT_POSITIVE);
        told(DamageKind.TOTAL_MISSING, Notice.COST_MISSING);
        told(DamageKind.HOSPITAL_MISSING, Notice.HOSPITAL_UNKNOWN);
        told(DamageKind.UNKNOWN_HOSPITAL, Notice.HOSPITAL_UNKNOWN);
        told(DamageKind.NEWBORN_WITHOUT_WEIGHT, Notice.BIRTH_WEIGHT_MISSING);
        told(DamageKind.DAYS_AGAINST_BIRTH, Notice.AGE_DAYS_AGAINST_BIRTH);
        told(DamageKind.DAYS_AGAINST_YEARS, Notice.AGE_DAYS_AGAINST_YEARS);
        told(DamageKind.BIRTH_WEIGHT_IN_KILOGRAMS, Notice.BIRTH_WEIGHT_IMPLAUSIBLE);
        told(DamageKind.VENTILATION_IN_WORDS, Notice.VENTILATION_UNREADABLE);
        told(DamageKind.VENTILATION_LONGER_THAN_STAY, Notice.VENTILATION_AGAINST_STAY);
        become(DamageKind.REFUNDED, "netted, netted");
        become(DamageKind.REFUNDED_AND_SETTLED_AGAIN, "kept, netted, netted");
        become(DamageKind.UPLOADED_AGAIN, "kept, superseded");
        become(DamageKind.VOID, "superseded");
        become(DamageKind.INTERIM_BILL, "kept, kept");
        for (DamageKind harmless : List.of(
                DamageKind.LEVEL_TYPED_DIFFERENTLY,
                DamageKind.UPPER_CASE_X,
                DamageKind.BLANKS_AROUND_DIAGNOSIS,
                DamageKind.LOWER_CASE_DIAGNOSIS)) {
            WANTED.put(harmless, new Wanted("kept, nothing told of it", null, rows -> rows.stream()
                    .allMatch(r -> fate(r).equals("kept") && ALWAYS.containsAll(troubles(r)))));
        }
    }

    private static void told(DamageKind kind, Notice notice) {
        boolean error = notice.severity() == Severity.ERROR;
        WANTED.put(
                kind,
                new Wanted(
                        (error ? "rejected: `" : "kept, told: `") + notice.code() + "`",
                        error ? notice : null,
                        rows -> rows.stream().allMatch(r -> fate(r).equals(error ? "rejected" : "kept"))
                                && rows.stream().anyMatch(r -> troubles(r).contains(notice.code()))));
    }

    private static void become(DamageKind kind, String fates) {
        WANTED.put(kind, new Wanted(fates, null, rows -> String.join(
                        ", ", rows.stream().map(IntakeRecallTest::fate).sorted().toList())
                .equals(fates)));
    }

    private static Set<String> troubles(Row row) {
        String troubles = row.getAs(Records.TROUBLES.name());
        return troubles == null ? Set.of() : Set.of(troubles.split(","));
    }

    private static String fate(Row row) {
        return row.getAs(Records.DISPOSITION.name());
    }

    @Test
    void everyKindOfDirtIsFoundAndNothingElseIsRejected() throws Exception {
        Path clean = folder.resolve("clean");
        Path dirty = folder.resolve("dirty");
        RegionGenerator.generate(spark(), RegionPlan.city(YEAR, 9_000, 5), clean.toString());
        Map<DamageKind, Double> shares = new EnumMap<>(DamageKind.class);
        for (DamageKind kind : DamageKind.values()) {
            // Not every case has a procedure, or a code with an x.
            boolean rare = kind == DamageKind.UNKNOWN_PROCEDURE || kind == DamageKind.UPPER_CASE_X;
            shares.put(kind, rare ? 0.12 : 0.024);
        }
        Damage.damage(spark(), clean.toString(), dirty.toString(), new DamagePlan(6, shares));

        Map<String, List<Row>> records = new HashMap<>();
        for (Row row : takeIn(dirty, dirty.resolve("history")).records()) {
            records.computeIfAbsent(row.getAs(Records.SETTLEMENT_ID.name()), k -> new ArrayList<>())
                    .add(row);
        }
        // Stays that began before the first year end outside the years that are read, or their first bill does.
        Set<String> outside = new HashSet<>();
        NationalTables.read(spark(), clean.resolve("history").toString(), SettlementHeaders.TABLE)
                .filter(SettlementHeaders.BEGNDATE.col().lt(YEAR - 3 + "-01-01"))
                .select(SettlementHeaders.SETL_ID.col())
                .collectAsList()
                .forEach(r -> outside.add(r.getString(0)));
        Map<DamageKind, Map<String, Set<String>>> damaged = log(dirty.resolve("truth/damage.csv"));
        StringBuilder page = new StringBuilder(
                """
                # Planted dirt and what the intake makes of it

                <!-- Made by IntakeRecallTest; renew with: mvn test -Pfull -Dtest=IntakeRecallTest -Ddocs.write -->

                The generator damages an invented city (`dip generate --damage`) and writes down what it did; the table compares that
                with the records of the history. *Recall* is the share that became what it should. *Falsely rejected* are settlements
                with a row that was left out for another reason than the damage. Stays that began before the first year are not counted.

                | dirt | settlements | should become | recall | falsely rejected |
                |---|---:|---|---:|---:|
                """);
        List<String> wrong = new ArrayList<>();
        Set<String> touched = new HashSet<>();
        damaged.forEach((kind, settlements) -> {
            Wanted wanted = WANTED.get(kind);
            int happened = 0;
            int found = 0;
            int falsely = 0;
            for (Map.Entry<String, Set<String>> settlement : settlements.entrySet()) {
                Set<String> ids = settlement.getValue();
                touched.addAll(ids);
                List<Row> rows = ids.stream()
                        .flatMap(id -> records.getOrDefault(id, List.of()).stream())
                        .toList();
                if (rows.isEmpty() || outside.contains(settlement.getKey())) {
                    // Of the settlement year, or of a year before the history.
                    continue;
                }
                happened++;
                found += wanted.found().test(rows) ? 1 : 0;
                falsely += rows.stream()
                                .anyMatch(r -> fate(r).equals("rejected")
                                        && (wanted.rejects() == null
                                                || !r.getAs(Records.REASON.name())
                                                        .equals(wanted.rejects().code())))
                        ? 1
                        : 0;
            }
            page.append("| ")
                    .append(kind.word())
                    .append(" | ")
                    .append(happened)
                    .append(" | ")
                    .append(wanted.words())
                    .append(" | ")
                    .append(String.format(java.util.Locale.ROOT, "%.2f %%", 100.0 * found / happened))
                    .append(" | ")
                    .append(falsely)
                    .append(" |\n");
            if (happened < LEAST || found < happened || falsely > 0) {
                wrong.add(kind + ": " + found + " of " + happened + ", falsely rejected " + falsely);
            }
        });
        List<Row> others = records.entrySet().stream()
                .filter(e -> !touched.contains(e.getKey()) && !outside.contains(e.getKey()))
                .flatMap(e -> e.getValue().stream())
                .toList();
        long kept = others.stream().filter(r -> fate(r).equals("kept")).count();
        page.append("| none | ")
                .append(others.size())
                .append(" | kept | ")
                .append(String.format(java.util.Locale.ROOT, "%.2f %%", 100.0 * kept / others.size()))
                .append(" | ")
                .append(others.size() - kept)
                .append(" |\n");
        StrangersVerdicts.Result strangers = strangers(page);
        Docs.check("docs/intake-recall.md", page.toString());
        assertThat(damaged.keySet()).containsExactly(DamageKind.values());
        assertThat(wrong).isEmpty();
        assertThat(kept).isEqualTo(others.size());
        assertThat(strangers.wrong()).isEmpty();
    }

    /** The same with dirt that was planted by somebody who did not know the rules; written below the first table. */
    private StrangersVerdicts.Result strangers(StringBuilder page) {
        Path clean = folder.resolve("clean-for-strangers");
        Path dirty = folder.resolve("strangers");
        RegionGenerator.generate(spark(), RegionPlan.city(YEAR, 22_000, 5), clean.toString());
        StrangersDirt.plant(spark(), 5, 510, clean.resolve("history").toString(), dirty.toString());
        TakenIn taken = takeIn(clean, dirty);
        Set<String> outside = new HashSet<>();
        NationalTables.read(spark(), clean.resolve("history").toString(), SettlementHeaders.TABLE)
                .filter(SettlementHeaders.BEGNDATE.col().lt(YEAR - 3 + "-01-01"))
                .select(SettlementHeaders.SETL_ID.col())
                .collectAsList()
                .forEach(r -> outside.add(r.getString(0)));
        Map<String, Set<String>> told = new HashMap<>();
        taken.notices().forEach(r -> told.computeIfAbsent(r.getString(0), k -> new TreeSet<>())
                .add(r.getString(1)));
        Map<String, StrangersVerdicts.Fate> fates = new HashMap<>();
        taken.records().forEach(r -> {
            Set<String> all = told.computeIfAbsent(r.getString(0), k -> new TreeSet<>());
            all.addAll(troubles(r));
            fates.put(r.getString(0), new StrangersVerdicts.Fate(fate(r), r.getAs(Records.REASON.name()), all));
        });
        return StrangersVerdicts.judge(
                spark().read()
                        .parquet(dirty.resolve("strangers_truth").toString())
                        .collectAsList(),
                fates,
                outside,
                LEAST,
                page);
    }

    /** The records of the history, and their notices. */
    private record TakenIn(List<Row> records, List<Row> notices) {}

    private TakenIn takeIn(Path region, Path history) {
        RunFile runFile = new RunFile(
                "example-city",
                YEAR,
                "",
                history.resolve("warehouse").toString(),
                history.toString(),
                region.resolve("year").toString(),
                region.resolve("reference").toString(),
                region.resolve("codes").toString(),
                folder.resolve("statements").toString(),
                KeySource.example("test"));
        Warehouse home = Warehouse.of(spark(), runFile.warehouse(), runFile.region());
        SettlementLists lists = SettlementLists.in(runFile.history());
        var rules = Rules.tiny().book();
        StageRun run = new StageRun(
                spark(),
                home,
                rules,
                runFile,
                IdentifierKey.load(runFile.region(), runFile.identifiers()),
                "stages",
                "stages",
                Intake.full(lists, List.of(lists)),
                Job.CALIBRATE_CATALOG.years(YEAR, rules.history().years()),
                List.of(),
                List.of());
        RecordsStage stage = new RecordsStage();
        run.enter(stage);
        stage.run(run);
        return new TakenIn(
                written(run, home, Records.TABLE)
                        .select(
                                Records.SETTLEMENT_ID.col(),
                                Records.DISPOSITION.col(),
                                Records.REASON.col(),
                                Records.TROUBLES.col())
                        .collectAsList(),
                written(run, home, Notices.TABLE)
                        .select(Records.SETTLEMENT_ID.col(), Notices.CODE.col())
                        .distinct()
                        .collectAsList());
    }

    private static Dataset<Row> written(StageRun run, Warehouse home, Table table) {
        Run.TableVersion version = run.written().stream()
                .filter(v -> v.table().equals(table.name()))
                .findFirst()
                .orElseThrow();
        return home.readWhole(version, table);
    }

    /** Damaged settlements by kind, each with the ids of its rows. */
    private static Map<DamageKind, Map<String, Set<String>>> log(Path file) throws Exception {
        Map<String, DamageKind> kinds = new HashMap<>();
        Map<DamageKind, Map<String, Set<String>>> damaged = new EnumMap<>(DamageKind.class);
        for (DamageKind kind : DamageKind.values()) {
            kinds.put(kind.word(), kind);
            damaged.put(kind, new LinkedHashMap<>());
        }
        CsvParserSettings settings = new CsvParserSettings();
        settings.setHeaderExtractionEnabled(true);
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setNullValue("");
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (var row : new CsvParser(settings).iterateRecords(reader)) {
                Set<String> ids = damaged.get(kinds.get(row.getString("kind")))
                        .computeIfAbsent(row.getString("setl_id"), id -> new HashSet<>(Set.of(id)));
                if (row.getString("column").equals("setl_id")
                        && row.getString("after").matches("[RAI].*")) {
                    ids.add(row.getString("after"));
                }
            }
        }
        return damaged;
    }
}
