package org.opendip.jobs.inputs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.opendip.policy.errors.DipErrors;

/**
 * The reference files of a region: small CSV files with decisions and payments, read whole. Each has a record here and a
 * sample in {@code data-samples/example-county/input/reference}.
 */
public final class ReferenceFiles {
    private final Configuration hadoop;
    private final String reference;
    private final String codes;
    private final int year;

    /** The files of a run. */
    public ReferenceFiles(Configuration hadoop, RunFile run) {
        this.hadoop = hadoop;
        this.reference = run.reference();
        this.codes = run.codes();
        this.year = run.year();
    }

    /** hospitals.csv: the hospital register (定点医疗机构名录). Level 1 to 3. */
    public record Hospital(String hospital, String name, int level, String type, String division, String community) {}

    /** fund_plan.csv: items of the year's fund plan (基金预算), fen. */
    public record FundItem(int year, int pool, String item, long fen) {}

    /** monthly_payments.csv: what was paid in the year (月度拨付), fen; paid = pre-settled - deposit. */
    public record MonthlyPayment(
            String hospital, int pool, int month, long preSettledFen, long depositFen, long paidFen) {}

    /** assessments.csv: assessment coefficients of the year (考核系数). */
    public record Assessment(String hospital, BigDecimal coefficient) {}

    /** audit_deductions.csv: audit deductions of the year, monthly ones included (审核扣款), fen. */
    public record AuditDeduction(String hospital, int pool, long fen, String reason) {}

    /** advances.csv: prepayment not rolled over, revolving money and deposit forfeited (预付金, 周转金, 质量保证金扣罚), fen. */
    public record Advance(String hospital, int pool, long prepaymentFen, long revolvingFen, long depositForfeitedFen) {}

    /** The code list of diagnoses. */
    public record Diagnosis(String code, String name) {}

    /** The code list of procedures; the attribute is empty where the region's lists lack it. */
    public record Procedure(String code, String name, String attribute) {}

    /** The hospital register, by hospital code. */
    public List<Hospital> hospitals() {
        return unique(
                "hospitals.csv",
                CsvFile.read(
                        hadoop,
                        reference,
                        "hospitals.csv",
                        r -> new Hospital(
                                r.text("hospital"),
                                r.text("name"),
                                r.integer("level", 1, 3),
                                r.optional("type"),
                                r.optional("division"),
                                r.optional("community"))),
                Hospital::hospital);
    }

    /** The fund plan. */
    public List<FundItem> fundPlan() {
        return unique(
                "fund_plan.csv",
                CsvFile.read(
                        hadoop,
                        reference,
                        "fund_plan.csv",
                        r -> new FundItem(
                                r.integer("year", 2000, 2100),
                                r.integer("pool", 1, 999_999),
                                r.word(
                                        "item",
                                        "inpatient-budget",
                                        "regional-adjustment",
                                        "cross-region",
                                        "non-dip",
                                        "reserve"),
                                r.fen("amount"))),
                i -> i.year() + "|" + i.pool() + "|" + i.item());
    }

    /** Payments made in the year; none when the file is missing. */
    public List<MonthlyPayment> monthlyPayments() {
        return unique(
                "monthly_payments.csv",
                CsvFile.readOptional(hadoop, reference, "monthly_payments.csv", r -> {
                    MonthlyPayment payment = new MonthlyPayment(
                            r.text("hospital"),
                            r.integer("pool", 1, 999_999),
                            r.integer("month", 200_001, 210_012),
                            r.fen("pre_settled"),
                            r.fen("deposit"),
                            r.fen("paid"));
                    if (payment.preSettledFen() - payment.depositFen() != payment.paidFen()) {
                        throw r.refuse("paid", "pre_settled - deposit");
                    }
                    return payment;
                }),
                p -> p.hospital() + "|" + p.pool() + "|" + p.month());
    }

    /** Assessment coefficients; a hospital without one has 1. */
    public List<Assessment> assessments() {
        return unique(
                "assessments.csv",
                CsvFile.readOptional(
                        hadoop,
                        reference,
                        "assessments.csv",
                        r -> new Assessment(r.text("hospital"), r.decimal("coefficient", "2"))),
                Assessment::hospital);
    }

    /** Audit deductions, several per hospital and pool. */
    public List<AuditDeduction> auditDeductions() {
        return CsvFile.readOptional(
                hadoop,
                reference,
                "audit_deductions.csv",
                r -> new AuditDeduction(
                        r.text("hospital"), r.integer("pool", 1, 999_999), r.fen("amount"), r.optional("reason")));
    }

    /** Advances to be set off. */
    public List<Advance> advances() {
        return unique(
                "advances.csv",
                CsvFile.readOptional(
                        hadoop,
                        reference,
                        "advances.csv",
                        r -> new Advance(
                                r.text("hospital"),
                                r.integer("pool", 1, 999_999),
                                r.fen("prepayment"),
                                r.fen("revolving"),
                                r.fen("deposit_forfeited"))),
                a -> a.hospital() + "|" + a.pool());
    }

    /** The code list of diagnoses that is in force in the settlement year. */
    public List<Diagnosis> diagnoses() {
        return codes(CodeList.DIAGNOSES, r -> new Diagnosis(r.text("code"), r.optional("name")), Diagnosis::code);
    }

    /**
     * The code list of procedures that is in force in the settlement year. Where the region has a list of attributes, that
     * alone says what the attributes are.
     */
    public List<Procedure> procedures() {
        Map<String, String> attributes = codes(
                        CodeList.PROCEDURE_ATTRIBUTES,
                        r -> Map.entry(r.text("code"), r.text("attribute")),
                        Map.Entry::getKey)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return codes(
                CodeList.PROCEDURES,
                r -> {
                    String code = r.text("code");
                    String own = r.has("attribute") ? r.optional("attribute") : "";
                    return new Procedure(
                            code, r.optional("name"), attributes.isEmpty() ? own : attributes.getOrDefault(code, ""));
                },
                Procedure::code);
    }

    /**
     * What clinical codes stand for: code, and the codes of the insurance that the map has for it, sorted. Empty where the
     * region has no map.
     *
     * @param map {@link CodeList#DIAGNOSIS_MAP} or {@link CodeList#PROCEDURE_MAP}
     */
    public SortedMap<String, SortedSet<String>> targets(CodeList map) {
        SortedMap<String, SortedSet<String>> targets = new TreeMap<>();
        codes(map, r -> Map.entry(r.text("from"), r.text("to")), e -> e.getKey() + ">" + e.getValue())
                .forEach(e -> targets.computeIfAbsent(e.getKey(), k -> new TreeSet<>())
                        .add(e.getValue()));
        return targets;
    }

    /**
     * The one code of the list that each clinical code stands for. A code that the list has itself, that stands for several,
     * or whose target the list lacks is not among them.
     */
    public static SortedMap<String, String> replacements(
            SortedMap<String, SortedSet<String>> targets, Set<String> listed) {
        SortedMap<String, String> replacements = new TreeMap<>();
        targets.forEach((from, to) -> {
            if (!listed.contains(from) && to.size() == 1 && listed.contains(to.first())) {
                replacements.put(from, to.first());
            }
        });
        return replacements;
    }

    private <T> List<T> codes(CodeList list, Function<CsvFile, T> row, Function<T, String> key) {
        return CodeFolder.read(hadoop, codes)
                .file(list, year)
                .map(file -> unique(file, CsvFile.read(hadoop, codes, file, row), key))
                .orElse(List.of());
    }

    private static <T> List<T> unique(String file, List<T> rows, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        List<T> kept = new ArrayList<>(rows.size());
        for (T row : rows) {
            if (!seen.add(key.apply(row))) {
                throw DipErrors.rowTwice(file, key.apply(row));
            }
            kept.add(row);
        }
        return kept;
    }
}
