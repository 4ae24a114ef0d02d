package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.grouping.GroupingStage;
import org.opendip.jobs.stages.pointvalue.PointValueStage;
import org.opendip.jobs.stages.pointvalue.YearStartPointValueStage;
import org.opendip.jobs.stages.quality.HoldoutStage;
import org.opendip.jobs.stages.quality.QualityStage;
import org.opendip.jobs.stages.quality.TestsStage;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.stages.scores.ScoresStage;
import org.opendip.jobs.stages.settlement.SettlementStage;
import org.opendip.jobs.stages.statements.StatementsStage;
import org.opendip.policy.rulebook.Rulebook;

/**
 * The path of the data: the jobs of the users, each a list of stages. A stage reads only what stages above it wrote, in
 * its own job or in one that the job stands on (DataFlowTest).
 */
public enum Job {
    /** Three years of settlement lists become a catalog with scores (目录校准). */
    CALIBRATE_CATALOG(
            "calibrate-catalog",
            List.of(),
            new RecordsStage(),
            new CasesStage(),
            new CombinationsStage(),
            new CatalogStage(),
            new ScoresStage()),

    /** Scores and history become the year-start point values (年初点值). */
    SET_POINT_VALUE("set-point-value", List.of(CALIBRATE_CATALOG), new YearStartPointValueStage()),

    /** The year's settlement lists are grouped, scored, priced and settled to the fen (年度清算). */
    SETTLE_YEAR(
            "settle-year",
            List.of(SET_POINT_VALUE, CALIBRATE_CATALOG),
            new RecordsStage(),
            new CasesStage(),
            new GroupingStage(),
            new PointValueStage(),
            new SettlementStage(),
            new StatementsStage()),

    /** How good the groups of the catalog are (目录质量). */
    CATALOG_QUALITY("catalog-quality", List.of(CALIBRATE_CATALOG), new QualityStage()),

    /** A catalog of all years but the last is tested on the last (目录检验). */
    TEST_CATALOG(
            "test-catalog",
            List.of(CALIBRATE_CATALOG),
            new HoldoutStage(),
            new CombinationsStage(),
            new CatalogStage(),
            new TestsStage());

    private final String command;
    private final List<Job> standsOn;
    private final List<Stage> stages;

    Job(String command, List<Job> standsOn, Stage... stages) {
        this.command = command;
        this.standsOn = standsOn;
        this.stages = List.of(stages);
    }

    /** The name of the command that starts it. */
    public String command() {
        return command;
    }

    /** Jobs whose newest runs this one reads from, the nearest first. */
    public List<Job> standsOn() {
        return standsOn;
    }

    /** The stages in order. */
    public List<Stage> stages() {
        return stages;
    }

    /** Folder of this job's tables for a settlement year. */
    String location(int year) {
        return command + "/" + year;
    }

    /** Years of discharge that the job's records must lie in, oldest first. */
    public List<Integer> years(int settlementYear, int historyYears) {
        if (!ofHistory()) {
            return List.of(settlementYear);
        }
        List<Integer> years = new ArrayList<>();
        for (int back = historyYears; back >= 1; back--) {
            years.add(settlementYear - back);
        }
        return years;
    }

    /** The settlement lists that the job reads. */
    SettlementLists lists(RunFile inputs) {
        return ofHistory() ? inputs.historyLists() : inputs.settlementYearLists();
    }

    /** Everything the job reads, for its hashes. */
    List<String> files(RunFile inputs) {
        List<String> files = new ArrayList<>();
        if (this == CALIBRATE_CATALOG || this == SETTLE_YEAR) {
            files.addAll(lists(inputs).files());
            files.add(inputs.reference());
        }
        if (this == CALIBRATE_CATALOG && inputs.review() != null) {
            files.add(inputs.review());
        }
        if (!files.isEmpty() || this == TEST_CATALOG) {
            files.add(inputs.codes());
        }
        return files;
    }

    /** Refuses what can be told of the inputs before the work starts. */
    void check(Configuration hadoop, RunFile inputs, Rulebook rules) {
        if (this == CALIBRATE_CATALOG && inputs.review() != null) {
            ReviewFile.read(hadoop, inputs, rules);
        }
    }

    private boolean ofHistory() {
        return this == CALIBRATE_CATALOG || this == CATALOG_QUALITY || this == TEST_CATALOG;
    }
}
