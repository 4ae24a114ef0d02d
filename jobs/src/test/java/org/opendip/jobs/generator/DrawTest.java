package org.opendip.jobs.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class DrawTest {
    @Test
    void everyNumberIsDealtOnce() {
        for (int size : new int[] {1, 2, 3, 5, 64, 65, 1000, 4097}) {
            BitSet seen = new BitSet();
            for (int i = 0; i < size; i++) {
                long at = Shuffle.at(42, i, size);
                assertThat(at).isBetween(0L, size - 1L);
                seen.set((int) at);
            }
            assertThat(seen.cardinality()).isEqualTo(size);
        }
    }

    @Test
    void theNormalQuantileIsTheKnownOne() {
        assertThat(Draw.quantile(0.5)).isCloseTo(0, within(1e-9));
        assertThat(Draw.quantile(0.975)).isCloseTo(1.959963985, within(1e-7));
        assertThat(Draw.quantile(0.001)).isCloseTo(-3.090232306, within(1e-7));
    }

    @Test
    void drawsAreUniform() {
        double sum = 0;
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++) {
            double u = Draw.uniform(Draw.key(7, 3), i);
            sum += u;
            tenths[(int) (u * 10)]++;
        }
        assertThat(sum / 100_000).isCloseTo(0.5, within(0.003));
        assertThat(Arrays.stream(tenths)).allMatch(n -> n > 9_600 && n < 10_400);
    }

    @Test
    void theCurveOfCountsFalls() {
        for (int rank = 1; rank < 4500; rank++) {
            assertThat(CityBuilder.curve(rank + 1)).isLessThan(CityBuilder.curve(rank));
        }
        assertThat(CityBuilder.curve(2250)).isCloseTo(64, within(0.01));
    }
}
