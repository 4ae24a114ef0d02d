package org.opendip.jobs.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.testing.NationalRules;
import org.opendip.jobs.testing.Rules;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.grouping.GroupRow;
import org.opendip.policy.grouping.TreatmentType;
import org.opendip.policy.rulebook.Rulebook;

/** What a catalog handed over as sheets must be, and how it is refused: everything at once, with sheet, row and reason. */
class CatalogFilesTest {
    private static final Configuration HADOOP = new Configuration(false);
    private static final Set<String> DIAGNOSES = Set.of(
            "A01.000", "A09.000", "A09.900", "A09.900x001", "C34.100", "T31.000", "G45.900", "M12.900", "C56.x00");
    private static final Set<String> PROCEDURES =
            Set.of("44.1300x001", "45.2302", "47.0100", "88.4101", "33.2600x002", "54.4x00x007");
    private static final String MERGE =
            "sheet,row,category,seq,main_dx,main_dx_name,main_op,main_op_name,related_op,related_op_name";
    private static final String REGIONAL = "seq,dip_code,group_type,main_diag_code,main_diag_name,main_oper_code,"
            + "main_oper_name,other_oper_code,other_oper_name,score";

    @TempDir
    private Path folder;

    @Test
    void everyRowKeepsItsSheetItsRowAndItsHash() {
        sheet("merge.csv", MERGE, "并项,3,BX,20,A09.0,\"胃肠炎\n\",44.1300x001|45.2302,,,");
        sheet("excluded_diagnoses.csv", "code,name", "A01.000,伤寒");
        GroupRow row = read(NationalRules.version3()).catalog().rows().get(0);

        assertThat(row.origin().file()).isEqualTo("merge.csv");
        assertThat(row.origin().row()).isEqualTo(3);
        assertThat(row.origin().hash()).matches("[0-9a-f]{16}");
        assertThat(row.name()).isEqualTo("胃肠炎");
        assertThat(row.procedures().alternatives()).containsExactly(Set.of("44.1300x001"), Set.of("45.2302"));

        String before = row.origin().hash();
        sheet("merge.csv", MERGE, "并项,3,BX,20,A09.0,\"胃肠炎\n\",44.1300x001,,,");
        assertThat(read(NationalRules.version3())
                        .catalog()
                        .rows()
                        .get(0)
                        .origin()
                        .hash())
                .isNotEqualTo(before);
    }

    @Test
    void aRegionsOwnCatalogIsReadWithItsTreatments() {
        sheet(
                "catalog.csv",
                REGIONAL,
                "1,G45.9:88.4101,1,G45.9,短暂性大脑缺血性发作,88.4101,,,,1332.080169",
                "2,C56.X:33.2600x002_47.0100+54.4x00x007,1,C56.X,,33.2600X002,,\"47.0100,54.4X00X007\",,12",
                "3,M12:SS,0,M12,,,,,,1",
                "4,M12:BSZL,2,M12,,,,,,1");
        List<GroupRow> rows = read(ignoringCase()).catalog().rows();

        assertThat(rows)
                .extracting(GroupRow::treatment)
                .containsExactly(null, null, TreatmentType.SURGERY, TreatmentType.CONSERVATIVE);
        assertThat(rows.get(0).score()).isEqualByComparingTo("1332.080169");
        assertThat(rows.get(1).diagnoses().matches("C56.x00")).isTrue();
        assertThat(rows.get(1).related().alternatives()).containsExactly(Set.of("47.0100", "54.4x00x007"));
        assertThat(rows.get(3).origin().row()).as("row of the file").isEqualTo(5);
    }

    @Test
    void aRegionsListsAreReadAndRefusedByTheirCells() {
        Rules rules = Rules.exampleCity().with("rule-kinds: [base,", "rule-kinds: [tcm, base,");
        sheet(
                "tcm.csv",
                "category,seq,name,main_dx,procedure_expression,score,age",
                "ZY,ZY001,,G45.9,88.4101+47.0100,120.5,65+",
                "ZY,,,G45.9,88.4101,1,");
        sheet("bed_day.csv", "main_dx,days_from,hospital_type", "A01-A09,30,psychiatric", "A01,15,", "A01,15,");
        sheet("primary_care.csv", "seq,main_dx,main_op", "1,A09.9,", "2,A99.9,47.0100");
        sheet(
                "severity.csv",
                "other_dx,severity,days_from",
                "A01,severe,3",
                "A01,severe,",
                "A09.9,mild,0",
                "所有诊断,severe,");

        assertThat(refused(rules).what().lines().skip(1).map(String::strip))
                .containsExactlyInAnyOrder(
                        "tcm.csv row 2, age: is asked of base and merged groups of a region only",
                        "tcm.csv row 3, seq: is empty",
                        "bed_day.csv row 4, main_dx: A01 is in the list twice",
                        "severity.csv row 3, other_dx: A01 is in the list twice as severe",
                        "severity.csv row 4, severity: must be severe or moderate, is 'mild'",
                        "severity.csv row 5, other_dx: must name diagnoses: of all of them every case would be severe",
                        "severity.csv row 4, days_from: must be a number of days from 1 to 9999, is '0'",
                        "primary_care.csv row 3, main_dx: A99.9 is not in the code list");

        sheet(
                "tcm.csv",
                "category,seq,name,main_dx,procedure_expression,score",
                "ZY,ZY001,,G45.9,,120.5",
                "ZY,ZY002,,G45.9,88.4101,0",
                "ZY,ZY003,,G45.9,47.0100,1.1234567");
        sheet("bed_day.csv", "main_dx,days_from,hospital_type", "A01,0,");
        sheet("severity.csv", "other_dx,severity,days_from", "A01,severe,3", "A01,moderate,");
        sheet("primary_care.csv", "seq,main_dx,main_op", "1,A09.9,");
        assertThat(refused(rules).what().lines().skip(1).map(String::strip))
                .containsExactlyInAnyOrder(
                        "tcm.csv row 2, procedure_expression: is empty: a group of this kind needs a procedure",
                        "tcm.csv row 3, score: must be a number above 0 with at most 6 decimals, is '0'",
                        "tcm.csv row 4, score: must be a number above 0 with at most 6 decimals, is '1.1234567'",
                        "bed_day.csv row 2, days_from: must be a number of days from 1 to 9999, is '0'");

        sheet("tcm.csv", "category,seq,name,main_dx,procedure_expression,score", "ZY,ZY001,,G45.9,88.4101,120.5");
        sheet("bed_day.csv", "main_dx,days_from,hospital_type", "A01-A09,30,psychiatric");
        assertThat(read(rules).catalog().rows().get(0).score()).isEqualByComparingTo("120.5");
        assertThat(read(rules).catalog().bedDay().get(0).matches("A05.000", 30, "psychiatric"))
                .isTrue();
        assertThat(read(rules).catalog().severities())
                .extracting(row -> row.diagnoses() + " " + row.severity().code() + " " + row.daysFrom())
                .containsExactly("A01 severe 3", "A01 moderate 1");
        assertThat(refused(Rules.exampleCity()).what()).contains("tcm.csv row 2, (row): no rule asks for it");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        sheet(
                "merge.csv",
                MERGE,
                "并项,3,BX,20,A09.0,,44.1300x001,,,",
                "并项,4,BX,20,A09.9,,45.2302,,,",
                "并项,5,BX,22,A09.0,,44.1300x001,,,",
                "并项,6,BX,23,A99.9,,99.9999,,,",
                "并项,7,BX,24,C75-C00,,47.0100,,,",
                "并项,8,BX,25,胃炎,,45.2302|,,,",
                "并项,9,BX,26,A01,,47.0100+45.2302,,,",
                "并项,10,YY,27,A01,,,,,",
                "并项,11,BX,甲,A01,,45.2302,,,");
        sheet("assisted_tb.csv", "category,seq,main_dx,main_op,drug_resistant", "FZ,40,A01,47.0100,或许");
        sheet("pre.csv", "category,seq,name,main_dx,main_op,main_op_name", "XQ,1,,A01,<29天,出生体重999-0克");
        sheet("excluded_procedures.csv", "code,name,note", "47.0100,,不纳入", "45.2302,,按保守治疗入组", "45.2302,,按保守治疗入组");
        sheet("excluded_diagnoses.csv", "code,name");
        sheet("base.csv", "category,seq", "JC,50");

        assertThat(refused(NationalRules.version3()).what().lines().skip(1).map(String::strip))
                .containsExactlyInAnyOrder(
                        "merge.csv row 4, (row): the group 20 is in merge.csv row 3 already",
                        "merge.csv row 5, (row): asks for the same as merge.csv row 3: only the group code would tell them"
                                + " apart",
                        "merge.csv row 6, main_dx: A99.9 is not in the code list",
                        "merge.csv row 6, main_op: 99.9999 is not in the code list",
                        "merge.csv row 7, main_dx: the range C75-C00 is reversed",
                        "merge.csv row 8, main_dx: '胃炎' is no diagnosis, category or range",
                        "merge.csv row 8, main_op: a procedure is empty",
                        "merge.csv row 9, main_op: holds +: a case has one main procedure, name the others as related",
                        "merge.csv row 10, category: must be one of XQ, ZY, BX, FZ, JC, is 'YY'",
                        "merge.csv row 11, seq: must be a number, is '甲'",
                        "assisted_tb.csv row 2, drug_resistant: must be 是 or 否, is '或许'",
                        "pre.csv row 2, main_op: the birth weight 999-0 is reversed",
                        "excluded_procedures.csv row 2, note: '不纳入' is none of: 按保守治疗入组, 不可作为主要手术操作,"
                                + " <诊断>作为主要诊断，可作为主要手术操作",
                        "excluded_procedures.csv row 4, code: 45.2302 is in the list twice",
                        "excluded_diagnoses.csv row 1, (file): has no rows: leave the file out, or deliver it whole",
                        "base.csv row 1, main_dx: is missing in the heading category,seq");
    }

    @Test
    void aRegionsOwnCatalogIsRefusedByTheSameRules() {
        sheet(
                "catalog.csv",
                REGIONAL,
                "1,,1,G45.9,,,,,,1",
                "2,M12:XX,0,M12,,,,,,1",
                "3,M12:SS,3,M12,,,,,,1",
                "4,A09:SS,0,A09,,47.0100,,,,1",
                "5,A09.9,1,A09.9,,,,,,\"1,5\"",
                "6,A01.0:33.2600X002,1,A01.0,,33.2600X002,,,,1");

        assertThat(refused(Rules.exampleCity()).what().lines().skip(1).map(String::strip))
                .containsExactlyInAnyOrder(
                        "catalog.csv row 2, dip_code: is empty",
                        "catalog.csv row 3, dip_code: 'M12:XX' ends with none of the rulebook's words for treatments"
                                + " (catalog.group-codes), nor of code_endings.csv",
                        "catalog.csv row 4, group_type: must be 1 (core), 0 or 2 (comprehensive), is '3'",
                        "catalog.csv row 5, main_oper_code: must be empty in a comprehensive group",
                        "catalog.csv row 6, score: must be a number, is '1,5'",
                        "catalog.csv row 7, main_oper_code: 33.2600X002 is not in the code list, which has 33.2600x002:"
                                + " grouping.code-case: ignore takes them for one");
    }

    @Test
    void rowsThatNoRuleAsksForAreRefused() {
        sheet("merge.csv", MERGE, "并项,3,BX,20,A09.0,,44.1300x001,,,");
        sheet("excluded_diagnoses.csv", "code,name", "A01.000,伤寒");

        assertThat(refused(Rules.exampleCity()).what())
                .contains(
                        "merge.csv row 3, (row): no rule asks for it: the rulebook's grouping.rule-kinds lacks merges")
                .contains("excluded_diagnoses.csv row 1, (file): no rule asks for it");
    }

    @Test
    void aWildcardMeansWhatTheCodeListHas() {
        sheet("catalog.csv", REGIONAL, "1,G45.9:88.41,1,G45.9,,88.41,,,,1");

        assertThat(refused(Rules.exampleCity()).what()).contains("88.41 is not in the code list");
        Rules wildcards = Rules.exampleCity().with("code-case:", "wildcard-length: 5\n  code-case:");
        assertThat(read(wildcards).catalog().rows()).hasSize(1);
    }

    @Test
    void aFolderWithoutSheetsIsRefused() {
        assertThat(refused(Rules.exampleCity()).what()).contains("*.csv is missing");
    }

    @Test
    void theSheetsAreWrittenBackCellByCell() throws IOException {
        String sample = Docs.root().resolve("data-samples/grouping-rows").toString();
        CatalogFiles.install(HADOOP, sample, folder.resolve("catalog").toString(), false);
        try (Stream<Path> files = Files.list(Path.of(sample))) {
            assertThat(files.filter(f -> f.toString().endsWith(".csv")).toList())
                    .hasSize(10)
                    .allSatisfy(file -> assertThat(folder.resolve("catalog").resolve(file.getFileName()))
                            .hasSameBinaryContentAs(file));
        }
    }

    @Test
    void aCatalogThatIsThereIsPutAsideOnlyWhereThatIsSaid() throws IOException {
        sheet("catalog.csv", REGIONAL, "1,A,1,A09.0,,,,,,");
        String to = folder.resolve("reference/catalog").toString();
        assertThat(CatalogFiles.install(HADOOP, folder.toString(), to, false).before())
                .isNull();
        sheet("catalog.csv", REGIONAL, "1,B,1,A09.0,,,,,,");

        assertThatThrownBy(() -> CatalogFiles.install(HADOOP, folder.toString(), to, false))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("There is a catalog in " + to + " already.");
        assertThat(Path.of(to, "catalog.csv")).content().contains("A,1,A09.0");

        assertThat(CatalogFiles.install(HADOOP, folder.toString(), to, true).before())
                .isEqualTo(to + ".1");
        assertThat(Path.of(to, "catalog.csv")).content().contains("B,1,A09.0");
        assertThat(Path.of(to + ".1", "catalog.csv")).content().contains("A,1,A09.0");
    }

    @Test
    void aSheetOfTheNationalWorkbookThatCannotBeReadIsNotPassedOver() throws IOException {
        Path file = folder.resolve("workbook.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook book = new Workbook(out, "test", "1.0")) {
            book.newWorksheet("说明").value(0, 0, "本方案");
            Worksheet merges = book.newWorksheet("二、并项规则下的核心病种");
            merges.value(0, 0, "诊断");
            merges.value(1, 0, "A09.0");
        }

        assertThatThrownBy(() -> CatalogFiles.read(
                        HADOOP,
                        file.toString(),
                        NationalRules.version3().book().grouping(),
                        NationalRules.version3().book().catalog().groupCodes(),
                        Set.of(),
                        Set.of()))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("merge.csv row 1, main_dx: is missing in the heading 诊断");
    }

    @Test
    void theEndingsOfHandedOverCodesMayBeOtherThanTheRulebooks() {
        sheet("catalog.csv", REGIONAL, "1,A09-2,0,A09,,,,,,", "2,A01-22,0,A01,,,,,,", "3,G45:SS,0,G45,,,,,,");
        sheet("code_endings.csv", "ending,treatment", "-2,therapeutic", "22,conservative");
        assertThat(read(Rules.exampleCity()).catalog().rows())
                .extracting(row -> row.code() + " " + row.treatment())
                .containsExactly("A09-2 THERAPEUTIC", "A01-22 CONSERVATIVE", "G45:SS SURGERY");

        sheet("code_endings.csv", "ending,treatment", "-2,therapy", ",surgery", "22,surgery", "22,surgery");
        assertThat(refused(Rules.exampleCity()).what().lines().skip(1).map(String::strip))
                .containsExactlyInAnyOrder(
                        "code_endings.csv row 2, treatment: must be one of surgery, therapeutic, diagnostic, conservative,"
                                + " is 'therapy'",
                        "code_endings.csv row 3, ending: is empty",
                        "code_endings.csv row 5, ending: 22 is in the list twice",
                        "catalog.csv row 2, dip_code: 'A09-2' ends with none of the rulebook's words for treatments"
                                + " (catalog.group-codes), nor of code_endings.csv");
    }

    @Test
    void rowsOfWhichTheSameIsWrongShareALine() {
        String[] rows = IntStream.range(0, 7)
                .mapToObj(i -> i + ",P" + i + ",1,A09.0,,99.9999,,,,")
                .toArray(String[]::new);
        sheet("catalog.csv", Stream.concat(Stream.of(REGIONAL), Stream.of(rows)).toArray(String[]::new));
        assertThat(refused(Rules.exampleCity()).what())
                .contains("catalog.csv rows 2, 3, 4, 5, 6 and 2 more, main_oper_code: 99.9999 is not in the code list");
    }

    private static Rules ignoringCase() {
        return Rules.exampleCity().with("code-case: exact", "code-case: ignore");
    }

    private CatalogFiles.Read read(Rules rules) {
        Rulebook book = rules.book();
        return CatalogFiles.read(
                HADOOP, folder.toString(), book.grouping(), book.catalog().groupCodes(), DIAGNOSES, PROCEDURES);
    }

    private DipException refused(Rules rules) {
        return catchThrowableOfType(DipException.class, () -> read(rules));
    }

    private void sheet(String name, String... lines) {
        try {
            Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
