package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.testing.SettlementList.aList;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.SettlementList;
import org.opendip.jobs.testing.TestRegion;

/** National clinical codes become codes of the insurance where the map has one target, and are never guessed. */
class CodeMapTest extends SparkTest {
    @TempDir
    private static Path folder;

    private static TestRegion.Left left;
    private static Map<String, Row> records;

    @BeforeEach
    void takeIn() {
        if (records == null) {
            left = TestRegion.in(spark(), folder)
                    .file(
                            "codes/diagnosis-map.csv",
                            "from,to",
                            "K35.802,K35.800",
                            "K35.803,K35.800",
                            "K35.803,K35.900",
                            "K35.804,Z99.999",
                            "K35.900,K35.800",
                            "A01.002+J17.0*,A01.000x005+J17.0*",
                            "A09.900x009,A09.900x001")
                    .file(
                            "codes/procedure-map.csv",
                            "from,to",
                            "47.0100x001,47.0100",
                            "47.0101,47.0100",
                            "47.0102,47.0100",
                            "47.0102,47.0900",
                            "99.9901,99.9900")
                    .history(LISTS)
                    .stages(Rules.tiny().book(), new RecordsStage());
            records = new HashMap<>();
            left.table(Records.TABLE)
                    .collectAsList()
                    .forEach(r -> records.put(r.getAs(Records.SETTLEMENT_ID.name()), r));
        }
    }

    private static final List<SettlementList> LISTS = List.of(
            aList("direct").procedures("47.0100"),
            aList("listed-and-mapped").diagnosis("K35.900"),
            aList("mapped").diagnosis("K35.802").procedures("47.0100x001", "54.5101", "47.0101"),
            aList("mapped-letters").diagnosis(" k35.802 ").procedures("47.0100X001"),
            aList("mapped-extension").diagnosis("A09.900X009"),
            aList("mapped-pair").diagnosis("A01.002+J17.0*"),
            aList("twice-the-same").diagnosis("K35.802").mainDiagnosis("K35.800"),
            aList("ambiguous").diagnosis("K35.803"),
            aList("ambiguous-procedure").procedures("47.0102", "47.01", "47.0199", "54.5101"),
            aList("target-unlisted").diagnosis("K35.804"),
            aList("no-attribute").procedures("99.9901"),
            aList("cut").diagnosis("35.8"),
            aList("extension-unknown").diagnosis("K35.800x001"),
            aList("void").diagnosis("K35.802").with(org.opendip.jobs.tables.national.SettlementHeaders.VALI_FLAG, "0"));

    @Test
    void aCodeWithOneTargetIsReplacedAndWhatWasWrittenStays() {
        assertThat(fate("mapped")).isEqualTo("kept null");
        assertThat(text("mapped", Records.MAIN_DIAGNOSIS)).isEqualTo("K35.800");
        assertThat(text("mapped", Records.PROCEDURES)).isEqualTo("47.0100,54.5101,47.0100");
        assertThat(text("mapped", Records.MAPPED_CODES))
                .isEqualTo("K35.802>K35.800,47.0100x001>47.0100,47.0101>47.0100");
        assertThat(text("mapped", Records.UNKNOWN_PROCEDURES)).isNull();
        assertThat(text("mapped-letters", Records.MAPPED_CODES)).isEqualTo("K35.802>K35.800,47.0100x001>47.0100");
        assertThat(text("mapped-extension", Records.MAIN_DIAGNOSIS)).isEqualTo("A09.900x001");
        assertThat(text("mapped-pair", Records.MAIN_DIAGNOSIS)).isEqualTo("A01.000x005+J17.0*");
    }

    @Test
    void aCodeOfTheListIsItselfWhateverTheMapSays() {
        assertThat(text("direct", Records.MAIN_DIAGNOSIS)).isEqualTo("K35.800");
        assertThat(text("direct", Records.MAPPED_CODES)).isNull();
        assertThat(text("listed-and-mapped", Records.MAIN_DIAGNOSIS)).isEqualTo("K35.900");
    }

    @Test
    void twoCodesThatStandForOneAreOneMainDiagnosis() {
        assertThat(fate("twice-the-same")).isEqualTo("kept null");
    }

    @Test
    void severalTargetsAreNotGuessed() {
        assertThat(fate("ambiguous")).isEqualTo("rejected main_diagnosis_ambiguous");
        assertThat(text("ambiguous", Records.MAIN_DIAGNOSIS)).isEqualTo("K35.803");
        assertThat(fate("ambiguous-procedure")).isEqualTo("kept null");
        assertThat(text("ambiguous-procedure", Records.PROCEDURES)).isEqualTo("54.5101");
        assertThat(text("ambiguous-procedure", Records.UNKNOWN_PROCEDURES)).isEqualTo("47.01,47.0199,47.0102");
        assertThat(text("ambiguous-procedure", Records.TROUBLES))
                .isEqualTo("procedure_unknown,procedure_ambiguous,procedure_damaged");
        assertThat(
                        left
                                .table(Notices.TABLE)
                                .filter(Records.SETTLEMENT_ID.col().equalTo("ambiguous"))
                                .collectAsList()
                                .stream()
                                .map(r -> r.getAs(Notices.CODE.name()) + " " + r.getAs(Notices.OBSERVED.name())))
                .containsExactly("main_diagnosis_ambiguous K35.803");
    }

    @Test
    void nothingIsMappedToACodeThatTheListLacksOrFromAPartOfACode() {
        assertThat(fate("target-unlisted")).isEqualTo("rejected main_diagnosis_unknown");
        assertThat(fate("extension-unknown")).isEqualTo("rejected main_diagnosis_unknown");
        assertThat(fate("cut")).isEqualTo("rejected main_diagnosis_damaged");
    }

    @Test
    void theAttributeIsThatOfTheTarget() {
        assertThat(text("mapped", Records.TROUBLES)).isNull();
        assertThat(text("no-attribute", Records.TROUBLES)).isEqualTo("procedure_attribute_missing");
    }

    @Test
    void everyUseOfACodeIsCountedOnceByWhatBecameOfIt() {
        assertThat(left.table(CodeUses.TABLE).collectAsList().stream().map(r -> r.mkString(" ")))
                .containsExactlyInAnyOrder(
                        "diagnosis K35.800 direct null 3",
                        "diagnosis K35.900 direct null 1",
                        "diagnosis K35.802 mapped K35.800 3",
                        "diagnosis A09.900x009 mapped A09.900x001 1",
                        "diagnosis A01.002+J17.0* mapped A01.000x005+J17.0* 1",
                        "diagnosis K35.803 ambiguous null 1",
                        "diagnosis K35.804 unmapped null 1",
                        "diagnosis K35.800x001 unmapped null 1",
                        "diagnosis 35.8 damaged null 1",
                        "procedure 47.0100 direct null 1",
                        "procedure 54.5101 direct null 2",
                        "procedure 47.0100x001 mapped 47.0100 2",
                        "procedure 47.0101 mapped 47.0100 1",
                        "procedure 99.9901 mapped 99.9900 1",
                        "procedure 47.0102 ambiguous null 1",
                        "procedure 47.01 damaged null 1",
                        "procedure 47.0199 unmapped null 1");
    }

    private static String fate(String id) {
        return text(id, Records.DISPOSITION) + " " + text(id, Records.REASON);
    }

    private static String text(String id, Col column) {
        return records.get(id).getAs(column.name());
    }
}
