package org.opendip.jobs.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.ReviewFile;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.stages.Intake;
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
import org.opendip.jobs.tables.Cases;
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

    /** Settlement lists of the year as they arrive: checked, netted, told what is wrong with them (结算清单采集). */
    TAKE_IN("take-in", List.of(), new RecordsStage()),

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

    private static final Stage CASES = new CasesStage();

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

    /** Whether a run of it makes cases, and so needs the key of their identifiers. */
    boolean makesCases(Intake.Mode mode) {
        return stages(mode).stream().anyMatch(s -> s.writes().contains(Cases.TABLE));
    }

    /** The stages of a run: without lists, those after the cases. */
    public List<Stage> stages(Intake.Mode mode) {
        if (mode != Intake.Mode.READY) {
            return stages;
        }
        int cases = stages.stream().map(Stage::name).toList().indexOf(CASES.name());
        if (cases < 0) {
            throw new IllegalArgumentException(command + " has no cases to start at.");
        }
        return stages.subList(cases + 1, stages.size());
    }

    /** Under what name ready cases for this job are committed. */
    String readyCases() {
        return command + "-" + CASES.name();
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

    /** Refuses what can be told of the inputs before the work starts. */
    void check(Configuration hadoop, RunFile inputs, Rulebook rules) {
        if (review(inputs).isPresent()) {
            ReviewFile.read(hadoop, inputs, rules);
        }
    }

    /** Whether it takes in settlement lists. */
    public boolean readsLists() {
        return this == TAKE_IN || this == CALIBRATE_CATALOG || this == SETTLE_YEAR;
    }

    /** Everything the job reads. */
    List<String> files(RunFile inputs, Intake.Mode mode) {
        boolean lists = readsLists() && mode != Intake.Mode.READY;
        List<String> files = new ArrayList<>(lists ? lists(inputs).files() : List.of());
        files.addAll(filesBesideLists(inputs));
        review(inputs).ifPresent(files::add);
        return files;
    }

    /** The review file that the job applies. */
    Optional<String> review(RunFile inputs) {
        return this == CALIBRATE_CATALOG ? Optional.ofNullable(inputs.review()) : Optional.empty();
    }

    /** Reference files and code lists. */
    List<String> filesBesideLists(RunFile inputs) {
        if (readsLists()) {
            return List.of(inputs.reference(), inputs.codes());
        }
        return this == TEST_CATALOG ? List.of(inputs.codes()) : List.of();
    }

    private boolean ofHistory() {
        return this == CALIBRATE_CATALOG || this == CATALOG_QUALITY || this == TEST_CATALOG;
    }
}
