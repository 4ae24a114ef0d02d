package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.assignment.GroupTable;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inspection.CatalogDiff;
import org.opendip.jobs.inspection.CatalogDiffWorkbook;
import org.opendip.jobs.inspection.CatalogExports;
import org.opendip.jobs.inspection.CatalogReports;
import org.opendip.jobs.inspection.CatalogRun;
import org.opendip.jobs.inspection.CatalogSuggestions;
import org.opendip.jobs.inspection.Words;
import org.opendip.jobs.runs.AuditLog;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.runs.Warehouse;
import org.opendip.jobs.stages.statements.Labels;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.CatalogQuality;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.GroupMoments;
import org.opendip.jobs.tables.GroupTests;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.jobs.tables.SizeTests;
import org.opendip.jobs.tables.UngroupedCategories;
import org.opendip.jobs.tables.UngroupedSpecialties;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.quality.CriticalValueCurve;
import org.opendip.policy.rulebook.Rulebook;

/** What the commands about a catalog print. */
final class CatalogBook {
    /** Categories or specialties that are worth a line each. */
    private static final int LINES = 10;

    private final RunFile inputs;
    private final Rulebook rules;
    private final String line;
    private final PrintWriter out;
    private final SparkSession spark;
    private final Warehouse warehouse;

    CatalogBook(RunFile inputs, Rulebook rules, String line, PrintWriter out) {
        this.inputs = inputs;
        this.rules = rules;
        this.line = line;
        this.out = out;
        this.spark = Sessions.local("catalog");
        this.warehouse = Warehouse.of(spark, inputs.warehouse(), inputs.region());
    }

    /** Prints how good a catalog is; measures it where nobody did yet, and tests it when told to. */
    void quality(String name, boolean tested) {
        Run run = CatalogRun.find(warehouse, inputs.year(), name);
        Run quality = standingOn(run, Job.CATALOG_QUALITY);
        Optional<Run> test = tested
                ? Optional.of(standingOn(run, Job.TEST_CATALOG))
                : CatalogRun.standingOn(warehouse, run, Job.TEST_CATALOG);
        out.println("目录质量 quality  " + run.run() + "  " + quality.run()
                + test.map(t -> "  " + t.run()).orElse(""));
        TextTable table = new TextTable("lrr");
        indicators(table, quality);
        test.ifPresent(t -> indicators(table, t));
        table.print(out, "  ");
        ungrouped(quality);
        ungroupedSpecialties(quality);
        curve(run);
        test.ifPresentOrElse(
                this::sizes, () -> out.println("检验 test: none yet; dip catalog quality --test makes one."));
        out.flush();
    }

    /** The run of a job that stands on a catalog: the newest there is, or else made now. */
    private Run standingOn(Run catalog, Job job) {
        return CatalogRun.standingOn(warehouse, catalog, job).orElseGet(() -> {
            Run newest = warehouse
                    .latest(Job.CALIBRATE_CATALOG.command(), inputs.year())
                    .orElseThrow();
            if (!newest.run().equals(catalog.run())) {
                throw DipErrors.onlyTheNewestCatalog(job.command(), catalog.run(), newest.run());
            }
            Run made = new JobRun(job.command(), rules, inputs, line, out).run();
            out.println();
            return made;
        });
    }

    private void indicators(TextTable table, Run run) {
        warehouse.read(run, CatalogQuality.TABLE).collectAsList().stream()
                .sorted(Comparator.comparingInt(r -> Words.order(r.getAs(CatalogQuality.INDICATOR.name()))))
                .forEach(r -> {
                    Long part = r.getAs(CatalogQuality.PART.name());
                    Long whole = r.getAs(CatalogQuality.WHOLE.name());
                    BigDecimal value = r.getAs(CatalogQuality.VALUE.name());
                    boolean share = part != null && whole != null;
                    table.row(
                            Words.indicator(r.getAs(CatalogQuality.INDICATOR.name())),
                            share ? Figures.share(part, whole) : Figures.decimal(value, 4),
                            share ? Figures.count(part) + " / " + Figures.count(whole) : "");
                });
    }

    private void ungrouped(Run run) {
        List<Row> rows = warehouse
                .read(run, UngroupedCategories.TABLE)
                .orderBy(Moments.CASE_COUNT.col().desc(), UngroupedCategories.CATEGORY.col())
                .limit(LINES)
                .collectAsList();
        if (!rows.isEmpty()) {
            out.println("未入组最多的类目 most ungrouped categories");
            TextTable table = new TextTable("lrr");
            rows.forEach(r -> table.row(
                    r.getAs(UngroupedCategories.CATEGORY.name()),
                    Figures.count(r.getAs(Moments.CASE_COUNT.name())) + " 例",
                    Figures.yuan(r.getAs(Moments.COST_SUM.name())) + " 元"));
            table.print(out, "  ");
        }
    }

    /** The specialties with the most ungrouped cases, whatever the reasons; nothing where the lists have no specialties. */
    private void ungroupedSpecialties(Run run) {
        if (run.table(UngroupedSpecialties.TABLE.name()).isEmpty()) {
            return;
        }
        List<Row> rows = warehouse
                .read(run, UngroupedSpecialties.TABLE)
                .groupBy(Records.SPECIALTY.col(), UngroupedSpecialties.SPECIALTY_COUNT.col())
                .agg(Moments.CASE_COUNT.sum(), Moments.COST_SUM.sum())
                .orderBy(
                        Moments.CASE_COUNT.col().desc(), Records.SPECIALTY.col().asc_nulls_last())
                .collectAsList();
        if (rows.stream().anyMatch(r -> !r.isNullAt(0))) {
            CodeNames names = names();
            out.println("未入组最多的科别 most ungrouped specialties");
            TextTable table = new TextTable("llrrr");
            rows.stream()
                    .limit(LINES)
                    .forEach(r -> table.row(
                            r.isNullAt(0) ? "-" : r.getString(0),
                            Words.specialty(names, r.getString(0)),
                            Figures.count(r.getLong(2)) + " 例",
                            Figures.share(r.getLong(2), r.getLong(1)),
                            Figures.yuan(r.getLong(3)) + " 元"));
            table.print(out, "  ");
        }
    }

    /** What higher critical values would leave of the catalog. */
    private void curve(Run run) {
        Map<String, Row> groups = new TreeMap<>();
        warehouse.read(run, Catalog.TABLE).collectAsList().forEach(r -> groups.put(r.getAs(Catalog.GROUP.name()), r));
        List<CriticalValueCurve.Group> parts = new java.util.ArrayList<>();
        long ungrouped = 0;
        for (Row r : Moments.sums(warehouse
                        .read(run, GroupMoments.TABLE)
                        .filter(Cases.BED_DAY.col().equalTo(false))
                        .groupBy(Assignments.ASSIGNED_GROUP.col()))
                .collectAsList()) {
            org.opendip.policy.stats.Moments cases = Moments.of(r, 1);
            Row group = r.isNullAt(0) ? null : groups.get(r.getString(0));
            if (group == null) {
                ungrouped += cases.n();
            } else {
                parts.add(new CriticalValueCurve.Group(
                        Diagnoses.category(group.getAs(RelatedProcedures.DIAGNOSIS.name())) + " "
                                + group.getAs(Combinations.TREATMENT.name()),
                        group.getAs(Catalog.GROUP_KIND.name()).equals(GroupTable.CORE),
                        cases));
            }
        }
        // The catalog's own value is the smallest that leaves its core groups as they are.
        long own = parts.stream()
                .filter(CriticalValueCurve.Group::core)
                .mapToLong(g -> g.cases().n())
                .min()
                .orElse(1);
        long all = ungrouped + parts.stream().mapToLong(g -> g.cases().n()).sum();
        boolean keepsAll = rules.catalog().comprehensiveBelowCritical() == CatalogRule.ComprehensiveBelowCritical.KEEP;
        out.println("临界值曲线 critical value against homogeneity");
        TextTable table = new TextTable("rrrrrrl");
        table.row("临界值 value", "核心 core", "综合 comprehensive", "核心病例 core cases", "入组率 grouped", "RIV", "");
        Stream.concat(Stream.of(own), CriticalValueCurve.VALUES.stream().filter(v -> v > own))
                .map(value -> CriticalValueCurve.at(value, parts, keepsAll))
                .forEach(point -> table.row(
                        point.value(),
                        Figures.count(point.core()),
                        Figures.count(point.comprehensive()),
                        Figures.share(point.coreCases(), all),
                        Figures.share(point.grouped(), all),
                        Figures.decimal(point.riv().orElse(null), 4),
                        point.riv().map(CatalogBook::bar).orElse("")));
        table.print(out, "  ");
    }

    /** A bar of forty characters for 1. */
    private static String bar(BigDecimal share) {
        return "█"
                .repeat(share.max(BigDecimal.ZERO)
                        .multiply(BigDecimal.valueOf(40))
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValueExact());
    }

    private void sizes(Run test) {
        out.println("分规模检验 test by size of the groups");
        TextTable table = new TextTable("rrrrr");
        table.row("病例 made of", "病种 groups", "检验病例 test cases", "平均相对误差 mean error", "一致 agreeing");
        warehouse.read(test, SizeTests.TABLE).collectAsList().stream()
                .sorted(Comparator.comparingLong(r -> r.<Long>getAs(SizeTests.SIZE_FROM.name())))
                .forEach(r -> {
                    BigDecimal error = r.getAs(SizeTests.MEAN_ERROR.name());
                    table.row(
                            ">= " + Figures.count(r.getAs(SizeTests.SIZE_FROM.name())),
                            Figures.count(r.getAs(SizeTests.GROUP_COUNT.name())),
                            Figures.count(r.getAs(GroupTests.TEST_COUNT.name())),
                            error == null ? "-" : Figures.decimal(error.movePointRight(2), 2) + " %",
                            Figures.share(
                                    r.getAs(SizeTests.AGREEING_COUNT.name()),
                                    r.getAs(SizeTests.TESTABLE_COUNT.name())));
                });
        table.print(out, "  ");
    }

    void report(String name, String folder, int minimum) {
        Run run = CatalogRun.find(warehouse, inputs.year(), name);
        Run quality = standingOn(run, Job.CATALOG_QUALITY);
        out.println("目录报告 report  " + run.run());
        List<String> files = audited(
                run,
                () -> CatalogReports.write(spark, warehouse, run, quality, inputs, rules.name(), folder, minimum),
                written -> written.size() + " files");
        files.forEach(file -> out.println("  " + file));
        out.flush();
    }

    void export(String name, String folder) {
        Run run = CatalogRun.find(warehouse, inputs.year(), name);
        CatalogExports.Written written = audited(
                run,
                () -> CatalogExports.write(spark, warehouse, run, inputs, rules, folder),
                made -> made.groups() + " groups in " + made.files().size() + " files");
        out.println("目录发布 export  " + run.run());
        TextTable table = new TextTable("ll");
        table.row("病种 groups", Figures.count(written.groups()));
        written.local()
                .ifPresent(local -> table.row(
                        "地方新增 local additions",
                        Figures.count(local) + " / " + Figures.count(written.core()) + "  "
                                + Figures.share(local, written.core())));
        written.version().forEach(table::row);
        table.print(out, "  ");
        written.files().forEach(file -> out.println("  " + file));
        out.flush();
    }

    /** Prints what is suggested; writes what is accepted into the review file. */
    void suggest(String name, List<Integer> accepted, String decidedBy) {
        if (!accepted.isEmpty() && inputs.review() == null) {
            throw DipErrors.reviewNotNamed();
        }
        Run run = CatalogRun.find(warehouse, inputs.year(), name);
        audited(run, () -> suggest(run, accepted, decidedBy), rows -> rows + " rows into the review file");
        out.flush();
    }

    /** @return number of rows that went into the review file */
    private int suggest(Run run, List<Integer> accepted, String decidedBy) {
        CatalogSuggestions.Tried tried = CatalogSuggestions.of(warehouse, run, rules);
        List<CatalogSuggestions.Suggestion> suggestions = tried.suggestions();
        out.println("合并与拆分建议 suggestions  " + run.run() + "  试拆分 splits tried " + Figures.count(tried.splitTrials())
                + "，试合并 merges tried " + Figures.count(tried.mergeTrials())
                + tried.ageTrials().stream()
                        .mapToObj(ages -> "，试年龄段 ages tried " + Figures.count(ages))
                        .collect(Collectors.joining())
                + tried.severityTrials().stream()
                        .mapToObj(classes -> "，试严重程度 severities tried " + Figures.count(classes))
                        .collect(Collectors.joining()));
        for (int i = 0; i < suggestions.size(); i++) {
            CatalogSuggestions.Suggestion s = suggestions.get(i);
            String part = s.part();
            out.println("  " + (i + 1) + "  "
                    + Words.action(org.opendip.policy.rules.Words.of(s.action())) + "  "
                    + String.join("；", s.groups()) + (part.isEmpty() ? "" : "  -> " + part));
            out.println("     病例 cases " + Figures.count(s.cases()) + "，元 yuan " + Figures.yuan(s.fen())
                    + "，检验年度 ΔR² " + Figures.decimal(s.gainR2(), 6) + " (" + Figures.decimal(s.gainLow(), 6) + " .. "
                    + Figures.decimal(s.gainHigh(), 6) + ")");
            out.println("     " + s.reason());
        }
        if (tried.ageTrials().isEmpty()) {
            out.println("  年龄段与严重程度未试 no ages and severities tried: dip catalog quality measures the catalog first");
        }
        if (suggestions.isEmpty()) {
            out.println("  none: nothing holds in the test year (docs/quality.md)");
        }
        List<List<String>> rows = new java.util.ArrayList<>();
        for (int number : accepted) {
            if (number < 1 || number > suggestions.size()) {
                throw DipErrors.suggestionMissing(number, suggestions.size());
            }
            rows.add(suggestions.get(number - 1).reviewRow(decidedBy));
        }
        if (!rows.isEmpty()) {
            ReviewFile.append(spark.sparkContext().hadoopConfiguration(), inputs, rules, rows);
            out.println(
                    "采纳 accepted  " + rows.size() + "  " + inputs.review() + "  (dip calibrate-catalog applies it)");
        }
        return rows.size();
    }

    /** Looking at a catalog's tables, with what came of it in the audit log. */
    private <T> T audited(Run run, Supplier<T> work, Function<T, String> made) {
        return Audited.of(spark, warehouse, AuditLog.Deed.reading(line, run, ""), work, made);
    }

    void diff(String nameBefore, String nameAfter, String file) {
        Map<String, String> hospitals = new TreeMap<>();
        new ReferenceFiles(spark.sparkContext().hadoopConfiguration(), inputs)
                .hospitals()
                .forEach(h -> hospitals.put(h.hospital(), h.name()));
        Run after = CatalogRun.find(warehouse, inputs.year(), nameAfter);
        CatalogDiff diff = audited(
                after,
                () -> {
                    CatalogDiff found = CatalogDiff.of(
                            spark,
                            warehouse,
                            CatalogRun.find(warehouse, inputs.year(), nameBefore),
                            after,
                            hospitals.keySet());
                    new CatalogDiffWorkbook(found, hospitals, names())
                            .write(file, spark.sparkContext().hadoopConfiguration());
                    return found;
                },
                found -> "1 file");
        out.println("目录比较 diff  " + diff.before().run() + " -> " + diff.after().run());
        TextTable groups = new TextTable("lrr");
        groups.row("病种 groups", "原 before", "新 after");
        for (CatalogDiff.Change change : CatalogDiff.Change.values()) {
            groups.row(
                    change.term(),
                    Figures.count(diff.former().stream()
                            .filter(g -> g.change() == change)
                            .count()),
                    Figures.count(diff.latter().stream()
                            .filter(g -> g.change() == change)
                            .count()));
        }
        groups.row(
                "合计 total",
                Figures.count(diff.former().size()),
                Figures.count(diff.latter().size()));
        groups.print(out, "  ");
        TextTable cases = new TextTable("lrrrrrr");
        cases.row("病例 cases", "病例", "可比较 compared", "换组 moved", "入组 entered", "出组 left", "分值变化 points");
        diff.levels().forEach(m -> cases.row(movement(Labels.level(Integer.parseInt(m.name())), m)));
        cases.row(movement("合计 total", diff.all()));
        cases.print(out, "  ");
        specialties(diff);
        if (diff.all().compared() == 0) {
            out.println("  No case can be compared: the two runs describe cases by other facts.");
        }
        out.println("  " + file);
        out.flush();
    }

    /** The specialties in which the most cases came into another group, into one, or out of one; the workbook has all. */
    private void specialties(CatalogDiff diff) {
        List<CatalogDiff.Movement> most = diff.specialties().stream()
                .filter(m -> changed(m) > 0)
                .sorted(Comparator.comparingLong(CatalogBook::changed).reversed())
                .limit(LINES)
                .toList();
        if (!most.isEmpty()) {
            CodeNames names = names();
            TextTable table = new TextTable("llrrrrrr");
            table.row("科别 specialties", "", "病例", "可比较 compared", "换组 moved", "入组 entered", "出组 left", "分值变化 points");
            most.forEach(m -> table.row(Stream.concat(
                            Stream.of(m.name() == null ? "-" : m.name()),
                            Stream.of(movement(Words.specialty(names, m.name()).toString(), m)))
                    .toArray()));
            table.print(out, "  ");
        }
    }

    private CodeNames names() {
        return CodeNames.read(spark.sparkContext().hadoopConfiguration(), inputs);
    }

    private static long changed(CatalogDiff.Movement m) {
        return m.moved() + m.entered() + m.left();
    }

    private static Object[] movement(String name, CatalogDiff.Movement m) {
        boolean points = m.pointsBefore() != null && m.pointsBefore().signum() != 0;
        return new Object[] {
            name,
            Figures.count(m.cases()),
            Figures.count(m.compared()),
            Figures.count(m.moved()) + " (" + Figures.share(m.moved(), m.compared()) + ")",
            Figures.count(m.entered()),
            Figures.count(m.left()),
            points
                    ? Figures.decimal(
                                    m.pointsAfter()
                                            .subtract(m.pointsBefore())
                                            .movePointRight(2)
                                            .divide(m.pointsBefore(), 2, RoundingMode.HALF_UP),
                                    2)
                            + " %"
                    : "-"
        };
    }
}
