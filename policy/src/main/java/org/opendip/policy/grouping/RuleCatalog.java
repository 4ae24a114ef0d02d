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
 */
public record RuleCatalog(List<GroupRow> rows, Exclusions exclusions, Set<String> resistantDiagnoses)
        implements Serializable {
    /** Without any row. */
    public static final RuleCatalog NONE = new RuleCatalog(List.of(), Exclusions.NONE, Set.of());

    /** 耐抗结核药物: among the other diagnoses it says that a tuberculosis is resistant. */
    public static final String RESISTANCE = "U84.300";

    public RuleCatalog {
        rows = List.copyOf(rows);
        resistantDiagnoses = java.util.Collections.unmodifiableSet(new TreeSet<>(resistantDiagnoses));
    }
}
