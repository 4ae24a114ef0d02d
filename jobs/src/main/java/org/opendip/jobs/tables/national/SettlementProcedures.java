package org.opendip.jobs.tables.national;

import static org.opendip.jobs.tables.Col.optional;

import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;

/** Operations and procedures of the settlement list (结算清单手术操作信息 {@code setl_list_oprn_d}). */
public final class SettlementProcedures {
    public static final Col MAIN_OPRN_FLAG = optional("main_oprn_flag", Kind.CODE, "main procedure (主手术操作标志): 1 yes");
    public static final Col OPRN_OPRT_CODE = optional("oprn_oprt_code", Kind.CODE, "procedure code (手术操作代码)");
    public static final Col OPRN_OPRT_NAME = optional("oprn_oprt_name", Kind.TEXT, "procedure name (手术操作名称)");
    public static final Col OPRN_OPRT_DATE = optional("oprn_oprt_date", Kind.DATE, "done on (手术操作日期)");
    public static final Col ANST_WAY = optional("anst_way", Kind.CODE, "anaesthesia (麻醉方式)");

    public static final Table TABLE = Table.of(
            "setl_list_oprn_d",
            "One row per procedure of a settlement.",
            Table.key(SettlementHeaders.SETL_ID, SettlementDiagnoses.ORDER),
            SettlementHeaders.SETL_ID,
            MAIN_OPRN_FLAG,
            OPRN_OPRT_CODE,
            OPRN_OPRT_NAME,
            OPRN_OPRT_DATE,
            ANST_WAY,
            SettlementHeaders.VALI_FLAG,
            SettlementDiagnoses.ORDER);

    private SettlementProcedures() {}
}
