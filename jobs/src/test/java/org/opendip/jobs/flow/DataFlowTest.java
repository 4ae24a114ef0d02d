package org.opendip.jobs.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.Tables;

/** The path of the data has no gap and no loop. */
class DataFlowTest {

    @Test
    void aStageReadsOnlyWhatStagesBeforeItWrote() {
        for (Job job : Job.values()) {
            Set<String> written = new LinkedHashSet<>();
            for (Job needed : job.standsOn()) {
                needed.stages().forEach(stage -> written.addAll(names(stage.writes())));
            }
            for (Stage stage : job.stages()) {
                assertThat(written)
                        .as("tables before %s of %s", stage.name(), job.command())
                        .containsAll(names(stage.reads()));
                written.addAll(names(stage.writes()));
            }
        }
    }

    @Test
    void aJobStandsOnJobsBeforeIt() {
        List<Job> order = Arrays.asList(Job.values());
        for (Job job : order) {
            job.standsOn().forEach(needed -> assertThat(order.indexOf(needed)).isLessThan(order.indexOf(job)));
        }
    }

    @Test
    void aTableIsWrittenOnceInAJob() {
        for (Job job : Job.values()) {
            List<String> written = new ArrayList<>();
            job.stages().forEach(stage -> written.addAll(names(stage.writes())));
            assertThat(written).as(job.command()).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyDeclaredTableIsWrittenByAStage() {
        Set<String> written = new LinkedHashSet<>();
        for (Job job : Job.values()) {
            job.stages().forEach(stage -> written.addAll(names(stage.writes())));
        }
        assertThat(written).containsExactlyInAnyOrderElementsOf(names(Tables.ALL));
    }

    private static List<String> names(List<Table> tables) {
        return tables.stream().map(Table::name).toList();
    }

    @Test
    void aStageIsNamedAsItsPackage() {
        for (Job job : Job.values()) {
            for (Stage stage : job.stages()) {
                assertThat(stage.getClass().getPackageName()).startsWith("org.opendip.jobs.stages.");
                assertThat(stage.name()).matches("[a-z-]+");
            }
        }
    }
}
