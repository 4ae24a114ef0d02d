package org.opendip.jobs.assignment;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import org.opendip.policy.grouping.TreatmentType;

/**
 * A group of the catalog as the engine sees it.
 *
 * @param code group code, the last tie-break
 * @param core core group, otherwise comprehensive
 * @param diagnosis 4 characters (core) or 3 (comprehensive)
 * @param mainProcedure empty for conservative and comprehensive groups
 * @param related related procedures, all in code order
 * @param treatment treatment type
 * @param meanCost mean cost when the catalog was formed, yuan: decides the tie-break higher-score
 */
public record Group(
        String code,
        boolean core,
        String diagnosis,
        String mainProcedure,
        List<String> related,
        TreatmentType treatment,
        BigDecimal meanCost)
        implements Serializable {
    public Group {
        related = List.copyOf(related);
    }
}
