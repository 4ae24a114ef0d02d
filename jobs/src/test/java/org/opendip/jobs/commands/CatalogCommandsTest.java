package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.opendip.jobs.commands.SettledCity.dip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inspection.CaseExplanation;
import org.opendip.jobs.reports.Numbers;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogQuality;
import org.opendip.jobs.tables.CostBands;
import org.opendip.jobs.tables.GroupQuality;
import org.opendip.jobs.tables.GroupYears;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.UngroupedCategories;
import org.opendip.jobs.tables.UngroupedSpecialties;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.quality.CostBand;
import org.opendip.policy.quality.Homogeneity;
import org.opendip.policy.quality.Ranks;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;
import org.opendip.policy.stats.Moments;

/** The commands that look into a catalog, on a very small city. */
@Tag("full")
class CatalogCommandsTest extends SparkTest {
    private static final String CATALOG = "calibrate-catalog-2026-1";
    private static final String QUALITY = "catalog-quality-2026-1";

    @TempDir
    static Path folder;

    private static Path runFile;
    private static Said tested;
    private static Said reported;

    /** Groups of the city have 15 cases at least: where it ends what the page hides, some must have fewer. */
    private static final int SMALL = 40;

    @BeforeEach
    void reportOnce() {
        if (runFile == null) {
            runFile = SettledCity.copy(folder);
            reported = dip("catalog", "report", "--small-cells", SMALL, "-f", runFile);
        }
    }

    /** Forms and measures a second catalog, which takes long. */
    private static void testOnce() {
        if (tested == null) {
            tested = dip("catalog", "quality", "--test", "-f", runFile);
        }
    }

    @Test
    void qualityTellsOfTheHistoryAndOfTheTestYear() {
        testOnce();
        assertThat(tested.err()).isEmpty();
        assertThat(tested.code()).isZero();
        assertThat(tested.out())
                .contains("test-catalog-2026-1", "未入组最多的类目", "未入组最多的科别")
                .containsPattern("A0[34] +[内外]科 [A-Za-z ]+ +[0-9,]+ 例 +[0-9.]+ % +[0-9,.]+ 元")
                .containsPattern("入组率 grouping rate +[0-9.]+ %")
                .containsPattern("截尾后 RIV RIV trimmed +0\\.[0-9]{4}")
                .containsPattern("检验年度 R² R², test year +-?[0-9.]+")
                .containsPattern(">= 15 +[0-9]+")
                .contains("临界值曲线 critical value against homogeneity")
                .containsPattern(" 300 +[0-9,]+ +[0-9,]+ +[0-9.]+ % +[0-9.]+ % +0\\.[0-9]{4} +█");
        // What was measured once is not measured again.
        assertThat(dip("catalog", "quality", "settle-year-2026-1", "-f", runFile)
                        .out())
                .startsWith("目录质量 quality  " + CATALOG + "  catalog-quality-2026-1  test-catalog-2026-1");
    }

    @Test
    void groupsYearsAndBandsAreWhatTheCasesTellOneByOne() {
        Warehouse home = home();
        Run run = home.run("catalog-quality-2026-1");
        Run catalog = home.run(CATALOG);
        Map<String, List<Row>> cases = new TreeMap<>();
        long ungrouped = 0;
        for (Row r : home.read(catalog, Cases.TABLE)
                .join(home.read(catalog, Assignments.TABLE), Cases.SIGNATURE.name())
                .filter(Assignments.PATH.col().notEqual("bed-day"))
                .select(Assignments.ASSIGNED_GROUP.col(), Cases.YEAR.col(), Records.COST_FEN.col())
                .collectAsList()) {
            if (r.isNullAt(0)) {
                ungrouped++;
            } else {
                cases.computeIfAbsent(r.getString(0), g -> new ArrayList<>()).add(r);
            }
        }
        Map<String, Row> quality = home.read(run, GroupQuality.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(Catalog.GROUP.name()), r -> r));
        assertThat(quality.keySet()).isEqualTo(cases.keySet()).isNotEmpty();
        List<Moments> trimmedGroups = new ArrayList<>();
        Map<String, Long> bands = new TreeMap<>();
        Map<String, Long> years = new TreeMap<>();
        cases.forEach((group, rows) -> {
            List<Long> costs = rows.stream().map(r -> r.getLong(2)).sorted().toList();
            int n = costs.size();
            int cut = (int) Ranks.cut(n);
            Moments all = moments(costs);
            Moments trimmed = moments(costs.subList(cut, n - cut));
            trimmedGroups.add(trimmed);
            Row q = quality.get(group);
            assertThat(q.<Long>getAs("case_count")).as(group).isEqualTo(n);
            assertThat(q.<BigDecimal>getAs("mean")).as(group).isEqualTo(Ratios.round(all.mean(), 6));
            assertThat(q.<BigDecimal>getAs("cv")).as(group).isEqualTo(all.cv(10));
            assertThat(q.<BigDecimal>getAs("median"))
                    .as(group)
                    .isEqualByComparingTo(Ranks.median(
                            costs.get((int) Ranks.lowerMedian(n) - 1), costs.get((int) Ranks.upperMedian(n) - 1)));
            assertThat(q.<Long>getAs("trimmed_count")).as(group).isEqualTo(trimmed.n());
            assertThat(q.<BigDecimal>getAs("trimmed_mean")).as(group).isEqualTo(Ratios.round(trimmed.mean(), 6));
            long sum = all.sumFen().longValueExact();
            costs.forEach(c -> bands.merge(group + "|" + CostBand.of(c, n, sum), 1L, Long::sum));
            rows.forEach(r -> years.merge(group + "|" + r.getInt(1), 1L, Long::sum));
        });
        assertThat(home.read(run, CostBands.TABLE).collectAsList().stream()
                        .collect(Collectors.toMap(r -> r.getString(0) + "|" + r.getInt(1), r -> r.getLong(2))))
                .isEqualTo(bands);
        assertThat(home.read(run, GroupYears.TABLE).collectAsList().stream()
                        .collect(Collectors.toMap(r -> r.getString(0) + "|" + r.getInt(1), r -> r.getLong(2))))
                .isEqualTo(years);

        Map<String, Row> indicators = home.read(run, CatalogQuality.TABLE).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(CatalogQuality.INDICATOR.name()), r -> r));
        long grouped = cases.values().stream().mapToLong(List::size).sum();
        assertThat(indicators.get("grouping-rate").getLong(2)).isEqualTo(grouped);
        assertThat(indicators.get("grouping-rate").getLong(3)).isEqualTo(grouped + ungrouped);
        assertThat(indicators.get("riv-trimmed").getDecimal(1))
                .isEqualTo(Homogeneity.riv(trimmedGroups).orElseThrow());
        assertThat(indicators.get("r2").getDecimal(1)).isBetween(new BigDecimal("0.1"), BigDecimal.ONE);
        List<Row> specialties = home.read(run, UngroupedSpecialties.TABLE).collectAsList();
        assertThat(specialties.stream().mapToLong(r -> r.getLong(2)).sum()).isEqualTo(ungrouped);
        assertThat(specialties).anyMatch(r -> r.isNullAt(0)).anyMatch(r -> "A03".equals(r.getString(0)));
        assertThat(home.read(run, UngroupedCategories.TABLE).collectAsList().stream()
                        .mapToLong(r -> r.getLong(2))
                        .sum())
                .isEqualTo(ungrouped);
    }

    private static Moments moments(List<Long> costs) {
        return costs.stream().map(Moments::of).reduce(Moments.NONE, Moments::plus);
    }

    @Test
    void thePageHasTheFiguresOfTheTables() throws IOException {
        assertThat(reported.code()).as(reported.err()).isZero();
        JsonNode data = page("statements/catalog.html");
        Map<String, Row> quality = byGroup(GroupQuality.TABLE);
        Map<String, Row> scores = byGroup(Scores.TABLE);
        assertThat(data.get("groups")).hasSize(quality.size());
        int hidden = 0;
        Map<String, List<long[]>> ofDiagnosis = new TreeMap<>();
        for (JsonNode group : data.get("groups")) {
            Row q = quality.get(group.get(0).asText());
            Row s = scores.get(group.get(0).asText());
            long cases = q.<Long>getAs("case_count");
            long told = group.get(8).asLong();
            ofDiagnosis
                    .computeIfAbsent(group.get(4).asText() + group.get(7).asText(), d -> new ArrayList<>())
                    .add(new long[] {told, cases});
            assertThat(group.get(10).asText()).isEqualTo(Numbers.rounded(s.getAs("score"), 6));
            if (told < 0) {
                hidden++;
                // Neither money nor days, by no way of counting.
                for (int place : List.of(9, 11, 12, 13, 14, 15, 16, 17, 18, 21, 22, 23, 24)) {
                    assertThat(group.get(place).asText()).isEmpty();
                }
                assertThat(group.get(19).asLong()).isNegative();
                group.get(26).forEach(year -> assertThat(year.get(1).asText()).isEmpty());
                group.get(27).forEach(band -> assertThat(band.asLong()).isNegative());
                assertThat(group.get(28).get(0)).isEmpty();
                continue;
            }
            assertThat(told).isEqualTo(cases).isGreaterThanOrEqualTo(SMALL);
            assertThat(group.get(11).asText()).isEqualTo(Numbers.rounded(q.getAs("mean"), 2));
            assertThat(group.get(13).asText()).isEqualTo(Numbers.rounded(q.getAs("median"), 2));
            assertThat(group.get(15).asText()).isEqualTo(Numbers.rounded(q.getAs("cv"), 4));
            // Small cells stay at home.
            for (JsonNode band : group.get(27)) {
                assertThat(band.asLong()).matches(n -> n <= 0 || n >= SMALL);
            }
            for (JsonNode hospital : group.get(28).get(0)) {
                assertThat(hospital.get(1).asLong()).isGreaterThanOrEqualTo(SMALL);
            }
        }
        assertThat(hidden).isPositive().isLessThan(quality.size());
        for (String level : List.of("chapter", "block", "diagnosis")) {
            for (JsonNode entry : data.get(level)) {
                boolean hides = entry.get(6).asLong() < 0;
                assertThat(entry.get(7).asText().isEmpty()).as(level).isEqualTo(hides);
                assertThat(hides || entry.get(6).asLong() >= SMALL).as(level).isTrue();
            }
        }
        for (JsonNode entry : data.get("diagnosis")) {
            List<long[]> groups =
                    ofDiagnosis.get(entry.get(1).asText() + entry.get(4).asText());
            List<long[]> gone = groups.stream().filter(g -> g[0] < 0).toList();
            long lost = gone.stream().mapToLong(g -> g[1]).sum();
            if (entry.get(6).asLong() < 0) {
                // The groups do not give away their level.
                assertThat(gone).isNotEmpty();
            } else {
                // Nor the level a group: what is missing in it is several groups with enough cases.
                assertThat(entry.get(6).asLong())
                        .isEqualTo(groups.stream().mapToLong(g -> g[1]).sum());
                assertThat(gone.isEmpty() || gone.size() > 1 && lost >= SMALL).isTrue();
            }
        }
    }

    private static JsonNode page(String file) throws IOException {
        String page = Files.readString(folder.resolve(file));
        Matcher holder = Pattern.compile("id=\"catalog-data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(holder.find()).isTrue();
        return new ObjectMapper().readTree(holder.group(1));
    }

    @Test
    void thePageTellsOfUngroupedCasesOnlyWhereTheyAreMany() throws IOException {
        assertThat(reported.code()).as(reported.err()).isZero();
        Said whole = dip("catalog", "report", "--small-cells", "1", "--out", folder + "/whole", "-f", runFile);
        assertThat(whole.code()).as(whole.err()).isZero();
        Map<String, Long> categories = new TreeMap<>();
        home().read(home().run(QUALITY), UngroupedCategories.TABLE)
                .collectAsList()
                .forEach(r -> categories.merge(r.getString(0), r.getLong(2), Long::sum));
        Map<String, List<Long>> specialties = new TreeMap<>();
        home().read(home().run(QUALITY), UngroupedSpecialties.TABLE)
                .collectAsList()
                .forEach(r -> specialties.merge(
                        String.valueOf(r.getString(0)),
                        List.of(r.getLong(2), r.getLong(4)),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1))));

        JsonNode all = page("whole/catalog.html");
        Map<String, Long> told = new TreeMap<>();
        all.get("ungrouped")
                .get(0)
                .forEach(row -> told.merge(row.get(0).asText(), row.get(4).asLong(), Long::sum));
        assertThat(told).isEqualTo(categories).isNotEmpty();
        assertThat(all.get("ungrouped").get(1).asInt()).isZero();
        List<List<Long>> ofSpecialties = new ArrayList<>();
        all.get("specialties")
                .get(0)
                .forEach(row -> ofSpecialties.add(
                        List.of(row.get(2).asLong(), row.get(3).asLong())));
        assertThat(ofSpecialties).containsExactlyInAnyOrderElementsOf(specialties.values());

        JsonNode few = page("statements/catalog.html");
        for (String name : List.of("ungrouped", "specialties")) {
            assertThat(few.get(name).get(1).asInt()).isPositive();
            assertThat(few.get(name).get(0).size() + few.get(name).get(1).asInt())
                    .isEqualTo(all.get(name).get(0).size());
        }
        few.get("ungrouped").get(0).forEach(row -> assertThat(row.get(4).asLong())
                .isGreaterThanOrEqualTo(SMALL));
        few.get("specialties").get(0).forEach(row -> {
            assertThat(row.get(2).asLong()).isGreaterThanOrEqualTo(SMALL);
            assertThat(row.get(3).asLong() - row.get(2).asLong()).isGreaterThanOrEqualTo(SMALL);
        });
    }

    @Test
    void theWorkbookHasTheFiguresOfTheTables() throws IOException {
        testOnce();
        Said again = dip("catalog", "report", "--out", folder + "/tested", "-f", runFile);
        assertThat(again.code()).as(again.err()).isZero();
        Map<String, Row> quality = byGroup(GroupQuality.TABLE);
        try (ReadableWorkbook book =
                new ReadableWorkbook(folder.resolve("tested/catalog.xlsx").toFile())) {
            assertThat(book.getSheets().map(Sheet::getName))
                    .containsExactly(
                            "概览 Overview",
                            "病种目录 Catalog",
                            "分年度 Years",
                            "目录层级 Levels",
                            "未入组 Ungrouped",
                            "未入组科别 Specialties",
                            "检验 Test");
            var rows = book.findSheet("病种目录 Catalog").orElseThrow().read();
            assertThat(rows).hasSize(2 + quality.size());
            rows.stream().skip(2).forEach(r -> {
                Row q = quality.get(r.getCellText(0));
                assertThat(new BigDecimal(r.getCell(12).getRawValue()))
                        .isEqualByComparingTo(q.<BigDecimal>getAs("mean"));
                assertThat(new BigDecimal(r.getCell(13).getRawValue()))
                        .isEqualByComparingTo(q.<BigDecimal>getAs("median"));
            });
        }
    }

    @Test
    void anExportedCatalogReadsBackToTheSameGroups() throws IOException {
        Said exported = dip("catalog", "export", "--out", folder + "/export", "-f", runFile);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(dip("audit", "-f", runFile).out())
                .containsPattern("[0-9]+ groups in [0-9]+ files .*dip catalog export")
                .containsPattern("2 files .*dip catalog report");
        Map<String, Row> groups = byGroup(Catalog.TABLE);
        Map<String, Row> scores = byGroup(Scores.TABLE);
        RunFile inputs = RunFile.load(runFile);
        Rulebook rules = RulebookLoader.load(Path.of(inputs.rulebook()));
        ReferenceFiles reference = new ReferenceFiles(spark().sparkContext().hadoopConfiguration(), inputs);
        for (String place : List.of("/export", "/export/catalog.xlsx")) {
            List<GroupRow> rows = CatalogFiles.read(
                            spark().sparkContext().hadoopConfiguration(),
                            folder + place,
                            rules.grouping(),
                            rules.catalog().groupCodes(),
                            reference.diagnoses().stream()
                                    .map(ReferenceFiles.Diagnosis::code)
                                    .collect(Collectors.toSet()),
                            reference.procedures().stream()
                                    .map(ReferenceFiles.Procedure::code)
                                    .collect(Collectors.toSet()))
                    .catalog()
                    .rows();
            assertThat(rows).extracting(GroupRow::code).containsExactlyInAnyOrderElementsOf(groups.keySet());
            for (GroupRow row : rows) {
                Row of = groups.get(row.code());
                assertThat(row.kind() == GroupRow.Kind.BASE ? "core" : "comprehensive")
                        .isEqualTo(of.getAs("group_kind"));
                assertThat(row.diagnoses().text()).isEqualTo(of.getAs("diagnosis"));
                assertThat(row.procedures().text()).isEqualTo(of.getAs("main_procedure"));
                assertThat(row.related().text()).isEqualTo(of.getAs("related_procedures"));
                assertThat(row.score())
                        .isEqualByComparingTo(scores.get(row.code()).<BigDecimal>getAs("score"));
            }
        }
        assertThat(dip("catalog", "check", folder + "/export/catalog.xlsx", "-f", runFile)
                        .out())
                .contains("ok  base", "ok  comprehensive");
        assertThat(Files.readString(folder.resolve("export/version.yaml")))
                .contains("valid-from: 2026-01-01", "run: " + CATALOG, "rulebook: example-city/2026 " + rules.hash())
                .containsPattern("content: sha256:[0-9a-f]{64}");
        String first = Files.readString(folder.resolve("export/catalog.csv"));
        assertThat(first).startsWith("seq,dip_code,group_type,main_diag_code,main_diag_name,main_oper_code,");
    }

    @Test
    void expertsReviewACatalogFromSuggestionToSettlement() throws IOException {
        Path place = Files.createDirectory(folder.resolve("reviewed"));
        Path copy = SettledCity.copy(place);
        assertThat(dip("catalog", "suggest", "--accept", "1", "-f", copy).err()).contains("There is no review file");
        Path review = place.resolve("review.csv");
        Files.writeString(copy, Files.readString(copy) + "review: " + review + "\n");
        Said suggested = dip("catalog", "suggest", "-f", copy);
        assertThat(suggested.code()).as(suggested.err()).isZero();
        assertThat(suggested.out()).startsWith("合并与拆分建议 suggestions  " + CATALOG);
        assertThat(dip("catalog", "suggest", "--accept", "999", "-f", copy).err())
                .contains("There is no suggestion 999");
        assertThat(dip("audit", "-f", copy).out())
                .containsPattern("0 rows into the review file .*dip catalog suggest -f")
                .containsPattern("failed: USAGE .*dip catalog suggest --accept 999");

        List<Row> core = byGroup(Catalog.TABLE).values().stream()
                .filter(r -> r.getAs("group_kind").equals("core"))
                .sorted(java.util.Comparator.comparing(r -> r.<Long>getAs("case_count")))
                .toList();
        String dropped = core.get(0).getAs("group");
        String renamed = core.get(core.size() - 1).getAs("group");
        Row large = core.get(core.size() - 2);
        String old = large.getAs("group") + ":65+";
        Files.writeString(
                review,
                String.join(",", ReviewFile.COLUMNS) + "\ndrop," + dropped + ",,,,,,,expert-group,病例太少\nrename,"
                        + renamed + ",Z-1,新病种,,,,,administration,统一编码\nsplit," + large.getAs("group") + ",,,"
                        + large.getAs("diagnosis") + ",,,,expert-group,高龄患者费用高,65+,"
                        + "\nrename,NONE,Z-2,,,,,,administration,笔误\n");
        Said refused = dip("calibrate-catalog", "-f", copy);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("review.csv: 1 problem", "row 5, groups: there is no group NONE");

        Files.writeString(review, Files.readString(review).replaceFirst("\nrename,NONE.*", ""));
        Said calibrated = dip("calibrate-catalog", "-f", copy);
        assertThat(calibrated.code()).as(calibrated.err()).isZero();
        assertThat(calibrated.out())
                .contains("人工复核 reviews", "2 删除 dropped", dropped, "3 更名 renamed", "-> Z-1", "4 拆分 split", old);
        assertThat(dip("set-point-value", "-f", copy).code()).isZero();
        Said settled = dip("settle-year", "-f", copy);
        assertThat(settled.code()).as(settled.err()).isZero();
        Said report = dip("catalog", "report", "--small-cells", "1", "-f", copy);
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(Files.readString(place.resolve("statements/catalog.html"))).contains("统一编码", "新病种", "年龄 65+ 岁");
        try (ReadableWorkbook book =
                new ReadableWorkbook(place.resolve("statements/catalog.xlsx").toFile())) {
            assertThat(book.findSheet("人工复核 Reviews").orElseThrow().read())
                    .hasSize(2 + 5)
                    .anySatisfy(r -> assertThat(r.getCellText(3)).isEqualTo("病例太少"));
        }
        try (ReadableWorkbook book =
                new ReadableWorkbook(place.resolve("statements/catalog.xlsx").toFile())) {
            assertThat(book.findSheet("病种目录 Catalog").orElseThrow().read())
                    .filteredOn(r -> r.getCellText(0).equals(old))
                    .singleElement()
                    .satisfies(r -> assertThat(r.getCellText(1)).endsWith("（年龄 65+ 岁）"));
        }
        Said exported = dip("catalog", "export", "--out", place + "/export", "-f", copy);
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(Files.readString(place.resolve("export/catalog.csv")))
                .contains(",Z-1,1,", "新病种", "," + old + ",1,", ",65+,\n")
                .doesNotContain("," + dropped + ",");

        RunFile inputs = RunFile.load(copy);
        Warehouse home = Warehouse.of(spark(), inputs.warehouse(), inputs.region());
        String id = home.read(home.run("settle-year-2026-2"), Grouping.TABLE)
                .filter("assigned_group = 'Z-1'")
                .orderBy("case_id")
                .first()
                .getAs("case_id");
        assertThat(dip("explain", "case", id, "-f", copy).out())
                .contains("人工复核 review  更名 renamed  " + renamed + " -> Z-1  医保部门 administration  统一编码");
        String aged = home.read(home.run("settle-year-2026-2"), Grouping.TABLE)
                .filter(org.apache.spark.sql.functions.col("assigned_group").equalTo(old))
                .orderBy("case_id")
                .first()
                .getAs("case_id");
        assertThat(dip("explain", "case", aged, "-f", copy).out())
                .contains("分组问答 answers", "，年龄 65+ 岁 age 65+", "若非 if it were not age 65+")
                .contains("人工复核 review  拆分 split  " + large.getAs("group") + " -> " + old);
        assertThat(dip("catalog", "check", place + "/export/catalog.xlsx", "-f", copy)
                        .out())
                .contains("ok  base");
        Said compared = dip("catalog", "diff", CATALOG, "calibrate-catalog-2026-2", "-f", copy);
        assertThat(compared.out()).as(compared.err()).containsPattern("拆分 split +0 +1");
        Said again = dip("catalog", "quality", "--test", "-f", copy);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(home.read(home.run("test-catalog-2026-1"), Catalog.TABLE).collectAsList())
                .extracting(r -> r.<String>getAs("group"))
                .contains("Z-1", old)
                .doesNotContain(dropped, renamed);
    }

    @Test
    void aCatalogComparedWithItselfHasNotChanged() {
        Said same = dip("catalog", "diff", CATALOG, "settle-year-2026-1", "-f", runFile);
        assertThat(same.code()).as(same.err()).isZero();
        long groups = byGroup(Catalog.TABLE).size();
        assertThat(same.out())
                .containsPattern("保留 kept +" + groups + " +" + groups)
                .containsPattern("新增 new +0 +0")
                .containsPattern("合计 total .* 0 \\(0\\.00 %\\) +0 +0 +0\\.00 %");
        assertThat(folder.resolve("statements/catalog-diff.xlsx")).exists();
    }

    @Test
    void aCatalogOfFewerYearsLosesGroupsAndMovesCases() {
        testOnce();
        Said said = dip("catalog", "diff", CATALOG, "test-catalog-2026-1", "-f", runFile, "--out", folder + "/d.xlsx");
        assertThat(said.code()).as(said.err()).isZero();
        Matcher gone =
                Pattern.compile("(?:合并 merged|删除 gone|拆分 split) +([0-9]+) ").matcher(said.out());
        long lost = 0;
        while (gone.find()) {
            lost += Long.parseLong(gone.group(1));
        }
        assertThat(lost).isPositive();
        assertThat(folder.resolve("d.xlsx")).exists();
    }

    @Test
    void aCaseIsExplainedWithThePointsThatItGot() {
        RunFile inputs = RunFile.load(runFile);
        Rulebook rules = RulebookLoader.load(Path.of(inputs.rulebook()));
        Warehouse home = Warehouse.of(spark(), inputs.warehouse(), inputs.region());
        Map<String, Row> kinds = new HashMap<>();
        home.read(home.run("settle-year-2026-1"), Grouping.TABLE)
                .filter(Grouping.SETTLED_BY_SCORE.col())
                .orderBy("case_id")
                .collectAsList()
                .forEach(r -> kinds.putIfAbsent(
                        r.<String>getAs("path").startsWith("core-exact")
                                        && r.<String>getAs("assigned_group").contains("_")
                                ? "related"
                                : r.<String>getAs("deviation"),
                        r));
        assertThat(kinds).containsKeys("normal", "ungrouped");
        // Each kind costs some seconds: a priced group, and a case that has neither group nor coefficient.
        kinds.keySet().retainAll(List.of("normal", "ungrouped"));
        kinds.forEach((kind, row) -> {
            CaseExplanation told = CaseExplanation.of(
                    spark(), home, home.run("settle-year-2026-1"), rules, inputs, row.getAs("case_id"));
            assertThat(told.sameRules()).isTrue();
            assertThat(told.sameGroup()).isTrue();
            if (!row.<Boolean>getAs("cost_true")) {
                assertThat(told.points()).as(kind).isEqualTo(row.<BigDecimal>getAs("case_score"));
            }
            assertThat(told.steps().stream().filter(CaseExplanation.Step::chosen))
                    .as(kind)
                    .hasSize(row.getAs("assigned_group") == null ? 0 : 1);
            assertThat(told.otherwise())
                    .allSatisfy(o -> assertThat(o.group()).isNotEqualTo(row.getAs("assigned_group")));
        });
        Said said = dip("explain", "case", kinds.get("normal").<String>getAs("case_id"), "-f", runFile);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("入组路径", "->", "病种分值 RW", "基金应付")
                .contains(kinds.get("normal").<String>getAs("assigned_group"));
    }

    @Test
    void aCaseThatIsNotThereIsToldAsWhatItIs() {
        Said said = dip("explain", "case", "nowhere", "-f", runFile);
        assertThat(said.err()).contains("no case nowhere", "no settlement list of that number");
        assertThat(said.code()).isEqualTo(2);
    }

    @Test
    void aBrowserOpensThePageAndAGroupOfIt() throws Exception {
        Path browser = Path.of("/usr/bin/chromium");
        assumeTrue(Files.isExecutable(browser), "no /usr/bin/chromium on this machine: the page is not opened");
        Map<String, Row> scores = byGroup(Scores.TABLE);
        List<Row> byCases = byGroup(GroupQuality.TABLE).values().stream()
                .sorted(Comparator.comparingLong((Row r) -> r.<Long>getAs("case_count"))
                        .reversed()
                        .thenComparing(r -> r.<String>getAs("group")))
                .toList();
        String address = folder.resolve("statements/catalog.html").toUri().toString();
        String home = opened(browser, address);
        assertThat(home).contains("主目录", "循环系统疾病", "Diseases of the circulatory system", "组内同质性 RIV");
        assertThat(home)
                .contains(
                        "临界值曲线", "未入组诊断类目", "未入组科别", "目录版本", home().run(CATALOG).rulebook());
        for (int place : List.of(0, 3, 9)) {
            Row group = byCases.get(place);
            String code = group.getAs("group");
            assertThat(opened(browser, address + "#/g/" + encoded(code)))
                    .as(code)
                    .contains(
                            Numbers.rounded(group.getAs("mean"), 2) + " 元",
                            Numbers.rounded(group.getAs("median"), 2) + " 元",
                            Numbers.rounded(group.getAs("cv"), 4),
                            Numbers.count(group.getAs("case_count")),
                            Numbers.rounded(scores.get(code).getAs("score"), 6),
                            "医疗机构");
        }
        Row largest = byCases.get(0);
        String code = largest.getAs("group");
        for (String word : List.of(
                code.substring(0, 3).toLowerCase(java.util.Locale.ROOT), chinese(code), english(code), "diseases")) {
            assertThat(opened(browser, address + "#/q/" + encoded(word)))
                    .as(word)
                    .contains("查找结果", Numbers.rounded(largest.getAs("mean"), 2))
                    .doesNotContain("没有找到");
        }
        assertThat(opened(browser, address + "#/g/" + encoded(code))).contains("费用分布", "<svg ");
        assertThat(opened(browser, address + "#/q/" + code.substring(0, 3)))
                .contains(Numbers.rounded(largest.getAs("mean"), 2));
    }

    /** What the code list of the region calls the diagnosis of a group. */
    private String chinese(String code) {
        return names().diagnosis(code.substring(0, 5)).zh().replaceAll("等$", "");
    }

    private String english(String code) {
        return names().diagnosis(code.substring(0, 5)).en();
    }

    private CodeNames names() {
        return CodeNames.read(spark().sparkContext().hadoopConfiguration(), RunFile.load(runFile));
    }

    /** As a browser encodes it: a space is no plus sign. */
    private static String encoded(String part) {
        return java.net.URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String opened(Path browser, String address) throws Exception {
        Path dom = folder.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--virtual-time-budget=5000",
                        "--window-size=1280,2000",
                        "--dump-dom",
                        address)
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES))
                .as("browser came to an end")
                .isTrue();
        return Files.readString(dom, StandardCharsets.UTF_8).replaceAll("(?s)<script.*?</script>", "");
    }

    private Map<String, Row> byGroup(Table table) {
        Warehouse home = home();
        Run run = home.run(table.equals(GroupQuality.TABLE) ? QUALITY : CATALOG);
        return home.read(run, table).collectAsList().stream()
                .collect(Collectors.toMap(r -> r.getAs(Catalog.GROUP.name()), r -> r));
    }

    private Warehouse home() {
        RunFile inputs = RunFile.load(runFile);
        return Warehouse.of(spark(), inputs.warehouse(), inputs.region());
    }
}
