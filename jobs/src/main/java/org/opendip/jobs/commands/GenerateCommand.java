package org.opendip.jobs.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.generator.RegionGenerator;
import org.opendip.jobs.generator.RegionPlan;
import org.opendip.jobs.generator.damage.Damage;
import org.opendip.jobs.generator.damage.DamagePlan;
import org.opendip.jobs.identifiers.IdentifierKey;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes an invented region to try everything on: no real person, hospital or amount is in it. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Write the settlement tables of an invented region (生成模拟统筹区数据).")
public final class GenerateCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Place place;

    /** Where to: a folder, or the warehouse of a run file. */
    private static final class Place {
        @ArgGroup(exclusive = false)
        private Folder folder;

        @Option(
                names = "--ready-cases",
                required = true,
                paramLabel = "FILE",
                description = "Generate cases without settlement lists, for tests of size: into the warehouse of a run"
                        + " file, its codes and reference beside them (直接生成病例).")
        private java.nio.file.Path runFile;
    }

    /** A folder of settlement lists. */
    private static final class Folder {
        @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where to write (输出目录).")
        private String out;

        @Option(
                names = "--year",
                required = true,
                paramLabel = "YEAR",
                description = "Settlement year; the history is the three years before (清算年度).")
        private int year;

        @Option(
                names = "--damage",
                description = "Damage a small share of the rows as real extracts are damaged, and log it (注入数据问题).")
        private boolean damage;
    }

    @Option(
            names = "--cases-per-year",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Discharges a year (年出院病例数). Default: ${DEFAULT-VALUE}")
    private long casesPerYear;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "The same seed gives the same rows (随机种子). Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Groups, counts, means and spreads from a catalog file instead (按目录文件生成).")
    private java.nio.file.Path catalog;

    @Override
    public Integer call() throws Exception {
        List<RegionGenerator.Written> written = place.runFile == null ? lists(place.folder) : readyCases(place.runFile);
        System.out.printf("%-44s %14s %9s%n", "table 表", "rows 行数", "seconds 秒");
        for (RegionGenerator.Written w : written) {
            System.out.printf(Locale.ROOT, "%-44s %,14d %9.1f%n", w.name(), w.rows(), w.seconds());
        }
        return 0;
    }

    /** The key of the example's identifiers, made from the seed; one that is there is left alone. */
    private void exampleKey(String out) {
        java.nio.file.Path key = java.nio.file.Path.of(out.replaceFirst("^file:(//)?", ""), "identifiers.key");
        if (!Files.exists(key)) {
            IdentifierKey.createExample(key, "seed " + seed);
        }
    }

    private RegionPlan plan(int year) throws IOException {
        return catalog == null
                ? RegionPlan.city(year, casesPerYear, seed)
                : RegionPlan.fromCatalog(year, catalog, seed);
    }

    private List<RegionGenerator.Written> lists(Folder to) throws IOException {
        RegionPlan plan = plan(to.year);
        SparkSession spark = Sessions.local("generate");
        String clean = to.damage ? to.out + "/clean" : to.out;
        List<RegionGenerator.Written> written = new ArrayList<>(RegionGenerator.generate(spark, plan, clean));
        if (to.damage) {
            long start = System.nanoTime();
            Damage.damage(spark, clean, to.out, DamagePlan.usual(seed));
            Path folder = new Path(clean);
            folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(folder, true);
            long settlements = spark.read()
                    .parquet(to.out + "/history/setl_d", to.out + "/year/setl_d")
                    .count();
            written.add(new RegionGenerator.Written("damaged setl_d", settlements, (System.nanoTime() - start) / 1e9));
        }
        if (new Path(to.out).getFileSystem(spark.sparkContext().hadoopConfiguration()) instanceof LocalFileSystem) {
            exampleKey(to.out);
        }
        return written;
    }

    private List<RegionGenerator.Written> readyCases(java.nio.file.Path runFile) throws IOException {
        RunFile inputs = RunFile.load(runFile);
        Rulebook rules = RulebookLoader.load(RunFile.locate(runFile, inputs.rulebook()));
        return new ReadyRegion(plan(inputs.year()), rules, inputs).write();
    }
}
