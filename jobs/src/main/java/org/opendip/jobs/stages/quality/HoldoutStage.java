package org.opendip.jobs.stages.quality;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.TestMoments;
import org.opendip.policy.errors.DipErrors;

/**
 * 留出检验年度: the last year of the history is set aside. What stays is written as {@code moments}, so that the stages
 * that follow form a catalog of it as they always do; what was set aside is {@code test_moments}.
 */
public final class HoldoutStage implements Stage {
    @Override
    public String name() {
        return "holdout";
    }

    @Override
    public List<Table> reads() {
        return List.of(Moments.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(Moments.TABLE, TestMoments.TABLE);
    }

    @Override
    public void run(StageRun run) {
        if (run.years().size() < 2) {
            throw DipErrors.historyTooShortToTest(run.years().size());
        }
        int last = run.years().get(run.years().size() - 1);
        Dataset<Row> all = run.read(Moments.TABLE);
        run.write(Moments.TABLE, all.filter(Cases.YEAR.col().lt(last)));
        run.write(TestMoments.TABLE, all.filter(Cases.YEAR.col().equalTo(last)));
    }
}
