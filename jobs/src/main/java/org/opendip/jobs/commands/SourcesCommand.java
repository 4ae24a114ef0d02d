package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.inputs.sources.Draft;
import org.opendip.jobs.inputs.sources.SourceCheck;
import org.opendip.jobs.inputs.sources.SourceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip sources}. */
@Command(
        name = "sources",
        description = "数据来源: checks how a bureau's data are read, or drafts a source file from a data file.",
        subcommands = {SourcesCommand.Check.class, SourcesCommand.DraftOne.class})
final class SourcesCommand extends HelpfulCommand.Folder {

    /** {@code dip sources check}. */
    @Command(
            name = "check",
            description = {
                "Checks a source file and, with the folder of the data, reads some rows by it: what is read, what is not,",
                "and what the files seem to be. Ends with 3 if a value cannot be read, a file seems to be another, or a",
                "column of documents has no value in any row."
            })
    static final class Check extends HelpfulCommand implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "A source file (conf/sources/gbk-dump.yaml).")
        private Path file;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "FOLDER",
                description = "Folder of the data; none for a database.")
        private String folder;

        @Option(
                names = "--rows",
                paramLabel = "N",
                defaultValue = "1000",
                description = "Rows of each table to look at (default: ${DEFAULT-VALUE}).")
        private int rows;

        @Override
        public Integer call() {
            PrintWriter out = out();
            SourceFile source = SourceFile.load(file);
            out.println("ok  " + file);
            if (source.readsFiles() && folder == null) {
                out.println("没有指明数据文件夹，未读取数据 / no folder was named, so no data were read");
                out.flush();
                return 0;
            }
            SparkSession spark = Sessions.local("sources");
            Configuration hadoop = spark.sparkContext().hadoopConfiguration();
            List<SourceCheck.Doubt> doubts = SourceCheck.doubts(hadoop, spark, folder, source);
            boolean wrong = !doubts.isEmpty();
            for (SourceCheck.TableReport report : SourceCheck.tables(spark, folder, source, Math.max(1, rows))) {
                wrong |= !report.unreadable().isEmpty() || !report.neverFilled().isEmpty();
                print(out, report);
            }
            for (SourceCheck.Doubt doubt : doubts) {
                out.println("疑问 doubt  " + doubt.file() + "  " + doubt.what() + ": 来源文件写 the source file says "
                        + doubt.said() + ", 看来是 it seems to be " + doubt.seems());
            }
            out.println(wrong ? "有待核对 / look at the lines above" : "全部可读 / everything could be read");
            out.flush();
            return wrong ? 3 : 0;
        }

        private static void print(PrintWriter out, SourceCheck.TableReport report) {
            out.println();
            out.println(report.table().name() + "  查看 looked at " + report.rows() + " 行 rows");
            TextTable columns = new TextTable("llrl");
            columns.row("字段 column", "来源 from", "有值 filled", "示例 example");
            for (SourceCheck.ColumnReport column : report.columns()) {
                String from = column.from() == null ? "(无 absent)" : column.from();
                String example = column.example() == null ? "" : column.example();
                columns.row(column.column(), from, column.filled(), example);
            }
            columns.print(out, "  ");
            report.unreadable()
                    .forEach((what, times) -> out.println("  无法识别 unreadable  " + what + "  (" + times + ")"));
            if (!report.neverFilled().isEmpty()) {
                out.println("  从未有值 never filled  " + String.join(", ", report.neverFilled())
                        + "  (字段名有误? 没有则列入 absent / is a field misspelt? what the documents lack belongs in absent)");
            }
        }
    }

    /** {@code dip sources draft}. */
    @Command(
            name = "draft",
            description = {
                "Prints a first source file for a CSV file or workbook: charset, delimiter, date formats and columns are",
                "guessed from its heading and first rows, for you to correct."
            })
    static final class DraftOne extends HelpfulCommand implements Callable<Integer> {
        @Parameters(paramLabel = "DATAFILE", description = "A CSV file or an .xlsx workbook.")
        private String file;

        @Override
        public Integer call() {
            PrintWriter out = out();
            out.print(Draft.of(new Configuration(), file));
            out.flush();
            return 0;
        }
    }
}
