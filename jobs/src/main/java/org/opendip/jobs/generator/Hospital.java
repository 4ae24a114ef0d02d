package org.opendip.jobs.generator;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A hospital of the invented city.
 *
 * @param level 1, 2 or 3
 * @param type general, tcm, maternal, oncology, orthopaedic, psychiatric, eye, community
 * @param community county medical community, empty outside one
 * @param weight how many cases it takes among those of its level
 * @param costFactor its cost beside the city's for the same case
 * @param blankStays whether its system leaves the days of stay out
 */
record Hospital(
        String code,
        String name,
        int level,
        String type,
        String division,
        String community,
        double weight,
        double costFactor,
        boolean blankStays)
        implements Serializable {

    /** The invented city; numbers that no real division has. */
    static final String CITY = "9901";

    static final String[] DISTRICTS = {"990102", "990103", "990121", "990122", "990123", "990124"};
    private static final String[] DISTRICT_NAMES = {"甲区", "乙区", "丙县", "丁县", "戊县", "己县"};
    private static final String[] TOWNS = {"东岗", "西桥", "南塘", "北坡", "上湾", "下洲", "大坪", "小河", "新集", "老营", "白石", "红山"};
    private static final double[] LEVEL_COST = {0, 0.70, 0.92, 1.15};

    /** The chapters that a specialised hospital admits; empty: all. */
    String chapters() {
        return switch (type) {
            case "maternal" -> "OPNQJAZ";
            case "oncology" -> "CDZR";
            case "orthopaedic" -> "MSTZ";
            case "psychiatric" -> "FGZ";
            case "eye" -> "H";
            default -> "";
        };
    }

    boolean admits(char chapter) {
        return chapters().isEmpty() || chapters().indexOf(chapter) >= 0;
    }

    static List<Hospital> invent(RegionPlan plan) {
        long key = Draw.key(plan.seed(), 1000);
        int third = Math.max(2, (int) Math.round(plan.hospitals() * 0.11));
        int second = Math.max(3, (int) Math.round(plan.hospitals() * 0.37));
        List<Hospital> all = new ArrayList<>();
        String[] cityTypes = {"general", "general", "tcm", "maternal", "oncology", "general", "orthopaedic"};
        String[] cityNames = {"第一人民医院", "中心医院", "中医院", "妇幼保健院", "肿瘤医院", "第二人民医院", "骨科医院"};
        for (int i = 0; i < third; i++) {
            int k = i % cityTypes.length;
            String name = "示例市" + cityNames[k] + (i < cityTypes.length ? "" : "第" + (i / cityTypes.length + 1) + "院区");
            add(all, key, 3, cityTypes[k], i % 2, name, "", 1.0 / (1 + 0.35 * i));
        }
        String[] countyTypes = {
            "general", "general", "general", "general", "tcm", "maternal", "general", "psychiatric", "eye"
        };
        String[] countyNames = {"人民医院", "人民医院", "人民医院", "人民医院", "中医院", "妇幼保健院", "第二人民医院", "精神卫生中心", "眼科医院"};
        for (int i = 0; i < second; i++) {
            int k = i % countyTypes.length;
            int d = i < 4 ? 2 + i : 2 + (i * 5 + i / 4) % 4;
            String name = "示例市" + DISTRICT_NAMES[d] + (i >= countyTypes.length ? TOWNS[i % TOWNS.length] : "")
                    + countyNames[k];
            boolean member = countyTypes[k].equals("general") || countyTypes[k].equals("tcm");
            add(
                    all,
                    key,
                    2,
                    countyTypes[k],
                    d,
                    name,
                    member ? DISTRICT_NAMES[d] + "医共体" : "",
                    countyTypes[k].equals("eye") || countyTypes[k].equals("psychiatric") ? 0.3 : 1.0 / (1 + 0.2 * i));
        }
        for (int i = 0; all.size() < plan.hospitals(); i++) {
            int d = i % 5 == 0 ? i % 2 : 2 + i % 4;
            String town = TOWNS[i % TOWNS.length]
                    + (i >= TOWNS.length ? String.valueOf((char) ('甲' + 0)) + (i / TOWNS.length) : "");
            boolean urban = d < 2;
            add(
                    all,
                    key,
                    1,
                    "community",
                    d,
                    "示例市" + DISTRICT_NAMES[d] + town + (urban ? "社区卫生服务中心" : "镇卫生院"),
                    urban ? "" : DISTRICT_NAMES[d] + "医共体",
                    1.0 / (1 + 0.08 * i));
        }
        return all;
    }

    private static void add(
            List<Hospital> all,
            long key,
            int level,
            String type,
            int district,
            String name,
            String community,
            double weight) {
        int i = all.size();
        double factor = LEVEL_COST[level] * StrictMath.exp(0.07 * Draw.normal(key, i));
        boolean blank = Draw.uniform(key + 1, i) < 0.2;
        String division = DISTRICTS[district];
        all.add(new Hospital(
                String.format("H%s%05d", division, 101 + 37 * i),
                name,
                level,
                type,
                division,
                community,
                weight,
                factor,
                blank));
    }
}
