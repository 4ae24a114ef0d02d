package org.opendip.jobs.assignment;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.GroupRow.Kind;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.TreatmentType;

/**
 * A group of the catalog as the engine sees it.
 *
 * @param row what a case must have to belong to it; its code is the last tie-break
 * @param treatment treatment type
 * @param meanCost mean cost when the catalog was formed, yuan, or the published score: decides the tie-break higher-score
 */
public record Group(GroupRow row, TreatmentType treatment, BigDecimal meanCost) implements Serializable {

    /**
     * A core group formed from combinations.
     *
     * @param diagnosis 4 characters
     * @param mainProcedure empty: conservative
     * @param related related procedures, all in code order
     */
    public static Group core(
            String code,
            String diagnosis,
            String mainProcedure,
            List<String> related,
            TreatmentType treatment,
            BigDecimal meanCost) {
        ProcedureExpression main = mainProcedure.isEmpty()
                ? ProcedureExpression.none()
                : new ProcedureExpression(mainProcedure, List.of(Set.of(mainProcedure)));
        return formed(Kind.BASE, code, diagnosis, main, ProcedureExpression.allOf(related), treatment, meanCost);
    }

    /** A comprehensive group of a 3-character category. */
    public static Group comprehensive(String code, String category, TreatmentType treatment, BigDecimal meanCost) {
        ProcedureExpression none = ProcedureExpression.none();
        return formed(Kind.COMPREHENSIVE, code, category, none, none, treatment, meanCost);
    }

    /** The group of a catalog's row. Its published score stands for the mean cost; where it has none, ties by score are even. */
    public static Group of(GroupRow row, Treatments treatments) {
        TreatmentType treatment = row.treatment();
        if (treatment == null) {
            treatment = row.procedures().codes().stream()
                    .findFirst()
                    .map(treatments::of)
                    .orElse(TreatmentType.CONSERVATIVE);
        }
        return new Group(row, treatment, row.score() == null ? BigDecimal.ZERO : row.score());
    }

    private static Group formed(
            Kind kind,
            String code,
            String diagnosis,
            ProcedureExpression main,
            ProcedureExpression related,
            TreatmentType treatment,
            BigDecimal meanCost) {
        GroupRow row = new GroupRow(
                kind,
                code,
                "",
                DiagnosisScope.of(diagnosis),
                DiagnosisScope.all(),
                GroupRow.Resistance.EITHER,
                null,
                main,
                related,
                false,
                treatment,
                null,
                null);
        return new Group(row, treatment, meanCost);
    }

    public String code() {
        return row.code();
    }

    /** The same group under a name. */
    Group named(String name) {
        return new Group(
                new GroupRow(
                        row.kind(),
                        row.code(),
                        name,
                        row.diagnoses(),
                        row.otherDiagnoses(),
                        row.resistance(),
                        row.newborn(),
                        row.subgroup(),
                        row.procedures(),
                        row.related(),
                        row.anywhere(),
                        row.treatment(),
                        row.score(),
                        row.origin()),
                treatment,
                meanCost);
    }

    /** Core group (every kind but comprehensive). */
    public boolean core() {
        return row.kind() != Kind.COMPREHENSIVE;
    }

    /** The diagnosis cell: 4 characters (core) or 3 (comprehensive) where the group was formed. */
    public String diagnosis() {
        return row.diagnoses().text();
    }

    /** The procedure cell; empty for conservative and comprehensive groups. */
    public String mainProcedure() {
        return row.procedures().text();
    }

    /** The cell of related procedures; where the group was formed: all needed, in code order, joined by +. */
    public String related() {
        return row.related().text();
    }
}
