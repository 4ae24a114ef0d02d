package org.opendip.jobs.inspection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.assignment.Group;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.Subgroup;

/**
 * 邻近病种: groups that one change of the coding leads to: those of the category, and those that the search missed by one
 * thing. The change is tried with the engine: what it does not lead to is not near.
 */
final class NearGroups {
    /** Groups at most, so that the list stays short. */
    private static final int MOST = 12;

    /** Procedures that a group may lack together. */
    private static final int TOGETHER = 2;

    /** One thing coded otherwise: procedures joined by +, a diagnosis, or a cell of diagnoses. */
    record Change(Words.Term what, String code, Facts facts) {}

    private NearGroups() {}

    /**
     * One change for each group, the first that leads there.
     *
     * @param groups in the order in which they are tried
     * @param recoding of the case
     */
    static List<Change> of(AssignmentEngine engine, List<Group> groups, Facts facts, Recoding recoding) {
        Assignment.Trace trace = engine.explain(facts);
        String found = trace.assignment().group().map(Group::code).orElse("");
        Set<String> missed = new HashSet<>();
        trace.steps().forEach(step -> {
            missed.addAll(step.fits());
            step.near().forEach(near -> missed.add(near.group()));
        });
        String category = Diagnoses.category(facts.mainDiagnosis());
        return groups.stream()
                .filter(g -> !g.code().equals(found))
                .filter(g -> missed.contains(g.code())
                        || g.core() && g.row().diagnoses().keys().stream().anyMatch(key -> key.startsWith(category)))
                .flatMap(g -> changes(g.row(), facts, trace.mainProcedure(), recoding).stream()
                        .filter(change -> engine.assign(change.facts())
                                .group()
                                .filter(led -> led.code().equals(g.code()))
                                .isPresent())
                        .limit(1))
                .limit(MOST)
                .toList();
    }

    /** What a case may lack of a row: procedures, an other diagnosis, the main procedure, the main diagnosis. */
    private static List<Change> changes(GroupRow row, Facts facts, String mainProcedure, Recoding recoding) {
        List<Change> changes = new ArrayList<>();
        boolean diagnosed = row.diagnoses().matches(facts.mainDiagnosis());
        if (diagnosed) {
            lacking(row, facts, changes);
        }
        if (!row.otherDiagnoses().everything()) {
            changes.add(answering(row.otherDiagnoses().text(), facts));
        }
        if (row.resistance() == GroupRow.Resistance.RESISTANT) {
            changes.add(answering(RuleCatalog.RESISTANCE, facts));
        }
        if (diagnosed && !row.anywhere()) {
            beside(row.subgroup(), facts, changes);
            row.procedures().codes().stream()
                    .filter(code -> !facts.procedures().contains(code))
                    .findFirst()
                    .ifPresent(code -> {
                        List<String> instead = new ArrayList<>(facts.procedures());
                        instead.remove(mainProcedure);
                        instead.add(0, code);
                        changes.add(new Change(
                                new Words.Term("若主手术操作为", "if the main procedure were"),
                                code,
                                Recoding.procedures(facts, instead)));
                    });
        }
        if (!diagnosed) {
            String category = Diagnoses.category(facts.mainDiagnosis());
            row.diagnoses().keys().stream()
                    .filter(key -> key.startsWith(category))
                    .findFirst()
                    .ifPresent(key -> changes.add(new Change(
                            new Words.Term("若主要诊断为", "if the main diagnosis were"),
                            key,
                            recoding.diagnosis(facts, key))));
        }
        return changes;
    }

    private static void lacking(GroupRow row, Facts facts, List<Change> changes) {
        for (Set<String> together :
                row.anywhere() ? row.procedures().alternatives() : row.related().alternatives()) {
            Set<String> lacking = new TreeSet<>(together);
            lacking.removeAll(facts.procedures());
            if (!lacking.isEmpty() && lacking.size() <= TOGETHER) {
                List<String> with = new ArrayList<>(facts.procedures());
                with.addAll(lacking);
                changes.add(new Change(
                        new Words.Term("若加编", "if it had"),
                        String.join("+", lacking),
                        Recoding.procedures(facts, with)));
            }
        }
    }

    /** Another age or severity, or none that the catalog asks for: the group that the rest of a split one is paid by. */
    private static void beside(Subgroup part, Facts facts, List<Change> changes) {
        Set<String> asked = new TreeSet<>(facts.asked());
        if (part == null) {
            Set<String> told = new TreeSet<>(asked);
            told.removeIf(answer -> !Subgroup.answers(answer));
            if (asked.removeAll(told)) {
                changes.add(otherwise(new Words.Term("若非", "if it were not"), String.join(", ", told), asked, facts));
            }
            return;
        }
        part.ages().stream().limit(1).forEach(band -> {
            asked.removeIf(Subgroup::answersAge);
            asked.add(Subgroup.answer(band));
        });
        part.severities().stream().limit(1).forEach(each -> {
            asked.removeIf(Subgroup::answersSeverity);
            asked.add(Subgroup.answer(each));
        });
        changes.add(otherwise(new Words.Term("若为", "if it were"), part.toString(), asked, facts));
    }

    private static Change otherwise(Words.Term what, String said, Set<String> asked, Facts facts) {
        return new Change(what, said, new Facts(facts.mainDiagnosis(), facts.procedures(), facts.bedDay(), asked));
    }

    private static Change answering(String answer, Facts facts) {
        Set<String> asked = new TreeSet<>(facts.asked());
        asked.add(answer);
        return otherwise(new Words.Term("若其他诊断有", "if an other diagnosis were"), answer, asked, facts);
    }
}
