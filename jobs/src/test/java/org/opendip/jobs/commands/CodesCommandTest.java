package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.commands.SettledCity.Said;
import org.opendip.jobs.testing.ReferenceData;

/** Official code lists go in whole, or are refused whole. */
class CodesCommandTest {
    private static final Path SAMPLES = Docs.root().resolve("data-samples/codes");

    @TempDir
    private Path folder;

    private Path runFile;

    @BeforeEach
    void runFile() throws IOException {
        runFile = runFile(2026);
    }

    private Path runFile(int year) throws IOException {
        return Files.writeString(
                folder.resolve("run-" + year + ".yaml"),
                """
                region: example-city
                year: %d
                rulebook: r.yaml
                warehouse: w
                history: h
                settlement-year: y
                reference: ref
                codes: %s
                statements: s
                """
                        .formatted(year, folder.resolve("codes")));
    }

    private Said load(String list, String version, String from, Object file, Object... further) {
        List<Object> words = new ArrayList<>(
                List.of("codes", "import", "-f", runFile, "--list", list, "--version", version, "--valid-from", from));
        words.addAll(List.of(further));
        words.add(file);
        return dip(words.toArray());
    }

    private Path list(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private Map<String, String> written() throws IOException {
        Path codes = folder.resolve("codes");
        if (!Files.exists(codes)) {
            return Map.of();
        }
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(codes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(codes.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    /** Runs the commands that the page shows, with the run file of the test. */
    @Test
    void theCommandsOfThePageDoWhatItSays() throws IOException {
        List<String> commands = Files.readString(Docs.root().resolve("docs/codes.md"))
                .replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith("./dip codes "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(5);
        StringBuilder out = new StringBuilder();
        for (String command : commands) {
            Object[] words = Stream.of(command.replaceFirst(" +#.*", "").split(" +"))
                    .skip(1)
                    .map(w -> w.equals("conf/runs/example-city-2026.yaml") ? runFile : w)
                    .map(w -> w.toString().startsWith("data-samples/")
                            ? Docs.root().resolve(w.toString())
                            : w)
                    .toArray();
            Said said = dip(words);
            assertThat(said.code()).as(command + said.err()).isZero();
            out.append(said.out());
        }
        assertThat(out)
                .contains("diagnosis-map 2.0  7 行 rows  2020-01-01 ..")
                .contains("改写 normalised           7")
                .contains("一对多 several targets     1")
                .containsPattern("diagnoses +2.0 +2020-01-01 .. +8 +生效 in force +diagnoses-2.0.csv")
                .containsPattern("无属性 without attribute +1\n")
                .containsPattern("several targets, not guessed +1\n");
        assertThat(written())
                .containsOnlyKeys(
                        "manifest.csv",
                        "diagnoses/2.0.csv",
                        "procedures/2.0.csv",
                        "procedure-attributes/2026.csv",
                        "diagnosis-map/2.0.csv",
                        "procedure-map/2.0.csv");
        assertThat(written().get("procedure-attributes/2026.csv"))
                .startsWith("code,attribute\n33.6x00,surgery\n36.0700x004,interventional\n39.9500x007,therapeutic\n");
        assertThat(written().get("diagnosis-map/2.0.csv")).startsWith("from,to\nA01.002+J17.0*,A01.000x005+J17.0*\n");
    }

    @Test
    void theSameFileTwiceChangesNothing() throws IOException {
        assertThat(load("diagnoses", "2.0", "2020-01-01", SAMPLES.resolve("diagnoses-2.0.csv"))
                        .out())
                .contains("已导入 imported");
        Map<String, String> before = written();
        Said again = load("diagnoses", "2.0", "2020-01-01", SAMPLES.resolve("diagnoses-2.0.csv"));
        assertThat(again.out()).contains("nothing changed");
        assertThat(again.code()).isZero();
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void aVersionKeepsItsRowsButItsDatesMayBeCorrected() throws IOException {
        Path file = list("a.csv", "code,name", "K35.800,x");
        load("diagnoses", "2.0", "2020-01-01", file);
        Said dates = load("diagnoses", "2.0", "2020-01-01", file, "--valid-to", "2026-12-31");
        assertThat(dates.out()).contains("2020-01-01 .. 2026-12-31").contains("dates or source renewed");
        Map<String, String> before = written();
        Said other = load("diagnoses", "2.0", "2020-01-01", list("b.csv", "code,name", "K35.900,x"));
        assertThat(other.err()).contains("The list diagnoses has a version 2.0 already, with other rows.");
        assertThat(other.code()).isEqualTo(2);
        Said sameDay = load("diagnoses", "3.0", "2020-01-01", list("b.csv", "code,name", "K35.900,x"));
        assertThat(sameDay.err()).contains("2.0 and 3.0").contains("would both begin on 2020-01-01");
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void theSettlementYearDecidesWhichVersionIsInForce() throws IOException {
        load("diagnoses", "2.0", "2020-01-01", list("a.csv", "code,name", "K35.800,x"));
        load(
                "diagnoses",
                "3.0",
                "2026-07-01",
                list("b.csv", "code,name", "K35.800,x", "K35.900,x"),
                "--valid-to",
                "2028-06-30");
        load("procedures", "2.0", "2020-01-01", list("c.csv", "code,name", "47.0100,x"), "--valid-to", "2027-12-31");
        assertThat(dip("codes", "show", "-f", runFile).out())
                .containsPattern("diagnoses +2.0 +2020-01-01 .. +1 +生效")
                .containsPattern("诊断 diagnoses +1\n");
        assertThat(dip("codes", "show", "-f", runFile(2027)).out())
                .as("of two that are valid the later one")
                .containsPattern("diagnoses +3.0 +2026-07-01 .. 2028-06-30 +2 +生效")
                .containsPattern("诊断 diagnoses +2\n");
        Said expired = dip("codes", "show", "-f", runFile(2028));
        assertThat(expired.code()).isEqualTo(2);
        assertThat(expired.err())
                .contains("No version of the list procedures in " + folder.resolve("codes") + " is in force in 2028.")
                .contains("2.0 (2020-01-01 .. 2027-12-31)");
    }

    @Test
    void everyProblemIsToldAtOnceAndNothingIsWritten() throws IOException {
        Path file = list(
                "map.csv",
                "\uFEFF编码,名称,属性",
                "47.0100,阑尾切除,手术",
                "47.01,阑尾切除,手术",
                "1E+05,,手术",
                ",没有编码,手术",
                "44.1300X001,胃镜,检查",
                "47.0100,阑尾切除,诊断性操作",
                "#7.0100,被注释,手术",
                "47.0100,阑尾切除术,手术");
        Said said = load(
                "procedure-attributes",
                "../2",
                "2026-01-01",
                file,
                "--valid-to",
                "2025-12-31",
                "--column",
                "code=编码",
                "--column",
                "attribute=属性",
                "--column",
                "colour=x");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("map.csv: 9 problems")
                .contains("--version must be of letters, digits, dots, _ and -, is '../2'")
                .contains("--valid-to must not be before --valid-from 2026-01-01, is 2025-12-31")
                .contains("--column colour is no column of procedure-attributes, which has code, attribute")
                .contains(
                        "map.csv, line 3: 编码 must be a whole code like 47.0100 or 39.9500x007, is '47.01': a spreadsheet")
                .contains(
                        "map.csv, line 4: 编码 must be a whole code like 47.0100 or 39.9500x007, is '1E+05': a spreadsheet")
                .contains("map.csv, line 5: 编码 is empty")
                .contains("map.csv, line 6: 属性 must be one of surgery 手术, interventional 介入治疗, therapeutic 治疗性操作, "
                        + "diagnostic 诊断性操作, is '检查'")
                .contains(
                        "map.csv, line 7: 编码 47.0100 stands in line 2 too, with other content: surgery there, diagnostic here")
                .contains("map.csv, line 8: 编码 must be a whole code like 47.0100 or 39.9500x007, is '#7.0100'");
        assertThat(written()).isEmpty();
    }

    @Test
    void rowsThatRepeatAnotherAreLeftOutAndCounted() throws IOException {
        Said said = load(
                "diagnosis-map",
                "2.0",
                "2020-01-01",
                list("m.csv", "from,to", "K35.802,K35.800", "k35.802,K35.800", "c73.X01,C73.x00"));
        assertThat(said.out())
                .contains("2 行 rows")
                .contains("normalised           2")
                .contains("repeated          1");
        assertThat(written().get("diagnosis-map/2.0.csv")).isEqualTo("from,to\nK35.802,K35.800\nC73.x01,C73.x00\n");
    }

    @Test
    void aSheetOfAWorkbookIsAListToo() throws IOException {
        Path file = folder.resolve("lists.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook book = new Workbook(out, "test", "1.0")) {
            book.newWorksheet("说明").value(0, 0, "目录");
            Worksheet sheet = book.newWorksheet("手术操作");
            sheet.value(0, 0, "编码");
            sheet.value(0, 1, "名称");
            sheet.value(1, 0, "47.0100");
            sheet.value(1, 1, "阑尾切除");
            sheet.value(3, 0, 51.23);
            sheet.value(3, 1, "胆囊切除");
        }
        Said damaged = load(
                "procedures",
                "2.0",
                "2020-01-01",
                file,
                "--sheet",
                "手术操作",
                "--column",
                "code=编码",
                "--column",
                "name=名称");
        assertThat(damaged.err())
                .contains("lists.xlsx, sheet 手术操作, line 4: 编码 must be a whole code")
                .contains("is '51.23'");
        assertThat(load("procedures", "2.0", "2020-01-01", file).err()).contains("has rows on the sheet 手术操作 also");
        assertThat(load("procedures", "2.0", "2020-01-01", file, "--sheet", "诊断")
                        .err())
                .contains("lists.xlsx: has no sheet 诊断")
                .contains("name one of these: 说明, 手术操作");
        assertThat(written()).isEmpty();
    }

    @Test
    void aFileThatIsNoneIsRefusedInWords() throws IOException {
        Charset gbk = Charset.forName("GBK");
        Path wrong = Files.write(folder.resolve("g.csv"), "code,name\nK35.800,急性阑尾炎\n".getBytes(gbk));
        assertThat(load("diagnoses", "2.0", "2020-01-01", wrong).err())
                .contains("g.csv, line 2: is not written in UTF-8");
        assertThat(load("diagnoses", "2.0", "2020-01-01", wrong, "--charset", "GBK")
                        .code())
                .isZero();
        assertThat(load("diagnoses", "3.0", "2027-01-01", list("d.csv", "code;name", "K35.800;x"))
                        .err())
                .contains("d.csv has no column code, name");
        assertThat(load("diagnoses", "3.0", "2027-01-01", list("s.csv", "code,name", "K35.800"))
                        .err())
                .contains("s.csv, line 2: has 1 cells, and the heading 2");
        assertThat(load("diagnoses", "3.0", "2027-01-01", list("e.csv", "code,name"))
                        .err())
                .contains("has no rows");
        assertThat(load("diagnoses", "3.0", "2027-01-01", Files.createFile(folder.resolve("z.csv")))
                        .err())
                .contains("is empty, without even a heading");
        assertThat(load("diagnoses", "3.0", "2027-01-01", folder).err()).contains("is a folder, not a file");
        assertThat(load("diagnoses", "3.0", "2027-01-01", folder.resolve("no.csv"))
                        .err())
                .contains("is missing");
        assertThat(load(
                                "diagnoses",
                                "3.0",
                                "2027-01-01",
                                list("w.csv", "code,name" + ",x".repeat(100_000), "K35.800,x"))
                        .err())
                .contains("w.csv, line 1: is no row of at most 4096 columns");
        assertThat(load("diagnoses", "3.0", "2027-01-01", list("l.csv", "code,name", "K35.800," + "x".repeat(2 << 20)))
                        .err())
                .contains("l.csv, line 2: is no row");
        assertThat(load("diagnoses", "3.0", "2027-01-01", list("x.xlsx", "code,name", "K35.800,x"))
                        .err())
                .contains("is no .xlsx workbook");
        Path cut = folder.resolve("c.csv.gz");
        Files.write(cut, new byte[] {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0, 1});
        assertThat(load("diagnoses", "3.0", "2027-01-01", cut).err()).contains("cannot be unpacked");
        assertThat(load("diagnoses", "3.0", "yesterday", wrong).code()).isEqualTo(2);
        assertThat(load("colours", "3.0", "2027-01-01", wrong).err()).contains("expected one of diagnoses, procedures");
    }

    @Test
    void aFolderThatSomebodyHasChangedIsRefused() throws IOException {
        load("diagnoses", "2.0", "2020-01-01", SAMPLES.resolve("diagnoses-2.0.csv"));
        load("procedures", "2.0", "2020-01-01", SAMPLES.resolve("procedures-2.0.csv"));
        Path plain = list("codes/diagnoses.csv", "code,name", "K35.800,x");
        assertThat(dip("codes", "show", "-f", runFile).err()).contains("has both diagnoses.csv and imported versions");
        assertThat(load("diagnoses", "3.0", "2027-01-01", plain).err()).contains("has both diagnoses.csv");
        Files.delete(plain);
        Path file = folder.resolve("codes/diagnoses/2.0.csv");
        String text = Files.readString(file);
        Files.writeString(file, text + "K99.900,自己加的\n");
        assertThat(dip("codes", "show", "-f", runFile).err())
                .contains("diagnoses/2.0.csv is not what was imported from diagnoses-2.0.csv");
        assertThat(load("diagnoses", "2.0", "2020-01-01", SAMPLES.resolve("diagnoses-2.0.csv"))
                        .code())
                .isZero();
        assertThat(Files.readString(file)).isEqualTo(text);
        Path manifest = folder.resolve("codes/manifest.csv");
        Files.writeString(manifest, Files.readString(manifest).replace("diagnoses,2.0", "diagnoses,../../x"));
        assertThat(dip("codes", "show", "-f", runFile).err())
                .contains("manifest.csv, line 2, column version: cannot use '../../x'");
    }

    @Test
    void theOfficialListsGoIn() {
        Path diagnoses = ReferenceData.file("codes/icd10-insurance-2.0.csv");
        assertThat(load("diagnoses", "2.0", "2020-01-01", diagnoses).out()).contains("diagnoses 2.0  33,304 行 rows");
        assertThat(load("procedures", "2.0", "2020-01-01", ReferenceData.file("codes/icd9cm3-insurance-2.0.csv"))
                        .out())
                .contains("procedures 2.0  13,686 行 rows");
        Said said = load(
                "diagnosis-map",
                "2.0",
                "2020-01-01",
                ReferenceData.file("codes/icd10-clinical-to-insurance.csv"),
                "--column",
                "from=国临版编码",
                "--column",
                "to=医保版2.0编码");
        assertThat(said.out()).as(said.err()).contains("35,587 行 rows");
        said = load(
                "procedure-map",
                "2.0",
                "2020-01-01",
                ReferenceData.file("codes/icd9cm3-clinical-to-insurance.csv"),
                "--column",
                "from=国临3.0手术代码",
                "--column",
                "to=医保2.0手术代码");
        assertThat(said.out()).as(said.err()).contains("13,653 行 rows");
        String shown = dip("codes", "show", "-f", runFile).out();
        assertThat(shown.lines().map(l -> l.replaceAll(" {2,}", " ").strip()).collect(Collectors.toList()))
                .contains("诊断 diagnoses 33,304", "手术操作 procedures 13,686", "诊断对照 diagnosis-map 35,587")
                .contains("手术操作对照 procedure-map 13,653");
    }
}
