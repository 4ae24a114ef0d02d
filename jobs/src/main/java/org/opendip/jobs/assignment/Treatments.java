package org.opendip.jobs.assignment;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.ProcedureAttribute;
import org.opendip.policy.grouping.TreatmentType;

/** The treatment type that each procedure code stands for under a rulebook. */
public final class Treatments implements Serializable {
    private final HashMap<String, TreatmentType> byCode;
    private final TreatmentType other;

    private Treatments(HashMap<String, TreatmentType> byCode, TreatmentType other) {
        this.byCode = byCode;
        this.other = other;
    }

    /** From the code list with attributes; a code without one counts as the rulebook says. */
    public static Treatments of(GroupingRule rule, List<ReferenceFiles.Procedure> procedures) {
        HashMap<String, TreatmentType> byCode = new HashMap<>();
        for (ReferenceFiles.Procedure procedure : procedures) {
            if (!procedure.attribute().isEmpty()) {
                byCode.put(rule.kinds().codeCase().procedure(procedure.code()), rule.treatmentOf(attribute(procedure)));
            }
        }
        return new Treatments(byCode, rule.treatmentOf(null));
    }

    private static ProcedureAttribute attribute(ReferenceFiles.Procedure procedure) {
        for (ProcedureAttribute attribute : ProcedureAttribute.values()) {
            if (attribute.name().toLowerCase(Locale.ROOT).equals(procedure.attribute())) {
                return attribute;
            }
        }
        throw DipErrors.attributeUnknown(procedure.code(), procedure.attribute());
    }

    /** The treatment type of a main procedure; an empty one means conservative. */
    public TreatmentType of(String mainProcedure) {
        return mainProcedure.isEmpty() ? TreatmentType.CONSERVATIVE : byCode.getOrDefault(mainProcedure, other);
    }

    /** All listed codes with their type. */
    public Map<String, TreatmentType> listed() {
        return Map.copyOf(byCode);
    }

    /** The type of codes that are not listed. */
    public TreatmentType unlisted() {
        return other;
    }
}
