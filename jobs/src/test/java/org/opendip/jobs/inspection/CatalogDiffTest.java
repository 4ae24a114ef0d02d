package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
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

    @Test
    void specialtiesAreToldOnlyWhereSomeCaseHasOne() {
        CatalogDiff.Movement none = new CatalogDiff.Movement(null, 9, 9, 2, 0, 0, null, null);
        CatalogDiff.Movement surgery = new CatalogDiff.Movement("A04", 5, 5, 1, 0, 0, null, null);
        assertThat(CatalogDiff.specialties(List.of(none))).isEmpty();
        assertThat(CatalogDiff.specialties(List.of(surgery, none))).containsExactly(surgery, none);
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
