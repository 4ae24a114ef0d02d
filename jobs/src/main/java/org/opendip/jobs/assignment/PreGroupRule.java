package org.opendip.jobs.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RuleKinds;

/** 先期病种: procedures anywhere on the list, whatever the diagnosis, and newborns of low weight. */
final class PreGroupRule implements RuleKind {
    /** A group and its place among the rows. Compared by identity. */
    private static final class Row {
        private final Group group;
        private final int position;

        Row(Group group, int position) {
            this.group = group;
            this.position = position;
        }

        Group group() {
            return group;
        }

        int position() {
            return position;
        }
    }

    private record Fit(Row row, int procedures) {}

    private final RuleKinds kinds;
    private final Codes codes;
    private final Map<String, List<Row>> byProcedure = new HashMap<>();
    private final Map<String, Row> byNewborn = new HashMap<>();

    PreGroupRule(GroupingRule rule, List<Group> catalog) {
        this.kinds = rule.kinds();
        this.codes = new Codes(kinds.wildcardLength());
        int position = 0;
        for (Group group : catalog) {
            if (group.row().kind() == GroupRow.Kind.PRE) {
                Row row = new Row(group, position++);
                if (group.row().newborn() != null) {
                    byNewborn.putIfAbsent(Questions.newborn(group.row()), row);
                }
                for (String code : group.row().procedures().codes()) {
                    byProcedure.computeIfAbsent(code, c -> new ArrayList<>()).add(row);
                }
            }
        }
    }

    @Override
    public RuleKinds.Kind kind() {
        return RuleKinds.Kind.PRE_GROUPS;
    }

    @Override
    public Optional<Assignment> assign(Asking of) {
        Set<String> procedures = procedures(of);
        List<Fit> fits = new ArrayList<>();
        for (Row row : candidates(procedures)) {
            int needed = needed(row.group().row(), procedures);
            if (needed > 0 && row.group().row().diagnoses().matches(of.diagnosis())) {
                fits.add(new Fit(row, needed));
            }
        }
        for (String answer : of.asked()) {
            Row newborn = byNewborn.get(answer);
            if (newborn != null) {
                fits.add(new Fit(newborn, 0));
            }
        }
        Comparator<Fit> order = Comparator.comparing(fit -> fit.row().position());
        if (kinds.national().preOrder() == RuleKinds.PreOrder.MOST_PROCEDURES) {
            order = Comparator.comparing(Fit::procedures).reversed().thenComparing(order);
        }
        return fits.stream()
                .min(order)
                .map(fit -> Assignment.to(Assignment.Path.PRE_GROUP, fit.row().group(), 1));
    }

    @Override
    public List<Assignment.Near> near(Asking of) {
        Set<String> procedures = procedures(of);
        return candidates(procedures).stream()
                .map(row -> row.group().row())
                .filter(row -> row.diagnoses().matches(of.diagnosis()) && needed(row, procedures) == 0)
                .map(row -> new Assignment.Near(
                        row.code(), "procedures " + row.procedures().text()))
                .sorted(Comparator.comparing(Assignment.Near::group))
                .toList();
    }

    private Set<Row> candidates(Set<String> procedures) {
        Set<Row> rows = new LinkedHashSet<>();
        for (String code : procedures) {
            for (String written : codes.written(code)) {
                rows.addAll(byProcedure.getOrDefault(written, List.of()));
            }
        }
        return rows;
    }

    /** How many procedures the largest alternative needs that the case has; 0: it has none. */
    private int needed(GroupRow row, Set<String> procedures) {
        int most = 0;
        for (Set<String> together : row.procedures().alternatives()) {
            if (together.stream().allMatch(code -> codes.hit(code, procedures) != Codes.Hit.NO)) {
                most = Math.max(most, together.size());
            }
        }
        return most;
    }

    private Set<String> procedures(Asking of) {
        RuleKinds.Ventilation ventilation = kinds.national().ventilation();
        if (ventilation == null || !of.asked().contains(Questions.VENTILATED)) {
            return of.procedures();
        }
        Set<String> with = new LinkedHashSet<>(of.procedures());
        with.add(ventilation.code());
        return with;
    }
}
