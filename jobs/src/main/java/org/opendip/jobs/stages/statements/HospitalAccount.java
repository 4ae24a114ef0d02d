package org.opendip.jobs.stages.statements;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Records;

/** The year of one hospital in one pool, as {@link HospitalSettlements} has it. */
record HospitalAccount(
        String hospital,
        int pool,
        int level,
        long cases,
        long costFen,
        long bookedFen,
        long lowCases,
        long highCases,
        long ungroupedCases,
        BigDecimal scores,
        long costTrueFen,
        long grossFen,
        BigDecimal assessment,
        long assessedFen,
        long auditDeductionFen,
        long settlementFen,
        long preSettledFen,
        long depositFen,
        long paidFen,
        long depositForfeitedFen,
        long prepaymentFen,
        long revolvingFen,
        long finalFen,
        long carriedFen)
        implements Serializable {

    static HospitalAccount of(Row row) {
        return new HospitalAccount(
                Rows.text(row, Records.HOSPITAL),
                Rows.number(row, Records.POOL),
                Rows.number(row, Records.LEVEL),
                Rows.whole(row, Moments.CASE_COUNT),
                Rows.whole(row, Records.COST_FEN),
                Rows.whole(row, Records.BOOKED_FEN),
                Rows.whole(row, HospitalSettlements.LOW_COUNT),
                Rows.whole(row, HospitalSettlements.HIGH_COUNT),
                Rows.whole(row, HospitalSettlements.UNGROUPED_COUNT),
                Rows.decimal(row, PointValues.SCORE_TOTAL),
                Rows.whole(row, PointValues.COST_TRUE_FEN),
                Rows.whole(row, HospitalSettlements.GROSS_FEN),
                Rows.decimal(row, HospitalSettlements.ASSESSMENT),
                Rows.whole(row, HospitalSettlements.ASSESSED_FEN),
                Rows.whole(row, HospitalSettlements.AUDIT_DEDUCTION_FEN),
                Rows.whole(row, HospitalSettlements.SETTLEMENT_FEN),
                Rows.whole(row, HospitalSettlements.PRE_SETTLED_FEN),
                Rows.whole(row, HospitalSettlements.DEPOSIT_FEN),
                Rows.whole(row, HospitalSettlements.PAID_FEN),
                Rows.whole(row, HospitalSettlements.DEPOSIT_FORFEITED_FEN),
                Rows.whole(row, HospitalSettlements.PREPAYMENT_FEN),
                Rows.whole(row, HospitalSettlements.REVOLVING_FEN),
                Rows.whole(row, HospitalSettlements.FINAL_FEN),
                Rows.whole(row, HospitalSettlements.CARRIED_FEN));
    }

    /** What is still open for the year: paid now, or carried. */
    long dueFen() {
        return Math.addExact(finalFen, carriedFen);
    }

    /** What the fund pays for the year less what was booked when the patients left: above zero the hospital keeps it. */
    long gainFen() {
        return Math.subtractExact(settlementFen, bookedFen);
    }
}
