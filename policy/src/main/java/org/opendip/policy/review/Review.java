package org.opendip.policy.review;

import java.util.List;
import org.opendip.policy.grouping.DiagnosisScope;
import org.opendip.policy.grouping.ProcedureExpression;
import org.opendip.policy.grouping.Subgroup;
import org.opendip.policy.grouping.TreatmentType;

/**
 * 人工复核: one decision about the groups that formation gave.
 *
 * @param row of the review file
 * @param groups codes it is about, as formed; none where it adds
 * @param result code of what results; empty: made by the rulebook's {@code catalog.group-codes}
 * @param name of what results; empty: by the code lists
 * @param cells what a group that is added asks for, or what a part that is split off asks for otherwise than its group
 */
public record Review(
        int row,
        Action action,
        List<String> groups,
        String result,
        String name,
        Cells cells,
        DecidedBy decidedBy,
        String reason) {
    /** What is decided. */
    public enum Action {
        /** 新增: a group more. */
        ADD,
        /** 删除: its cases go where they go without it. */
        DROP,
        /** 合并: several become one that asks for what any of them asks for. */
        MERGE,
        /** 拆分: a part becomes a group of its own, the rest stays. */
        SPLIT,
        /** 更名: another code, another name, or both. */
        RENAME
    }

    /** Who decided. */
    public enum DecidedBy {
        /** 专家组. */
        EXPERT_GROUP,
        /** 医保部门. */
        ADMINISTRATION,
        /** 协商谈判: administration and hospitals together. */
        NEGOTIATION
    }

    /**
     * Cells as a catalog writes them; null: not given.
     *
     * @param subgroup bands of age, classes of severity
     * @param treatment says that the group is a comprehensive one
     */
    public record Cells(
            DiagnosisScope diagnoses,
            ProcedureExpression procedures,
            ProcedureExpression related,
            Subgroup subgroup,
            TreatmentType treatment) {
        /** Nothing given. */
        public static final Cells NONE = new Cells(null, null, null, null, null);
    }

    public Review {
        groups = List.copyOf(groups);
    }
}
