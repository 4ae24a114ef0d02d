package org.opendip.jobs.stages.statements;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendip.jobs.assignment.Assignment;

class LabelsTest {
    @ParameterizedTest
    @EnumSource(Assignment.Path.class)
    void everyWayToAGroupHasWordsTheChineseOnesFirst(Assignment.Path path) {
        assertThat(Labels.path(path.code())).matches("\\p{IsHan}[\\p{IsHan}·]+ [A-Z][a-z]+.*");
    }

    @org.junit.jupiter.api.Test
    void aCodeWithoutWordsIsShownAsItIs() {
        assertThat(Labels.path("unheard-of")).isEqualTo("unheard-of");
    }
}
