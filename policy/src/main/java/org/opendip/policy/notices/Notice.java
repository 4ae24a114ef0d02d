package org.opendip.policy.notices;

import static org.opendip.policy.notices.Severity.ERROR;
import static org.opendip.policy.notices.Severity.WARNING;

import java.util.Locale;

/**
 * 数据质量: every trouble a record may have. Never thrown; each finding is a row with this code, the key of the record and
 * the value seen. The code is the name in lower case; it is never a number and never used again for something else.
 *
 * <p>The order is that of the reasons: the first ERROR of a record in this order is why it is rejected.
 */
public enum Notice {
    VALUE_UNREADABLE(ERROR, "source", "原始数据中有无法识别的值，不作猜测", "A value of the source cannot be read; it is not guessed."),
    UPLOAD_TIME_UNREADABLE(
            ERROR,
            "uploaded",
            "同一结算流水号的上传时间无法识别，不能确定哪一次上传为准",
            "An upload time of this settlement cannot be read, so that nobody can tell which upload counts."),
    SETTLEMENT_ID_MISSING(ERROR, "settlement_id", "结算记录缺少结算流水号", "The record has no settlement id."),
    VISIT_ID_MISSING(ERROR, "visit_id", "结算记录缺少就诊流水号", "The record has no visit id."),
    REFUND_WITHOUT_ORIGINAL(ERROR, "settlement_id", "退费记录找不到原结算记录", "The refund has no settlement that it takes back."),
    HOSPITAL_UNKNOWN(ERROR, "hospital_code", "医疗机构不在机构名册中", "The hospital is not in the hospital register."),
    DATE_MISSING(ERROR, "discharge_date", "缺少入院、出院或结算日期", "An admission, discharge or settlement date is missing."),
    DISCHARGE_BEFORE_ADMISSION(
            ERROR, "discharge_date", "出院日期早于入院日期", "The discharge date is before the admission date."),
    DATE_IMPLAUSIBLE(
            ERROR, "discharge_date", "日期早于1990年或晚于所读年度", "A date is before 1990, or outside the years that are read."),
    MEDICAL_TYPE_UNKNOWN(ERROR, "medical_type", "医疗类别不是住院", "The medical type is not one of the inpatient types."),
    COST_MISSING(ERROR, "total_cost", "缺少医疗总费用", "The total cost is missing."),
    COST_NOT_POSITIVE(ERROR, "total_cost", "医疗总费用不大于零", "The total cost is not above zero."),
    COST_NOT_WHOLE_FEN(ERROR, "total_cost", "金额不是整分，不作舍入", "An amount is not whole fen; it is not rounded."),
    COST_IMPLAUSIBLE(ERROR, "total_cost", "医疗总费用超过规则书的上限", "The total cost is above the rulebook's limit."),
    MAIN_DIAGNOSIS_MISSING(ERROR, "diagnosis_code", "没有主要诊断", "The record has no main diagnosis."),
    MAIN_DIAGNOSIS_SEVERAL(ERROR, "diagnosis_code", "主要诊断多于一个", "The record has more than one main diagnosis."),
    MAIN_DIAGNOSIS_UNKNOWN(ERROR, "diagnosis_code", "主要诊断编码不在编码库中", "The main diagnosis is not in the code list."),
    MAIN_DIAGNOSIS_AMBIGUOUS(
            ERROR,
            "diagnosis_code",
            "主要诊断编码对照多个医保编码，不作猜测",
            "The map has several insurance codes for the main diagnosis; none is guessed."),
    MAIN_DIAGNOSIS_DAMAGED(
            ERROR,
            "diagnosis_code",
            "主要诊断编码像是被表格软件改成了数字，不作猜测",
            "The main diagnosis is a number, as a spreadsheet makes it of a code; it is not guessed."),
    PROCEDURE_UNKNOWN(
            WARNING,
            "procedure_code",
            "手术操作编码不在编码库中，分组时不使用",
            "The procedure is not in the code list; grouping leaves it out."),
    PROCEDURE_AMBIGUOUS(
            WARNING,
            "procedure_code",
            "手术操作编码对照多个医保编码，不作猜测，分组时不使用",
            "The map has several insurance codes for the procedure; none is guessed, grouping leaves it out."),
    PROCEDURE_DAMAGED(
            WARNING,
            "procedure_code",
            "手术操作编码像是被表格软件改成了数字，不作猜测，分组时不使用",
            "The procedure is a number, as a spreadsheet makes it of a code (47.01); it is not guessed, grouping leaves it out."),
    CODE_REPAIRED(
            WARNING,
            "code",
            "编码中有全角或不可见字符，已改为标准写法",
            "A code held full-width or invisible characters; it was repaired."),
    PROCEDURE_ATTRIBUTE_MISSING(
            WARNING,
            "procedure_code",
            "手术操作编码没有属性，按规则书的缺省属性处理",
            "The procedure has no attribute; the rulebook's grouping.missing-attribute is used."),
    HOSPITAL_LEVEL_DIFFERS(
            WARNING,
            "hospital_level",
            "结算记录的医疗机构等级与机构名册不一致，以名册为准",
            "The record's hospital level differs from the register; the register counts."),
    POOL_UNKNOWN(
            WARNING,
            "insurance_type",
            "险种类型不属于任何基金池，只计入费用基数",
            "The insurance type belongs to no pool; the case counts in the cost base only."),
    INSURANCE_MISSING(
            WARNING,
            "insurance_type",
            "有基金支付但没有险种类型，只计入费用基数",
            "The funds paid, but there is no insurance type; the case counts in the cost base only."),
    SEX_UNKNOWN(WARNING, "sex", "性别不明", "The sex is not known."),
    SEX_AGAINST_DIAGNOSIS(WARNING, "sex", "主要诊断与性别不符", "The main diagnosis does not occur in this sex."),
    AGE_IMPLAUSIBLE(WARNING, "age", "年龄小于零或超过规则书的上限", "The age is below 0 or above the rulebook's limit."),
    AGE_AGAINST_BIRTH(WARNING, "age", "年龄与出生日期不符", "The age does not agree with the date of birth."),
    AGE_AGAINST_DIAGNOSIS(WARNING, "age", "主要诊断与年龄不符", "The main diagnosis does not occur at this age."),
    AGE_DAYS_AGAINST_YEARS(
            WARNING,
            "age_days",
            "天龄与年龄不符：满一周岁者不填天龄，天龄应在0至365之间，不采用",
            "The age in days does not agree with the age in years: it belongs to those below one year, 0 to 365; it is not used."),
    AGE_DAYS_AGAINST_BIRTH(
            WARNING,
            "age_days",
            "天龄与出生日期、入院日期不符，分组时不使用",
            "The age in days does not agree with the dates of birth and admission; grouping leaves it out."),
    BIRTH_WEIGHT_MISSING(
            WARNING, "birth_weight", "新生儿（入院时不超过28天）没有出生体重", "A newborn of at most 28 days has no birth weight."),
    BIRTH_WEIGHT_IMPLAUSIBLE(
            WARNING,
            "birth_weight",
            "出生体重超出规则书的范围，分组时不使用",
            "The birth weight is outside the rulebook's limits; grouping leaves it out."),
    VENTILATION_UNREADABLE(
            WARNING,
            "ventilation_hours",
            "呼吸机使用时间不是“天/小时/分钟”，不作猜测",
            "The time on a ventilator is not days/hours/minutes; it is not guessed."),
    VENTILATION_AGAINST_STAY(
            WARNING,
            "ventilation_hours",
            "呼吸机使用时间长于住院时间，分组时不使用",
            "The time on a ventilator is longer than the stay; grouping leaves it out."),
    STAY_DAYS_MISSING(
            WARNING,
            "stay_days",
            "缺少住院天数，按出入院日期计算",
            "The days of the stay are missing; they are taken from the dates."),
    STAY_DAYS_DIFFER(WARNING, "stay_days", "住院天数与出入院日期不一致", "The days of the stay do not agree with the dates."),
    SETTLED_BEFORE_DISCHARGE(
            WARNING, "discharge_date", "结算日期早于出院日期", "The settlement date is before the discharge date."),
    ITEMS_DIFFER(WARNING, "total_cost", "费用明细合计与总费用不一致", "The cost items do not sum to the total cost."),
    ITEMS_NEGATIVE(WARNING, "item_amount", "非退费结算中有负数费用项目", "A settlement that is no refund has charges below zero."),
    ITEM_CATEGORY_UNKNOWN(
            WARNING,
            "item_category",
            "收费项目类别不是01至14，不计入药品费和耗材费",
            "A charge category is none of 01 to 14; the charge counts neither as drugs nor as materials."),
    POOLED_FUND_ABOVE_FUNDS(
            WARNING, "pooled_fund", "统筹基金支出大于基金支付总额", "The pooled fund paid more than all funds together."),
    PAYMENTS_DIFFER(
            WARNING,
            "total_cost",
            "基金支付与个人负担合计与总费用不一致",
            "The fund and personal payments do not sum to the total cost."),
    VALIDITY_UNKNOWN(
            WARNING, "void", "有效标志既不是0也不是1，按有效处理", "The valid flag is neither 0 nor 1; the record counts as valid."),
    UPLOADED_LATE(WARNING, "uploaded", "超过上传时限", "The list was uploaded after the time limit."),
    STAYS_OVERLAP(WARNING, "admission_date", "同一参保人的住院时间重叠", "The stay overlaps another stay of the same person."),
    SETTLED_TWICE(
            WARNING, "settlement_id", "同一次住院以不同流水号重复结算", "One stay was settled twice, with the same dates and cost."),
    DETAILS_WITHOUT_HEADER(
            WARNING,
            "settlement_id",
            "明细没有对应的结算记录，未使用",
            "Details came whose settlement no delivery has a header of; they are not used."),
    DETAILS_APART(
            WARNING,
            "settlement_id",
            "明细与结算记录不在同一批次，未使用；该清单如缺明细，请重新上传完整清单",
            "Details came in another delivery than their header; they are not used: where the list lacks them, upload it whole.");

    private final Severity severity;
    private final String column;
    private final String chinese;
    private final String english;

    Notice(Severity severity, String column, String chinese, String english) {
        this.severity = severity;
        this.column = column;
        this.chinese = chinese;
        this.english = english;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it means unless the rulebook says otherwise (intake.checks.severities). */
    public Severity severity() {
        return severity;
    }

    /** The column it is about. */
    public String column() {
        return column;
    }

    public String chinese() {
        return chinese;
    }

    public String english() {
        return english;
    }

    /**
     * Whether a rulebook may choose another severity. What later stages cannot do without, and money, may not be let in;
     * a notice that compares records with each other comes when the record is taken in already, and rejects nothing.
     */
    public boolean mayBe(Severity other) {
        return switch (this) {
            case STAYS_OVERLAP, SETTLED_TWICE -> other != Severity.ERROR;
            case STAY_DAYS_MISSING, DETAILS_WITHOUT_HEADER, DETAILS_APART -> other == severity;
            case MAIN_DIAGNOSIS_UNKNOWN, MAIN_DIAGNOSIS_SEVERAL -> other != Severity.OFF;
            default -> severity == Severity.WARNING || other == Severity.ERROR;
        };
    }
}
