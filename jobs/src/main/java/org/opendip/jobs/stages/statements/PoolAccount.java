package org.opendip.jobs.stages.statements;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Records;

/** The year of one insurance pool, as {@link PointValues} has it. */
record PoolAccount(
        int pool,
        String name,
        long cases,
        long costFen,
        long bookedFen,
        long fundFen,
        BigDecimal fundRatio,
        long costTrueFen,
        BigDecimal scores,
        BigDecimal yearStartPointValue,
        BigDecimal pointValue)
        implements Serializable {

    static PoolAccount of(Row row, String name) {
        return new PoolAccount(
                Rows.number(row, Records.POOL),
                name,
                Rows.whole(row, Moments.CASE_COUNT),
                Rows.whole(row, Records.COST_FEN),
                Rows.whole(row, Records.BOOKED_FEN),
                Rows.whole(row, PointValues.FUND_FEN),
                Rows.decimal(row, PointValues.FUND_RATIO),
                Rows.whole(row, PointValues.COST_TRUE_FEN),
                Rows.decimal(row, PointValues.SCORE_TOTAL),
                Rows.decimal(row, PointValues.YEAR_START_POINT_VALUE),
                Rows.decimal(row, PointValues.POINT_VALUE));
    }

    /** All pools as one, for a region whose pools share a point value. */
    static PoolAccount together(java.util.Collection<PoolAccount> pools) {
        PoolAccount first = pools.iterator().next();
        long cases = 0;
        long cost = 0;
        long booked = 0;
        long fund = 0;
        long costTrue = 0;
        BigDecimal scores = BigDecimal.ZERO;
        for (PoolAccount pool : pools) {
            cases = Math.addExact(cases, pool.cases);
            cost = Math.addExact(cost, pool.costFen);
            booked = Math.addExact(booked, pool.bookedFen);
            fund = Math.addExact(fund, pool.fundFen);
            costTrue = Math.addExact(costTrue, pool.costTrueFen);
            scores = scores.add(pool.scores);
        }
        return new PoolAccount(
                0,
                "",
                cases,
                cost,
                booked,
                fund,
                first.fundRatio,
                costTrue,
                scores,
                first.yearStartPointValue,
                first.pointValue);
    }
}
