package org.opendip.policy.review;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.opendip.policy.catalog.GroupCodes;
import org.opendip.policy.grouping.CodeCase;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Kind;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.ProcedureExpression.Precedence;
import org.opendip.policy.grouping.RowConflicts;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.rules.Words;

/**
 * 复核后的目录: the groups that formation gave with every decision of the review file applied at once, so that the order of
 * its rows does not matter.
 *
 * <pre>
 * merge   diagnoses, main procedures and related procedures of all; related ones none, where a group asks for none
 * split   the group's cells, those given instead; a case that fits both belongs to the part, which asks for more;
 *         main procedures that a part takes by themselves are the group's no more; a part by age or severity takes
 *         those of whom it is known
 * </pre>
 *
 * <p>A merge must ask for exactly what its groups ask for: K80.1 + 51.2300 with K80.2 + 51.2300 is K80.1|K80.2 + 51.2300,
 * but with K80.2 + 51.2100 it would take K80.1 + 51.2100 along. Such groups are dropped and one is added. Source: rules.md
 * 3 (merges, local additions); who may decide what is the region's.
 *
 * <p>A row of a national workbook that asks for diagnosis and procedures only (基本, 并项) is merged and split as a formed
 * group is; what results is asked for by the same kind of rule, and is the region's own.
 *
 * @param rows the groups after the review: those that it left alone, in their order, then those it made
 * @param parts what it did, group by group
 */
public record Reviewed(List<GroupRow> rows, List<Part> parts) {

    /**
     * What a decision did to a group.
     *
     * @param overlaps codes of groups that share a case with it which fits both alike; grouping.ties decides
     */
    public record Part(Review review, Role role, GroupRow row, Set<String> overlaps) {}

    /** What became of a group. */
    public enum Role {
        /** It is in the catalog no more. */
        GONE,
        /** It lost a part and is there still. */
        KEPT,
        /** It is there by the decision; its code may have been that of another group. */
        MADE
    }

    /** Is told what is wrong with a decision: the column of the review file, and why. */
    public interface Trouble {
        void tell(Review review, String column, String message);
    }

    public Reviewed {
        rows = List.copyOf(rows);
        parts = List.copyOf(parts);
    }

    /**
     * Applies decisions.
     *
     * @param formed groups as formation gave them; those that came from a national workbook have an origin
     * @param trouble where it is told anything, the result must not be used
     */
    public static Reviewed of(List<GroupRow> formed, List<Review> reviews, GroupCodes codes, Trouble trouble) {
        Map<String, GroupRow> byCode = new HashMap<>();
        formed.forEach(row -> byCode.put(row.code(), row));
        Set<String> gone = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        for (Review review : reviews) {
            List<GroupRow> taken = new ArrayList<>();
            for (String code : review.groups()) {
                GroupRow row = byCode.get(code);
                if (row == null) {
                    trouble.tell(review, "groups", "there is no group " + code + nearest(code, byCode.keySet()));
                } else if (row.origin() != null && !mayChange(row, review.action())) {
                    trouble.tell(
                            review,
                            "groups",
                            code + " is " + row.origin().file() + " row "
                                    + row.origin().row() + ", which asks for more than a review can write: drop it, or"
                                    + " change that sheet");
                } else {
                    taken.add(row);
                }
            }
            if (taken.size() < review.groups().size()) {
                continue;
            }
            GroupRow made =
                    switch (review.action()) {
                        case ADD -> added(review, codes);
                        case DROP -> null;
                        case MERGE -> merged(review, taken, codes, trouble);
                        case SPLIT -> split(review, taken.get(0), codes, trouble);
                        case RENAME -> renamed(review, taken.get(0));
                    };
            boolean stays = review.action() == Review.Action.SPLIT;
            for (GroupRow row : taken) {
                parts.add(new Part(review, stays ? Role.KEPT : Role.GONE, row, Set.of()));
                if (!stays) {
                    gone.add(row.code());
                }
            }
            if (made != null) {
                if (made.kind() == Kind.COMPREHENSIVE
                        && codes.treatmentOf(made.code())
                                .filter(made.treatment()::equals)
                                .isEmpty()) {
                    trouble.tell(
                            review,
                            "result",
                            made.code() + " does not end as the rulebook writes " + Words.of(made.treatment())
                                    + " groups (catalog.group-codes)");
                }
                parts.add(new Part(review, Role.MADE, made, Set.of()));
            }
        }
        withoutMains(parts, gone, trouble);
        List<GroupRow> rows = formed.stream()
                .filter(row -> !gone.contains(row.code()))
                .collect(Collectors.toCollection(ArrayList::new));
        parts.stream().filter(part -> part.role() == Role.MADE).forEach(part -> rows.add(part.row()));
        return new Reviewed(rows, checked(rows, parts, trouble));
    }

    /**
     * Groups of several main procedures that lost some to parts ask for the rest only: with nothing else between them,
     * part and group would fit the same cases alike.
     */
    private static void withoutMains(List<Part> parts, Set<String> gone, Trouble trouble) {
        Map<String, Set<Set<String>>> taken = new TreeMap<>();
        for (int at = 1; at < parts.size(); at++) {
            GroupRow group = parts.get(at - 1).row();
            GroupRow part = parts.get(at).row();
            if (parts.get(at - 1).role() == Role.KEPT
                    && parts.get(at).role() == Role.MADE
                    && part.diagnoses().keys().equals(group.diagnoses().keys())
                    && orNone(part.related()).equals(orNone(group.related()))
                    && part.subgroup() == null
                    && !part.procedures().isEmpty()) {
                taken.computeIfAbsent(group.code(), code -> new HashSet<>())
                        .addAll(part.procedures().alternatives());
            }
        }
        taken.forEach((code, mains) -> {
            int at = 0;
            while (parts.get(at).role() != Role.KEPT
                    || !parts.get(at).row().code().equals(code)) {
                at++;
            }
            Review review = parts.get(at).review();
            GroupRow group = parts.get(at).row();
            List<String> left = group.procedures().alternatives().stream()
                    .filter(main -> !mains.contains(main))
                    .map(main -> String.join("+", new TreeSet<>(main)))
                    .toList();
            if (left.isEmpty()) {
                trouble.tell(review, "main_procedure", "leaves nothing of " + code + ": rename it");
                return;
            }
            gone.add(code);
            GroupRow rest = formed(
                    group.kind(),
                    code,
                    group.name(),
                    group.diagnoses(),
                    expression(joined(left)),
                    group.related(),
                    group.treatment());
            parts.set(at, new Part(review, Role.GONE, group, Set.of()));
            parts.add(at + 1, new Part(review, Role.MADE, rest, Set.of()));
        });
    }

    /** A row that was handed over can be merged and split where it asks for nothing but diagnosis and procedures. */
    private static boolean mayChange(GroupRow row, Review.Action action) {
        return action == Review.Action.DROP
                || action != Review.Action.RENAME
                        && Set.of(Kind.BASE, Kind.MERGE, Kind.COMPREHENSIVE).contains(row.kind())
                        && row.otherDiagnoses().everything()
                        && row.resistance() == GroupRow.Resistance.EITHER
                        && row.newborn() == null
                        && row.subgroup() == null
                        && !row.anywhere()
                        && !row.diagnoses().everything();
    }

    /** The checks of any catalog: what is refused in sheets is refused here, what is told there is kept with the part. */
    private static List<Part> checked(List<GroupRow> rows, List<Part> parts, Trouble trouble) {
        Map<GroupRow, Review> made = new java.util.IdentityHashMap<>();
        parts.stream().filter(part -> part.role() == Role.MADE).forEach(part -> made.put(part.row(), part.review()));
        Map<String, Set<String>> overlaps = new TreeMap<>();
        for (RowConflicts.Conflict conflict : RowConflicts.of(rows)) {
            // Rows that the review made come last, so that the later one is of the review, or neither is.
            Review review = made.get(conflict.later());
            if (review == null) {
                continue;
            }
            String other = conflict.earlier().code();
            switch (conflict.kind()) {
                case SAME_CODE ->
                    trouble.tell(review, "result", "there is another group " + other + " after the review");
                case SAME_CONDITION ->
                    trouble.tell(
                            review,
                            "(row)",
                            conflict.later().code() + " asks for the same as " + other
                                    + ": only the group code would tell them apart");
                case OVERLAP -> {
                    Subgroup.shared(conflict.earlier(), conflict.later())
                            .ifPresent(column -> trouble.tell(
                                    review,
                                    column,
                                    conflict.later().code() + " ("
                                            + conflict.later().subgroup() + ") and " + other
                                            + " (" + conflict.earlier().subgroup()
                                            + ") have a part in common: a case would fit both alike"));
                    overlaps.computeIfAbsent(conflict.later().code(), c -> new TreeSet<>())
                            .add(other);
                    overlaps.computeIfAbsent(other, c -> new TreeSet<>())
                            .add(conflict.later().code());
                }
            }
        }
        return parts.stream()
                .map(part -> new Part(
                        part.review(),
                        part.role(),
                        part.row(),
                        part.role() == Role.GONE
                                ? Set.of()
                                : overlaps.getOrDefault(part.row().code(), Set.of())))
                .toList();
    }

    private static String nearest(String code, Set<String> known) {
        String nearest = Words.nearest(code, new TreeSet<>(known));
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    private static GroupRow added(Review review, GroupCodes codes) {
        Review.Cells cells = review.cells();
        return row(
                review,
                cells.treatment() == null ? Kind.BASE : Kind.COMPREHENSIVE,
                cells.diagnoses(),
                cells.procedures() == null ? ProcedureExpression.none() : cells.procedures(),
                cells.related() == null ? ProcedureExpression.none() : cells.related(),
                cells.subgroup(),
                cells.treatment(),
                codes);
    }

    private static GroupRow merged(Review review, List<GroupRow> taken, GroupCodes codes, Trouble trouble) {
        GroupRow first = taken.get(0);
        for (GroupRow row : taken) {
            boolean core = row.kind() != Kind.COMPREHENSIVE;
            if (row.kind() != first.kind()) {
                boolean comprehensive = !core || first.kind() == Kind.COMPREHENSIVE;
                trouble.tell(
                        review,
                        "groups",
                        first.code() + " and " + row.code()
                                + (comprehensive
                                        ? " are of different kinds: drop the core one, and its cases go to the"
                                                + " comprehensive one"
                                        : " are asked for by different kinds of rules, one after the other: drop them"
                                                + " and add one"));
                return null;
            }
            if (!core && row.treatment() != first.treatment()) {
                trouble.tell(
                        review, "groups", first.code() + " and " + row.code() + " are of different treatment types");
                return null;
            }
            if (core && row.procedures().isEmpty() != first.procedures().isEmpty()) {
                trouble.tell(
                        review,
                        "groups",
                        "of " + first.code() + " and " + row.code()
                                + " one is conservative and the other asks for a procedure");
                return null;
            }
        }
        boolean alone = taken.stream().anyMatch(row -> row.related().isEmpty());
        String diagnosisCell = joined(taken.stream()
                .flatMap(row -> List.of(row.diagnoses().text().split("\\|")).stream())
                .toList());
        DiagnosisScope diagnoses = DiagnosisScope.parse(
                diagnosisCell,
                CodeCase.EXACT,
                said -> trouble.tell(review, "groups", "cannot be written as one cell: " + said));
        ProcedureExpression procedures = together(taken, false);
        ProcedureExpression related = alone ? ProcedureExpression.none() : together(taken, true);
        for (String diagnosis : diagnoses.keys()) {
            for (Set<String> main : orNone(procedures)) {
                for (Set<String> beside : orNone(related)) {
                    if (taken.stream().noneMatch(row -> asksFor(row, diagnosis, main, beside))) {
                        trouble.tell(
                                review,
                                "groups",
                                "one group cannot ask for just what these ask for, since it would take "
                                        + told(diagnosis, main, beside) + " along: drop them and add one");
                        return null;
                    }
                }
            }
        }
        return row(review, first.kind(), diagnoses, procedures, related, null, first.treatment(), codes);
    }

    private static String told(String diagnosis, Set<String> main, Set<String> beside) {
        Set<String> all = new LinkedHashSet<>();
        all.add(diagnosis);
        all.addAll(new TreeSet<>(main));
        all.addAll(new TreeSet<>(beside));
        return String.join(" + ", all);
    }

    private static ProcedureExpression together(List<GroupRow> rows, boolean related) {
        return expression(joined(rows.stream()
                .map(row -> related ? row.related() : row.procedures())
                .flatMap(expression -> expression.alternatives().stream())
                .map(together -> String.join("+", new TreeSet<>(together)))
                .toList()));
    }

    private static ProcedureExpression expression(String cell) {
        return ProcedureExpression.parse(cell, Precedence.AND_FIRST, CodeCase.EXACT, said -> {
            throw new IllegalStateException("codes of groups: " + said);
        });
    }

    private static String joined(List<String> alternatives) {
        return String.join("|", new TreeSet<>(alternatives));
    }

    private static List<Set<String>> orNone(ProcedureExpression expression) {
        return expression.isEmpty() ? List.of(Set.of()) : expression.alternatives();
    }

    private static boolean asksFor(GroupRow row, String diagnosis, Set<String> main, Set<String> beside) {
        return row.diagnoses().keys().contains(diagnosis)
                && orNone(row.procedures()).contains(main)
                && orNone(row.related()).contains(beside);
    }

    private static GroupRow split(Review review, GroupRow of, GroupCodes codes, Trouble trouble) {
        Review.Cells cells = review.cells();
        DiagnosisScope diagnoses = cells.diagnoses() == null ? of.diagnoses() : cells.diagnoses();
        ProcedureExpression procedures = cells.procedures() == null ? of.procedures() : cells.procedures();
        ProcedureExpression related = cells.related() == null ? of.related() : cells.related();
        if (!diagnoses.keys().stream().allMatch(key -> within(of.diagnoses(), key)) || diagnoses.everything()) {
            trouble.tell(
                    review, "diagnosis", "is not all within " + of.diagnoses().text() + " of " + of.code());
        }
        if (of.kind() == Kind.COMPREHENSIVE && !(procedures.isEmpty() && related.isEmpty())) {
            trouble.tell(
                    review,
                    "main_procedure",
                    of.code() + " is a comprehensive group, which asks for no procedure: add a core group");
        } else if (!orNone(of.procedures()).containsAll(orNone(procedures))) {
            trouble.tell(
                    review, "main_procedure", "is not among " + of.procedures().text() + " of " + of.code());
        }
        if (!orNone(related).stream()
                .allMatch(more -> orNone(of.related()).stream().anyMatch(more::containsAll))) {
            trouble.tell(
                    review,
                    "related_procedures",
                    "lacks " + of.related().text() + ", which " + of.code() + " asks for");
        }
        return row(review, of.kind(), diagnoses, procedures, related, cells.subgroup(), of.treatment(), codes);
    }

    private static boolean within(DiagnosisScope scope, String key) {
        return scope.keys().contains(key)
                || scope.keys().contains(Diagnoses.subcategory(key))
                || scope.keys().contains(Diagnoses.category(key));
    }

    private static GroupRow renamed(Review review, GroupRow of) {
        return new GroupRow(
                of.kind(),
                review.result().isEmpty() ? of.code() : review.result(),
                review.name(),
                of.diagnoses(),
                of.otherDiagnoses(),
                of.resistance(),
                of.newborn(),
                of.subgroup(),
                of.procedures(),
                of.related(),
                of.anywhere(),
                of.treatment(),
                of.score(),
                null);
    }

    private static GroupRow row(
            Review review,
            Kind kind,
            DiagnosisScope diagnoses,
            ProcedureExpression procedures,
            ProcedureExpression related,
            Subgroup part,
            TreatmentType treatment,
            GroupCodes codes) {
        String code = review.result();
        if (code.isEmpty()) {
            code = kind == Kind.COMPREHENSIVE
                    ? codes.comprehensiveCode(codes.partCode(diagnoses.text(), part), treatment)
                    : codes.partCode(
                            codes.coreCode(
                                    diagnoses.text(),
                                    procedures.isEmpty() ? null : procedures.text(),
                                    related.isEmpty()
                                            ? List.of()
                                            : related.alternatives().size() == 1
                                                    ? List.copyOf(new TreeSet<>(related.codes()))
                                                    : List.of(related.text())),
                            part);
        }
        return formed(kind, code, review.name(), diagnoses, procedures, related, treatment)
                .within(part);
    }

    /**
     * A group that asks for diagnoses and procedures only, as a review makes them.
     *
     * @param treatment of a comprehensive group; of a core one it follows from the procedures
     */
    public static GroupRow formed(
            Kind kind,
            String code,
            String name,
            DiagnosisScope diagnoses,
            ProcedureExpression procedures,
            ProcedureExpression related,
            TreatmentType treatment) {
        return new GroupRow(
                kind,
                code,
                name,
                diagnoses,
                DiagnosisScope.all(),
                GroupRow.Resistance.EITHER,
                null,
                procedures,
                related,
                false,
                kind == Kind.COMPREHENSIVE ? treatment : null,
                null,
                null);
    }
}
