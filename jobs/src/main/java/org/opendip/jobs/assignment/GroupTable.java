package org.opendip.jobs.assignment;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Catalog;
import org.opendip.jobs.tables.Combinations;
import org.opendip.jobs.tables.RelatedProcedures;
import org.opendip.policy.grouping.TreatmentType;

/** The table {@code catalog} as the engine's groups. */
public final class GroupTable {
    /** The word of {@code group_kind} for core groups. */
    public static final String CORE = "core";

    /** The word of {@code group_kind} for comprehensive groups. */
    public static final String COMPREHENSIVE = "comprehensive";

    private GroupTable() {}

    /** All groups, in code order. */
    public static List<Group> read(Dataset<Row> catalog) {
        return catalog
                .select(
                        Catalog.GROUP.col(),
                        Catalog.GROUP_KIND.col(),
                        RelatedProcedures.DIAGNOSIS.col(),
                        RelatedProcedures.MAIN_PROCEDURE.col(),
                        Combinations.RELATED_PROCEDURES.col(),
                        Combinations.TREATMENT.col(),
                        Catalog.MEAN_COST.col())
                .collectAsList()
                .stream()
                .map(GroupTable::group)
                .sorted(Comparator.comparing(Group::code))
                .toList();
    }

    private static Group group(Row r) {
        TreatmentType treatment = treatment(r.getString(5));
        BigDecimal meanCost = r.getDecimal(6);
        return r.getString(1).equals(CORE)
                ? Group.core(
                        r.getString(0), r.getString(2), r.getString(3), related(r.getString(4)), treatment, meanCost)
                : Group.comprehensive(r.getString(0), r.getString(2), treatment, meanCost);
    }

    /** Related procedures as tables hold them: joined by +. */
    public static List<String> related(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\\+"));
    }

    /** A treatment type as tables hold it. */
    public static TreatmentType treatment(String word) {
        return TreatmentType.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
