package org.opendip.policy.grouping;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A group as a catalog writes it: what a case must have to belong to it.
 *
 * @param kind which kind of rule asks for it
 * @param code group code, never taken apart
 * @param name as printed, may be empty
 * @param diagnoses what the main diagnosis must be; of a newborn row, what must be among the diagnoses
 * @param otherDiagnoses what must be among the other diagnoses, where the row says so
 * @param resistant whether the tuberculosis must be resistant, or must not be, where the row says so
 * @param newborn age and weight, where the row says so
 * @param procedures where {@link #anywhere}: what must be on the list, else alternatives of the main procedure; none: the
 *     case must have no main procedure (conservative)
 * @param related procedures beside the main one
 * @param anywhere the procedures may stand anywhere on the list
 * @param treatment of a comprehensive row
 * @param score as published, where the catalog has one
 * @param origin where it stands; absent: formed from the region's own cases
 */
public record GroupRow(
        Kind kind,
        String code,
        String name,
        DiagnosisScope diagnoses,
        Optional<DiagnosisScope> otherDiagnoses,
        Optional<Boolean> resistant,
        Optional<NewbornBand> newborn,
        ProcedureExpression procedures,
        ProcedureExpression related,
        boolean anywhere,
        Optional<TreatmentType> treatment,
        Optional<BigDecimal> score,
        Optional<RowOrigin> origin)
        implements Serializable {
    public enum Kind {
        /** 先期分组. */
        PRE,
        /** 并项. */
        MERGE,
        /** 诊断辅助. */
        ASSISTED,
        /** 基本: core groups of diagnosis and main procedure. */
        BASE,
        /** 综合. */
        COMPREHENSIVE
    }

    /** All that a case is asked, as one text: two rows of one kind with the same text cannot be told apart. */
    public String condition() {
        return String.join(
                " ; ",
                kind.name(),
                diagnoses.text(),
                otherDiagnoses.map(DiagnosisScope::text).orElse(""),
                resistant.map(String::valueOf).orElse(""),
                newborn.map(String::valueOf).orElse(""),
                procedures.alternatives().toString(),
                related.alternatives().toString(),
                treatment.map(Enum::name).orElse(""));
    }
}
