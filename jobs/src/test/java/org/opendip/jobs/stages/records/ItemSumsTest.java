package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;

/** A category that is none goes through the sums as a number, and comes out as its first letters. */
class ItemSumsTest extends SparkTest {
    @Test
    void anUnknownCategoryIsShownByItsFirstLetters() {
        assertThat(shown("'9'")).isEqualTo("9");
        assertThat(shown("''")).isEmpty();
        assertThat(shown("cast(null as string)")).isEmpty();
        assertThat(shown("'015-bed-day'")).isEqualTo("015-bed");
        assertThat(shown("'床位费用'")).isEqualTo("床位");
        assertThat(shown("'😀😀'")).isEqualTo("😀");
    }

    @Test
    void bytesInAnotherCharsetAreMarkedAndStopNothing() {
        assertThat(shown("cast(unhex('B4B2CEBB') as string)")).startsWith("\uFFFD");
    }

    private String shown(String category) {
        return spark().sql("select " + category + " as category")
                .select(ItemSums.packed(col("category")).as(ItemSums.UNKNOWN))
                .select(ItemSums.unknownCategory())
                .first()
                .getString(0);
    }
}
