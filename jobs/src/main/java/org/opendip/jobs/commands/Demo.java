package org.opendip.jobs.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.files.PrivateFiles;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.generator.damage.Damage;
import org.opendip.jobs.generator.damage.DamagePlan;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;

/** An invented city, calibrated, priced and settled in one session. */
final class Demo {
    private static final String REGION = "example-city";
    private static final int YEAR = 2026;

    private final Path folder;
    private final long casesPerYear;
    private final long seed;
    private final String line;
    private final PrintWriter out;

    Demo(Path folder, long casesPerYear, long seed, String line, PrintWriter out) {
        this.folder = folder.toAbsolutePath().normalize();
        this.casesPerYear = casesPerYear;
        this.seed = seed;
        this.line = line;
        this.out = out;
    }

    void run() {
        long start = System.nanoTime();
        Path runFile = prepare();
        generate();
        RunFile inputs = RunFile.load(runFile);
        Rulebook rules = RulebookLoader.load(Path.of(inputs.rulebook()));
        for (Job job : List.of(Job.CALIBRATE_CATALOG, Job.SET_POINT_VALUE, Job.SETTLE_YEAR)) {
            out.println();
            new JobRun(job.command(), rules, inputs, line, out).run();
        }
        out.println("Done in " + Figures.seconds((System.nanoTime() - start) / 1e9) + ". Look at:");
        show(folder.resolve("statements"));
        out.println("  " + runFile + "   the run file: dip runs --run-file " + runFile);
        out.flush();
    }

    /** The folder with the rulebook and a run file that names it. */
    private Path prepare() {
        Path rulebook = folder.resolve(REGION).resolve(YEAR + ".yaml");
        Path runFile = folder.resolve(REGION + "-" + YEAR + ".yaml");
        Path key = folder.resolve("identifiers.key");
        try {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    if (files.findAny().isPresent()) {
                        throw DipErrors.folderNotEmpty(folder.toString());
                    }
                }
            }
            PrivateFiles.folder(rulebook.getParent());
            Files.copy(exampleRulebook(), rulebook);
            IdentifierKey.createExample(key, "seed " + seed);
            Files.writeString(runFile, runFile(rulebook, key), StandardCharsets.UTF_8);
            return runFile;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be written.", e);
        }
    }

    private static Path exampleRulebook() {
        return Path.of(System.getProperty("opendip.home", "."), "conf", "rulebooks", REGION, YEAR + ".yaml");
    }

    private String runFile(Path rulebook, Path key) {
        return String.join(
                "\n",
                "# Where the demo's inputs, tables and statements are.",
                "region: " + REGION,
                "year: " + YEAR,
                "rulebook: " + quoted(rulebook),
                "warehouse: " + quoted(folder.resolve("warehouse")),
                "history: " + quoted(folder.resolve("input/history")),
                "settlement-year: " + quoted(folder.resolve("input/year")),
                "reference: " + quoted(folder.resolve("input/reference")),
                "codes: " + quoted(folder.resolve("input/codes")),
                "statements: " + quoted(folder.resolve("statements")),
                "# A key made from the seed, so that the demo is the same everywhere. Real data have one of their own:",
                "#   dip keys new FILE",
                "identifiers: {key-file: " + quoted(key) + "}",
                "");
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private void generate() {
        out.println("generate  " + REGION + " " + YEAR + "  " + Figures.count(casesPerYear)
                + " discharges a year, seed " + seed + "  into " + folder);
        String input = folder.resolve("input").toString();
        Path clean = folder.resolve("clean");
        try (Progress progress = new Progress(out, Progress.onTerminal())) {
            progress.begin("start");
            SparkSession spark = Sessions.local("demo");
            progress.done("start", "Spark " + spark.version());
            progress.begin("invent");
            List<RegionGenerator.Written> written =
                    RegionGenerator.generate(spark, RegionPlan.city(YEAR, casesPerYear, seed), clean.toString());
            long rows =
                    written.stream().mapToLong(RegionGenerator.Written::rows).sum();
            progress.done("invent", Figures.count(rows) + " rows");
            progress.begin("damage");
            Damage.damage(spark, clean.toString(), input, DamagePlan.usual(seed));
            delete(clean);
            progress.done("damage", "a few percent");
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be removed.", e);
        }
    }

    /** Files for people that the statements stage left, the page first. */
    private void show(Path statements) {
        if (!Files.isDirectory(statements)) {
            return;
        }
        try (Stream<Path> found = Files.walk(statements)) {
            List<Path> files = found.filter(Files::isRegularFile)
                    .filter(f -> !f.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            files.stream().filter(f -> f.toString().endsWith(".html")).limit(3).forEach(f -> out.println("  " + f));
            List<Path> workbooks =
                    files.stream().filter(f -> f.toString().endsWith(".xlsx")).toList();
            workbooks.stream().limit(2).forEach(f -> out.println("  " + f));
            if (workbooks.size() > 2) {
                out.println("  and " + (workbooks.size() - 2) + " more workbooks below " + statements);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
