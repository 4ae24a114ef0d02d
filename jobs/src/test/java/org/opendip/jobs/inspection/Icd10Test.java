package org.opendip.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of chapters and blocks. */
class Icd10Test {
    private static final Icd10 ICD = Icd10.load();

    @Test
    void blocksFollowEachOtherWithinTheirChapters() {
        List<Icd10.Block> blocks = ICD.blocks();
        assertThat(blocks).hasSizeGreaterThan(200).allSatisfy(b -> {
            assertThat(b.from()).matches("[A-Z][0-9]{2}").isLessThanOrEqualTo(b.to());
            assertThat(b.from()).isGreaterThanOrEqualTo(b.chapter().from());
            assertThat(b.to()).isLessThanOrEqualTo(b.chapter().to());
            assertThat(b.zh()).isNotBlank();
            assertThat(b.en()).isNotBlank();
        });
        for (int i = 1; i < blocks.size(); i++) {
            if (blocks.get(i).chapter().equals(blocks.get(i - 1).chapter())) {
                assertThat(blocks.get(i).from()).isGreaterThan(blocks.get(i - 1).to());
            }
        }
        assertThat(blocks.stream().map(Icd10.Block::chapter).distinct()).hasSize(22);
    }

    @Test
    void aCodeOfAnyLengthFindsItsBlock() {
        assertThat(ICD.block("I21.0").orElseThrow().code()).isEqualTo("I20-I25");
        assertThat(ICD.block("C73.x").orElseThrow().code()).isEqualTo("C73-C75");
        assertThat(ICD.block("C50").orElseThrow().code()).isEqualTo("C50");
        assertThat(ICD.block("M47.0+").orElseThrow().chapter().number()).isEqualTo("XIII");
        assertThat(ICD.block("ECMO")).isEmpty();
        assertThat(ICD.block("")).isEmpty();
    }
}
