package org.opendip.policy.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * 分组规则冲突: rows of one catalog that a case could not tell apart. Source: rules.md 3, the answer must be unique; what
 * two rows share is decided by {@code grouping.ties}, and what they share whole by nothing but the code.
 */
public final class RowConflicts {
    /** What two rows have in common. */
    public enum Kind {
        /** The group code. */
        SAME_CODE,
        /** All that they ask for. */
        SAME_CONDITION,
        /** A case that fits both alike. */
        OVERLAP
    }

    /** Two rows, in the order of the catalog. */
    public record Conflict(Kind kind, GroupRow earlier, GroupRow later) {}

    private RowConflicts() {}

    /** Every pair, in the order of the later row. */
    public static List<Conflict> of(List<GroupRow> rows) {
        Map<String, GroupRow> byCode = new HashMap<>();
        Map<List<Object>, List<Integer>> byCondition = new HashMap<>();
        List<Set<List<Object>>> conditions = new ArrayList<>();
        List<Conflict> conflicts = new ArrayList<>();
        for (int at = 0; at < rows.size(); at++) {
            GroupRow row = rows.get(at);
            GroupRow same = byCode.putIfAbsent(row.code(), row);
            if (same != null) {
                conflicts.add(new Conflict(Kind.SAME_CODE, same, row));
            }
            conditions.add(new HashSet<>(conditions(row)));
            Set<Integer> sharing = new TreeSet<>();
            for (List<Object> condition : conditions.get(at)) {
                List<Integer> with = byCondition.computeIfAbsent(condition, c -> new ArrayList<>());
                sharing.addAll(with);
                with.add(at);
            }
            for (int earlier : sharing) {
                boolean whole = conditions.get(earlier).equals(conditions.get(at));
                conflicts.add(new Conflict(whole ? Kind.SAME_CONDITION : Kind.OVERLAP, rows.get(earlier), row));
            }
        }
        return conflicts;
    }

    /** What a row asks for, spread out over alternatives: equal ones of two rows fit the same case alike. */
    private static List<List<Object>> conditions(GroupRow row) {
        List<Set<String>> mains = row.procedures().alternatives();
        List<Set<String>> related = row.related().alternatives();
        List<Set<String>> none = List.of(Set.of());
        List<List<Object>> conditions = new ArrayList<>();
        Set<String> keys =
                row.diagnoses().everything() ? Set.of("*") : row.diagnoses().keys();
        for (String key : keys) {
            for (Set<String> main : mains.isEmpty() ? none : mains) {
                for (Set<String> beside : related.isEmpty() ? none : related) {
                    for (Object part : Subgroup.cases(row.subgroup())) {
                        conditions.add(Arrays.asList(
                                row.kind(),
                                key,
                                row.otherDiagnoses().text(),
                                row.resistance(),
                                row.newborn(),
                                part,
                                // That of a core group follows from its procedures, whether the row says it or not.
                                row.kind() == GroupRow.Kind.COMPREHENSIVE ? row.treatment() : null,
                                row.anywhere(),
                                main,
                                beside));
                    }
                }
            }
        }
        return conditions;
    }
}
