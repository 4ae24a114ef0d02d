package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Resistance;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.RelatedMatch;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.RuleKinds.MainMatch;

/**
 * 核心病种, 并项, 诊断辅助, 中医优势病种: diagnosis and main procedure, then the group with most of its procedures on the case.
 *
 * <p>Without a main procedure the case belongs to the conservative group of its diagnosis. Among groups that fit, in this
 * order: a whole main procedure before a wildcard, more procedures matched, fewer of them by wildcard, a diagnosis
 * written with more characters, the rulebook's order of ranges of other diagnoses. What is equal in all of this is a tie,
 * decided by the rulebook's list, which ends with the code.
 */
final class CoreRule implements RuleKind {
    /** A group and the place of its cell of other diagnoses in the order of ranges. Compared by identity: rows are many. */
    private static final class Row {
        private final Group group;
        private final int range;

        Row(Group group, int range) {
            this.group = group;
            this.range = range;
        }

        Group group() {
            return group;
        }

        GroupRow row() {
            return group.row();
        }
    }

    /** How a row fits a case; the least is the best. */
    private record Fit(Row row, int mainWildcard, int matches, int wildcards, int speciality, boolean related) {
        static final Comparator<Fit> ORDER = Comparator.comparingInt(Fit::mainWildcard)
                .thenComparing(Fit::matches, Comparator.reverseOrder())
                .thenComparingInt(Fit::wildcards)
                .thenComparing(Fit::speciality, Comparator.reverseOrder())
                .thenComparingInt(fit -> fit.row.range)
                .thenComparingInt(fit -> -fit.row.row().asksBeside());
    }

    private final GroupingRule rule;
    private final RuleKinds.Kind kind;
    private final Set<String> resistantDiagnoses;
    private final Codes codes;
    private final boolean anywhere;
    private final Map<String, Map<String, List<Row>>> byProcedure = new HashMap<>();
    private final Map<String, List<Row>> byDiagnosis = new HashMap<>();

    CoreRule(GroupingRule rule, RuleKinds.Kind kind, List<Group> catalog, Set<String> resistantDiagnoses) {
        this.rule = rule;
        this.kind = kind;
        this.resistantDiagnoses = resistantDiagnoses;
        this.codes = new Codes(rule.kinds().wildcardLength());
        this.anywhere = rule.kinds().mainMatch() == MainMatch.ANYWHERE;
        GroupRow.Kind wanted = KindRows.rowsOf(kind);
        List<String> ranges = new ArrayList<>(
                rule.kinds().national() == null
                        ? List.of()
                        : rule.kinds().national().ranges());
        for (Group group : catalog) {
            if (group.row().kind() == wanted) {
                index(group, range(group.row(), ranges));
            }
        }
    }

    /** Ranges that the rulebook does not name follow in the order of the rows; rows that ask for none come last. */
    private static int range(GroupRow row, List<String> ranges) {
        if (row.otherDiagnoses().everything()) {
            return Integer.MAX_VALUE;
        }
        String text = row.otherDiagnoses().text();
        if (!ranges.contains(text)) {
            ranges.add(text);
        }
        return ranges.indexOf(text);
    }

    private void index(Group group, int range) {
        Row row = new Row(group, range);
        Set<String> under = new TreeSet<>(row.row().procedures().codes());
        if (anywhere && rule.relatedMatch() == RelatedMatch.ANY && !under.isEmpty()) {
            under.addAll(row.row().related().codes());
        }
        if (under.isEmpty()) {
            under.add("");
        }
        Asking.eachKey(row.row().diagnoses(), key -> {
            if (row.row().anywhere()) {
                byDiagnosis.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            } else {
                Map<String, List<Row>> ofKey = byProcedure.computeIfAbsent(key, k -> new HashMap<>());
                under.forEach(code ->
                        ofKey.computeIfAbsent(code, c -> new ArrayList<>()).add(row));
            }
        });
    }

    @Override
    public RuleKinds.Kind kind() {
        return kind;
    }

    @Override
    public Optional<Assignment> assign(Asking of) {
        Set<Row> candidates = candidates(of);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        List<Fit> best = new ArrayList<>();
        for (Row row : candidates) {
            if (answers(row.row(), of)) {
                Fit fit = fit(row, of);
                if (fit != null) {
                    int compared = best.isEmpty() ? 0 : Fit.ORDER.compare(fit, best.get(0));
                    if (compared < 0) {
                        best.clear();
                    }
                    if (compared <= 0) {
                        best.add(fit);
                    }
                }
            }
        }
        if (best.isEmpty()) {
            return Optional.empty();
        }
        Fit chosen = best.get(0);
        if (best.size() > 1) {
            Comparator<Group> ties = Ties.order(rule, codes, of.main());
            chosen = best.stream()
                    .min(Comparator.comparing(fit -> fit.row().group(), ties))
                    .orElseThrow();
        }
        return Optional.of(
                Assignment.to(path(of, candidates, chosen), chosen.row().group(), best.size()));
    }

    private Assignment.Path path(Asking of, Set<Row> candidates, Fit chosen) {
        if (kind == RuleKinds.Kind.ASSISTED) {
            return Assignment.Path.ASSISTED;
        }
        if (kind == RuleKinds.Kind.TCM) {
            return Assignment.Path.TCM;
        }
        boolean merge = kind == RuleKinds.Kind.MERGES;
        if (nothingLeft(of, candidates, chosen)) {
            return merge ? Assignment.Path.MERGE_EXACT : Assignment.Path.CORE_EXACT;
        }
        if (chosen.related()) {
            return merge ? Assignment.Path.MERGE_RELATED : Assignment.Path.CORE_RELATED;
        }
        return merge ? Assignment.Path.MERGE_MAIN : Assignment.Path.CORE_MAIN;
    }

    /**
     * Whether every procedure of the case that matters is one of the chosen group's. Those matter that a group of this
     * diagnosis and main procedure names; in version 1.0 all do.
     */
    private boolean nothingLeft(Asking of, Set<Row> candidates, Fit chosen) {
        for (String code : anywhere ? of.procedures() : of.others()) {
            if (!names(chosen.row(), code)
                    && (kind == RuleKinds.Kind.ALL_PROCEDURES
                            || candidates.stream().anyMatch(row -> names(row, code) && answers(row.row(), of)))) {
                return false;
            }
        }
        return true;
    }

    private boolean names(Row row, String code) {
        return namedBy(row.row().related().alternatives(), code)
                || (anywhere || row.row().anywhere())
                        && namedBy(row.row().procedures().alternatives(), code);
    }

    private boolean namedBy(List<Set<String>> alternatives, String code) {
        for (Set<String> together : alternatives) {
            for (String wanted : together) {
                if (codes.same(wanted, code)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Rows of the case's diagnosis and main procedure (or any procedure, where groups may stand anywhere). */
    private Set<Row> candidates(Asking of) {
        Set<Row> rows = new LinkedHashSet<>();
        Set<String> written = null;
        for (String key : of.keys()) {
            Map<String, List<Row>> ofKey = byProcedure.get(key);
            if (ofKey != null) {
                written = written == null ? written(of) : written;
                for (String code : written) {
                    rows.addAll(ofKey.getOrDefault(code, List.of()));
                }
            }
            rows.addAll(byDiagnosis.getOrDefault(key, List.of()));
        }
        return rows;
    }

    /** How groups may write the procedures of a case that lead to them; empty text: conservative. */
    private Set<String> written(Asking of) {
        Set<String> written = new LinkedHashSet<>();
        if (of.main().isEmpty()) {
            written.add("");
        } else {
            written.addAll(codes.written(of.main()));
        }
        if (anywhere) {
            of.others().forEach(code -> written.addAll(codes.written(code)));
        }
        return written;
    }

    /** Whether the case has what a row asks beside procedures. */
    private boolean answers(GroupRow row, Asking of) {
        return answersOthers(row, of) && answersResistance(row, of) && of.isOf(row.subgroup());
    }

    private static boolean answersOthers(GroupRow row, Asking of) {
        return row.otherDiagnoses().everything()
                || of.asked().contains(row.otherDiagnoses().text());
    }

    private boolean answersResistance(GroupRow row, Asking of) {
        return row.resistance() == Resistance.EITHER
                || (row.resistance() == Resistance.RESISTANT)
                        == (resistantDiagnoses.contains(of.diagnosis())
                                || of.asked().contains(RuleCatalog.RESISTANCE));
    }

    /** The best alternative of a row, or null: none fits. */
    private Fit fit(Row row, Asking of) {
        int speciality = of.speciality(row.row().diagnoses());
        Fit best = null;
        List<Set<String>> mains = row.row().procedures().alternatives();
        List<Set<String>> related = row.row().related().alternatives();
        List<Set<String>> none = List.of(Set.of());
        if (row.row().anywhere()) {
            for (Set<String> together : mains) {
                best = better(best, count(row, together, of.procedures(), true, 0, speciality, 0));
            }
        } else if (!anywhere || mains.isEmpty()) {
            int main = mains.isEmpty() ? 0 : 1;
            int wildcard = main == 0 || namedWhole(mains, of.main()) ? 0 : 1;
            boolean all = rule.relatedMatch() == RelatedMatch.ALL;
            for (Set<String> together : related.isEmpty() ? none : related) {
                best = better(best, count(row, together, of.others(), all, main, speciality, wildcard));
            }
        } else {
            boolean all = rule.relatedMatch() == RelatedMatch.ALL;
            for (Set<String> main : mains) {
                for (Set<String> beside : related.isEmpty() ? none : related) {
                    Set<String> together = new HashSet<>(main);
                    together.addAll(beside);
                    best = better(best, count(row, together, of.procedures(), all, 0, speciality, 0));
                }
            }
        }
        return best;
    }

    private static boolean namedWhole(List<Set<String>> alternatives, String code) {
        return alternatives.stream().anyMatch(together -> together.contains(code));
    }

    private static Fit better(Fit a, Fit b) {
        return a == null || b != null && Fit.ORDER.compare(b, a) < 0 ? b : a;
    }

    /** Counts an alternative against procedures of the case; null: it does not fit. */
    private Fit count(
            Row row,
            Set<String> together,
            java.util.Collection<String> procedures,
            boolean all,
            int counted,
            int speciality,
            int mainWildcard) {
        int matches = 0;
        int wildcards = 0;
        for (String code : together) {
            Codes.Hit hit = codes.hit(code, procedures);
            if (hit != Codes.Hit.NO) {
                matches++;
                wildcards += hit == Codes.Hit.WILDCARD ? 1 : 0;
            } else if (all) {
                return null;
            }
        }
        if (!together.isEmpty() && matches == 0) {
            return null;
        }
        boolean related = counted + matches > 1 || row.row().procedures().isEmpty() && matches > 0;
        return new Fit(row, mainWildcard, counted + matches, wildcards, speciality, related);
    }

    @Override
    public List<String> fits(Asking of) {
        return candidates(of).stream()
                .filter(row -> answers(row.row(), of) && fit(row, of) != null)
                .map(row -> row.group().code())
                .sorted()
                .toList();
    }

    @Override
    public List<Assignment.Near> near(Asking of) {
        List<Assignment.Near> near = new ArrayList<>();
        for (Row row : candidates(of)) {
            List<String> lacks = new ArrayList<>();
            if (!answersOthers(row.row(), of)) {
                lacks.add("other-diagnosis " + row.row().otherDiagnoses().text());
            }
            if (!answersResistance(row.row(), of)) {
                lacks.add(row.row().resistance() == Resistance.RESISTANT ? "resistance" : "no-resistance");
            }
            if (!of.isOf(row.row().subgroup())) {
                lacks.add(row.row().subgroup().toString());
            }
            if (fit(row, of) == null) {
                String related = row.row().related().text();
                lacks.add("procedures "
                        + (related.isEmpty() ? row.row().procedures().text() : related));
            }
            if (lacks.size() == 1) {
                near.add(new Assignment.Near(row.group().code(), lacks.get(0)));
            }
        }
        near.sort(Comparator.comparing(Assignment.Near::group));
        return near;
    }
}
