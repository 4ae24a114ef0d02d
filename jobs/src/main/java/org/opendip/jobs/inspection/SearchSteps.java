package org.opendip.jobs.inspection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.policy.grouping.Diagnoses;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.GroupingRule.ComprehensiveFallback;
import org.opendip.policy.grouping.GroupingRule.RelatedMatch;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.grouping.TreatmentType;

/** 入组路径: the engine's way to a group in words. What matched and what was near is told by the engine alone. */
final class SearchSteps {
    private final GroupingRule rule;
    private final Treatments treatments;
    private final Map<String, Group> groups;
    private final String diagnosis;
    private final Assignment.Trace trace;
    private final String chosen;
    private final List<CaseExplanation.Step> steps = new ArrayList<>();

    private SearchSteps(
            GroupingRule rule, Treatments treatments, List<Group> groups, String diagnosis, Assignment.Trace trace) {
        this.rule = rule;
        this.treatments = treatments;
        this.groups = groups.stream().collect(Collectors.toMap(Group::code, Function.identity(), (a, b) -> a));
        this.diagnosis = diagnosis;
        this.trace = trace;
        this.chosen = trace.assignment().group().map(Group::code).orElse(null);
    }

    /**
     * The groups that the search met, in its order; the group of the case is one of them.
     *
     * @param diagnosis main diagnosis of the case
     */
    static List<CaseExplanation.Step> of(
            GroupingRule rule, Treatments treatments, List<Group> groups, String diagnosis, Assignment.Trace trace) {
        SearchSteps search = new SearchSteps(rule, treatments, groups, diagnosis, trace);
        trace.steps().forEach(search::add);
        return search.steps;
    }

    private void add(Assignment.Step asked) {
        switch (asked.kind()) {
            case EXCLUSIONS -> {
                if (asked.found()) {
                    step(term(asked.kind()), null, diagnosis + " 不作主要诊断分组 may not group as main diagnosis");
                }
            }
            case PRE_GROUPS, TCM, MERGES, ASSISTED -> national(asked);
            case BASE, ALL_PROCEDURES -> core(asked);
            case COMPREHENSIVE -> comprehensive();
        }
    }

    private static Words.Term term(RuleKinds.Kind kind) {
        return Words.rule(org.opendip.policy.rules.Words.of(kind));
    }

    private void step(Words.Term term, String group, String note) {
        steps.add(new CaseExplanation.Step(term, group, note, group != null && group.equals(chosen)));
    }

    /** A kind of rule whose groups are rows handed over: what it found, and what it missed by one thing. */
    private void national(Assignment.Step asked) {
        if (asked.found()) {
            step(term(asked.kind()), chosen, trace.row().map(Object::toString).orElse(""));
        }
        asked.near().forEach(n -> step(term(asked.kind()), n.group(), "缺 lacks: " + n.lacks()));
    }

    private void core(Assignment.Step asked) {
        Words.Term core = new Words.Term("核心病种", "core");
        Map<String, String> notes = new TreeMap<>();
        asked.near().forEach(n -> notes.put(n.group(), missing(n.lacks())));
        asked.fits().forEach(code -> notes.put(code, matched(groups.get(code))));
        if (notes.isEmpty()) {
            String main = trace.mainProcedure();
            step(
                    core,
                    null,
                    "没有病种 no group: " + Diagnoses.subcategory(diagnosis) + " + "
                            + (main.isEmpty() ? "保守 conservative" : main));
        }
        notes.forEach((code, note) -> step(core, code, note));
    }

    private String matched(Group group) {
        return matchedByCodes(group) + ofPart(group);
    }

    /** Age or severity that a group asks for and the case has. */
    private static String ofPart(Group group) {
        return group.row().subgroup() == null
                ? ""
                : "，" + Words.part(group.row().subgroup());
    }

    private String matchedByCodes(Group group) {
        if (group.related().isEmpty()) {
            return "诊断与主手术操作相符 diagnosis and main procedure";
        }
        List<?> alternatives = group.row().related().alternatives();
        return rule.relatedMatch() == RelatedMatch.ALL && alternatives.size() == 1
                ? "相关手术操作 " + group.row().related().codes().size() + " 项全部相符 all related procedures"
                : "相关手术操作相符 related procedures: " + group.related();
    }

    /** Of a plain list of procedures only those that the case does not have. */
    private String missing(String lacks) {
        String procedures = "procedures ";
        if (!lacks.startsWith(procedures)) {
            return "缺 lacks: " + lacks;
        }
        String cell = lacks.substring(procedures.length());
        if (cell.contains("|") || rule.kinds().wildcardLength() > 0) {
            return "病例缺相关手术操作 missing: " + cell;
        }
        return "病例缺相关手术操作 missing: "
                + Arrays.stream(cell.split("\\+"))
                        .filter(code -> !trace.otherProcedures().contains(code))
                        .collect(Collectors.joining("+"));
    }

    private void comprehensive() {
        TreatmentType own = treatments.of(trace.mainProcedure());
        boolean found = trace.assignment().path() == Assignment.Path.COMPREHENSIVE;
        comprehensive(new Words.Term("综合病种", "comprehensive"), own, found);
        if (!found
                && own != TreatmentType.CONSERVATIVE
                && rule.comprehensiveFallback() == ComprehensiveFallback.CONSERVATIVE) {
            comprehensive(
                    new Words.Term("综合病种·保守", "comprehensive, conservative"),
                    TreatmentType.CONSERVATIVE,
                    chosen != null);
        }
    }

    private void comprehensive(Words.Term term, TreatmentType treatment, boolean found) {
        String word = Words.treatment(treatment.name().toLowerCase(Locale.ROOT)).toString();
        step(
                term,
                found ? chosen : null,
                found
                        ? word + ofPart(groups.get(chosen))
                        : "没有病种 no group: " + Diagnoses.category(diagnosis) + " " + word);
    }
}
