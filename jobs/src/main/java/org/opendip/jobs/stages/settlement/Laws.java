package org.opendip.jobs.stages.settlement;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipErrors;

/** The invariants that hold for real data, checked in every run (rules: nothing is lost, and every sum is met). */
final class Laws {
    private Laws() {}

    /** The rows of the table {@code reconciliations}; a law that does not hold stops the run. */
    static List<Row> check(StageRun run, Dataset<Row> caseSettlements, List<Row> hospitals) {
        List<Row> rows = new ArrayList<>();
        Row cases = run.read(Cases.TABLE)
                .agg(sum(Cases.RECORD_COUNT.col().cast("bigint")), sum(Records.COST_FEN.col()), count(lit(1)))
                .first();
        Row grouped = run.read(Grouping.TABLE)
                .agg(count(lit(1)), sum(Records.COST_FEN.col()))
                .first();
        // Generated cases come from no records.
        if (run.has(Records.TABLE)) {
            Column kept = Records.DISPOSITION.col().equalTo(Dispositions.KEPT);
            Row records = run.read(Records.TABLE)
                    .agg(
                            sum(when(kept, lit(1L)).otherwise(lit(0L))),
                            sum(when(kept, Records.COST_FEN.col()).otherwise(lit(0L))))
                    .first();
            rows.add(law("kept-records-are-in-cases", 0, records.getLong(0), cases.getLong(0)));
            rows.add(law("cost-of-kept-records-is-in-cases", 0, records.getLong(1), cases.getLong(1)));
        }
        rows.add(law("every-case-is-grouped-or-ungrouped", 0, cases.getLong(2), grouped.getLong(0)));
        rows.add(law("cost-of-cases-is-in-grouping", 0, cases.getLong(1), grouped.getLong(1)));

        Map<Integer, Long> byCases = new TreeMap<>();
        for (Row r : caseSettlements
                .groupBy(Records.POOL.col())
                .agg(sum(CaseSettlements.PAYMENT_FEN.col()))
                .collectAsList()) {
            byCases.put(r.getInt(0), r.getLong(1));
        }
        Map<Integer, Long> byHospitals = new TreeMap<>();
        int pool = HospitalSettlements.TABLE.columns().indexOf(Records.POOL);
        int gross = HospitalSettlements.TABLE.columns().indexOf(HospitalSettlements.GROSS_FEN);
        for (Row r : hospitals) {
            byHospitals.merge(r.getInt(pool), r.getLong(gross), Math::addExact);
        }
        boolean shared = run.rules().pointValue().shared();
        long allFund = 0;
        long allGross = 0;
        for (Row r : run.read(PointValues.TABLE)
                .select(Records.POOL.col(), PointValues.FUND_FEN.col())
                .orderBy(Records.POOL.col())
                .collectAsList()) {
            long hospitalSum = byHospitals.getOrDefault(r.getInt(0), 0L);
            allFund = Math.addExact(allFund, r.getLong(1));
            allGross = Math.addExact(allGross, hospitalSum);
            if (!shared) {
                rows.add(law("payments-sum-to-the-fund", r.getInt(0), r.getLong(1), hospitalSum));
            }
            rows.add(law(
                    "case-payments-sum-to-hospitals", r.getInt(0), hospitalSum, byCases.getOrDefault(r.getInt(0), 0L)));
        }
        if (shared) {
            rows.add(law("payments-sum-to-the-fund", 0, allFund, allGross));
        }
        for (Row row : rows) {
            if (!row.getBoolean(5)) {
                throw DipErrors.lawBroken(row.getString(0), row.getInt(1), row.getLong(2), row.getLong(3));
            }
        }
        return rows;
    }

    private static Row law(String name, int pool, long expected, long actual) {
        long residual = Math.subtractExact(actual, expected);
        return RowFactory.create(name, pool, expected, actual, residual, residual == 0);
    }
}
