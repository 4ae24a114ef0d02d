package org.opendip.jobs.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.opendip.policy.catalog.CatalogRule;
import org.opendip.policy.catalog.CriticalValueRule;
import org.opendip.policy.catalog.GroupCodes;
import org.opendip.policy.catalog.PrimaryCareRule;
import org.opendip.policy.coefficients.InstitutionCoefficientRule;
import org.opendip.policy.deviation.DeviationRule;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RuleKinds;
import org.opendip.policy.intake.IntakeRule;
import org.opendip.policy.pointvalue.PointValueRule;
import org.opendip.policy.pools.InsurancePool;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.scores.ScoresRule;
import org.opendip.policy.settlement.ClearingRule;

/**
 * The whole path a second time, by hand, in DuckDB's SQL: from raw national Parquet files and reference CSVs to the payment
 * of each case. It shares the rulebook with the jobs and nothing else: no stage, no engine, no formula.
 *
 * <p>One file per stage states the rules ({@code 01-reference.sql} and on). All counting and adding is done there, in whole
 * numbers; what divides sums of groups, levels and pools is done here, with exact fractions, because DuckDB's {@code avg}
 * and its division of decimals are floating point. A decimal is held as a whole number of its last digit.
 *
 * <p>Tables of the history are in the schema {@code history}, those of the year's intake in {@code settlement}, all others
 * in {@code main}; they are named as the jobs' tables are.
 */
public final class OracleSql {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final BigInteger MILLION = BigInteger.TEN.pow(6);

    private final Connection connection;
    private final Rulebook rules;
    private final byte[] key;
    private final Inputs inputs;
    private final Map<String, String> literals = new LinkedHashMap<>();

    /**
     * Where the raw files are.
     *
     * @param history folder of national tables of the years before
     * @param year folder of national tables of the settlement year
     */
    public record Inputs(String history, String year, String reference, String codes) {}

    /**
     * Computes into tables of the connection's database: {@link #calibrateCatalog}, then {@link #setPointValue}, then {@link #settleYear}.
     *
     * @param key of the keyed hashes that cases are named by
     */
    public OracleSql(Connection connection, Rulebook rules, Inputs inputs, byte[] key) throws SQLException {
        this.connection = connection;
        this.rules = rules;
        this.inputs = inputs;
        this.key = key;
        literals();
    }

    /** From the settlement lists of the history to scores. */
    public void calibrateCatalog() throws SQLException {
        execute("CREATE SCHEMA IF NOT EXISTS history; CREATE SCHEMA IF NOT EXISTS settlement;");
        script("01-reference");
        lists();
        int year = rules.year();
        intake("history", inputs.history(), year - rules.history().years(), year - 1);
        script("04-combinations");
        script("05-core-groups");
        assign("history");
        script("07-comprehensive-groups");
        assign("history");
        script("08-group-sums");
        if (rules.catalog().cvCeiling().action() == CatalogRule.CvAction.DROP) {
            dropWideGroups();
        }
        catalog();
        primaryCare();
        scores();
    }

    /** The lists that the rulebook asks for, from the folder {@code catalog} of the reference files. */
    private void lists() throws SQLException {
        String csv = "FROM read_csv('" + inputs.reference() + "/catalog/%s.csv', header = true, all_varchar = true)";
        if (rules.intake().bedDayList()) {
            execute(
                    "INSERT INTO bed_day_list SELECT unnest(string_split(main_dx, '|')), CAST(days_from AS INTEGER), coalesce(hospital_type, '') "
                            + csv.replace("%s", "bed_day"));
        }
        if (rules.grouping().kinds().has(RuleKinds.Kind.TCM)) {
            execute("INSERT INTO tcm_list SELECT seq, main_dx, procedure_expression,"
                    + " CAST(CAST(score AS DECIMAL(18, 6)) * 1000000 AS HUGEINT) " + csv.replace("%s", "tcm"));
        }
        if (rules.catalog().primaryCare().isPresent()) {
            execute("INSERT INTO primary_care_list SELECT part, unnest(string_split(main_op, '|')) FROM"
                    + " (SELECT unnest(string_split(main_dx, '|')) AS part, coalesce(main_op, '') AS main_op "
                    + csv.replace("%s", "primary_care") + ")");
        }
    }

    /** Core groups that the list or their cases speak for. */
    private void primaryCare() throws SQLException {
        PrimaryCareRule rule = rules.catalog().primaryCare().orElse(null);
        if (rule == null) {
            create("primary_care_groups", "\"group\" VARCHAR, primary_care BOOLEAN", List.of());
            return;
        }
        Fraction share = Fraction.of(rule.caseShare());
        boolean byList = rule.decidedBy().contains(PrimaryCareRule.DecidedBy.LIST);
        boolean byCases = rule.decidedBy().contains(PrimaryCareRule.DecidedBy.CASES);
        execute("CREATE OR REPLACE TABLE primary_care_groups AS WITH spoken AS (SELECT c.\"group\", c.case_count,"
                + " CAST(coalesce(p.cases, 0) AS BIGINT) AS primary_count, c.cv,"
                + " c.related_procedures = '' AND EXISTS (FROM primary_care_list l WHERE part_fits(c.diagnosis, l.part)"
                + " AND l.main_procedure = c.main_procedure) AS listed,"
                + " c.case_count >= " + rule.minimumCases() + " AND coalesce(p.cases, 0) * " + share.below()
                + " >= c.case_count * " + share.above() + " AND c.cv <= "
                + rule.highestCv().movePointRight(10).toBigIntegerExact() + " AS qualifies"
                + " FROM catalog c LEFT JOIN (SELECT assigned_group, sum(case_count) AS cases FROM group_moments"
                + " WHERE level <= " + rule.highestLevel() + " GROUP BY 1) p ON p.assigned_group = c.\"group\""
                + " WHERE c.group_kind = 'core' AND c.\"group\" NOT IN (SELECT code FROM tcm_list))"
                + " SELECT *, listed AND " + byList + " OR qualifies AND " + byCases + " AS primary_care"
                + " FROM spoken WHERE listed OR qualifies");
    }

    /** Year-start point values. */
    public void setPointValue() throws SQLException {
        yearStartPointValues();
    }

    /** From the settlement lists of the year to the payment of each case. */
    public void settleYear() throws SQLException {
        intake("settlement", inputs.year(), rules.year(), rules.year());
        assign("settlement");
        ungrouped();
        script("09-grouping");
        settle();
        script("10-case-payments");
        script("11-reconciliations");
    }

    private void intake(String schema, String lists, int from, int to) throws SQLException {
        literals.put("lists", lists);
        List<String> years = new ArrayList<>();
        for (int year = from; year <= to; year++) {
            years.add(String.valueOf(year));
        }
        literals.put("years", "(" + String.join(", ", years) + ")");
        execute("SET search_path = '" + schema + ",main'");
        script("02-records");
        script("03-cases");
        execute("SET search_path = 'main'");
    }

    private void assign(String schema) throws SQLException {
        execute("SET search_path = '" + schema + ",main'");
        script("06-assignment");
        execute("SET search_path = 'main'");
    }

    // ---- the rulebook as literals

    private void literals() throws SQLException {
        literals.put("reference", inputs.reference());
        literals.put("codes", inputs.codes());
        literals.put("year", String.valueOf(rules.year()));
        IntakeRule intake = rules.intake();
        literals.put(
                "period_day",
                intake.yearBy() == IntakeRule.YearBy.DISCHARGE ? "h.enddate" : "CAST(h.setl_time AS DATE)");
        literals.put("highest_cost", intake.checks().highestCost().toPlainString());
        literals.put("oldest_age", String.valueOf(intake.checks().oldestAge()));
        literals.put("lowest_birth_weight", String.valueOf(intake.checks().lowestBirthWeight()));
        literals.put("highest_birth_weight", String.valueOf(intake.checks().highestBirthWeight()));
        literals.put("items_tolerance", intake.checks().itemsTolerance().toPlainString());
        literals.put("payments_tolerance", intake.checks().paymentsTolerance().toPlainString());
        literals.put("stay_days_tolerance", String.valueOf(intake.checks().stayDaysTolerance()));
        literals.put("upload_days", String.valueOf(intake.checks().uploadDays()));
        literals.put("days_more", intake.stayDays() == IntakeRule.StayDays.DIFFERENCE ? "0" : "1");
        literals.put("merge", flag(intake.interimBills() == IntakeRule.InterimBills.MERGE));
        literals.put("inpatient_types", texts(intake.inpatientTypes()));
        literals.put("bed_day_types", texts(intake.bedDayTypes()));
        literals.put(
                "pool_types",
                rules.pools().pools().stream()
                        .flatMap(p -> p.insuranceTypes().stream()
                                .map(t -> "{'insurance_type': " + text(t) + ", 'pool': " + p.code() + "}"))
                        .collect(Collectors.joining(", ", "[", "]")));
        List<String> funds = rules.pools().bookedFunds();
        literals.put(
                "booked_fen",
                funds.stream().map(f -> "coalesce(fen(h." + f + "), 0)").collect(Collectors.joining(" + ")));
        literals.put(
                "amount_cut",
                funds.stream()
                        .map(f -> "NOT whole_fen(h." + f + ")")
                        .collect(Collectors.joining(" OR ", "(NOT whole_fen(h.medfee_sumamt) OR ", ")")));

        GroupingRule grouping = rules.grouping();
        literals.put("missing_attribute", text(word(grouping.missingAttribute())));
        literals.put(
                "interventional",
                grouping.surgeryAttributes().contains(GroupingRule.SurgeryAttribute.INTERVENTIONAL)
                        ? "'surgery'"
                        : "'therapeutic'");
        literals.put("related_minimum_cases", String.valueOf(grouping.relatedMinimumCases()));
        fraction("increase", grouping.relatedIncrease().add(BigDecimal.ONE));
        literals.put("fold_back", flag(grouping.foldBack()));
        literals.put(
                "related_fits",
                grouping.relatedMatch() == GroupingRule.RelatedMatch.ALL ? "len(matched) = asked" : "len(matched) > 0");
        literals.put("ties", ties(grouping));
        literals.put(
                "fallback_conservative",
                flag(grouping.comprehensiveFallback() == GroupingRule.ComprehensiveFallback.CONSERVATIVE));

        CatalogRule catalog = rules.catalog();
        boolean fixed = catalog.criticalValue() instanceof CriticalValueRule.Fixed;
        literals.put(
                "fixed_critical_value",
                fixed ? String.valueOf(((CriticalValueRule.Fixed) catalog.criticalValue()).cases()) : "NULL");
        fraction("coverage", fixed ? BigDecimal.ONE : ((CriticalValueRule.Coverage) catalog.criticalValue()).share());
        literals.put(
                "keep_comprehensive",
                flag(catalog.comprehensiveBelowCritical() == CatalogRule.ComprehensiveBelowCritical.KEEP));
        GroupCodes codes = catalog.groupCodes();
        literals.put("code_core", text(codes.core()));
        literals.put("code_related", text(codes.related()));
        literals.put("code_joiner", text(codes.joiner()));
        literals.put("code_surgery", text(codes.surgery()));
        literals.put("code_therapeutic", text(codes.therapeutic()));
        literals.put("code_diagnostic", text(codes.diagnostic()));
        literals.put("code_conservative", text(codes.conservative()));

        literals.put("every_case", flag(rules.scores().inMean() == ScoresRule.InMean.EVERY_CASE));
        deviation(rules.deviation());
        literals.put("shared", flag(rules.pointValue().shared()));
        literals.put("key_inner", pad(0x36));
        literals.put("key_outer", pad(0x5c));
    }

    /** RFC 2104: a key longer than a block of 64 bytes counts as its hash, filled up with zeros. */
    private String pad(int with) throws SQLException {
        String hash = (String) rows("SELECT sha256(unhex('" + HexFormat.of().formatHex(key) + "'))")
                .get(0)[0];
        StringBuilder digits = new StringBuilder();
        for (byte b : Arrays.copyOf(HexFormat.of().parseHex(hash), 64)) {
            digits.append(String.format("%02x", (b ^ with) & 0xff));
        }
        return digits.toString();
    }

    /** Number of matches and main procedure are equal among those compared; nearest-mean is not built. */
    private static String ties(GroupingRule grouping) {
        return grouping.ties().stream()
                .map(tie -> switch (tie) {
                    case MORE_MATCHES, MAIN_PROCEDURE_FIRST, NEAREST_MEAN -> "";
                    case HIGHER_SCORE -> "mean_cost DESC";
                    case LOWER_CODE -> "\"group\"";
                })
                .filter(order -> !order.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private void deviation(DeviationRule rule) {
        DeviationRule.Reference reference = rule.reference();
        literals.put("last_year_mean", flag(reference.kind() == DeviationRule.ReferenceKind.LAST_YEAR_MEAN));
        literals.put("by_level", flag(reference.byLevel()));
        literals.put("by_pool", flag(reference.byPool()));
        literals.put("minimum_cases", String.valueOf(reference.minimumCases()));
        literals.put("with_coefficient", flag(reference.withCoefficient()));
        fraction("low", rule.low().edge());
        literals.put("low_operator", rule.low().inclusive() ? "<=" : "<");
        fraction("high", rule.high().edge());
        literals.put("high_operator", rule.high().inclusive() ? ">=" : ">");
        literals.put("cost_true", flag(rule.low().form() == DeviationRule.LowForm.COST_TRUE));
        String score = "CAST(rw AS HUGEINT)";
        literals.put(
                "low_score",
                switch (rule.low().form()) {
                    case COST_TRUE -> "NULL";
                    case RATIO -> "rounded(" + score + " * cost, reference)";
                    case RATIO_TIMES_COEFFICIENT -> "rounded(" + score + " * k * cost, reference * 1000000)";
                });
        String excess = "(cost * ${high_below} - reference * ${high_above})";
        literals.put(
                "high_score",
                fill(
                        switch (rule.high().form()) {
                            case NONE -> "rounded(" + score + " * k, 1000000)";
                            case EXCESS_PLUS_ONE ->
                                "rounded(" + score + " * k * (" + excess + " + reference * ${high_below}),"
                                        + " reference * 1000000 * ${high_below})";
                            case EXCESS_PLUS_COEFFICIENT ->
                                "rounded(" + score + " * (" + excess + " * 1000000 + reference * ${high_below} * k),"
                                        + " reference * 1000000 * ${high_below})";
                        }));
        if (rule.high().upperEdge().isPresent()) {
            fraction("upper", rule.high().upperEdge().get());
            literals.put("above_upper", fill("cost * ${upper_below} > reference * ${upper_above}"));
        } else {
            literals.put("above_upper", "false");
        }
    }

    private void fraction(String name, BigDecimal value) {
        Fraction fraction = Fraction.of(value);
        literals.put(name + "_above", fraction.above().toString());
        literals.put(name + "_below", fraction.below().toString());
    }

    // ---- what is divided

    /** Groups above the ceiling of the coefficient of variation go, and their cases look for a group again. */
    private void dropWideGroups() throws SQLException {
        for (Map.Entry<String, BigInteger> group : cvs().entrySet()) {
            if (overCeiling(group.getValue())) {
                execute("DELETE FROM groups WHERE group_kind = 'comprehensive' AND \"group\" = "
                        + text(group.getKey()));
            }
        }
        assign("history");
        script("08-group-sums");
    }

    /** CV of cost, ten decimals: sqrt(n x sum of squares - sum x sum) / sum. */
    private Map<String, BigInteger> cvs() throws SQLException {
        Map<String, BigInteger> cvs = new TreeMap<>();
        for (Object[] r :
                rows("SELECT assigned_group, sum(case_count), sum(cost_sum), sum(square_sum) FROM group_moments"
                        + " WHERE assigned_group IS NOT NULL GROUP BY 1")) {
            BigInteger sum = whole(r[2]);
            BigInteger square = whole(r[1]).multiply(whole(r[3])).subtract(sum.multiply(sum));
            // The root of four times the square, so that adding one and halving rounds half up.
            BigInteger twice = square.multiply(BigInteger.TEN.pow(20))
                    .shiftLeft(2)
                    .divide(sum.multiply(sum))
                    .sqrt();
            cvs.put((String) r[0], twice.add(BigInteger.ONE).shiftRight(1));
        }
        return cvs;
    }

    private boolean overCeiling(BigInteger cv) {
        return new BigDecimal(cv, 10).compareTo(rules.catalog().cvCeiling().value()) > 0;
    }

    private void catalog() throws SQLException {
        List<String> rows = new ArrayList<>();
        cvs().forEach((group, cv) -> rows.add("(" + text(group) + ", " + cv + ", " + overCeiling(cv) + ")"));
        create("spreads", "\"group\" VARCHAR, cv HUGEINT, over_cv_ceiling BOOLEAN", rows);
        execute("CREATE OR REPLACE TABLE catalog AS SELECT g.* EXCLUDE (related_list), CAST(s.case_count AS BIGINT) AS"
                + " case_count, CAST(s.cost_sum AS BIGINT) AS cost_sum, cv, over_cv_ceiling, CAST(NULL AS VARCHAR) AS takes_only FROM groups g JOIN (SELECT"
                + " assigned_group AS \"group\", sum(case_count) AS case_count, sum(cost_sum) AS cost_sum FROM"
                + " group_moments GROUP BY 1) s USING (\"group\") JOIN spreads USING (\"group\")");
    }

    /** A year's cases and cost. */
    private record YearSum(int year, BigInteger cases, BigInteger fen) {}

    /** Weighted mean in fen: pooled, or the weighted mean of the means of the years with cases. */
    private Fraction mean(List<YearSum> years) {
        Map<Integer, Integer> weights = rules.history().weightByYear(rules.year());
        Fraction above = Fraction.ZERO;
        Fraction below = Fraction.ZERO;
        for (YearSum year : years) {
            Fraction weight = Fraction.of(weights.get(year.year()));
            boolean pooled = rules.scores().weighting() == ScoresRule.Weighting.POOLED;
            Fraction cases = new Fraction(year.cases(), BigInteger.ONE);
            Fraction fen = new Fraction(year.fen(), BigInteger.ONE);
            above = above.plus(weight.times(pooled ? fen : fen.over(cases)));
            below = below.plus(pooled ? weight.times(cases) : weight);
        }
        return above.over(below);
    }

    private Map<String, List<YearSum>> yearSums(String key, String from) throws SQLException {
        Map<String, List<YearSum>> sums = new TreeMap<>();
        for (Object[] r : rows("SELECT CAST(" + key + " AS VARCHAR), year, sum(case_count), sum(cost_sum) FROM " + from
                + " GROUP BY 1, 2 ORDER BY 1, 2")) {
            sums.computeIfAbsent((String) r[0], k -> new ArrayList<>())
                    .add(new YearSum((Integer) r[1], whole(r[2]), whole(r[3])));
        }
        return sums;
    }

    private void scores() throws SQLException {
        ScoresRule rule = rules.scores();
        Fraction region = mean(yearSums("0", "base").get("0"));
        Map<String, List<YearSum>> groups =
                yearSums("assigned_group", "group_moments WHERE assigned_group IS NOT NULL");
        Fraction reference =
                switch (rule.method()) {
                    case MEAN_COST -> region.over(Fraction.of(rule.scale()));
                    case BENCHMARK ->
                        mean(groups.get(rule.benchmarkGroup().orElseThrow())).over(Fraction.of(rule.scale()));
                    case FIXED_QUOTA -> Fraction.of(rule.quota().orElseThrow()).times(Fraction.of(100));
                };
        List<String> rows = new ArrayList<>();
        groups.forEach((group, years) -> {
            Fraction mean = mean(years);
            BigInteger score =
                    mean.over(reference).units(rule.decimals()).multiply(BigInteger.TEN.pow(6 - rule.decimals()));
            rows.add("(" + text(group) + ", " + yuan(mean) + ", " + score + ")");
        });
        create("score_values", "\"group\" VARCHAR, weighted_mean HUGEINT, score HUGEINT", rows);
        execute("UPDATE score_values SET score = t.score FROM tcm_list t WHERE t.code = \"group\"");
        execute(
                "CREATE OR REPLACE TABLE scores AS SELECT c.\"group\", c.group_kind, c.case_count, weighted_mean, score,"
                        + " c.cv, rounded(days * 1000000, c.case_count) AS mean_days,"
                        + " rounded(drug * 10000000000, c.cost_sum) AS drug_share,"
                        + " rounded(material * 10000000000, c.cost_sum) AS material_share"
                        + " FROM catalog c JOIN score_values USING (\"group\") JOIN (SELECT assigned_group AS \"group\","
                        + " sum(days_sum) AS days, sum(drug_sum) AS drug, sum(material_sum) AS material FROM group_moments"
                        + " GROUP BY 1) USING (\"group\")");

        List<String> weights = new ArrayList<>();
        rules.history()
                .weightByYear(rules.year())
                .forEach((year, weight) -> weights.add("(" + year + ", " + weight + ")"));
        create("weights", "year INTEGER, year_weight INTEGER", weights);
        execute("CREATE OR REPLACE TABLE score_bases AS SELECT year, year_weight,"
                + " CAST(sum(case_count) AS BIGINT) AS case_count, CAST(sum(cost_sum) AS BIGINT) AS cost_sum,"
                + " CAST(coalesce(sum(case_count) FILTER (assigned_group IS NOT NULL), 0) AS BIGINT) AS grouped_count,"
                + " rounded(sum(cost_sum) * 10000, sum(case_count)) AS regional_mean"
                + " FROM base JOIN weights USING (year) GROUP BY ALL");
        execute("INSERT INTO score_bases SELECT 0, 0, sum(case_count), sum(cost_sum), sum(grouped_count), "
                + yuan(region) + " FROM score_bases");

        InstitutionCoefficientRule coefficient = rules.institutionCoefficient();
        Map<String, List<YearSum>> levels = yearSums("level", "base");
        Fraction anchor = coefficient.anchor() == InstitutionCoefficientRule.Anchor.CITY_MEAN
                ? region
                : mean(levels.get(String.valueOf(coefficient.anchorLevel().orElseThrow())));
        List<String> ks = new ArrayList<>();
        levels.forEach((level, years) -> {
            Fraction mean = mean(years);
            Fraction k =
                    coefficient.kind() == InstitutionCoefficientRule.Kind.NONE ? Fraction.of(1) : mean.over(anchor);
            BigInteger units = k.units(coefficient.decimals()).multiply(BigInteger.TEN.pow(6 - coefficient.decimals()));
            BigInteger cases = years.stream().map(YearSum::cases).reduce(BigInteger.ZERO, BigInteger::add);
            ks.add("(" + level + ", " + cases + ", " + yuan(mean) + ", " + units + ")");
        });
        create(
                "institution_coefficients",
                "level INTEGER, case_count BIGINT, weighted_mean HUGEINT, coefficient HUGEINT",
                ks);
    }

    /** Six decimals of a yuan, from fen. */
    private static BigInteger yuan(Fraction fen) {
        return fen.over(Fraction.of(100)).units(6);
    }

    /** What a fen of an ungrouped case is worth in points: by the published mean that scores refer to, times the factor. */
    private Fraction ungroupedPointsPerFen() throws SQLException {
        ScoresRule rule = rules.scores();
        Fraction factor = Fraction.of(rules.ungrouped().factor()).over(Fraction.of(100));
        if (rule.method() == ScoresRule.Method.FIXED_QUOTA) {
            return factor.over(Fraction.of(rule.quota().orElseThrow()));
        }
        Object mean = rule.method() == ScoresRule.Method.MEAN_COST
                ? rows("SELECT regional_mean FROM score_bases WHERE year = 0").get(0)[0]
                : rows("SELECT weighted_mean FROM scores WHERE \"group\" = "
                                + text(rule.benchmarkGroup().orElseThrow()))
                        .get(0)[0];
        return factor.times(Fraction.of(rule.scale())).over(new Fraction(whole(mean), MILLION));
    }

    private void ungrouped() throws SQLException {
        Fraction micro = ungroupedPointsPerFen().times(new Fraction(MILLION, BigInteger.ONE));
        literals.put("ungrouped_above", micro.above().toString());
        literals.put("ungrouped_below", micro.below().toString());
    }

    /** PV0 = weighted cost over weighted points, by pool or for all of them. */
    private void yearStartPointValues() throws SQLException {
        boolean withCoefficient =
                rules.pointValue().yearStartScores() == PointValueRule.YearStartScores.WITH_COEFFICIENT;
        boolean shared = rules.pointValue().shared();
        Fraction perFen = ungroupedPointsPerFen();
        Map<Integer, Integer> weights = rules.history().weightByYear(rules.year());
        Map<Integer, Fraction> cost = new HashMap<>();
        Map<Integer, Fraction> points = new HashMap<>();
        Map<Integer, BigInteger> cases = new HashMap<>();
        Map<Integer, BigInteger> fen = new HashMap<>();
        for (Object[] r : rows("SELECT pool, year, sum(m.case_count), sum(cost_sum),"
                + " coalesce(sum(cost_sum) FILTER (assigned_group IS NULL), 0),"
                + " coalesce(sum(m.case_count * s.score * "
                + (withCoefficient
                        ? "CASE WHEN m.assigned_group IN (SELECT \"group\" FROM primary_care_groups WHERE primary_care)"
                                + " THEN 1000000 ELSE k.coefficient END"
                        : "1000000")
                + "), 0)"
                + " FROM group_moments m LEFT JOIN scores s ON s.\"group\" = m.assigned_group"
                + " LEFT JOIN institution_coefficients k ON k.level = m.level"
                + " WHERE pool <> 0 AND NOT bed_day GROUP BY 1, 2")) {
            int pool = shared ? 0 : (Integer) r[0];
            Fraction weight = Fraction.of(weights.get((Integer) r[1]));
            cases.merge(pool, whole(r[2]), BigInteger::add);
            fen.merge(pool, whole(r[3]), BigInteger::add);
            cost.merge(pool, weight.times(new Fraction(whole(r[3]), HUNDRED)), Fraction::plus);
            Fraction score = new Fraction(whole(r[5]), MILLION.multiply(MILLION))
                    .plus(perFen.times(new Fraction(whole(r[4]), BigInteger.ONE)));
            points.merge(pool, weight.times(score), Fraction::plus);
        }
        List<String> rows = new ArrayList<>();
        for (InsurancePool pool : rules.pools().pools()) {
            int of = shared ? 0 : pool.code();
            if (cases.containsKey(of)) {
                rows.add("(" + pool.code() + ", " + cases.get(of) + ", " + fen.get(of) + ", "
                        + cost.get(of).units(6) + ", " + points.get(of).units(6) + ", "
                        + cost.get(of).over(points.get(of)).units(15) + ")");
            }
        }
        create(
                "year_start_point_values",
                "pool INTEGER, case_count BIGINT, cost_sum BIGINT, weighted_cost HUGEINT, weighted_score HUGEINT,"
                        + " point_value HUGEINT",
                rows);
    }

    // ---- the year

    /** What a pool, or all of them together, divides. Fen, and millionths of a point. */
    private record Pot(BigInteger fund, BigInteger cost, BigInteger booked, BigInteger costTrue, BigInteger points) {
        Pot plus(Pot other) {
            return new Pot(
                    fund.add(other.fund),
                    cost.add(other.cost),
                    booked.add(other.booked),
                    costTrue.add(other.costTrue),
                    points.add(other.points));
        }

        /** (F / rho - cost of the cases paid at cost) / points of the others, fen to a millionth of a point. */
        Fraction pointValue() {
            return new Fraction(fund.multiply(cost).subtract(costTrue.multiply(booked)), booked.multiply(points));
        }
    }

    private record Part(String hospital, int pool, BigInteger whole, BigInteger remainder) {}

    /** PV1, then the fund to the hospitals by largest remainder, then what is still open of it. */
    private void settle() throws SQLException {
        Map<Integer, Pot> pots = new TreeMap<>();
        List<Object[]> totals = rows(
                "SELECT t.pool, fund_fen, sum(cost_fen), sum(booked_fen), sum(cost_true_fen),"
                        + " sum(score_total), sum(case_count) FROM hospital_totals t JOIN funds USING (pool) GROUP BY 1, 2 ORDER BY 1");
        for (Object[] r : totals) {
            pots.put((Integer) r[0], new Pot(whole(r[1]), whole(r[2]), whole(r[3]), whole(r[4]), whole(r[5])));
        }
        Pot together = pots.values().stream().reduce(Pot::plus).orElseThrow();
        boolean shared = rules.pointValue().shared();
        List<String> values = new ArrayList<>();
        for (Object[] r : totals) {
            Pot own = pots.get((Integer) r[0]);
            Pot of = shared ? together : own;
            Fraction yuanPerPoint = of.pointValue().times(new Fraction(MILLION, HUNDRED));
            values.add("(" + r[0] + ", " + r[6] + ", " + own.cost() + ", " + own.booked() + ", " + own.fund() + ", "
                    + new Fraction(of.booked(), of.cost()).units(10) + ", " + own.costTrue() + ", " + own.points()
                    + ", "
                    + "(SELECT point_value FROM year_start_point_values WHERE pool = " + r[0] + "), "
                    + yuanPerPoint.units(15) + ")");
        }
        create(
                "point_values",
                "pool INTEGER, case_count BIGINT, cost_fen BIGINT, booked_fen BIGINT, fund_fen BIGINT, fund_ratio HUGEINT,"
                        + " cost_true_fen BIGINT, score_total HUGEINT, year_start_point_value HUGEINT, point_value HUGEINT",
                values);
        List<String> gross = new ArrayList<>();
        if (shared) {
            gross.addAll(allocate(together, "true"));
        } else {
            for (Map.Entry<Integer, Pot> pot : pots.entrySet()) {
                gross.addAll(allocate(pot.getValue(), "pool = " + pot.getKey()));
            }
        }
        create("gross", "hospital VARCHAR, pool INTEGER, gross_fen BIGINT", gross);
        clear();
    }

    /** Largest remainder: a hospital weighs points x PV1 plus the cost of its cases paid at cost; ties by its code. */
    private List<String> allocate(Pot pot, String which) throws SQLException {
        Fraction value = pot.pointValue();
        Map<Part, BigInteger> weights = new LinkedHashMap<>();
        for (Object[] r :
                rows("SELECT hospital, pool, score_total, cost_true_fen FROM hospital_totals WHERE " + which)) {
            weights.put(
                    new Part((String) r[0], (Integer) r[1], BigInteger.ZERO, BigInteger.ZERO),
                    whole(r[2]).multiply(value.above()).add(whole(r[3]).multiply(value.below())));
        }
        BigInteger all = weights.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        List<Part> parts = new ArrayList<>();
        weights.forEach((part, weight) -> {
            BigInteger[] share = pot.fund().multiply(weight).divideAndRemainder(all);
            parts.add(new Part(part.hospital(), part.pool(), share[0], share[1]));
        });
        parts.sort(Comparator.comparing(Part::remainder)
                .reversed()
                .thenComparing(Part::hospital)
                .thenComparing(Part::pool));
        int left = pot.fund()
                .subtract(parts.stream().map(Part::whole).reduce(BigInteger.ZERO, BigInteger::add))
                .intValueExact();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            BigInteger fen = i < left ? part.whole().add(BigInteger.ONE) : part.whole();
            rows.add("(" + text(part.hospital()) + ", " + part.pool() + ", " + fen + ")");
        }
        return rows;
    }

    /**
     * Settlement = gross x assessment - deductions, to the fen; then less what was paid, the deposit forfeited (the
     * deposit counts once), prepayment and revolving money. Below zero it is recovered or carried.
     */
    private void clear() throws SQLException {
        boolean carry = rules.clearing().belowZero() == ClearingRule.BelowZero.CARRY;
        List<String> rows = new ArrayList<>();
        for (Object[] r : rows("SELECT t.hospital, t.pool, gross_fen, coalesce(assessment, 1),"
                + " coalesce(audit_deduction_fen, 0), coalesce(pre_settled_fen, 0), coalesce(deposit_fen, 0),"
                + " coalesce(paid_fen, 0), coalesce(deposit_forfeited_fen, 0), coalesce(prepayment_fen, 0),"
                + " coalesce(revolving_fen, 0) FROM hospital_totals t JOIN gross USING (hospital, pool)"
                + " LEFT JOIN assessments USING (hospital) LEFT JOIN deductions USING (hospital, pool)"
                + " LEFT JOIN monthly USING (hospital, pool) LEFT JOIN advances USING (hospital, pool)")) {
            BigDecimal assessment = new BigDecimal(r[3].toString());
            long deduction = whole(r[4]).longValueExact();
            long settlement = new BigDecimal(whole(r[2]))
                    .multiply(assessment)
                    .subtract(BigDecimal.valueOf(deduction))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            long due = settlement;
            for (int i = 7; i <= 10; i++) {
                due -= whole(r[i]).longValueExact();
            }
            long carried = carry && due < 0 ? due : 0;
            rows.add("(" + text((String) r[0]) + ", " + r[1] + ", " + r[2] + ", "
                    + assessment.movePointRight(6).toBigIntegerExact() + ", " + (settlement + deduction) + ", "
                    + deduction
                    + ", " + settlement + ", " + r[5] + ", " + r[6] + ", " + r[7] + ", " + r[8] + ", " + r[9] + ", "
                    + r[10]
                    + ", " + (due - carried) + ", " + carried + ")");
        }
        create(
                "clearings",
                "hospital VARCHAR, pool INTEGER, gross_fen BIGINT, assessment HUGEINT, assessed_fen BIGINT,"
                        + " audit_deduction_fen BIGINT, settlement_fen BIGINT, pre_settled_fen BIGINT, deposit_fen BIGINT,"
                        + " paid_fen BIGINT, deposit_forfeited_fen BIGINT, prepayment_fen BIGINT, revolving_fen BIGINT,"
                        + " final_fen BIGINT, carried_fen BIGINT",
                rows);
        execute("CREATE OR REPLACE TABLE hospital_settlements AS SELECT * FROM hospital_totals"
                + " JOIN clearings USING (hospital, pool)");
    }

    // ---- SQL

    private void script(String name) throws SQLException {
        try (InputStream in = OracleSql.class.getResourceAsStream(name + ".sql")) {
            execute(fill(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new SQLException(name + ".sql: " + e.getMessage(), e);
        }
    }

    private String fill(String sql) {
        String filled = sql;
        for (Map.Entry<String, String> literal : literals.entrySet()) {
            filled = filled.replace("${" + literal.getKey() + "}", literal.getValue());
        }
        return filled;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void create(String table, String columns, List<String> rows) throws SQLException {
        execute("CREATE OR REPLACE TABLE " + table + " (" + columns + ")");
        if (!rows.isEmpty()) {
            execute("INSERT INTO " + table + " VALUES " + String.join(", ", rows));
        }
    }

    private List<Object[]> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Object[]> rows = new ArrayList<>();
            while (result.next()) {
                Object[] row = new Object[result.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static BigInteger whole(Object value) {
        return new BigInteger(value.toString());
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String texts(List<String> values) {
        return values.isEmpty()
                ? "('')"
                : values.stream().map(OracleSql::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String flag(boolean value) {
        return value ? "true" : "false";
    }
}
