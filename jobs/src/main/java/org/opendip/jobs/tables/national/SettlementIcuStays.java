package org.opendip.jobs.tables.national;

import static org.opendip.jobs.tables.Col.optional;

import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;

/** Stays in intensive care (结算清单重症监护信息 {@code setl_list_icu_d}). */
public final class SettlementIcuStays {
    public static final Col WARD_TYPE = optional("scs_cutd_ward_type", Kind.CODE, "ward (重症监护病房类型)");
    public static final Col INPOOL_TIME = optional("inpool_time", Kind.TIME, "entered at (进重症监护室时间)");
    public static final Col EXIT_TIME = optional("exit_time", Kind.TIME, "left at (出重症监护室时间)");
    public static final Col SUM_DURA = optional("sum_dura", Kind.TEXT, "duration as days/hours/minutes (合计时长)");

    public static final Table TABLE = Table.of(
            "setl_list_icu_d",
            "One row per stay in intensive care.",
            Table.key(SettlementHeaders.SETL_ID, INPOOL_TIME),
            SettlementHeaders.SETL_ID,
            WARD_TYPE,
            INPOOL_TIME,
            EXIT_TIME,
            SUM_DURA);

    private SettlementIcuStays() {}
}
