package org.opendip.jobs.generator;

import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.opendip.jobs.tables.national.SettlementHeaders;

/** The small files beside the tables: registers, money of the year, code lists and what was planted. */
final class ReferenceFiles {
    private static final String[] POOLS = {"310", "390"};
    private static final String[] REASONS = {"过度检查", "超标准收费", "低标准入院", "分解住院", "高套编码"};

    private ReferenceFiles() {}

    /** Every diagnosis and procedure that can occur. */
    static void writeCodes(Configuration conf, RegionModel model, String folder) throws IOException {
        Map<String, Vocabulary.Name> diagnoses = new TreeMap<>();
        for (int d = 0; d < model.diagnoses.length; d++) {
            for (int k = 0; k < model.fullCodes[d].length; k++) {
                diagnoses.put(model.fullCodes[d][k], model.fullNames[d][k]);
            }
        }
        for (int i = 0; i < model.otherCodes.length; i++) {
            diagnoses.put(model.otherCodes[i], model.otherNames[i]);
        }
        List<List<String>> rows = new ArrayList<>();
        diagnoses.forEach((code, name) -> rows.add(List.of(code, name.zh(), name.en())));
        CsvFile.write(conf, folder + "/diagnoses.csv", List.of("code", "name", "name_en"), rows);

        Map<String, List<String>> procedures = new TreeMap<>();
        for (int p = 0; p < model.procedures.length; p++) {
            procedures.put(
                    model.procedures[p],
                    List.of(
                            model.procedures[p],
                            model.procedureNames[p].zh(),
                            model.procedureAttributes[p].word(),
                            model.procedureNames[p].en()));
        }
        CsvFile.write(
                conf,
                folder + "/procedures.csv",
                List.of("code", "name", "attribute", "name_en"),
                List.copyOf(procedures.values()));
        CsvFile.write(
                conf,
                folder + "/excluded_procedures.csv",
                List.of("code", "behaviour"),
                Arrays.stream(model.incidental)
                        .mapToObj(p -> List.of(model.procedures[p], "drop"))
                        .sorted(Comparator.comparing(r -> r.get(0)))
                        .toList());
    }

    /** The register of hospitals. */
    static void writeRegister(Configuration conf, RegionModel model, String folder) throws IOException {
        CsvFile.write(
                conf,
                folder + "/hospitals.csv",
                List.of("hospital", "name", "level", "type", "division", "community"),
                Arrays.stream(model.hospitals)
                        .map(h -> List.of(
                                h.code(), h.name(), String.valueOf(h.level()), h.type(), h.division(), h.community()))
                        .sorted(Comparator.comparing(r -> r.get(0)))
                        .toList());
    }

    /** What was planted. */
    static void writeTruth(Configuration conf, RegionModel model, String folder) throws IOException {
        List<List<String>> truth = new ArrayList<>();
        for (int i = 0; i < model.planted.size(); i++) {
            Planted p = model.planted.get(i);
            truth.add(List.of(
                    p.diagnosis(),
                    p.mainProcedure(),
                    String.join("+", p.related()),
                    p.attribute().word(),
                    String.valueOf(p.cases()),
                    decimal(p.mean(), 2),
                    decimal(p.cv(), 4),
                    decimal(p.days(), 2),
                    String.valueOf(model.yearStart[i + 1] - model.yearStart[i]),
                    p.kind(),
                    p.group(),
                    p.related().isEmpty() ? "" : decimal(p.uplift(), 4),
                    p.related().isEmpty() || p.kind().equals(Planted.RARE) ? "" : String.valueOf(p.kept())));
        }
        truth.sort(Comparator.<List<String>, String>comparing(r -> r.get(0))
                .thenComparing(r -> r.get(1))
                .thenComparing(r -> r.get(2))
                .thenComparing(r -> r.get(9)));
        CsvFile.write(
                conf,
                folder + "/groups.csv",
                List.of(
                        "diagnosis",
                        "main_procedure",
                        "related",
                        "attribute",
                        "cases",
                        "mean",
                        "cv",
                        "days",
                        "year_cases",
                        "kind",
                        "group",
                        "uplift",
                        "kept"),
                truth);
    }

    /**
     * Money of the year.
     *
     * @param pooled exact sums of the year: what the pooled fund paid for locals, by hospital, insurance type and month of
     *     settlement ({@code yyyyMM}), in fen
     */
    static void writeMoney(Configuration conf, RegionModel model, String folder, Dataset<Row> pooled)
            throws IOException {
        Map<String, Map<String, Map<String, Long>>> booked = byHospital(pooled);
        long key = Draw.key(model.plan.seed(), 1002);

        List<List<String>> months = new ArrayList<>();
        List<List<String>> audits = new ArrayList<>();
        List<List<String>> advances = new ArrayList<>();
        Map<String, Long> byPool = new LinkedHashMap<>();
        int draw = 0;
        for (Hospital h : sorted(model)) {
            for (String pool : POOLS) {
                Map<String, Long> perMonth =
                        booked.getOrDefault(h.code(), Map.of()).getOrDefault(pool, Map.of());
                long year = 0;
                for (Map.Entry<String, Long> m : perMonth.entrySet()) {
                    year += m.getValue();
                    long preSettled = Math.round(m.getValue() * (0.93 + 0.04 * Draw.uniform(key, draw++)));
                    long deposit = preSettled / 20;
                    months.add(List.of(
                            h.code(), pool, m.getKey(), yuan(preSettled), yuan(deposit), yuan(preSettled - deposit)));
                }
                byPool.merge(pool, year, Long::sum);
                if (Draw.uniform(key + 1, draw) < 0.25 && year > 0) {
                    audits.add(List.of(
                            h.code(),
                            pool,
                            yuan(year * (1 + Draw.below(key + 2, draw, 30)) / 10_000),
                            REASONS[Draw.below(key + 3, draw, REASONS.length)]));
                }
                boolean small = h.level() == 1;
                advances.add(List.of(
                        h.code(),
                        pool,
                        yuan(small ? 0 : year * Draw.below(key + 4, draw, 10) / 1000 / 100 * 100),
                        yuan(Draw.uniform(key + 5, draw) < 0.2 ? year / 200 / 10_000 * 10_000 : 0),
                        yuan(Draw.uniform(key + 6, draw) < 0.1 ? year / 2000 : 0)));
            }
        }
        CsvFile.write(
                conf,
                folder + "/monthly_payments.csv",
                List.of("hospital", "pool", "month", "pre_settled", "deposit", "paid"),
                months);
        CsvFile.write(conf, folder + "/audit_deductions.csv", List.of("hospital", "pool", "amount", "reason"), audits);
        CsvFile.write(
                conf,
                folder + "/advances.csv",
                List.of("hospital", "pool", "prepayment", "revolving", "deposit_forfeited"),
                advances);

        List<List<String>> assessments = new ArrayList<>();
        int i = 0;
        for (Hospital h : sorted(model)) {
            double u = Draw.uniform(key + 7, i++);
            assessments.add(List.of(h.code(), u < 0.7 ? "1.0000" : decimal(0.95 + 0.05 * (u - 0.7) / 0.3, 4)));
        }
        CsvFile.write(conf, folder + "/assessments.csv", List.of("hospital", "coefficient"), assessments);

        List<List<String>> plan = new ArrayList<>();
        for (String pool : POOLS) {
            long fund = Math.round(byPool.getOrDefault(pool, 0L) * 1.02);
            long adjustment = fund / 100;
            long crossRegion = fund * 6 / 100;
            long nonDip = fund * 4 / 100;
            long reserve = fund * 3 / 100;
            Map<String, Long> items = new TreeMap<>();
            items.put("inpatient-budget", fund + adjustment + crossRegion + nonDip + reserve);
            items.put("regional-adjustment", adjustment);
            items.put("cross-region", crossRegion);
            items.put("non-dip", nonDip);
            items.put("reserve", reserve);
            items.forEach((item, amount) ->
                    plan.add(List.of(String.valueOf(model.plan.settlementYear()), pool, item, yuan(amount))));
        }
        CsvFile.write(conf, folder + "/fund_plan.csv", List.of("year", "pool", "item", "amount"), plan);
    }

    private static List<Hospital> sorted(RegionModel model) {
        return Arrays.stream(model.hospitals)
                .sorted(Comparator.comparing(Hospital::code))
                .toList();
    }

    /** What the pooled fund paid for locals, from the headers of the year, as {@link #writeMoney} wants it. */
    static Dataset<Row> pooled(Dataset<Row> headers) {
        return headers.where(SettlementHeaders.INSUTYPE
                        .col()
                        .isNotNull()
                        .and(SettlementHeaders.INSU_ADMDVS.col().startsWith(Hospital.CITY)))
                .groupBy(
                        SettlementHeaders.FIXMEDINS_CODE.col(),
                        SettlementHeaders.INSUTYPE.col(),
                        date_format(SettlementHeaders.SETL_TIME.col(), "yyyyMM"))
                .agg(sum(SettlementHeaders.HIFP_PAY.col().multiply(100).cast(DataTypes.LongType)));
    }

    private static Map<String, Map<String, Map<String, Long>>> byHospital(Dataset<Row> sums) {
        Map<String, Map<String, Map<String, Long>>> booked = new TreeMap<>();
        for (Row r : sums.collectAsList()) {
            booked.computeIfAbsent(r.getString(0), h -> new TreeMap<>())
                    .computeIfAbsent(r.getString(1), p -> new TreeMap<>())
                    .put(r.getString(2), r.getLong(3));
        }
        return booked;
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    private static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}
