package org.opendip.policy.grouping;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A group as a catalog writes it: what a case must have to belong to it.
 *
 * @param kind which kind of rule asks for it
 * @param code group code, never taken apart
 * @param name as printed, may be empty
 * @param diagnoses what the main diagnosis must be; of a newborn row, what must be among the diagnoses
 * @param otherDiagnoses what must be among the other diagnoses; all: the row does not ask
 * @param resistance whether the tuberculosis must be resistant
 * @param newborn age and weight; null: the row does not ask
 * @param subgroup bands of age, classes of severity; null: the row does not ask
 * @param procedures where {@link #anywhere}: what must be on the list, else alternatives of the main procedure; none: the
 *     case must have no main procedure (conservative)
 * @param related procedures beside the main one
 * @param anywhere the procedures may stand anywhere on the list
 * @param treatment of a comprehensive row; null for others
 * @param score as published; null: the catalog has none
 * @param origin where it stands; null: formed from the region's own cases
 */
public record GroupRow(
        Kind kind,
        String code,
        String name,
        DiagnosisScope diagnoses,
        DiagnosisScope otherDiagnoses,
        Resistance resistance,
        NewbornBand newborn,
        Subgroup subgroup,
        ProcedureExpression procedures,
        ProcedureExpression related,
        boolean anywhere,
        TreatmentType treatment,
        BigDecimal score,
        RowOrigin origin)
        implements Serializable {
    public enum Kind {
        /** 先期分组. */
        PRE,
        /** 中医优势病种. */
        TCM,
        /** 并项. */
        MERGE,
        /** 诊断辅助. */
        ASSISTED,
        /** 基本: core groups of diagnosis and main procedure. */
        BASE,
        /** 综合. */
        COMPREHENSIVE
    }

    /** 是否耐药. */
    public enum Resistance {
        /** The row does not ask. */
        EITHER,
        RESISTANT,
        NOT_RESISTANT
    }

    /** A row that asks for no age and no severity. */
    public GroupRow(
            Kind kind,
            String code,
            String name,
            DiagnosisScope diagnoses,
            DiagnosisScope otherDiagnoses,
            Resistance resistance,
            NewbornBand newborn,
            ProcedureExpression procedures,
            ProcedureExpression related,
            boolean anywhere,
            TreatmentType treatment,
            BigDecimal score,
            RowOrigin origin) {
        this(
                kind,
                code,
                name,
                diagnoses,
                otherDiagnoses,
                resistance,
                newborn,
                null,
                procedures,
                related,
                anywhere,
                treatment,
                score,
                origin);
    }

    /** The same row, asking for a part. */
    public GroupRow within(Subgroup part) {
        return new GroupRow(
                kind,
                code,
                name,
                diagnoses,
                otherDiagnoses,
                resistance,
                newborn,
                part,
                procedures,
                related,
                anywhere,
                treatment,
                score,
                origin);
    }

    /** Of two rows with the same codes the one that asks for more beside wins. */
    public int asksBeside() {
        return subgroup == null ? 0 : subgroup.aspects();
    }

    /** The part that it takes as tables hold it; null: it takes all. */
    public String takesOnly() {
        return subgroup == null ? null : subgroup.toString();
    }

    /** Whether its score is the row's own (中医优势病种), not one from costs. */
    public boolean ownScore() {
        return kind == Kind.TCM;
    }

    /** All that a case is asked, as one text: two rows of one kind with the same text cannot be told apart. */
    public String condition() {
        return String.join(
                " ; ",
                kind.name(),
                diagnoses.text(),
                otherDiagnoses.text(),
                resistance.name(),
                String.valueOf(newborn),
                String.valueOf(subgroup),
                procedures.alternatives().toString(),
                related.alternatives().toString(),
                String.valueOf(treatment));
    }
}
