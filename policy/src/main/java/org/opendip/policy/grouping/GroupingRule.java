package org.opendip.policy.grouping;

import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Rule;
import org.opendip.policy.rules.Source;

/**
 * 分组: how diagnoses and procedures make a combination, and a combination finds its group.
 *
 * @param relatedIncrease a related procedure stays in the key where it raises the mean cost by at least this share
 * @param relatedMinimumCases cases needed with it, and without it, before that is judged
 * @param foldBack whether a kept key below the critical value goes back to diagnosis + main procedure; otherwise it
 *     goes to the comprehensive group
 * @param relatedMatch how many of a group's related procedures must be on the case
 * @param ties in order, what decides between several groups; the last is always the lower code
 * @param comprehensiveFallback where a case goes whose comprehensive group does not exist
 * @param surgeryAttributes the attributes that count as surgery
 * @param missingAttribute what a procedure counts as that the attribute list lacks
 * @param kinds the kinds of rules that are asked, and how they compare codes
 */
public record GroupingRule(
        BigDecimal relatedIncrease,
        int relatedMinimumCases,
        boolean foldBack,
        RelatedMatch relatedMatch,
        List<Tie> ties,
        ComprehensiveFallback comprehensiveFallback,
        List<SurgeryAttribute> surgeryAttributes,
        MissingAttribute missingAttribute,
        RuleKinds kinds,
        Source source)
        implements Rule {
    public enum RelatedMatch {
        /** All of the group's related procedures must be on the case. */
        ALL,
        /** One of them is enough. */
        ANY
    }

    public enum Tie {
        MORE_MATCHES,
        /** The group whose main procedure is the case's; tells something where a group's may stand anywhere only. */
        MAIN_PROCEDURE_FIRST,
        HIGHER_SCORE,
        NEAREST_MEAN,
        LOWER_CODE
    }

    public enum ComprehensiveFallback {
        /** The conservative group of the same category. */
        CONSERVATIVE,
        /** Nowhere: the case is ungrouped. */
        NONE
    }

    /** The attributes that may count as surgery. Interventional counts as therapeutic where it is not listed. */
    public enum SurgeryAttribute {
        SURGERY,
        INTERVENTIONAL
    }

    public enum MissingAttribute {
        DIAGNOSTIC,
        THERAPEUTIC,
        SURGERY
    }

    public GroupingRule {
        ties = List.copyOf(ties);
        surgeryAttributes = List.copyOf(surgeryAttributes);
    }

    public static GroupingRule read(Node node) {
        BigDecimal increase = node.decimal("related-increase", "0", "10");
        int minimum = node.integer("related-minimum-cases", 1, 1_000_000);
        boolean foldBack = node.flag("fold-back");
        RelatedMatch match = node.choice("related-match", RelatedMatch.class);
        List<Tie> ties = node.choices("ties", Tie.class);
        if (!ties.isEmpty() && ties.indexOf(Tie.LOWER_CODE) != ties.size() - 1) {
            node.problem("ties", "must end with lower-code, so that the answer is always one group");
        }
        ComprehensiveFallback fallback = node.choice("comprehensive-fallback", ComprehensiveFallback.class);
        List<SurgeryAttribute> surgery = node.choices("surgery-attributes", SurgeryAttribute.class);
        if (!surgery.isEmpty() && !surgery.contains(SurgeryAttribute.SURGERY)) {
            node.problem("surgery-attributes", "must contain surgery");
        }
        return new GroupingRule(
                increase,
                minimum,
                foldBack,
                match,
                ties,
                fallback,
                surgery,
                node.choice("missing-attribute", MissingAttribute.class),
                RuleKinds.read(node),
                node.source());
    }

    /**
     * The treatment type a procedure stands for.
     *
     * @param attribute null where the attribute list lacks the code
     */
    public TreatmentType treatmentOf(ProcedureAttribute attribute) {
        if (attribute == null) {
            return switch (missingAttribute) {
                case DIAGNOSTIC -> TreatmentType.DIAGNOSTIC;
                case THERAPEUTIC -> TreatmentType.THERAPEUTIC;
                case SURGERY -> TreatmentType.SURGERY;
            };
        }
        return switch (attribute) {
            case SURGERY -> TreatmentType.SURGERY;
            case INTERVENTIONAL ->
                surgeryAttributes.contains(SurgeryAttribute.INTERVENTIONAL)
                        ? TreatmentType.SURGERY
                        : TreatmentType.THERAPEUTIC;
            case THERAPEUTIC -> TreatmentType.THERAPEUTIC;
            case DIAGNOSTIC -> TreatmentType.DIAGNOSTIC;
        };
    }
}
