package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.cases.CasesStage;
import org.opendip.jobs.stages.catalog.CatalogStage;
import org.opendip.jobs.stages.combinations.CombinationsStage;
import org.opendip.jobs.stages.grouping.GroupingStage;
import org.opendip.jobs.stages.pointvalue.PointValueStage;
import org.opendip.jobs.stages.pointvalue.YearStartPointValueStage;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.stages.scores.ScoresStage;
import org.opendip.jobs.stages.settlement.SettlementStage;
import org.opendip.jobs.stages.statements.StatementsStage;

/**
 * The path of the data: the three jobs of the users, each a list of stages. A stage reads only what stages above it
 * wrote, in its own job or in one that the job stands on (DataFlowTest).
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
            new StatementsStage());

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
        if (this != CALIBRATE_CATALOG) {
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
        return this == CALIBRATE_CATALOG ? inputs.historyLists() : inputs.settlementYearLists();
    }

    /** Everything the job reads, for its hashes. */
    List<String> files(RunFile inputs) {
        if (this == SET_POINT_VALUE) {
            return List.of();
        }
        List<String> files = new ArrayList<>(lists(inputs).files());
        files.add(inputs.reference());
        files.add(inputs.codes());
        return files;
    }
}
