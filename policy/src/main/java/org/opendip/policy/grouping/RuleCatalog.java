package org.opendip.policy.grouping;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * 分组方案: the rows of a catalog that was handed over as data, and the lists that belong to it.
 *
 * @param rows in the order of the files
 * @param exclusions diagnoses and procedures that may not group
 * @param resistantDiagnoses full codes that say by themselves that a tuberculosis is resistant (结核耐药诊断)
 * @param primaryCare what primary-care groups ask for (基层病种); such rows make no group
 * @param bedDay stays paid by bed-day (床日病种)
 * @param severities other diagnoses that say how severe a case is (病情严重程度)
 */
public record RuleCatalog(
        List<GroupRow> rows,
        Exclusions exclusions,
        Set<String> resistantDiagnoses,
        List<GroupRow> primaryCare,
        List<BedDayRow> bedDay,
        List<SeverityRow> severities)
        implements Serializable {
    /** Without any row. */
    public static final RuleCatalog NONE = new RuleCatalog(List.of(), Exclusions.NONE, Set.of());

    /** 耐抗结核药物: among the other diagnoses it says that a tuberculosis is resistant. */
    public static final String RESISTANCE = "U84.300";

    public RuleCatalog {
        rows = List.copyOf(rows);
        primaryCare = List.copyOf(primaryCare);
        bedDay = List.copyOf(bedDay);
        severities = List.copyOf(severities);
        resistantDiagnoses = java.util.Collections.unmodifiableSet(new TreeSet<>(resistantDiagnoses));
    }

    /** Rows, exclusions and resistant diagnoses without the other lists. */
    public RuleCatalog(List<GroupRow> rows, Exclusions exclusions, Set<String> resistantDiagnoses) {
        this(rows, exclusions, resistantDiagnoses, List.of(), List.of(), List.of());
    }
}
