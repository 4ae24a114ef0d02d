package org.opendip.policy.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.rules.Node;

/**
 * 病种编码: how the codes of groups are written. They are never taken apart again.
 *
 * @param core stands after the diagnosis
 * @param related stands before the related procedures
 * @param joiner stands between related procedures
 * @param surgery name of the treatment type in a comprehensive code, as are the next three
 */
public record GroupCodes(
        String core,
        String related,
        String joiner,
        String surgery,
        String therapeutic,
        String diagnostic,
        String conservative) {
    public static GroupCodes read(Node node) {
        GroupCodes codes = new GroupCodes(
                node.text("core"),
                node.text("related"),
                node.text("joiner"),
                node.text("surgery"),
                node.text("therapeutic"),
                node.text("diagnostic"),
                node.text("conservative"));
        if (node.sound()
                && List.of(codes.surgery, codes.therapeutic, codes.diagnostic, codes.conservative).stream()
                                .distinct()
                                .count()
                        < 4) {
            node.problem("surgery", "must differ from therapeutic, diagnostic and conservative, each from each");
        }
        return codes;
    }

    /** {@code A09.9:44.1300x001_45.2302}; without a main procedure (null) the diagnosis alone. */
    public String coreCode(String diagnosis, String mainProcedure, List<String> relatedProcedures) {
        if (mainProcedure == null) {
            return diagnosis;
        }
        String code = diagnosis + core + mainProcedure;
        return relatedProcedures.isEmpty() ? code : code + related + String.join(joiner, relatedProcedures);
    }

    /** A part by age or severity: {@code A09.9:44.1300x001:65+}. */
    public String partCode(String coreCode, Subgroup part) {
        return part == null ? coreCode : coreCode + core + String.join(joiner, part.words());
    }

    /** {@code M12:SS}. */
    public String comprehensiveCode(String category, TreatmentType treatment) {
        return category + core + name(treatment);
    }

    /** The treatment of a comprehensive code by its ending; empty: it has none of the words. */
    public Optional<TreatmentType> treatmentOf(String comprehensiveCode) {
        return Arrays.stream(TreatmentType.values())
                .filter(treatment -> comprehensiveCode.endsWith(core + name(treatment)))
                .findFirst();
    }

    private String name(TreatmentType treatment) {
        return switch (treatment) {
            case SURGERY -> surgery;
            case THERAPEUTIC -> therapeutic;
            case DIAGNOSTIC -> diagnostic;
            case CONSERVATIVE -> conservative;
        };
    }
}
