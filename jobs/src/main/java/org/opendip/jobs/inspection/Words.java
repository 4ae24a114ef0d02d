package org.opendip.jobs.inspection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.tables.SubgroupMoments;
import org.opendip.policy.grouping.Subgroup;

/** The words of this package's reports, Chinese and English. */
public final class Words {
    /** A term in both languages. */
    public record Term(String zh, String en) {
        @Override
        public String toString() {
            return en.isEmpty() ? zh : zh + " " + en;
        }
    }

    private static final Map<String, Term> TREATMENTS = new LinkedHashMap<>();
    private static final Map<String, Term> RULES = Map.of(
            "exclusions", new Term("不纳入分组", "exclusions"),
            "pre-groups", new Term("先期分组", "pre-groups"),
            "tcm", new Term("中医优势病种", "Chinese medicine"),
            "merges", new Term("并项", "merges"),
            "assisted", new Term("诊断辅助", "assisted"));
    private static final Map<String, Term> ACTIONS = Map.of(
            "add", new Term("新增", "added"),
            "drop", new Term("删除", "dropped"),
            "merge", new Term("合并", "merged"),
            "split", new Term("拆分", "split"),
            "rename", new Term("更名", "renamed"));
    private static final Map<String, Term> DECIDED_BY = Map.of(
            "expert-group", new Term("专家组", "expert group"),
            "administration", new Term("医保部门", "administration"),
            "negotiation", new Term("协商谈判", "negotiation"));
    private static final Map<String, Term> ROLES =
            Map.of("gone", new Term("撤销", "gone"), "kept", new Term("保留", "kept"), "made", new Term("设立", "made"));
    private static final Map<String, String> SEVERITIES = Map.of("mild", "轻度", "moderate", "中度", "severe", "重度");
    private static final Map<String, Term> INDICATORS = new LinkedHashMap<>();

    static {
        TREATMENTS.put("conservative", new Term("内科诊疗（保守）", "conservative"));
        TREATMENTS.put("diagnostic", new Term("诊断性操作", "diagnostic"));
        TREATMENTS.put("therapeutic", new Term("治疗性操作", "therapeutic"));
        TREATMENTS.put("surgery", new Term("手术", "surgery"));
        INDICATORS.put("grouping-rate", new Term("入组率", "grouping rate"));
        INDICATORS.put("core-share-of-groups", new Term("核心病种占病种数", "core share of groups"));
        INDICATORS.put("core-share-of-cases", new Term("核心病种占病例数", "core share of cases"));
        INDICATORS.put("cv-narrow", new Term("变异系数小于 0.5 的病种", "groups with CV below 0.5"));
        INDICATORS.put("cv-wide", new Term("变异系数大于 1 的病种", "groups with CV above 1"));
        INDICATORS.put("too-few", new Term("病例过少的病种", "groups with too few cases"));
        INDICATORS.put("riv", new Term("组内同质性 RIV", "RIV"));
        INDICATORS.put("riv-trimmed", new Term("截尾后 RIV", "RIV trimmed"));
        INDICATORS.put("r2", new Term("分值解释度 R²", "R²"));
        INDICATORS.put("r2-trimmed", new Term("截尾后 R²", "R² trimmed"));
        INDICATORS.put("test-grouping-rate", new Term("检验年度入组率", "grouping rate, test year"));
        INDICATORS.put("test-core-share-of-cases", new Term("检验年度核心病种占病例数", "core share of cases, test year"));
        INDICATORS.put("test-r2", new Term("检验年度 R²", "R², test year"));
        INDICATORS.put("test-mean-error", new Term("检验年度平均相对误差", "mean relative error, test year"));
        INDICATORS.put("test-agreeing", new Term("均值一致的病种", "groups whose means agree"));
    }

    private Words() {}

    /** A treatment type as tables hold it. */
    public static Term treatment(String code) {
        return TREATMENTS.getOrDefault(code, new Term(code, code));
    }

    /** A kind of grouping rule that stands on rows of a national workbook. */
    static Term rule(String code) {
        return RULES.getOrDefault(code, new Term(code, code));
    }

    /** What a manual review did. */
    public static Term action(String code) {
        return ACTIONS.getOrDefault(code, new Term(code, code));
    }

    /** Who decided it. */
    public static Term decidedBy(String code) {
        return DECIDED_BY.getOrDefault(code, new Term(code, code));
    }

    /** What became of a group by it. */
    static Term role(String code) {
        return ROLES.getOrDefault(code, new Term(code, code));
    }

    /**
     * What a case of a part by age or severity is, as it stands before 的病例.
     *
     * @param aspect as in the table {@code subgroup_moments}
     * @param cell one or several, joined by {@code |}
     */
    static Term part(String aspect, String cell) {
        if (aspect.equals(SubgroupMoments.AGE)) {
            return new Term("年龄 " + cell.replace("|", "、") + " 岁", "age " + cell);
        }
        return new Term(
                "病情" + Arrays.stream(cell.split("\\|")).map(SEVERITIES::get).collect(Collectors.joining("、")),
                "severity " + cell);
    }

    /** The same of all that a group takes. */
    public static Term part(Subgroup part) {
        List<Term> terms = new ArrayList<>();
        if (!part.ages().isEmpty()) {
            terms.add(part(SubgroupMoments.AGE, part.ageCell()));
        }
        if (!part.severities().isEmpty()) {
            terms.add(part(SubgroupMoments.SEVERITY, part.severityCell()));
        }
        return new Term(
                terms.stream().map(Term::zh).collect(Collectors.joining("，")),
                terms.stream().map(Term::en).collect(Collectors.joining(", ")));
    }

    /** What a specialty is called: one that a hospital wrote in its own way by what it wrote, none 未填. */
    public static Term specialty(CodeNames names, String code) {
        if (code == null) {
            return new Term("未填", "not given");
        }
        CodeNames.Name name = names.specialty(code);
        return name.zh().isEmpty() ? new Term(code, "") : new Term(name.zh(), name.en());
    }

    /** An indicator of the table {@code catalog_quality}. */
    public static Term indicator(String code) {
        return INDICATORS.getOrDefault(code, new Term(code, code));
    }

    /** The place of an indicator in reports. */
    public static int order(String indicator) {
        int place = java.util.List.copyOf(INDICATORS.keySet()).indexOf(indicator);
        return place < 0 ? INDICATORS.size() : place;
    }
}
