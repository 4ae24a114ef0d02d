package org.opendip.jobs.tables.national;

import static org.opendip.jobs.tables.Col.omissible;
import static org.opendip.jobs.tables.Col.optional;

import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;

/**
 * Settlement headers as bureaus hold them (结算信息表 {@code setl_d}): one row per settlement or refund. Names are the
 * national ones; every column may be missing in a row, since this is what comes in, not what we promise. Those that list
 * more of a stay than its settlement needs may be missing altogether.
 */
public final class SettlementHeaders {
    public static final Col SETL_ID = optional("setl_id", Kind.ID, "settlement serial number (结算ID)");
    public static final Col MDTRT_ID = optional("mdtrt_id", Kind.ID, "visit serial number (就诊ID)");
    public static final Col PSN_NO = optional("psn_no", Kind.ID, "insured person (人员编号); never leaves the intake");
    public static final Col GEND = optional("gend", Kind.CODE, "sex (性别): 1 male, 2 female");
    public static final Col BRDY = optional("brdy", Kind.DATE, "date of birth (出生日期)");
    public static final Col AGE = optional("age", Kind.NUMBER, "age in years (年龄)");
    public static final Col INSUTYPE =
            optional("insutype", Kind.CODE, "insurance type (险种类型): 310 employee, 390 resident; absent: self-paying");
    public static final Col INSU_ADMDVS = optional("insu_admdvs", Kind.CODE, "division where insured (参保所属医保区划)");
    public static final Col FIXMEDINS_CODE = optional("fixmedins_code", Kind.CODE, "hospital (定点医药机构编号)");
    public static final Col FIXMEDINS_NAME = optional("fixmedins_name", Kind.TEXT, "hospital name (定点医药机构名称)");
    public static final Col HOSP_LV = optional("hosp_lv", Kind.CODE, "hospital level (医院等级): 03, 3, 三级 and the like");
    public static final Col FIX_BLNG_ADMDVS =
            optional("fix_blng_admdvs", Kind.CODE, "division where treated (定点归属医保区划)");
    public static final Col BEGNDATE = optional("begndate", Kind.DATE, "admission (开始日期)");
    public static final Col ENDDATE = optional("enddate", Kind.DATE, "discharge (结束日期)");
    public static final Col SETL_TIME = optional("setl_time", Kind.TIME, "settled at (结算时间)");
    public static final Col UPDT_TIME = optional("updt_time", Kind.TIME, "last uploaded at (更新时间)");
    public static final Col MED_TYPE =
            optional("med_type", Kind.CODE, "medical type (医疗类别): inpatient 21, 26, 52; day surgery 28; bed-day 2105");
    public static final Col SETL_TYPE = optional("setl_type", Kind.CODE, "settlement type (结算类别)");
    public static final Col MEDFEE_SUMAMT = optional("medfee_sumamt", Kind.YUAN, "total cost (医疗费总额)");
    public static final Col FULAMT_OWNPAY_AMT = optional("fulamt_ownpay_amt", Kind.YUAN, "fully self-paid (全自费金额)");
    public static final Col OVERLMT_SELFPAY = optional("overlmt_selfpay", Kind.YUAN, "above the price limit (超限价自费费用)");
    public static final Col PRESELFPAY_AMT = optional("preselfpay_amt", Kind.YUAN, "self-paid first (先行自付金额)");
    public static final Col INSCP_AMT = optional("inscp_amt", Kind.YUAN, "within the insured range (符合政策范围金额)");
    public static final Col HIFP_PAY = optional("hifp_pay", Kind.YUAN, "pooled fund (基本医疗保险统筹基金支出)");
    public static final Col FUND_PAY_SUMAMT = optional("fund_pay_sumamt", Kind.YUAN, "all funds (基金支付总额)");
    public static final Col ACCT_PAY = optional("acct_pay", Kind.YUAN, "personal account (个人账户支出)");
    public static final Col PSN_CASH_PAY = optional("psn_cash_pay", Kind.YUAN, "cash (现金支付金额)");
    public static final Col REFD_SETL_FLAG = optional("refd_setl_flag", Kind.CODE, "refund (退费结算标志): 1 yes");
    public static final Col VALI_FLAG = optional("vali_flag", Kind.CODE, "valid (有效标志): 1 yes, 0 void");
    public static final Col IPT_DAYS = optional("ipt_days", Kind.NUMBER, "days of stay (住院天数)");
    public static final Col NWB_AGE =
            omissible("nwb_age", Kind.NUMBER, "age at admission in days, of those below one year (天龄)");
    public static final Col NWB_BIR_WT = omissible("nwb_bir_wt", Kind.GRAM, "birth weight (新生儿出生体重)");
    public static final Col NWB_ADM_WT = omissible("nwb_adm_wt", Kind.GRAM, "weight at admission (新生儿入院体重)");
    public static final Col VENT_USED_DURA =
            omissible("vent_used_dura", Kind.TEXT, "time on a ventilator as days/hours/minutes (呼吸机使用时间)");
    public static final Col DSCG_CATY =
            omissible("dscg_caty", Kind.CODE, "specialty that discharges (出院科别): A03, A03.01 and the like");

    public static final Table TABLE = Table.of(
            "setl_d",
            "One row per settlement or refund.",
            Table.key(SETL_ID),
            SETL_ID,
            MDTRT_ID,
            PSN_NO,
            GEND,
            BRDY,
            AGE,
            INSUTYPE,
            INSU_ADMDVS,
            FIXMEDINS_CODE,
            FIXMEDINS_NAME,
            HOSP_LV,
            FIX_BLNG_ADMDVS,
            BEGNDATE,
            ENDDATE,
            SETL_TIME,
            UPDT_TIME,
            MED_TYPE,
            SETL_TYPE,
            MEDFEE_SUMAMT,
            FULAMT_OWNPAY_AMT,
            OVERLMT_SELFPAY,
            PRESELFPAY_AMT,
            INSCP_AMT,
            HIFP_PAY,
            FUND_PAY_SUMAMT,
            ACCT_PAY,
            PSN_CASH_PAY,
            REFD_SETL_FLAG,
            VALI_FLAG,
            IPT_DAYS,
            NWB_AGE,
            NWB_BIR_WT,
            NWB_ADM_WT,
            VENT_USED_DURA,
            DSCG_CATY);

    private SettlementHeaders() {}
}
