package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.assignment.Assignment;
import org.opendip.jobs.assignment.AssignmentEngine;
import org.opendip.jobs.assignment.Group;
import org.opendip.jobs.assignment.Library;
import org.opendip.jobs.assignment.Questions;
import org.opendip.jobs.assignment.Stay;
import org.opendip.jobs.assignment.Treatments;
import org.opendip.jobs.inputs.CatalogFiles;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.grouping.GroupingRule;
import org.opendip.policy.grouping.RuleCatalog;
import org.opendip.policy.grouping.SeverityClass;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rules.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip catalog check} and {@code explain}: catalogs handed over as sheets. */
final class CatalogSheetCommands {
    private CatalogSheetCommands() {}

    /** A folder of sheets, with the rulebook and code lists of a run file. */
    static final class Sheets {
        @Mixin
        private RunFileOption runFile;

        @Parameters(
                paramLabel = "FOLDER",
                description = "The sheets, one CSV file each, or one workbook (docs/grouping.md).")
        private String folder;

        private RunFile run;
        private Rulebook rules;
        private List<ReferenceFiles.Procedure> procedures;

        CatalogFiles.Read read() {
            Configuration hadoop = new Configuration();
            run = runFile.load();
            rules = runFile.rules(run);
            ReferenceFiles reference = new ReferenceFiles(hadoop, run);
            procedures = reference.procedures();
            return CatalogFiles.read(
                    hadoop,
                    folder,
                    rules.grouping(),
                    rules.catalog().groupCodes(),
                    reference.diagnoses().stream()
                            .map(ReferenceFiles.Diagnosis::code)
                            .collect(Collectors.toSet()),
                    procedures.stream().map(ReferenceFiles.Procedure::code).collect(Collectors.toSet()));
        }
    }

    /** {@code dip catalog check}. */
    @Command(
            name = "check",
            description = {
                "Reads a catalog by the rulebook and code lists of a run file and tells every problem at once.",
                "Ends with 2 if anything is wrong."
            })
    static final class Check extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private Sheets sheets;

        @Override
        public Integer call() {
            PrintWriter out = out();
            CatalogFiles.Read read = sheets.read();
            RuleCatalog catalog = read.catalog();
            Map<String, Long> kinds = catalog.rows().stream()
                    .collect(Collectors.groupingBy(row -> Words.of(row.kind()), TreeMap::new, Collectors.counting()));
            kinds.forEach((kind, rows) -> out.println("ok  " + kind + "  " + rows + " rows"));
            out.println("ok  excluded  " + catalog.exclusions().diagnoses().size() + " diagnoses, "
                    + catalog.exclusions().procedures().size() + " procedures");
            out.println("ok  primary care  " + catalog.primaryCare().size() + " rows");
            out.println("ok  bed-day  " + catalog.bedDay().size() + " rows");
            read.overlaps().forEach(overlap -> out.println("note  " + overlap));
            out.flush();
            return 0;
        }
    }

    /** {@code dip catalog import}. */
    @Command(
            name = "import",
            description = {
                "Checks a catalog that was handed over and puts its sheets where the jobs of the run file read them.",
                "The next dip calibrate-catalog takes its groups as they are. Ends with 2 if anything is wrong."
            })
    static final class Import extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private Sheets sheets;

        @Option(names = "--replace", description = "Put the catalog that is there aside.")
        private boolean replace;

        @Override
        public Integer call() {
            PrintWriter out = out();
            RuleCatalog catalog = sheets.read().catalog();
            CatalogFiles.Installed installed =
                    CatalogFiles.install(new Configuration(), sheets.folder, CatalogFiles.folder(sheets.run), replace);
            out.println("ok  " + catalog.rows().size() + " rows of groups");
            installed.files().forEach(file -> out.println("    " + file));
            if (!Library.asked(sheets.rules)) {
                out.println("note  the rulebook does not ask for it: set catalog.library: true");
            }
            if (installed.before() != null) {
                out.println("    the sheets before are in " + installed.before());
            }
            out.flush();
            return 0;
        }
    }

    /** {@code dip catalog explain}. */
    @Command(
            name = "explain",
            description = {
                "Tells which group of a catalog a case belongs to, by which row, what was asked before and what was near.",
                "Nothing is read but the catalog, the rulebook and the code lists."
            })
    static final class Explain extends HelpfulCommand implements Callable<Integer> {
        @Mixin
        private Sheets sheets;

        @Option(
                names = {"-m", "--main"},
                required = true,
                paramLabel = "CODE",
                description = "Main diagnosis, full code.")
        private String main;

        @Option(
                names = {"-o", "--other"},
                paramLabel = "CODE",
                split = ",",
                description = "Other diagnoses, joined by comma.")
        private List<String> others = List.of();

        @Option(
                names = {"-p", "--procedures"},
                paramLabel = "CODE",
                split = ",",
                description = "Procedures, the main one first, joined by comma.")
        private List<String> procedures = List.of();

        @Option(
                names = {"--age-days"},
                paramLabel = "DAYS",
                description = "Age at admission in days.")
        private Integer ageDays;

        @Option(
                names = {"--birth-weight"},
                paramLabel = "GRAMS",
                description = "Birth weight.")
        private Integer birthWeight;

        @Option(
                names = {"--ventilation-hours"},
                paramLabel = "HOURS",
                description = "Hours on a ventilator as recorded.")
        private Integer ventilationHours;

        @Option(
                names = {"--age"},
                paramLabel = "YEARS",
                description = "Age at admission in years.")
        private Integer age;

        @Option(
                names = {"--severity"},
                paramLabel = "CLASS",
                description = "Severity by other diagnoses: ${COMPLETION-CANDIDATES}.")
        private SeverityClass severity;

        @Override
        public Integer call() {
            PrintWriter out = out();
            RuleCatalog catalog = sheets.read().catalog();
            GroupingRule rule = sheets.rules.grouping();
            Treatments treatments = Treatments.of(rule, sheets.procedures);
            List<Group> groups = catalog.rows().stream()
                    .map(row -> Group.of(row, treatments))
                    .toList();
            Stay stay = new Stay(
                    main,
                    others,
                    procedures,
                    false,
                    number(ageDays),
                    number(birthWeight),
                    number(ventilationHours),
                    number(age),
                    Optional.ofNullable(severity));
            Assignment.Trace trace = new AssignmentEngine(rule, treatments, groups, catalog)
                    .explain(Questions.of(rule, catalog.rows()).ask(stay));
            print(out, trace);
            out.flush();
            return 0;
        }

        private static void print(PrintWriter out, Assignment.Trace trace) {
            Assignment found = trace.assignment();
            out.println("group       "
                    + found.group()
                            .map(g -> (g.code() + " " + g.row().name()).strip())
                            .orElse("none 未入组"));
            out.println("path        " + found.path().code()
                    + (found.tied() > 1 ? ", chosen among " + found.tied() + " by grouping.ties" : ""));
            trace.row().ifPresent(row -> out.println("row         " + row));
            out.println("procedures  main " + (trace.mainProcedure().isEmpty() ? "none" : trace.mainProcedure())
                    + (trace.otherProcedures().isEmpty()
                            ? ""
                            : ", others " + String.join(" ", trace.otherProcedures())));
            for (Assignment.Step step : trace.steps()) {
                out.println("asked       " + Words.of(step.kind()) + (step.found() ? ": found" : ": nothing"));
                step.near().forEach(near -> out.println("  near      " + near.group() + " lacks " + near.lacks()));
            }
        }

        private static OptionalInt number(Integer given) {
            return given == null ? OptionalInt.empty() : OptionalInt.of(given);
        }
    }
}
