package org.opendip.jobs.stages.statements;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Assignments;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Records;

/** Settled cases by group and cost ratio: the one extra look at the cases that the region's page takes. */
record GroupSums(String group, int bin, long cases, long costFen, BigDecimal points) {
    /** Cost ratios are counted in quarters; from three times the reference on they share the last interval. */
    static final int BINS = 13;

    /** The interval of cases without a reference. */
    static final int NO_RATIO = -1;

    static List<GroupSums> collect(Dataset<Row> grouping) {
        List<GroupSums> sums = new ArrayList<>();
        grouping.where(Grouping.SETTLED_BY_SCORE.col())
                .groupBy(
                        Assignments.ASSIGNED_GROUP.col(),
                        // Not coalesce(least(...)): least passes over what is absent.
                        when(
                                        Grouping.COST_RATIO.col().isNotNull(),
                                        least(floor(Grouping.COST_RATIO.col().multiply(4)), lit(BINS - 1)))
                                .otherwise(lit(NO_RATIO))
                                .cast(Kind.NUMBER.type())
                                .as("bin"))
                .agg(
                        count(lit(1)).as("cases"),
                        sum(Records.COST_FEN.col()).as("cost"),
                        coalesce(sum(Grouping.CASE_SCORE.col()), lit(BigDecimal.ZERO))
                                .as("points"))
                .collectAsList()
                .forEach(row -> sums.add(new GroupSums(
                        row.getString(0), row.getInt(1), row.getLong(2), row.getLong(3), row.getDecimal(4))));
        return sums;
    }
}
