package org.opendip.jobs.inputs.sources;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;

/**
 * Headings by which fields of bureaus are known: the national names, the Chinese terms of the declared columns, and others
 * that are seen. A draft only proposes them.
 */
final class FieldNames {
    private static final Pattern CHINESE = Pattern.compile("\\(([\\p{IsHan}ID]+)\\)");
    private static final Pattern NUMBERED = Pattern.compile("^(.*?)(\\d{1,3})$");

    /** Other headings of the header's columns. */
    private static final Map<String, List<String>> OTHERS = Map.ofEntries(
            Map.entry("setl_id", List.of("结算流水号", "结算编号", "结算单号")),
            Map.entry("mdtrt_id", List.of("就诊流水号", "住院流水号", "就诊编号")),
            Map.entry("psn_no", List.of("个人编号", "参保人编号")),
            Map.entry("insutype", List.of("险种", "hi_type")),
            Map.entry("insu_admdvs", List.of("参保区划", "参保地", "insuplc")),
            Map.entry("fixmedins_code", List.of("机构编码", "医院编码", "医疗机构编码", "医疗机构代码", "定点医疗机构编码")),
            Map.entry("fixmedins_name", List.of("机构名称", "医院名称", "医疗机构名称")),
            Map.entry("hosp_lv", List.of("机构等级", "医院级别", "hi_setl_lv")),
            Map.entry("begndate", List.of("入院日期", "入院时间", "adm_time", "adm_date")),
            Map.entry("enddate", List.of("出院日期", "出院时间", "dscg_time", "dscg_date")),
            Map.entry("setl_time", List.of("结算日期", "setl_end_date")),
            Map.entry("med_type", List.of("ipt_med_type")),
            Map.entry("medfee_sumamt", List.of("总费用", "住院总费用", "医疗总费用", "总金额")),
            Map.entry("fulamt_ownpay_amt", List.of("全自费", "自费金额")),
            Map.entry("hifp_pay", List.of("统筹基金支付", "统筹支付", "统筹基金支出")),
            Map.entry("fund_pay_sumamt", List.of("基金支付", "基金支付合计")),
            Map.entry("acct_pay", List.of("个人账户支付", "账户支付")),
            Map.entry("psn_cash_pay", List.of("个人现金支付", "现金支付", "psn_cashpay")),
            Map.entry("ipt_days", List.of("实际住院天数", "act_ipt_days")),
            Map.entry("nwb_age", List.of("新生儿天龄", "不足一周岁天数", "年龄不足1周岁天数", "bzyzsnl")),
            Map.entry("nwb_bir_wt", List.of("出生体重", "新生儿出生体重(克)", "xsecstz")),
            Map.entry("nwb_adm_wt", List.of("入院体重", "新生儿入院体重(克)", "xserytz")),
            Map.entry("vent_used_dura", List.of("呼吸机使用时长", "有创呼吸机使用时间")),
            Map.entry("dscg_caty", List.of("出院科别编码", "出院科别代码", "cykbbm")),
            Map.entry("diag_code", List.of("诊断编码", "疾病编码", "疾病诊断编码")),
            Map.entry("diag_name", List.of("疾病名称")),
            Map.entry("oprn_oprt_code", List.of("手术编码", "手术及操作编码", "手术操作编码")),
            Map.entry("oprn_oprt_name", List.of("手术名称", "手术及操作名称")),
            Map.entry("oprn_oprt_date", List.of("手术日期", "手术及操作日期")));

    /** Headings of fees, by charge category. */
    static final Map<String, List<String>> FEES = fees();

    private FieldNames() {}

    private static Map<String, List<String>> fees() {
        Map<String, List<String>> fees = new LinkedHashMap<>();
        fees.put("01", List.of("床位费"));
        fees.put("02", List.of("诊察费"));
        fees.put("03", List.of("检查费"));
        fees.put("04", List.of("化验费"));
        fees.put("05", List.of("治疗费"));
        fees.put("06", List.of("手术费"));
        fees.put("07", List.of("护理费"));
        fees.put("08", List.of("卫生材料费", "材料费"));
        fees.put("09", List.of("西药费"));
        fees.put("10", List.of("中药饮片费"));
        fees.put("11", List.of("中成药费"));
        fees.put("12", List.of("一般诊疗费"));
        fees.put("13", List.of("挂号费"));
        fees.put("14", List.of("其他费"));
        return fees;
    }

    /** The heading that seems to be a column; none if there is none. */
    static Optional<String> find(Col column, List<String> headings) {
        for (String heading : headings) {
            if (is(column, heading)) {
                return Optional.of(heading);
            }
        }
        return Optional.empty();
    }

    /** Whether a heading seems to be a column. */
    static boolean is(Col column, String heading) {
        String plain = heading.toLowerCase(Locale.ROOT).strip();
        if (plain.equals(column.name())
                || OTHERS.getOrDefault(column.name(), List.of()).contains(plain)) {
            return true;
        }
        Matcher chinese = CHINESE.matcher(column.doc());
        return chinese.find() && chinese.group(1).equalsIgnoreCase(plain);
    }

    /** A heading with {@code {n}} for its number, and the highest number; none when no heading is numbered so. */
    static Optional<Map.Entry<String, Integer>> numbered(Col column, List<String> headings) {
        Map<String, Integer> highest = new LinkedHashMap<>();
        for (String heading : headings) {
            Matcher numbered = NUMBERED.matcher(heading);
            if (numbered.matches()) {
                String stem = numbered.group(1);
                String bare = stem.replaceAll("[_-]$", "").replaceFirst("^其他", "");
                if (is(column, bare)
                        || is(column, bare + "_code")
                        || bare.equals("oprn") && column.name().equals("oprn_oprt_code")) {
                    highest.merge(stem + "{n}", Integer.parseInt(numbered.group(2)), Math::max);
                }
            }
        }
        return highest.entrySet().stream().max(Map.Entry.comparingByValue());
    }

    /** How many of a table's columns headings seem to be. */
    static long known(Table table, List<String> headings) {
        return table.columns().stream()
                .filter(c -> find(c, headings).isPresent())
                .count();
    }
}
