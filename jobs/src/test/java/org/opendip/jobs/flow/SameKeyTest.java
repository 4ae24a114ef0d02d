package org.opendip.jobs.flow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.identifiers.KeySource;
import org.opendip.jobs.runs.Run;
import org.opendip.policy.errors.DipException;

class SameKeyTest {
    private static final IdentifierKey ONE = key("one");
    private static final IdentifierKey OTHER = key("other");

    @Test
    void casesKeepTheirKeyFromRunToRunUnlessItIsChangedOnPurpose() {
        List<Run> before = List.of(run("old", null), run("settled", ONE.id()), run("priced", null));
        assertThatCode(() -> Flow.sameKey(ONE, before, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Flow.sameKey(OTHER, before, false))
                .isInstanceOf(DipException.class)
                .hasMessageContaining(OTHER.id())
                .hasMessageContaining("run settled was made with " + ONE.id())
                .hasMessageContaining("--rekey");
        assertThatCode(() -> Flow.sameKey(OTHER, before, true)).doesNotThrowAnyException();
    }

    @Test
    void afterAChangeTheNewKeyIsTheOne() {
        List<Run> before = List.of(run("settled", ONE.id()), run("restated", OTHER.id()));
        assertThatCode(() -> Flow.sameKey(OTHER, before, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Flow.sameKey(ONE, before, false)).hasMessageContaining("restated");
    }

    @Test
    void aRegionWithoutKeyedRunsTakesAnyKey() {
        assertThatCode(() -> Flow.sameKey(ONE, List.of(run("old", null)), false))
                .doesNotThrowAnyException();
    }

    private static IdentifierKey key(String text) {
        return IdentifierKey.load("example-city", KeySource.example(text));
    }

    private static Run run(String name, String key) {
        return new Run(name, 1, "settle-year", 2026, "", "", key, List.of(), List.of(), List.of());
    }
}
