package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The grouping rules a second time, as the text says them: every row is looked at for every case, nothing is kept under
 * a key but cells that were read before. Shares no code with the engine, knows only texts, and tells what it did as text.
 */
final class NaiveGrouping {
    /** A row of a catalog by its cells. {@code mean} decides the tie by score. */
    record Row(
            String kind,
            String code,
            String mainDx,
            String otherDx,
            String resistant,
            String age,
            String weight,
            String procedures,
            String related,
            boolean expression,
            String treatment,
            String ages,
            String severities,
            int mean) {}

    /** An excluded procedure and its note. */
    record Excluded(String code, String note) {}

    record Settings(
            List<String> kinds,
            boolean ignoreCase,
            boolean anywhere,
            int wildcard,
            boolean orFirst,
            boolean dropOutside,
            boolean mostProcedures,
            boolean newbornMain,
            List<String> ranges,
            int ventilationHours,
            String ventilationCode,
            boolean anyRelated,
            List<String> ties,
            boolean conservativeFallback) {}

    record Catalog(
            List<Row> rows,
            List<String> excludedDiagnoses,
            List<Excluded> excludedProcedures,
            List<String> resistantDiagnoses,
            Map<String, String> treatments) {}

    /** What a row and a case have to do with each other, smaller is better, in the order of the list. */
    private record Match(Row row, List<Integer> rank, boolean related) {}

    private final Settings settings;
    private final Catalog catalog;

    private final Map<String, Set<String>> codesRead = new HashMap<>();
    private final Map<String, List<Set<String>>> alternativesRead = new HashMap<>();
    private final Map<String, String[]> partsRead = new HashMap<>();
    private final Map<String, List<Row>> rowsRead = new HashMap<>();

    private Stay stay;
    private String diagnosis;
    private List<String> otherDiagnoses;
    private String main;
    private List<String> others;

    NaiveGrouping(Settings settings, Catalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
    }

    /** Path, group, number of tied groups, the procedures that counted, and each kind of rule with groups near. */
    String group(Stay of) {
        stay = of;
        diagnosis = same(of.mainDiagnosis());
        otherDiagnoses = of.otherDiagnoses().stream().map(this::same).toList();
        chooseProcedures();
        String counted = " main=" + main + " others=" + others;
        if (of.bedDay()) {
            return "bed-day 1" + counted;
        }
        StringBuilder steps = new StringBuilder();
        for (String kind : settings.kinds()) {
            String found = ask(kind);
            List<String> near = new ArrayList<>(near(kind));
            near.sort(Comparator.comparing(n -> n.substring(0, n.indexOf(' '))));
            steps.append(' ').append(kind).append(near);
            if (found != null) {
                return found + counted + steps;
            }
        }
        return "no-group 1" + counted + steps;
    }

    // ---- 1 exclusions

    private void chooseProcedures() {
        main = "";
        others = new ArrayList<>();
        boolean exclude = settings.kinds().contains("exclusions");
        List<String> left = new ArrayList<>();
        List<String> mayNotBeMain = new ArrayList<>();
        for (String listed : stay.procedures()) {
            String code = same(listed);
            String note = "";
            for (Excluded excluded : catalog.excludedProcedures()) {
                if (exclude && same(excluded.code()).equals(code)) {
                    note = excluded.note();
                }
            }
            if (note.equals("按保守治疗入组")) {
                continue;
            }
            if (note.equals("不可作为主要手术操作")) {
                mayNotBeMain.add(code);
            } else if (!note.isEmpty()) {
                String scope = note.replace("作为主要诊断，可作为主要手术操作", "");
                if (!within(scope, diagnosis)) {
                    if (settings.dropOutside()) {
                        continue;
                    }
                    mayNotBeMain.add(code);
                }
            }
            if (!left.contains(code)) {
                left.add(code);
            }
        }
        for (String code : left) {
            if (main.isEmpty() && !mayNotBeMain.contains(code)) {
                main = code;
            }
        }
        for (String code : left) {
            if (!code.equals(main)) {
                others.add(code);
            }
        }
    }

    private String ask(String kind) {
        return switch (kind) {
            case "exclusions" ->
                catalog.excludedDiagnoses().stream().anyMatch(code -> same(code).equals(diagnosis))
                        ? "excluded-diagnosis 1"
                        : null;
            case "pre-groups" -> preGroup();
            case "comprehensive" -> comprehensive();
            default -> core(kind);
        };
    }

    // ---- 2 pre-groups

    private String preGroup() {
        Row best = null;
        int most = -1;
        for (Row row : rows("pre-groups")) {
            int procedures = -1;
            if (!row.age().isEmpty()) {
                procedures = newborn(row) ? 0 : -1;
            } else if (within(row.mainDx(), diagnosis)) {
                for (Set<String> all : alternatives(row.procedures())) {
                    if (onList(all, preProcedures()) == all.size()) {
                        procedures = Math.max(procedures, all.size());
                    }
                }
            }
            if (procedures >= 0 && (best == null || settings.mostProcedures() && procedures > most)) {
                best = row;
                most = procedures;
            }
        }
        return best == null ? null : "pre-group " + best.code() + " 1";
    }

    private boolean newborn(Row row) {
        boolean diagnosed = within(row.mainDx(), diagnosis)
                || !settings.newbornMain() && otherDiagnoses.stream().anyMatch(code -> within(row.mainDx(), code));
        String[] grams = row.weight().replace("出生体重", "").replace("克", "").split("-");
        int days = Integer.parseInt(row.age().replace("<", "").replace("天", ""));
        return diagnosed
                && stay.ageDays().orElse(Integer.MAX_VALUE) < days
                && stay.birthWeight().orElse(-1) >= Integer.parseInt(grams[0])
                && stay.birthWeight().orElse(Integer.MAX_VALUE) <= Integer.parseInt(grams[1]);
    }

    private List<String> preProcedures() {
        List<String> procedures = new ArrayList<>(others);
        if (!main.isEmpty()) {
            procedures.add(main);
        }
        if (settings.ventilationHours() > 0 && stay.ventilationHours().orElse(-1) >= settings.ventilationHours()) {
            procedures.add(settings.ventilationCode());
        }
        return procedures;
    }

    // ---- 3, 4, 5 merges, assisted, base and all procedures

    private String core(String kind) {
        List<Match> matches = new ArrayList<>();
        for (Row row : rows(kind)) {
            if (sameDiagnosisAndProcedure(row) && lacks(row).isEmpty()) {
                matches.addAll(matches(row));
            }
        }
        if (matches.isEmpty()) {
            return null;
        }
        matches.sort((a, b) -> Arrays.compare(
                a.rank().stream().mapToInt(i -> i).toArray(),
                b.rank().stream().mapToInt(i -> i).toArray()));
        Set<Row> tied = new LinkedHashSet<>();
        for (Match match : matches) {
            if (match.rank().equals(matches.get(0).rank())) {
                tied.add(match.row());
            }
        }
        Row chosen = decide(tied);
        boolean related = matches.stream()
                .filter(m -> m.row() == chosen && m.rank().equals(matches.get(0).rank()))
                .anyMatch(Match::related);
        String path =
                switch (kind) {
                    case "assisted", "tcm" -> kind;
                    case "merges" -> "merge-";
                    default -> "core-";
                };
        if (path.endsWith("-")) {
            path += leftOver(kind, chosen) ? related ? "related" : "main" : "exact";
        }
        return path + " " + chosen.code() + " " + tied.size();
    }

    /** Whether a procedure of the case that matters is none of the chosen group's. */
    private boolean leftOver(String kind, Row chosen) {
        List<String> candidates = new ArrayList<>(others);
        if (settings.anywhere() && !main.isEmpty()) {
            candidates.add(main);
        }
        for (String code : candidates) {
            boolean matters = kind.equals("all-procedures");
            for (Row row : rows(kind)) {
                matters |= sameDiagnosisAndProcedure(row)
                        && lacks(row).stream().noneMatch(l -> !l.startsWith("procedures"))
                        && names(row, code);
            }
            if (matters && !names(chosen, code)) {
                return true;
            }
        }
        return false;
    }

    private boolean names(Row row, String code) {
        boolean mainToo = settings.anywhere() || row.expression();
        return codes(row.related()).stream().anyMatch(wanted -> finds(wanted, code))
                || mainToo && codes(row.procedures()).stream().anyMatch(wanted -> finds(wanted, code));
    }

    private boolean sameDiagnosisAndProcedure(Row row) {
        if (!within(row.mainDx(), diagnosis)) {
            return false;
        }
        if (row.expression()) {
            return true;
        }
        Set<String> wanted = new LinkedHashSet<>(codes(row.procedures()));
        if (wanted.isEmpty()) {
            return main.isEmpty();
        }
        if (!settings.anywhere()) {
            return wanted.stream().anyMatch(w -> !main.isEmpty() && finds(w, main));
        }
        if (settings.anyRelated()) {
            wanted.addAll(codes(row.related()));
        }
        return wanted.stream().anyMatch(w -> procedures().stream().anyMatch(code -> finds(w, code)));
    }

    /** What the row asks and the case does not have; nothing: it fits. */
    private List<String> lacks(Row row) {
        List<String> lacks = new ArrayList<>();
        if (!row.otherDx().isEmpty() && otherDiagnoses.stream().noneMatch(code -> within(row.otherDx(), code))) {
            lacks.add("other-diagnosis " + row.otherDx());
        }
        if (!row.resistant().isEmpty()) {
            boolean resistant = otherDiagnoses.contains("U84.300")
                    || catalog.resistantDiagnoses().stream()
                            .anyMatch(code -> same(code).equals(diagnosis));
            if (resistant != row.resistant().equals("是")) {
                lacks.add(resistant ? "no-resistance" : "resistance");
            }
        }
        if (!isOf(row)) {
            List<String> asked = new ArrayList<>();
            if (!row.ages().isEmpty()) {
                asked.add("age " + row.ages());
            }
            if (!row.severities().isEmpty()) {
                asked.add("severity " + row.severities());
            }
            lacks.add(String.join("; ", asked));
        }
        if (matches(row).isEmpty()) {
            lacks.add("procedures " + same(row.related().isEmpty() ? row.procedures() : row.related()));
        }
        return lacks;
    }

    private static int narrow(Row row) {
        return (row.ages().isEmpty() ? 0 : 1) + (row.severities().isEmpty() ? 0 : 1);
    }

    /** Whether the case is of the age and the severity that a row asks for, where it asks. */
    private boolean isOf(Row row) {
        boolean aged = row.ages().isEmpty();
        for (String band : row.ages().split("\\|")) {
            if (!band.isEmpty() && stay.age().isPresent()) {
                String[] ends = band.replace("+", "-999").split("-");
                int age = stay.age().getAsInt();
                aged |= age >= Integer.parseInt(ends[0]) && age <= Integer.parseInt(ends[ends.length - 1]);
            }
        }
        String severity = stay.severity()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .orElse("none");
        return aged
                && (row.severities().isEmpty()
                        || Arrays.asList(row.severities().split("\\|")).contains(severity));
    }

    /** Every alternative of the row that fits the case, with its rank. */
    private List<Match> matches(Row row) {
        List<Match> matches = new ArrayList<>();
        List<Set<String>> none = List.of(Set.of());
        List<Set<String>> mains = row.procedures().isEmpty() ? none : alternatives(row.procedures());
        List<Set<String>> related = row.related().isEmpty() ? none : alternatives(row.related());
        for (Set<String> first : mains) {
            for (Set<String> beside : related) {
                if (row.expression()) {
                    add(matches, row, first, procedures(), true, 0, 0);
                } else if (row.procedures().isEmpty()) {
                    add(matches, row, beside, others, !settings.anyRelated(), 0, 0);
                } else if (settings.anywhere()) {
                    Set<String> together = new LinkedHashSet<>(first);
                    together.addAll(beside);
                    add(matches, row, together, procedures(), !settings.anyRelated(), 0, 0);
                } else if (!main.isEmpty() && finds(first.iterator().next(), main)) {
                    int byWildcard = first.contains(main) ? 0 : 1;
                    add(matches, row, beside, others, !settings.anyRelated(), 1, byWildcard);
                }
            }
        }
        return matches;
    }

    private void add(
            List<Match> matches,
            Row row,
            Set<String> wanted,
            Collection<String> on,
            boolean all,
            int mainMatched,
            int mainByWildcard) {
        int found = onList(wanted, on);
        if (all ? found < wanted.size() : found == 0 && !wanted.isEmpty()) {
            return;
        }
        int wildcards = (int) wanted.stream()
                .filter(w -> !on.contains(w) && on.stream().anyMatch(code -> finds(w, code)))
                .count();
        boolean related = mainMatched + found > 1 || row.procedures().isEmpty() && found > 0;
        matches.add(new Match(
                row,
                List.of(
                        mainByWildcard,
                        -(mainMatched + found),
                        wildcards,
                        -speciality(row.mainDx()),
                        range(row),
                        -narrow(row)),
                related));
    }

    private int range(Row row) {
        if (row.otherDx().isEmpty()) {
            return 1_000_000;
        }
        int named = settings.ranges().indexOf(row.otherDx());
        if (named >= 0) {
            return named;
        }
        int position = 1_000;
        for (Row earlier : rows(row.kind())) {
            if (earlier.otherDx().equals(row.otherDx())) {
                return position;
            }
            position++;
        }
        throw new IllegalStateException();
    }

    private List<String> near(String kind) {
        List<String> near = new ArrayList<>();
        if (kind.equals("pre-groups")) {
            for (Row row : rows(kind)) {
                boolean shares = codes(row.procedures()).stream()
                        .anyMatch(w -> preProcedures().stream().anyMatch(code -> finds(w, code)));
                boolean whole = alternatives(row.procedures()).stream()
                        .anyMatch(all -> onList(all, preProcedures()) == all.size());
                if (row.age().isEmpty() && within(row.mainDx(), diagnosis) && shares && !whole) {
                    near.add(row.code() + " procedures " + same(row.procedures()));
                }
            }
        } else if (!kind.equals("exclusions") && !kind.equals("comprehensive")) {
            for (Row row : rows(kind)) {
                if (sameDiagnosisAndProcedure(row) && lacks(row).size() == 1) {
                    near.add(row.code() + " " + lacks(row).get(0));
                }
            }
        }
        return near;
    }

    // ---- 7 comprehensive

    private String comprehensive() {
        String treatment = main.isEmpty() ? "conservative" : "diagnostic";
        for (Map.Entry<String, String> listed : catalog.treatments().entrySet()) {
            if (same(listed.getKey()).equals(main)) {
                treatment = listed.getValue();
            }
        }
        String own = comprehensive(treatment, "comprehensive");
        return own != null || !settings.conservativeFallback()
                ? own
                : comprehensive("conservative", "comprehensive-conservative");
    }

    private String comprehensive(String treatment, String path) {
        Set<Row> best = new LinkedHashSet<>();
        for (int speciality = 3; speciality >= 0 && best.isEmpty(); speciality--) {
            for (Row row : rows("comprehensive")) {
                if (row.treatment().equals(treatment)
                        && isOf(row)
                        && within(row.mainDx(), diagnosis)
                        && allSpecialities(row.mainDx()).contains(speciality)) {
                    best.add(row);
                }
            }
        }
        int most = best.stream().mapToInt(NaiveGrouping::narrow).max().orElse(0);
        best.removeIf(row -> narrow(row) < most);
        return best.isEmpty() ? null : path + " " + decide(best).code() + " " + best.size();
    }

    private Row decide(Set<Row> tied) {
        List<Row> left = new ArrayList<>(tied);
        for (String tie : settings.ties()) {
            switch (tie) {
                case "main-procedure-first" -> {
                    List<Row> first = left.stream()
                            .filter(row -> codes(row.procedures()).stream().anyMatch(w -> finds(w, main)))
                            .toList();
                    left = first.isEmpty() ? left : first;
                }
                case "higher-score" -> {
                    int highest = left.stream().mapToInt(Row::mean).max().orElseThrow();
                    left = left.stream().filter(row -> row.mean() == highest).toList();
                }
                case "lower-code" ->
                    left = left.stream()
                            .sorted(Comparator.comparing(Row::code))
                            .limit(1)
                            .toList();
                default -> {
                    // As many matches and as near: the same for all that are left.
                }
            }
        }
        return left.get(0);
    }

    // ---- cells

    private List<Row> rows(String kind) {
        return rowsRead.computeIfAbsent(
                kind,
                k -> catalog.rows().stream().filter(row -> row.kind().equals(k)).toList());
    }

    private List<String> procedures() {
        List<String> all = new ArrayList<>(others);
        if (!main.isEmpty()) {
            all.add(main);
        }
        return all;
    }

    private String same(String code) {
        return settings.ignoreCase() ? code.replace('X', 'x') : code;
    }

    private boolean within(String cell, String code) {
        return !allSpecialities(cell, code).isEmpty();
    }

    private int speciality(String cell) {
        return allSpecialities(cell).stream().mapToInt(i -> i).max().orElse(0);
    }

    private List<Integer> allSpecialities(String cell) {
        return allSpecialities(cell, diagnosis);
    }

    /** How the parts of a cell mean a code: 3 itself, 2 its subcategory, 1 its category, 0 as one of all. */
    private List<Integer> allSpecialities(String cell, String code) {
        List<Integer> found = new ArrayList<>();
        for (String part : partsRead.computeIfAbsent(
                cell, c -> same(c.replaceAll("\\s", "")).split("\\|"))) {
            if (part.equals("所有诊断")) {
                found.add(0);
            } else if (part.contains("-")) {
                String category = code.substring(0, 3);
                String[] ends = part.split("-");
                if (category.compareTo(ends[0]) >= 0 && category.compareTo(ends[1]) <= 0) {
                    found.add(1);
                }
            } else {
                String undaggered = part.endsWith("+") ? part.substring(0, part.length() - 1) : part;
                if (code.equals(undaggered)) {
                    found.add(3);
                } else if (undaggered.length() == 5 && code.startsWith(undaggered)) {
                    found.add(2);
                } else if (undaggered.length() == 3 && code.startsWith(undaggered)) {
                    found.add(1);
                }
            }
        }
        return found;
    }

    private Set<String> codes(String cell) {
        return codesRead.computeIfAbsent(cell, this::readCodes);
    }

    private Set<String> readCodes(String cell) {
        Set<String> codes = new LinkedHashSet<>();
        for (String code : same(cell).split("[|+]")) {
            if (!code.isEmpty()) {
                codes.add(code);
            }
        }
        return codes;
    }

    private List<Set<String>> alternatives(String cell) {
        return alternativesRead.computeIfAbsent(cell, this::readAlternatives);
    }

    private List<Set<String>> readAlternatives(String cell) {
        List<Set<String>> alternatives = new ArrayList<>();
        if (cell.isEmpty()) {
            return alternatives;
        }
        if (!settings.orFirst()) {
            for (String alternative : same(cell).split("\\|")) {
                alternatives.add(new LinkedHashSet<>(Arrays.asList(alternative.split("\\+"))));
            }
            return alternatives;
        }
        String[] factors = same(cell).split("\\+");
        choose(factors, 0, new ArrayList<>(), alternatives);
        return alternatives;
    }

    private static void choose(String[] factors, int at, List<String> chosen, List<Set<String>> into) {
        if (at == factors.length) {
            into.add(new LinkedHashSet<>(chosen));
            return;
        }
        for (String code : factors[at].split("\\|")) {
            List<String> longer = new ArrayList<>(chosen);
            longer.add(code);
            choose(factors, at + 1, longer, into);
        }
    }

    private boolean finds(String wanted, String code) {
        return code.equals(wanted)
                || settings.wildcard() > 0 && wanted.length() == settings.wildcard() && code.startsWith(wanted);
    }

    private int onList(Collection<String> wanted, Collection<String> on) {
        int found = 0;
        for (String w : wanted) {
            found += on.stream().anyMatch(code -> finds(w, code)) ? 1 : 0;
        }
        return found;
    }
}
