package org.opendip.jobs.commands;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.flow.Flow;
import org.opendip.jobs.flow.Job;
import org.opendip.jobs.flow.Plan;
import org.opendip.jobs.flow.Sessions;
import org.opendip.jobs.flow.StageMeter;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.stages.Intake;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rulebook.Rulebook;

/** Repetitions of jobs, measured stage by stage, told as JSON for machines and as Markdown for docs/benchmarks.md. */
final class Bench {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Below the folder, what the last repetition left. */
    private static final String KEPT = "last";

    private final Path runFile;
    private final Rulebook rules;
    private final RunFile inputs;
    private final List<Job> jobs;
    private final Path folder;
    private final boolean keep;
    private final PrintWriter out;

    /**
     * Jobs to measure.
     *
     * @param folder where the report goes
     * @param keep whether tables and statements of the last repetition stay, in {@link #KEPT}
     */
    Bench(Path runFile, Rulebook rules, RunFile inputs, List<String> jobs, Path folder, boolean keep, PrintWriter out) {
        this.runFile = runFile;
        this.rules = rules;
        this.inputs = inputs;
        this.jobs = jobs.stream().map(Bench::job).toList();
        this.folder = folder;
        this.keep = keep;
        this.out = out;
    }

    private static Job job(String command) {
        return Arrays.stream(Job.values())
                .filter(j -> j.command().equals(command))
                .findFirst()
                .orElseThrow(() -> DipErrors.unknownJob(
                        command, Arrays.stream(Job.values()).map(Job::command).toList()));
    }

    /** All repetitions and their report. */
    void run(int times, boolean fresh) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<Map<String, Object>> repetitions = new ArrayList<>();
        for (int i = 1; i <= times; i++) {
            Map<String, Object> result = fresh ? inFreshJvm(i) : inThisJvm();
            repetitions.add(result);
            out.println("  repetition " + i + " of " + times + "  "
                    + Figures.seconds(((Number) result.get("seconds")).doubleValue()));
            out.flush();
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("command", command(times, fresh));
        report.put("software", Flow.SOFTWARE);
        report.put("commit", commit());
        report.put("machine", machine());
        report.put("region", inputs.region() + " " + inputs.year());
        report.put("jvm", fresh ? "a fresh one for each repetition" : "the same for all repetitions");
        report.put("repetitions", repetitions);
        JSON.writeValue(folder.resolve("bench.json").toFile(), report);
        String markdown = markdown(report, repetitions);
        Files.writeString(folder.resolve("bench.md"), markdown, StandardCharsets.UTF_8);
        out.println();
        out.println(markdown);
        out.println("written: " + folder.resolve("bench.json") + ", " + folder.resolve("bench.md"));
        out.flush();
    }

    /** One repetition in this JVM, its result to a file. */
    void repetition(Path file) throws IOException {
        JSON.writeValue(file.toFile(), inThisJvm());
    }

    private Map<String, Object> inThisJvm() throws IOException {
        Path place = Files.createTempDirectory(folder, "warehouse-");
        try {
            Map<String, Object> measured = measure(place);
            if (keep) {
                Path kept = folder.resolve(KEPT);
                delete(kept);
                Files.move(place, kept);
            }
            return measured;
        } finally {
            delete(place);
        }
    }

    private Map<String, Object> measure(Path place) {
        long start = System.nanoTime();
        long cpuStart = StageMeter.processCpu();
        RunFile scratch = new RunFile(
                inputs.region(),
                inputs.year(),
                inputs.rulebook(),
                place.resolve("warehouse").toString(),
                inputs.history(),
                inputs.settlementYear(),
                inputs.reference(),
                inputs.codes(),
                place.resolve("statements").toString(),
                inputs.historySource(),
                inputs.settlementYearSource(),
                inputs.identifiers(),
                inputs.review(),
                null);
        double jvmSeconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        SparkSession spark = Sessions.local("bench");
        double sessionSeconds = seconds(start);
        double sessionCpuSeconds = (StageMeter.processCpu() - cpuStart) / 1e9;
        List<Map<String, Object>> measured = new ArrayList<>();
        for (Job job : jobs) {
            StageMeter meter = new StageMeter();
            spark.sparkContext().addSparkListener(meter);
            long jobStart = System.nanoTime();
            Flow.run(spark, job, rules, scratch, null, List.of(meter));
            double seconds = seconds(jobStart);
            awaitEvents(spark);
            spark.sparkContext().removeSparkListener(meter);
            measured.add(told(job, seconds, meter));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("seconds", seconds(start));
        result.put("jvm_start_seconds", jvmSeconds);
        result.put("process_cpu_seconds", (StageMeter.processCpu() - cpuStart) / 1e9);
        result.put("session_seconds", sessionSeconds);
        result.put("session_process_cpu_seconds", sessionCpuSeconds);
        result.put("peak_process_memory_bytes", peakMemory());
        result.put(
                "inputs",
                Plan.of(spark, jobs.get(0), Intake.Mode.FULL, rules, scratch, false)
                        .inputs());
        result.put("jobs", measured);
        return result;
    }

    /** Spark tells its listeners late. */
    private static void awaitEvents(SparkSession spark) {
        try {
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark did not tell its events in time.", e);
        }
    }

    private static Map<String, Object> told(Job job, double seconds, StageMeter meter) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("job", job.command());
        told.put("seconds", seconds);
        told.put(
                "process_cpu_seconds",
                meter.steps().stream().mapToDouble(StageMeter.Step::cpuSeconds).sum());
        List<Map<String, Object>> steps = new ArrayList<>();
        for (StageMeter.Step step : meter.steps()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("step", step.description());
            one.put("rows", step.rows());
            one.put("seconds", step.seconds());
            one.put("process_cpu_seconds", step.cpuSeconds());
            one.putAll(meter.sums(step.description()).values());
            steps.add(one);
        }
        told.put("steps", steps);
        return told;
    }

    private Map<String, Object> inFreshJvm(int number) throws IOException, InterruptedException {
        Path result = folder.resolve("repetition-" + number + ".json");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> !a.startsWith("-XX:ArchiveClassesAtExit"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Dip.class.getName(),
                "bench",
                "--run-file",
                runFile.toString(),
                "--jobs",
                jobs.stream().map(Job::command).collect(Collectors.joining(",")),
                "--out",
                folder.toString(),
                "--repetition",
                result.toString()));
        if (keep) {
            command.add("--keep-tables");
        }
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw DipErrors.benchFailed(number, code);
        }
        Map<String, Object> read = JSON.readValue(result.toFile(), new TypeReference<Map<String, Object>>() {});
        Files.delete(result);
        return read;
    }

    private String command(int times, boolean fresh) {
        return "dip bench --run-file " + runFile + " --jobs "
                + jobs.stream().map(Job::command).collect(Collectors.joining(",")) + " --times " + times + " --jvm "
                + (fresh ? "fresh" : "same") + (keep ? " --keep-tables" : "");
    }

    /** The commit of the sources, if they are a working copy of one. */
    private static String commit() {
        try {
            Process git = new ProcessBuilder(
                            "git",
                            "-C",
                            System.getProperty("opendip.home", "."),
                            "describe",
                            "--always",
                            "--dirty",
                            "--abbrev=12")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return git.waitFor() == 0 ? said : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", firstOf(Path.of("/proc/cpuinfo"), "model name"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memory", firstOf(Path.of("/proc/meminfo"), "MemTotal"));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("heap_bytes", Runtime.getRuntime().maxMemory());
        machine.put("beside_heap_bytes", besideHeap());
        machine.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
        return machine;
    }

    /** Bytes for Spark's rows that are no part of the heap; 0 where they lie in it. */
    private static long besideHeap() {
        return Boolean.getBoolean("spark.memory.offHeap.enabled")
                ? JavaUtils.byteStringAsBytes(System.getProperty("spark.memory.offHeap.size", "0"))
                : 0;
    }

    private static long peakMemory() {
        String told = firstOf(Path.of("/proc/self/status"), "VmHWM");
        return told.equals("unknown") ? -1 : 1024 * Long.parseLong(told.replaceAll("[^0-9]", ""));
    }

    private static String firstOf(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Medians over the repetitions, a table per job. */
    private static String markdown(Map<String, Object> report, List<Map<String, Object>> repetitions) {
        StringBuilder text = new StringBuilder();
        Map<?, ?> machine = (Map<?, ?>) report.get("machine");
        text.append("### ").append(report.get("region")).append("\n\n");
        text.append("    ").append(report.get("command")).append("\n\n");
        text.append("Commit ").append(report.get("commit")).append("; ");
        text.append(machine.get("cpu"))
                .append(", ")
                .append(machine.get("cores"))
                .append(" cores, ")
                .append(machine.get("memory"))
                .append(" memory; Java ")
                .append(machine.get("java"))
                .append(", heap ")
                .append(Figures.bytes(((Number) machine.get("heap_bytes")).longValue()))
                .append(" and ")
                .append(Figures.bytes(((Number) machine.get("beside_heap_bytes")).longValue()))
                .append(" beside it")
                .append("; Spark ")
                .append(machine.get("spark"))
                .append("; JVM: ")
                .append(report.get("jvm"))
                .append(".\nMedian of ")
                .append(repetitions.size())
                .append(" repetitions: ")
                .append(Figures.seconds(median(repetitions, "seconds")))
                .append(" in all (")
                .append(repetitions.stream()
                        .map(r -> Figures.seconds(((Number) r.get("seconds")).doubleValue()))
                        .collect(Collectors.joining(", ")))
                .append("), of which the session ")
                .append(Figures.seconds(median(repetitions, "session_seconds")))
                .append("; the process spent ")
                .append(decimal(median(repetitions, "process_cpu_seconds")))
                .append(" CPU s")
                .append("; peak memory of the process ")
                .append(Figures.bytes((long) median(repetitions, "peak_process_memory_bytes")))
                .append(".\n");
        List<List<Map<String, Object>>> jobs = columns(repetitions, "jobs");
        for (List<Map<String, Object>> job : jobs) {
            text.append("\n**")
                    .append(job.get(0).get("job"))
                    .append("** ")
                    .append(Figures.seconds(median(job, "seconds")))
                    .append(", ")
                    .append(decimal(median(job, "process_cpu_seconds")))
                    .append(
                            " CPU s\n\n| step | seconds | process CPU s | rows | CPU s of tasks | rows read | read | written | shuffled | spilled "
                                    + "| peak task memory | GC s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
            for (List<Map<String, Object>> step : columns(job, "steps")) {
                if (median(step, "seconds") < 0.05) {
                    continue;
                }
                text.append("| ")
                        .append(step.get(0).get("step"))
                        .append(" | ")
                        .append(decimal(median(step, "seconds")))
                        .append(" | ")
                        .append(decimal(median(step, "process_cpu_seconds")));
                text.append(" | ").append(Figures.count((long) median(step, "rows")));
                text.append(" | ").append(decimal(median(step, "cpu_seconds")));
                text.append(" | ").append(Figures.count((long) median(step, "rows_read")));
                for (String bytes : List.of(
                        "bytes_read", "bytes_written", "shuffle_bytes", "spill_bytes", "peak_task_memory_bytes")) {
                    text.append(" | ").append(Figures.bytes((long) median(step, bytes)));
                }
                text.append(" | ").append(decimal(median(step, "gc_seconds"))).append(" |\n");
            }
        }
        return text.toString();
    }

    /** The lists of all repetitions, turned: one list per entry. Repetitions do the same steps. */
    @SuppressWarnings("unchecked")
    private static List<List<Map<String, Object>>> columns(List<Map<String, Object>> repetitions, String key) {
        List<List<Map<String, Object>>> lists = repetitions.stream()
                .map(r -> (List<Map<String, Object>>) r.get(key))
                .toList();
        int length = lists.stream().mapToInt(List::size).min().orElse(0);
        List<List<Map<String, Object>>> turned = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int at = i;
            turned.add(lists.stream().map(list -> list.get(at)).toList());
        }
        return turned;
    }

    private static double median(List<Map<String, Object>> of, String key) {
        List<Double> values = of.stream()
                .map(o -> ((Number) o.getOrDefault(key, 0)).doubleValue())
                .sorted()
                .toList();
        return values.get(values.size() / 2);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
