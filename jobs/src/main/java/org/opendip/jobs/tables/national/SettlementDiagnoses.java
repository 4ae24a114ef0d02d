package org.opendip.jobs.tables.national;

import static org.opendip.jobs.tables.Col.optional;

import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;

/** Diagnoses of the settlement list (结算清单诊断信息 {@code setl_list_diag_d}). */
public final class SettlementDiagnoses {
    public static final Col DIAG_TYPE = optional(
            "diag_type", Kind.CODE, "kind (诊断类别): 1 main western, 2 other western, 3 TCM main, 4 TCM syndrome");
    public static final Col MAINDIAG_FLAG = optional("maindiag_flag", Kind.CODE, "main diagnosis (主诊断标志): 1 yes");
    public static final Col DIAG_CODE = optional("diag_code", Kind.CODE, "diagnosis code (诊断代码)");
    public static final Col DIAG_NAME = optional("diag_name", Kind.TEXT, "diagnosis name (诊断名称)");
    public static final Col ADM_COND_TYPE = optional(
            "adm_cond_type", Kind.CODE, "present on admission (入院病情): 1 yes, 2 undetermined, 3 unknown, 4 none");
    public static final Col ORDER = optional("order", Kind.NUMBER, "place on the list (排序)");

    public static final Table TABLE = Table.of(
            "setl_list_diag_d",
            "One row per diagnosis of a settlement.",
            Table.key(SettlementHeaders.SETL_ID, ORDER),
            SettlementHeaders.SETL_ID,
            DIAG_TYPE,
            MAINDIAG_FLAG,
            DIAG_CODE,
            DIAG_NAME,
            ADM_COND_TYPE,
            SettlementHeaders.VALI_FLAG,
            ORDER);

    private SettlementDiagnoses() {}
}
