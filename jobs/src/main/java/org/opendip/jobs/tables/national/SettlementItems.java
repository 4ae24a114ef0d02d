package org.opendip.jobs.tables.national;

import static org.opendip.jobs.tables.Col.optional;

import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;

/** Charges by category (结算清单收费项目信息 {@code setl_list_item_d}). */
public final class SettlementItems {
    public static final Col MED_CHRGITM = optional(
            "med_chrgitm",
            Kind.CODE,
            "charge category (医疗收费项目): 01 bed, 02 consult, 03 exam, 04 lab, 05 treatment, 06 surgery, 07 nursing, "
                    + "08 materials, 09 western drug, 10 TCM pieces, 11 Chinese patent drug, 12 general, 13 registration, 14 other");
    public static final Col AMT = optional("amt", Kind.YUAN, "amount (金额)");
    public static final Col CLAA_SUMFEE = optional("claa_sumfee", Kind.YUAN, "class A (甲类费用合计)");
    public static final Col CLAB_AMT = optional("clab_amt", Kind.YUAN, "class B (乙类金额)");
    public static final Col OTH_AMT = optional("oth_amt", Kind.YUAN, "other (其他金额)");

    public static final Table TABLE = Table.of(
            "setl_list_item_d",
            "One row per settlement and charge category.",
            Table.key(SettlementHeaders.SETL_ID, MED_CHRGITM),
            SettlementHeaders.SETL_ID,
            MED_CHRGITM,
            AMT,
            CLAA_SUMFEE,
            CLAB_AMT,
            SettlementHeaders.FULAMT_OWNPAY_AMT,
            OTH_AMT);

    private SettlementItems() {}
}
