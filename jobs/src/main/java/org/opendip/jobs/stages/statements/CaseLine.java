package org.opendip.jobs.stages.statements;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.InstitutionCoefficients;
import org.opendip.jobs.tables.Records;

/** One case of a statement. */
record CaseLine(
        String hospital,
        int pool,
        String caseId,
        Integer month,
        String group,
        String path,
        Integer days,
        long costFen,
        long bookedFen,
        BigDecimal diseaseScore,
        BigDecimal coefficient,
        BigDecimal ratio,
        String deviation,
        boolean costTrue,
        BigDecimal settledScore,
        long paymentFen) {

    /** The settled cases, each hospital's together and in order: the one pass over the case data. */
    static Dataset<Row> read(Dataset<Row> grouping, Dataset<Row> settlements, int partitions) {
        Dataset<Row> paid = settlements.select(
                Cases.CASE_ID.col(), CaseSettlements.SETTLED_SCORE.col(), CaseSettlements.PAYMENT_FEN.col());
        Column[] order = {Records.HOSPITAL.col(), Records.POOL.col(), Cases.CASE_ID.col()};
        return grouping.join(paid, Cases.CASE_ID.name())
                .select(
                        Records.HOSPITAL.col(),
                        Records.POOL.col(),
                        Cases.CASE_ID.col(),
                        Records.PERIOD.col(),
                        Assignments.ASSIGNED_GROUP.col(),
                        Assignments.PATH.col(),
                        Records.STAY_DAYS.col(),
                        Records.COST_FEN.col(),
                        Records.BOOKED_FEN.col(),
                        Grouping.DISEASE_SCORE.col(),
                        InstitutionCoefficients.COEFFICIENT.col(),
                        Grouping.COST_RATIO.col(),
                        Grouping.DEVIATION.col(),
                        Grouping.COST_TRUE.col(),
                        CaseSettlements.SETTLED_SCORE.col(),
                        CaseSettlements.PAYMENT_FEN.col())
                .repartition(partitions, Records.HOSPITAL.col())
                .sortWithinPartitions(order);
    }

    /** A row of {@link #read}, by position. */
    static CaseLine of(Row row) {
        return new CaseLine(
                row.getString(0),
                row.getInt(1),
                row.getString(2),
                row.isNullAt(3) ? null : row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.isNullAt(6) ? null : row.getInt(6),
                row.getLong(7),
                row.getLong(8),
                row.getDecimal(9),
                row.getDecimal(10),
                row.getDecimal(11),
                row.getString(12),
                row.getBoolean(13),
                row.getDecimal(14),
                row.getLong(15));
    }
}
