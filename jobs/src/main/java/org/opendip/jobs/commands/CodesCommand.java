package org.opendip.jobs.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.opendip.jobs.inputs.CodeFolder;
import org.opendip.jobs.inputs.CodeImport;
import org.opendip.jobs.inputs.CodeList;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.inputs.sources.ListFile;
import org.opendip.jobs.reports.OutputFile;
import org.opendip.policy.errors.DipErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip codes}. */
@Command(
        name = "codes",
        description = "编码库: imports official code lists and maps, or shows which are in force.",
        subcommands = {CodesCommand.Import.class, CodesCommand.Show.class})
final class CodesCommand extends HelpfulCommand.Folder {

    /** {@code dip codes import}. */
    @Command(
            name = "import",
            description = {
                "Reads an official list or map, CSV or .xlsx, checks every row, and keeps it as a version in the codes",
                "folder of the run file. All problems are told at once, and then nothing is written."
            })
    static final class Import extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Option(
                names = "--list",
                required = true,
                paramLabel = "LIST",
                converter = ListWord.class,
                description = "diagnoses, procedures, procedure-attributes, diagnosis-map, procedure-map.")
        private CodeList list;

        @Option(
                names = "--version",
                required = true,
                paramLabel = "NAME",
                description = "Name of the version, such as 2.0.")
        private String version;

        @Option(names = "--valid-from", required = true, paramLabel = "DAY", description = "First day (2026-01-01).")
        private LocalDate validFrom;

        @Option(names = "--valid-to", paramLabel = "DAY", description = "Last day; left out: no end is known.")
        private LocalDate validTo;

        @Option(
                names = "--column",
                paramLabel = "OURS=HEADING",
                description = "Heading of a column of the file (code=编码); left out: it has our name.")
        private Map<String, String> columns = new LinkedHashMap<>();

        @Option(
                names = "--charset",
                defaultValue = "UTF-8",
                paramLabel = "NAME",
                converter = Charset.class,
                description = "UTF-8, GBK or GB18030, of a CSV file (default: ${DEFAULT-VALUE}).")
        private String charset;

        @Option(
                names = "--delimiter",
                defaultValue = ",",
                paramLabel = "CHAR",
                converter = Delimiter.class,
                description = "One character or tab, of a CSV file (default: ${DEFAULT-VALUE}).")
        private Character delimiter;

        @Option(names = "--sheet", paramLabel = "NAME", description = "Sheet of a workbook, where several have rows.")
        private String sheet;

        @Parameters(paramLabel = "FILE", description = "The list as it was handed over.")
        private String file;

        @Override
        public Integer call() {
            Configuration hadoop = new Configuration();
            CodeFolder folder = CodeFolder.read(hadoop, runFile.load().codes());
            CodeImport read = CodeImport.of(
                    hadoop,
                    folder,
                    new CodeImport.Request(
                            list,
                            file,
                            version,
                            validFrom,
                            validTo,
                            columns,
                            new ListFile.Form(charset, delimiter, sheet)));
            read.files().forEach((name, bytes) -> write(hadoop, new Path(folder.place(), name), bytes));
            print(read);
            return 0;
        }

        private void print(CodeImport read) {
            PrintWriter out = out();
            out.println(list.word() + " " + version + "  "
                    + Figures.count(read.version().rows()) + " 行 rows  "
                    + read.version().dates());
            if (read.normalised() > 0) {
                out.println("  改写 normalised           " + Figures.count(read.normalised()));
            }
            if (read.repeated() > 0) {
                out.println("  重复略去 repeated          " + Figures.count(read.repeated()));
            }
            if (read.several() > 0) {
                out.println(
                        "  一对多 several targets     " + Figures.count(read.several()) + "  (不作猜测 they are not guessed)");
            }
            out.println(
                    switch (read.outcome()) {
                        case NEW -> "已导入 imported";
                        case DATES -> "内容相同，日期或来源已更新 same rows, dates or source renewed";
                        case UNCHANGED -> "已存在，未改动 already there, nothing changed";
                    });
            out.flush();
        }

        private static void write(Configuration hadoop, Path path, byte[] bytes) {
            try (OutputFile file = OutputFile.create(path, hadoop)) {
                file.stream().write(bytes);
                file.commit();
            } catch (IOException e) {
                throw DipErrors.fileUnwritable(path.toString(), e);
            }
        }
    }

    /** {@code dip codes show}. */
    @Command(
            name = "show",
            description = {
                "Shows every version of every list, which is in force in the run file's year, and how well maps and",
                "attributes cover the lists."
            })
    static final class Show extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private RunFileOption runFile;

        @Override
        public Integer call() {
            PrintWriter out = out();
            Configuration hadoop = new Configuration();
            RunFile run = runFile.load();
            CodeFolder folder = CodeFolder.read(hadoop, run.codes());
            TextTable table = new TextTable("lllrll");
            table.row("编码库 list", "版本 version", "有效期 valid", "行 rows", run.year() + "", "来源 source");
            for (CodeList list : CodeList.values()) {
                if (folder.hasPlain(list)) {
                    table.row(list.word(), "", "", "", "生效 in force", list.word() + ".csv");
                }
                Optional<CodeFolder.Version> inForce = folder.inForce(list, run.year());
                for (CodeFolder.Version version : folder.versions(list)) {
                    table.row(
                            list.word(),
                            version.version(),
                            version.dates(),
                            Figures.count(version.rows()),
                            inForce.filter(version::equals).isPresent() ? "生效 in force" : "",
                            version.source());
                }
            }
            table.print(out, "");
            out.println();
            coverage(out, new ReferenceFiles(hadoop, run));
            out.flush();
            return 0;
        }

        private static void coverage(PrintWriter out, ReferenceFiles reference) {
            List<ReferenceFiles.Procedure> procedures = reference.procedures();
            Set<String> diagnosisCodes = reference.diagnoses().stream()
                    .map(ReferenceFiles.Diagnosis::code)
                    .collect(Collectors.toSet());
            Set<String> procedureCodes =
                    procedures.stream().map(ReferenceFiles.Procedure::code).collect(Collectors.toSet());
            long without =
                    procedures.stream().filter(p -> p.attribute().isEmpty()).count();
            TextTable table = new TextTable("lr");
            table.row("诊断 diagnoses", Figures.count(diagnosisCodes.size()));
            table.row("手术操作 procedures", Figures.count(procedures.size()));
            table.row("  无属性 without attribute", Figures.count(without));
            map(table, "诊断对照 diagnosis-map", reference.targets(CodeList.DIAGNOSIS_MAP), diagnosisCodes);
            map(table, "手术操作对照 procedure-map", reference.targets(CodeList.PROCEDURE_MAP), procedureCodes);
            table.print(out, "");
        }

        private static void map(
                TextTable table, String name, SortedMap<String, SortedSet<String>> map, Set<String> listed) {
            if (map.isEmpty()) {
                return;
            }
            table.row(name, Figures.count(map.size()));
            table.row(
                    "  一对多，不作猜测 several targets, not guessed",
                    Figures.count(
                            map.values().stream().filter(t -> t.size() > 1).count()));
            table.row(
                    "  目标不在编码库 target not in the list",
                    Figures.count(map.values().stream()
                            .filter(t -> t.size() == 1 && !listed.contains(t.first()))
                            .count()));
            table.row(
                    "  本身在编码库，对照另有所指，以编码库为准 in the list itself, mapped elsewhere: the list counts",
                    Figures.count(map.entrySet().stream()
                            .filter(e ->
                                    listed.contains(e.getKey()) && !e.getValue().contains(e.getKey()))
                            .count()));
        }
    }

    private static final class ListWord implements CommandLine.ITypeConverter<CodeList> {
        @Override
        public CodeList convert(String word) {
            return CodeList.of(word)
                    .orElseThrow(() -> new CommandLine.TypeConversionException("expected one of "
                            + Arrays.stream(CodeList.values())
                                    .map(CodeList::word)
                                    .collect(Collectors.joining(", "))
                            + ", was '" + word + "'"));
        }
    }

    private static final class Charset implements CommandLine.ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (!List.of("UTF-8", "GBK", "GB18030").contains(word)) {
                throw new CommandLine.TypeConversionException("expected UTF-8, GBK or GB18030, was '" + word + "'");
            }
            return word;
        }
    }

    private static final class Delimiter implements CommandLine.ITypeConverter<Character> {
        @Override
        public Character convert(String word) {
            if (word.equals("tab")) {
                return '\t';
            }
            if (word.length() != 1 || word.equals("\"")) {
                throw new CommandLine.TypeConversionException("expected one character or tab, was '" + word + "'");
            }
            return word.charAt(0);
        }
    }
}
