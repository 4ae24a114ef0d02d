package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogDiffTest {
    @Test
    void ofEqualPartsTheFirstByCodeIsTheMostAndTheUngroupedTheLast() {
        assertThat(most("B", 5L, null, 5L, "A", 5L)).isEqualTo("A");
        assertThat(most(null, 5L, "B", 5L, "C", 1L)).isEqualTo("B");
    }

    @Test
    void moreCasesAreMoreWhoeverHasThem() {
        assertThat(most("A", 5L, null, 6L, "B", 1L)).isNull();
        assertThat(most("A", 5L, null, 1L, "B", 6L)).isEqualTo("B");
    }

    /** In this order, as no hash map would promise it. */
    private static String most(String a, long ofA, String b, long ofB, String c, long ofC) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put(a, ofA);
        parts.put(b, ofB);
        parts.put(c, ofC);
        return CatalogDiff.Sides.most(parts);
    }
}
