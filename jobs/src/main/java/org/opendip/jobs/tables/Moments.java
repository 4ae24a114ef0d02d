package org.opendip.jobs.tables;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Moments (矩): counts and exact sums of the cases. Means, spread, scores and catalog quality derive from here without touching cases again. */
public final class Moments {
    public static final Col CASE_COUNT = Col.required("case_count", Kind.COUNT, "cases (病例数)");
    public static final Col COST_SUM = Col.required("cost_sum", Kind.FEN, "sum of cost");
    public static final Col SQUARE_HIGH =
            Col.required("square_high", Kind.PART, "sum of the high parts of cost x cost: floor(cost x cost / 2^32)");
    public static final Col SQUARE_LOW =
            Col.required("square_low", Kind.PART, "sum of the low parts of cost x cost: the rest below 2^32");
    public static final Col DRUG_SUM = Col.required("drug_sum", Kind.FEN, "sum of drug cost");
    public static final Col MATERIAL_SUM = Col.required("material_sum", Kind.FEN, "sum of material cost");
    public static final Col DAYS_SUM = Col.required("days_sum", Kind.COUNT, "sum of days of stay");

    public static final Table TABLE = Table.of(
            "moments",
            "One row per signature, hospital level, pool and year.",
            Table.key(Cases.SIGNATURE, Records.LEVEL, Records.POOL, Cases.YEAR),
            Cases.SIGNATURE,
            Records.LEVEL,
            Records.POOL,
            Cases.YEAR,
            CASE_COUNT,
            COST_SUM,
            SQUARE_HIGH,
            SQUARE_LOW,
            DRUG_SUM,
            MATERIAL_SUM,
            DAYS_SUM);

    private Moments() {}

    /**
     * Cases, cost and squares of cases that are grouped.
     *
     * @param further sums beside them
     */
    public static Dataset<Row> ofCases(RelationalGroupedDataset cases, Column... further) {
        Column fen = Records.COST_FEN.col();
        Column square = fen.multiply(fen);
        Column[] beside = Stream.concat(
                        Stream.of(
                                COST_SUM.as(functions.sum(fen)),
                                SQUARE_HIGH.as(functions.sum(functions.shiftrightunsigned(square, 32))),
                                SQUARE_LOW.as(functions.sum(square.bitwiseAND(functions.lit(0xFFFFFFFFL))))),
                        Stream.of(further))
                .toArray(Column[]::new);
        return cases.agg(CASE_COUNT.as(functions.count(functions.lit(1))), beside);
    }

    /** Cases, cost and squares of a group: what {@link #of} makes exact moments of. */
    public static Dataset<Row> sums(RelationalGroupedDataset groups) {
        return groups.agg(CASE_COUNT.sum(), COST_SUM.sum(), SQUARE_HIGH.sum(), SQUARE_LOW.sum());
    }

    /** Exact moments from four columns of a row: cases, cost, and the two parts of the squares. */
    public static org.opendip.policy.stats.Moments of(Row row, int from) {
        return new org.opendip.policy.stats.Moments(
                row.getLong(from),
                BigInteger.valueOf(row.getLong(from + 1)),
                BigInteger.valueOf(row.getLong(from + 2)).shiftLeft(32).add(BigInteger.valueOf(row.getLong(from + 3))));
    }
}
