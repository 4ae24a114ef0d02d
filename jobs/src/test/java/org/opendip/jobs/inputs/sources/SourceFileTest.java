package org.opendip.jobs.inputs.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendip.jobs.Docs;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.errors.DipException;

/** Source files are read strictly, every problem at once. */
class SourceFileTest {
    private static final String HEAD = "shape: national-tables\nformat: csv\ncharset: GBK\n";

    @Test
    void everySourceFileOfTheProjectLoads() throws IOException {
        try (Stream<Path> files = Files.list(Docs.root().resolve("conf/sources"))) {
            assertThat(files.map(SourceFile::load).map(SourceFile::shape)).contains(SourceFile.Shape.values());
        }
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLineAndPath() {
        String told = problems(
                HEAD.replace("GBK", "EBCDIC")
                        + """
                quot: "'"
                tables:
                  setl_x: {}
                  setl_d:
                    columns:
                      medfee_sum: total
                      gend: {field: sex, values: {"男": "1"}, unit: fen}
                      brdy: {constant: "1", field: x}
                    absent: [gend, setl_id, nothing]
                """);
        assertThat(told)
                .contains("line 3: charset must be one of UTF-8, GBK, GB18030, is EBCDIC")
                .contains("line 4: quot is no key here: did you mean quote?")
                .contains("tables.setl_x is no key here")
                .contains("line 9: tables.setl_d.columns.medfee_sum is no key here: did you mean medfee_sumamt?")
                .contains("line 10: tables.setl_d.columns.gend.unit belongs to amounts only")
                .contains("tables.setl_d.columns.brdy must have one of field, constant")
                .contains("names gend, which columns maps")
                .contains("must not name setl_id")
                .contains("names nothing, which is no column of setl_d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other.csv",
                "/etc/passwd",
                "a/../../b.csv",
                "s3a://other/x",
                "~/x.csv",
                "a/..",
                "$HOME/x",
                "c:\\x"
            })
    void aPathOutOfTheFolderIsRefused(String path) {
        assertThat(problems(HEAD + "tables: {setl_d: {files: '" + path + "'}}\n"))
                .contains("setl_d.files must be");
    }

    @Test
    void aliasesAndTagsAndDeepNestingAreRefused() {
        assertThat(problems(HEAD + "tables: {setl_d: &a {absent: [psn_no]}, setl_list_diag_d: *a}\n"))
                .contains("anchors (&) and aliases (*) are refused");
        assertThat(problems(HEAD + "thousands: !!java.net.URL [x]\n")).contains("must not carry the tag");
        assertThat(problems(HEAD + "tables: " + "[".repeat(60) + "]".repeat(60) + "\n"))
                .contains("nested deeper");
    }

    @Test
    void anAmbiguousDateOrderIsRefusedAndAPatternThatIsNone() {
        assertThat(problems(HEAD + "dates: ['dd/MM/yyyy', 'MM/dd/yyyy']\n")).contains("03/04 would be guessed");
        assertThat(problems(HEAD + "dates: ['yyyy-bb']\n")).contains("yyyy-bb is none");
        assertThat(problems(HEAD + "dates: ['yyyy-MM']\n")).contains("must have year (yyyy), month (MM) and day (dd)");
    }

    @Test
    void aPasswordInASourceFileIsRefused() {
        String head = "shape: national-tables\nformat: jdbc\ndatabase: {user: u, password-variable: P, url: '";
        assertThat(problems(head + "jdbc:postgresql://h/d?password=x'}\n")).contains("must not hold a password");
        assertThat(problems(head + "jdbc:postgresql://u:x@h/d'}\n")).contains("must not hold a password");
        assertThat(problems(head.replace("user: u", "user: u, password: x") + "jdbc:postgresql://h/d'}\n"))
                .contains("database.password is no key here");
    }

    @ParameterizedTest
    @CsvSource({
        "select * from t, true",
        "' WITH a AS (select 1) select * from a', true",
        "settlement.setl_d, false",
        "selections, false",
        "(select 1) t, false"
    })
    void aQueryBeginsWithSelectOrWith(String named, boolean query) {
        assertThat(DatabaseTable.isQuery(named)).isEqualTo(query);
    }

    @Test
    void whatBelongsToAnotherShapeOrFormatIsRefused() {
        assertThat(problems("shape: documents\nformat: csv\n")).contains("does not fit");
        assertThat(problems("shape: national-tables\nformat: parquet\ncharset: GBK\n"))
                .contains("charset belongs to format csv only");
        assertThat(problems("shape: wide\nformat: xlsx\nfiles: x.xlsx\n")).contains("tables missing");
    }

    @Test
    void aRunFileNamesItsSourceFilesBesideItself(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), HEAD);
        Path run = Files.writeString(
                folder.resolve("run.yaml"),
                """
                region: example-city
                year: 2026
                rulebook: r.yaml
                history: data/history
                history-source: mine.yaml
                settlement-year: data/year
                reference: reference
                codes: codes
                warehouse: w
                statements: s
                """);
        RunFile file = RunFile.load(run);
        assertThat(file.historyLists().source().text().charset()).isEqualTo("GBK");
        assertThat(file.settlementYearLists().source()).isNull();
        Files.writeString(run, Files.readString(run).replace("history: data/history\n", ""));
        assertThatThrownBy(() -> RunFile.load(run).historyLists())
                .isInstanceOf(DipException.class)
                .hasMessageContaining("names no folder for history");
    }

    private static String problems(String text) {
        Throwable told = catchThrowable(() -> SourceFile.parse("source.yaml", text));
        assertThat(told).isInstanceOf(DipException.class);
        return told.getMessage();
    }
}
