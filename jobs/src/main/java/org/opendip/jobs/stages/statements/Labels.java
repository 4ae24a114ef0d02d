package org.opendip.jobs.stages.statements;

import java.util.Map;
import java.util.Set;

/** The words that statements and reports use for codes. A code without words is shown as it is. */
public final class Labels {
    private static final Map<Integer, String> LEVELS = Map.of(1, "一级", 2, "二级", 3, "三级");

    private static final Map<String, String> DEVIATIONS = Map.of(
            "normal", "正常 Normal",
            "low", "费用偏低 Low",
            "high", "费用偏高 High",
            "ungrouped", "未入组 Ungrouped",
            "outside", "不参与结算 Outside");

    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("pre-group", "先期病种 Pre-group"),
            Map.entry("tcm", "中医优势病种 Chinese medicine"),
            Map.entry("merge-exact", "并项病种·完全匹配 Merged, exact"),
            Map.entry("merge-related", "并项病种·相关手术匹配 Merged, related"),
            Map.entry("merge-main", "并项病种·主手术匹配 Merged, main"),
            Map.entry("assisted", "诊断辅助病种 Diagnosis-assisted"),
            Map.entry("core-exact", "核心病种·完全匹配 Core, exact"),
            Map.entry("core-related", "核心病种·相关手术匹配 Core, related"),
            Map.entry("core-main", "核心病种·主手术匹配 Core, main"),
            Map.entry("comprehensive", "综合病种 Comprehensive"),
            Map.entry("comprehensive-conservative", "综合病种·内科 Comprehensive, conservative"),
            Map.entry("bed-day", "床日 Bed-day"),
            Map.entry("excluded-diagnosis", "主要诊断不纳入分组 Excluded diagnosis"),
            Map.entry("no-group", "无对应病种 No group"));

    private static final Map<String, String> KINDS = Map.of("core", "核心病种 Core", "comprehensive", "综合病种 Comprehensive");

    private static final Map<String, String> RULES = Map.of(
            "settlement-point-value", "结算点值 PV1",
            "annual-settlement", "清算总额 Settlement",
            "deposit-forfeited", "保证金扣减 Deposit forfeited",
            "annual-due", "清算应拨 Due",
            "annual-due-by-gross", "清算应拨（按预结算总额复核） Due, checked by gross",
            "annual-payable", "实际拨付 Payable");

    private static final Map<String, String> CHECKS = Map.of(
            "kept-records-are-in-cases", "保留的结算清单全部进入病例（条数） Kept records are in cases",
            "cost-of-kept-records-is-in-cases", "保留清单的费用等于病例费用 Cost of kept records is in cases",
            "every-case-is-grouped-or-ungrouped", "每个病例入组或记为未入组（例数） Every case is grouped or ungrouped",
            "cost-of-cases-is-in-grouping", "病例费用等于入组表费用 Cost of cases is in grouping",
            "payments-sum-to-the-fund", "各机构应付之和等于可分配基金 Payments sum to the fund",
            "case-payments-sum-to-hospitals", "病例应付之和等于机构应付 Case payments sum to hospitals");

    /** Checks that compare numbers of rows; the others compare amounts. */
    private static final Set<String> COUNT_CHECKS =
            Set.of("kept-records-are-in-cases", "every-case-is-grouped-or-ungrouped");

    public static final String UNGROUPED = "未入组 Ungrouped";

    public static String level(int level) {
        return LEVELS.getOrDefault(level, "等级 " + level);
    }

    public static String deviation(String code, boolean costTrue) {
        return DEVIATIONS.getOrDefault(code, code) + (costTrue ? "（据实 Cost-true）" : "");
    }

    public static String path(String code) {
        return PATHS.getOrDefault(code, code);
    }

    public static String kind(String code) {
        return KINDS.getOrDefault(code, code);
    }

    static String rule(String code) {
        return RULES.getOrDefault(code, code);
    }

    static String check(String code) {
        return CHECKS.getOrDefault(code, code);
    }

    static boolean countCheck(String code) {
        return COUNT_CHECKS.contains(code);
    }

    private Labels() {}
}
