package org.opendip.jobs.inspection;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.reports.HtmlReport;
import org.opendip.jobs.reports.Numbers;
import org.opendip.jobs.stages.statements.Labels;
import org.opendip.policy.money.Ratios;
import org.opendip.policy.quality.SmallCells;

/**
 * The catalog as a page to look things up in. Its data are the figures as people read them, so that the browser does no
 * arithmetic with money; lists are made when they are looked at.
 */
final class CatalogPage {
    /** What stands for a cell that is not published. */
    private static final long HIDDEN = -1;

    /** A year that is hidden: cases, mean, standard deviation, CV. */
    private static final List<Object> NO_YEAR = List.of(HIDDEN, "", "", "");

    /** Groups that an example to search for is chosen from. */
    private static final int LARGEST = 20;

    private final CatalogView view;
    private final int minimum;
    private final List<Levels.Level> levels;
    private final HiddenEntries hidden;

    /** @param minimum cells with fewer cases are hidden; 1 shows all */
    CatalogPage(CatalogView view, int minimum) {
        this.view = view;
        this.minimum = minimum;
        this.levels = Levels.of(view);
        this.hidden = new HiddenEntries(levels, view.groups, minimum);
    }

    HtmlReport build() {
        return new HtmlReport(
                        view.region + " 病种目录",
                        "DIP catalog",
                        view.run.run() + "　" + Numbers.count(view.groups.size()) + " 个病种 groups"
                                + (minimum > 1
                                        ? "　少于 " + minimum + " 例的单元格不显示 cells below " + minimum + " hidden"
                                        : ""))
                .app(CatalogPage.class, "catalog", data());
    }

    Map<String, Object> data() {
        List<String> hospitals = new ArrayList<>(view.hospitals.keySet());
        Map<String, Integer> hospitalPlaces = new TreeMap<>();
        hospitals.forEach(h -> hospitalPlaces.put(h, hospitalPlaces.size()));
        Map<String, Object> diagnoses = new TreeMap<>();
        Map<String, Object> procedures = new TreeMap<>();
        Map<String, Object> treatments = new TreeMap<>();
        List<Object> groups = new ArrayList<>();
        for (CatalogView.Group g : view.groups) {
            diagnoses.computeIfAbsent(g.diagnosis(), c -> name(view.names.diagnosis(c)));
            treatments.computeIfAbsent(
                    g.treatment(),
                    t -> List.of(Words.treatment(t).zh(), Words.treatment(t).en()));
            if (!g.mainProcedure().isEmpty()) {
                procedures.computeIfAbsent(g.mainProcedure(), c -> name(view.names.procedure(c)));
            }
            g.related().forEach(p -> procedures.computeIfAbsent(p, c -> name(view.names.procedure(c))));
            groups.add(group(g, hospitalPlaces));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("minimum", minimum);
        data.put("years", view.years);
        data.put("indicators", indicators());
        data.put("sizes", sizes());
        data.put("curve", curve());
        data.put("ungrouped", ungrouped());
        data.put("specialties", specialties());
        data.put("version", CatalogRun.version(view.run));
        data.put("examples", examples());
        data.put("treatments", treatments);
        data.put("diagnoses", diagnoses);
        data.put("procedures", procedures);
        data.put(
                "hospitals",
                hospitals.stream()
                        .map(h -> List.of(
                                view.hospitals.get(h).name(),
                                Labels.level(view.hospitals.get(h).level())))
                        .toList());
        for (Levels.Sort sort : Levels.Sort.values()) {
            data.put(sort.name().toLowerCase(java.util.Locale.ROOT), levels(sort));
        }
        data.put("groups", groups);
        return data;
    }

    private static List<String> name(CodeNames.Name name) {
        return List.of(name.zh(), name.en());
    }

    private List<Object> indicators() {
        List<Object> rows = new ArrayList<>();
        for (CatalogView.Indicator i : view.indicators) {
            Words.Term term = Words.indicator(i.name());
            boolean share = i.part() != null && i.whole() != null;
            rows.add(List.of(
                    i.name(),
                    term.zh(),
                    term.en(),
                    i.value() == null
                            ? "—"
                            : share || i.name().endsWith("error") ? Numbers.percent(i.value()) : number(i.value(), 4),
                    share ? Numbers.count(i.part()) + " / " + Numbers.count(i.whole()) : ""));
        }
        return rows;
    }

    private List<Object> sizes() {
        List<Object> rows = new ArrayList<>();
        for (CatalogView.SizeTest s : view.sizeTests) {
            rows.add(List.of(s.from(), s.groups(), s.cases(), Numbers.percent(s.error()), s.agreeing(), s.testable()));
        }
        return rows;
    }

    /** Numbers of cases stay away: between two values there may be one small group. */
    private List<Object> curve() {
        return view.curve.points().stream()
                .filter(p -> p.value() >= minimum)
                .map(p -> (Object) List.of(
                        p.value(),
                        p.core(),
                        p.comprehensive(),
                        p.riv().map(riv -> number(riv, 4)).orElse("")))
                .toList();
    }

    /** Categories with cases that found no group: code, names, reason, cases; and of how many there are too few to be shown. */
    private List<Object> ungrouped() {
        boolean[] hidden = SmallCells.hidden(
                view.ungrouped.stream().map(CatalogView.Ungrouped::cases).toList(), minimum);
        List<Object> rows = new ArrayList<>();
        int others = 0;
        for (int i = 0; i < hidden.length; i++) {
            CatalogView.Ungrouped of = view.ungrouped.get(i);
            if (hidden[i]) {
                others++;
            } else {
                CodeNames.Name name = view.names.diagnosis(of.category());
                rows.add(List.of(of.category(), name.zh(), name.en(), Labels.path(of.path()), of.cases()));
            }
        }
        return List.of(rows, others);
    }

    /**
     * Specialties with cases that found no group: names, these cases, all cases, their ratio; and how many specialties
     * are not shown, since what found a group or what found none is a small cell.
     */
    private List<Object> specialties() {
        Map<String, long[]> counts = new LinkedHashMap<>();
        for (CatalogView.UngroupedOf of : view.ungroupedSpecialties) {
            long[] count = counts.computeIfAbsent(of.specialty(), specialty -> new long[2]);
            count[0] += of.cases();
            count[1] = of.all();
        }
        boolean[] without =
                SmallCells.hidden(counts.values().stream().map(c -> c[0]).toList(), minimum);
        boolean[] within =
                SmallCells.hidden(counts.values().stream().map(c -> c[1] - c[0]).toList(), minimum);
        List<Object> rows = new ArrayList<>();
        int others = 0;
        for (Map.Entry<String, long[]> of : counts.entrySet()) {
            int place = rows.size() + others;
            if (without[place] || within[place]) {
                others++;
            } else {
                Words.Term name = Words.specialty(view.names, of.getKey());
                long[] count = of.getValue();
                BigDecimal share = Ratios.divide(BigDecimal.valueOf(count[0]), BigDecimal.valueOf(count[1]), 10);
                rows.add(List.of(name.zh(), name.en(), count[0], count[1], Numbers.percent(share)));
            }
        }
        return List.of(rows, others);
    }

    /** What somebody may search for here: the code and names of one of the largest groups, the one whose name is shortest. */
    private List<String> examples() {
        return view.groups.stream()
                .sorted(Comparator.comparing(CatalogView.Group::cases)
                        .reversed()
                        .thenComparing(CatalogView.Group::code))
                .limit(LARGEST)
                .filter(g -> !view.names.diagnosis(g.diagnosis()).zh().isEmpty())
                .min(Comparator.comparingInt((CatalogView.Group g) ->
                        view.names.diagnosis(g.diagnosis()).zh().length()))
                .map(g -> Stream.of(
                                g.diagnosis(),
                                view.names.diagnosis(g.diagnosis()).zh().replaceAll("等$", ""),
                                view.names.diagnosis(g.diagnosis()).en())
                        .filter(word -> !word.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    private List<Object> levels(Levels.Sort sort) {
        List<Object> rows = new ArrayList<>();
        for (Levels.Level level : levels) {
            if (level.sort() == sort) {
                // A diagnosis finds its name where the groups find it.
                boolean named = sort != Levels.Sort.DIAGNOSIS;
                boolean hides = hidden.contains(level);
                rows.add(Arrays.asList(
                        level.parent(),
                        level.code(),
                        named ? level.zh() : "",
                        named ? level.en() : "",
                        level.treatment(),
                        level.groups(),
                        hides ? HIDDEN : level.cases(),
                        hides ? "" : number(level.mean(), 2)));
            }
        }
        return rows;
    }

    /**
     * In the order in which catalog.js names them. A group that is hidden keeps what the catalog publishes of it, its
     * score, and whether it has too few cases or spreads too far; none of its figures, and nothing by year or hospital.
     */
    private List<Object> group(CatalogView.Group g, Map<String, Integer> hospitalPlaces) {
        boolean hides = hidden.contains(g);
        return Arrays.asList(
                g.code(),
                g.core() ? 1 : 0,
                Levels.chapter(g),
                Levels.block(g),
                g.diagnosis(),
                g.mainProcedure(),
                g.related(),
                g.treatment(),
                hides ? HIDDEN : g.cases(),
                hides ? "" : Numbers.percent(g.share()),
                number(g.score(), 6),
                hides ? "" : number(g.mean(), 2),
                hides ? "" : number(g.weightedMean(), 2),
                hides ? "" : number(g.median(), 2),
                hides ? "" : number(g.standardDeviation(), 2),
                hides ? "" : number(g.cv(), 4),
                hides ? "" : number(g.trimmedMean(), 2),
                hides ? "" : number(g.trimmedCv(), 4),
                hides ? "" : number(g.halfWidth(), 2),
                hides ? HIDDEN : g.needed(),
                g.tooFew() ? 1 : 0,
                hides ? "" : Numbers.percent(g.stability()),
                hides ? "" : number(g.meanDays(), 2),
                hides ? "" : Numbers.percent(g.drugShare()),
                hides ? "" : Numbers.percent(g.materialShare()),
                g.overCeiling() ? 1 : 0,
                hides ? view.years.stream().map(y -> NO_YEAR).toList() : years(g),
                hides ? Arrays.stream(g.bands()).mapToObj(n -> HIDDEN).toList() : bands(g),
                hides ? List.of(List.of(), 0) : hospitals(g, hospitalPlaces),
                view.given(g),
                g.part() == null ? List.of() : List.of(g.part().zh(), g.part().en()),
                g.primaryCare() ? 1 : 0,
                reviews(g),
                g.nearMiss() ? 1 : 0);
    }

    /** Decisions about the group: what, who, why. No number of cases: what a decision moved may be a small cell. */
    private List<Object> reviews(CatalogView.Group g) {
        List<Object> rows = new ArrayList<>();
        for (Reviews.Review review : view.reviews) {
            if (review.groups().stream().anyMatch(of -> of.group().equals(g.code()))) {
                rows.add(List.of(
                        Words.action(review.action()).toString(),
                        Words.decidedBy(review.decidedBy()).toString(),
                        review.reason(),
                        review.from().equals(g.code()) ? "" : review.from()));
            }
        }
        return rows;
    }

    private List<Object> years(CatalogView.Group g) {
        List<Long> counts = view.years.stream()
                .map(y -> g.years().containsKey(y) ? g.years().get(y).cases() : 0L)
                .toList();
        boolean[] hidden = SmallCells.hidden(counts, minimum);
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < hidden.length; i++) {
            CatalogView.Year year = g.years().get(view.years.get(i));
            rows.add(
                    hidden[i]
                            ? NO_YEAR
                            : year == null
                                    ? List.of(0, "", "", "")
                                    : List.of(
                                            year.cases(),
                                            number(year.mean(), 2),
                                            number(year.standardDeviation(), 2),
                                            number(year.cv(), 4)));
        }
        return rows;
    }

    private List<Object> bands(CatalogView.Group g) {
        List<Long> counts = Arrays.stream(g.bands()).boxed().toList();
        boolean[] hidden = SmallCells.hidden(counts, minimum);
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < hidden.length; i++) {
            rows.add(hidden[i] ? HIDDEN : counts.get(i));
        }
        return rows;
    }

    /** Hospitals that are shown, the most cases first: place, cases, mean; and how many are not. */
    private List<Object> hospitals(CatalogView.Group g, Map<String, Integer> places) {
        List<Long> counts =
                g.hospitals().stream().map(CatalogView.AtHospital::cases).toList();
        boolean[] hidden = SmallCells.hidden(counts, minimum);
        List<Object> rows = new ArrayList<>();
        int others = 0;
        for (int i = 0; i < hidden.length; i++) {
            CatalogView.AtHospital at = g.hospitals().get(i);
            if (hidden[i] || !places.containsKey(at.hospital())) {
                others++;
            } else {
                rows.add(List.of(
                        places.get(at.hospital()),
                        at.cases(),
                        number(
                                BigDecimal.valueOf(at.costFen(), 2)
                                        .divide(BigDecimal.valueOf(at.cases()), 2, RoundingMode.HALF_UP),
                                2)));
            }
        }
        return List.of(rows, others);
    }

    private static String number(BigDecimal value, int decimals) {
        return Numbers.rounded(value, decimals);
    }
}
