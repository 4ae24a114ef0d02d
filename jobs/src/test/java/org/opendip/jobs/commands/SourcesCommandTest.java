package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendip.jobs.commands.SettledCity.dip;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.commands.SettledCity.Said;

/** Source files from the command line. */
class SourcesCommandTest extends SparkTest {
    private static final Path CONF = Docs.root().resolve("conf/sources");
    private static final Path SAMPLES = Docs.root().resolve("data-samples/sources");

    @TempDir
    private Path folder;

    @Test
    void aSoundSourceIsToldColumnByColumnInBothLanguages() {
        Said said = dip("sources", "check", CONF.resolve("gbk-dump.yaml"), SAMPLES.resolve("gbk-dump"), "--rows", "3");
        assertThat(said.out())
                .contains("setl_d  查看 looked at 3 行 rows")
                .containsPattern("medfee_sumamt +medfee_sumamt +3 +10128.58")
                .containsPattern("psn_no +\\(无 absent\\)")
                .contains("全部可读 / everything could be read");
        assertThat(said.code()).isZero();
    }

    @Test
    void whatCannotBeReadAndWhatAFileSeemsToBeIsToldWithoutBeingGuessed() throws IOException {
        Charset gbk = Charset.forName("GBK");
        for (String name : new String[] {"SETL_D", "SETL_LIST_DIAG_D", "SETL_LIST_OPRN_D", "SETL_LIST_ITEM_D"}) {
            Path file = SAMPLES.resolve("gbk-dump/" + name + "_20260131.csv");
            String text = Files.readString(file, gbk).replace("'19640110'", "'1964/01/10'");
            Files.writeString(folder.resolve(file.getFileName()), text.replace("职工", "公务员"), gbk);
        }
        String source = Files.readString(CONF.resolve("gbk-dump.yaml")).replace("yyyyMMdd", "yyyy.MM.dd");
        Said said = dip("sources", "check", Files.writeString(folder.resolve("s.yaml"), source), folder);
        assertThat(said.out())
                .contains("无法识别 unreadable  insutype=公务员")
                .contains("无法识别 unreadable  brdy=...")
                .contains("begndate: 来源文件写 the source file says yyyy.MM.dd, 看来是 it seems to be yyyyMMdd")
                .contains("有待核对");
        assertThat(said.code()).isEqualTo(3);
    }

    /** A draft of the wide samples needs no correction but for what no heading says. */
    @Test
    void aDraftKnowsCharsetDelimiterDatesAndFields() throws IOException {
        Said wide = dip("sources", "draft", SAMPLES.resolve("wide-csv/discharges.csv"));
        assertThat(wide.out())
                .contains("shape: wide", "charset: GBK", "delimiter: \"|\"", "dates: [\"yyyy-MM-dd\"]")
                .contains("medfee_sumamt: \"总费用\"", "diag_code: \"其他诊断编码{n}\"", "oprn_oprt_code: \"手术编码{n}\"")
                .contains("\"08\": 卫生材料费")
                .contains("absent: [psn_no,");
        Path file = Files.writeString(folder.resolve("draft.yaml"), wide.out());
        assertThat(dip("sources", "check", file).out()).contains("ok  ");
        Said book = dip("sources", "draft", SAMPLES.resolve("wide-xlsx/discharges.xlsx"));
        assertThat(book.out()).contains("format: xlsx", "list:", "diag_code: \"诊断编码\"");
        Files.writeString(file, book.out());
        assertThat(dip("sources", "check", file).out()).contains("ok  ");
        Said dump = dip("sources", "draft", SAMPLES.resolve("gbk-dump/SETL_D_20260131.csv"));
        assertThat(dump.out())
                .contains(
                        "quote: \"'\"",
                        "null-words: [\"NULL\"]",
                        "dates: [\"yyyyMMdd\"]",
                        "times: [\"yyyy/MM/dd HH:mm:ss\"]")
                .contains("setl_id: \"SETL_ID\"");
    }

    @Test
    void aFieldThatNoDocumentHasIsToldAndOthersAreNot() throws IOException {
        Path sample = SAMPLES.resolve("documents");
        Said sound = dip("sources", "check", CONF.resolve("documents-4101.yaml"), sample);
        assertThat(sound.out()).contains("全部可读").doesNotContain("从未有值");
        assertThat(sound.code()).isZero();
        String misspelt = Files.readString(CONF.resolve("documents-4101.yaml")).replace("ipt_med_type", "IPT_MED_TYPE");
        Said said = dip("sources", "check", Files.writeString(folder.resolve("s.yaml"), misspelt), sample);
        assertThat(said.out()).contains("从未有值 never filled  med_type  (").contains("有待核对");
        assertThat(said.code()).isEqualTo(3);
    }

    @Test
    void aSourceFileInTroubleIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), "shape: wide\n");
        Said said = dip("sources", "check", file);
        assertThat(said.err()).contains("s.yaml, line 1: format missing");
        assertThat(said.code()).isEqualTo(2);
    }
}
