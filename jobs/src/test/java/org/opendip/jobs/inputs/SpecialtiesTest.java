package org.opendip.jobs.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inspection.Words;
import org.opendip.jobs.testing.TestRegion;

/** Specialties as hospitals write them, and what they are called. */
class SpecialtiesTest extends SparkTest {
    @TempDir
    private Path folder;

    @Test
    void aCodeIsKnownByItsFirstLevelHoweverItIsWritten() {
        Map<String, String> written = new LinkedHashMap<>();
        written.put("A03", "A03");
        written.put("A03.01", "A03");
        written.put("A50.01.02", "A50");
        written.put("a04", "A04");
        written.put(" a04.03 ", "A04");
        written.put("Ａ０３．０１", "A03");
        written.put("\u3000ａ０７\u200B", "A07");
        assertThat(normalised(written)).isEqualTo(written);
    }

    @Test
    void whatIsNoCodeStaysAsItStandsAndNothingIsNull() {
        Map<String, String> written = new LinkedHashMap<>();
        written.put("03", "03");
        written.put("03.01", "03.01");
        written.put("3", "3");
        written.put("A3", "A3");
        written.put("A03.", "A03.");
        written.put("A0301", "A0301");
        written.put("A03-01", "A03-01");
        written.put("骨科（二）病区", "骨科(二)病区");
        written.put(" icu ", "icu");
        written.put("科".repeat(41), "科".repeat(40));
        written.put("", null);
        written.put(" \t", null);
        written.put(null, null);
        assertThat(normalised(written)).isEqualTo(written);
    }

    private Map<String, String> normalised(Map<String, String> written) {
        List<Row> rows = new ArrayList<>();
        written.keySet().forEach(text -> rows.add(RowFactory.create(text)));
        Map<String, String> found = new LinkedHashMap<>();
        spark().createDataFrame(rows, new StructType().add("written", DataTypes.StringType))
                .coalesce(1)
                .select(functions.col("written"), Specialties.normalised(functions.col("written")))
                .collectAsList()
                .forEach(r -> found.put(r.getString(0), r.getString(1)));
        return found;
    }

    @Test
    void theNationalListNamesThemUnlessTheRegionDoes() throws Exception {
        TestRegion region = TestRegion.in(spark(), folder);
        CodeNames national = CodeNames.read(new Configuration(), region.runFile());
        assertThat(Words.specialty(national, "A03")).hasToString("内科 Internal medicine");
        assertThat(Words.specialty(national, "A69")).hasToString("其他业务科室 Other specialties");
        assertThat(Words.specialty(national, "骨科")).hasToString("骨科");
        assertThat(Words.specialty(national, null)).hasToString("未填 not given");

        Files.writeString(folder.resolve("codes/specialties.csv"), "code,name\nA03,大内科\nB11,示例科\n");
        CodeNames own = CodeNames.read(new Configuration(), region.runFile());
        assertThat(Words.specialty(own, "A03")).hasToString("大内科");
        assertThat(Words.specialty(own, "B11")).hasToString("示例科");
        assertThat(Words.specialty(own, "A04")).hasToString("外科 Surgery");
    }

    @Test
    void namesAreOfCodesOfTheFirstLevel() {
        List<String> told = new ArrayList<>();
        assertThat(CodeList.SPECIALTIES.clean("code", "a03", told::add)).isEqualTo("A03");
        assertThat(told).isEmpty();
        CodeList.SPECIALTIES.clean("code", "A03.01", told::add);
        assertThat(told).containsExactly("must be a code of the first level like A03, is 'A03.01'");
        assertThat(Specialties.national().keySet()).hasSize(35).allSatisfy(code -> assertThat(
                        CodeList.SPECIALTIES.clean("code", code, told::add))
                .isEqualTo(code));
        assertThat(told).hasSize(1);
    }
}
