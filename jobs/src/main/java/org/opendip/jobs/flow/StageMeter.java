package org.opendip.jobs.flow;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Table;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Measures a run: for each {@code <stage> -> <table>} the time that passed and what Spark's tasks spent. The time between
 * two tables belongs to the second, what a stage does after its last table to the stage, so that the times add up to the
 * run's.
 */
public final class StageMeter extends SparkListener implements RunListener {
    private static final String DESCRIPTION = "spark.job.description";

    private final Map<Integer, String> descriptions = new ConcurrentHashMap<>();
    private final Map<String, Sums> sums = new ConcurrentHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long last = System.nanoTime();
    private long lastCpu = processCpu();

    /**
     * One measured step.
     *
     * @param seconds time that passed
     * @param cpuSeconds what the whole process spent on processors meanwhile: tasks, planning, compilers, collectors
     */
    public record Step(String stage, String table, long rows, double seconds, double cpuSeconds) {
        /** As Spark's own pages name it. */
        public String description() {
            return table.isEmpty() ? stage : stage + " -> " + table;
        }
    }

    /** What the tasks of a step spent. */
    public static final class Sums {
        long jobs;
        long tasks;
        long cpuNanos;
        long runMillis;
        long gcMillis;
        long rowsRead;
        long bytesRead;
        long rowsWritten;
        long bytesWritten;
        long shuffleBytes;
        long spillBytes;
        long peakMemory;

        /** Name and value of each sum, for output. */
        public Map<String, Number> values() {
            Map<String, Number> values = new LinkedHashMap<>();
            values.put("jobs", jobs);
            values.put("tasks", tasks);
            values.put("cpu_seconds", cpuNanos / 1_000_000 / 1e3);
            values.put("task_seconds", runMillis / 1e3);
            values.put("gc_seconds", gcMillis / 1e3);
            values.put("rows_read", rowsRead);
            values.put("bytes_read", bytesRead);
            values.put("rows_written", rowsWritten);
            values.put("bytes_written", bytesWritten);
            values.put("shuffle_bytes", shuffleBytes);
            values.put("spill_bytes", spillBytes);
            values.put("peak_task_memory_bytes", peakMemory);
            return values;
        }
    }

    /** Nanoseconds that this process has spent on processors. */
    public static long processCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** The steps so far, in order. */
    public synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** What the tasks of a step spent. */
    public Sums sums(String description) {
        return sums.getOrDefault(description, new Sums());
    }

    @Override
    public void stageStarted(Stage stage) {
        if (steps().isEmpty()) {
            step("start", "", 0);
        }
    }

    @Override
    public void tableWritten(Stage stage, Table table, long rows) {
        step(stage.name(), table.name(), rows);
    }

    @Override
    public void stageFinished(Stage stage, double seconds) {
        step(stage.name(), "", 0);
    }

    @Override
    public void committed(Run run) {
        step("commit", "", 0);
    }

    private synchronized void step(String stage, String table, long rows) {
        long now = System.nanoTime();
        long cpu = processCpu();
        steps.add(new Step(stage, table, rows, (now - last) / 1e9, (cpu - lastCpu) / 1e9));
        last = now;
        lastCpu = cpu;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Properties properties = start.properties();
        String description = properties == null ? null : properties.getProperty(DESCRIPTION);
        if (description != null) {
            at(description, s -> s.jobs++);
            CollectionConverters.asJava(start.stageIds())
                    .forEach(id -> descriptions.put(((Number) id).intValue(), description));
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        String description = descriptions.get(end.stageId());
        TaskMetrics metrics = end.taskMetrics();
        if (description == null || metrics == null) {
            return;
        }
        at(description, s -> {
            s.tasks++;
            s.cpuNanos += metrics.executorCpuTime();
            s.runMillis += metrics.executorRunTime();
            s.gcMillis += metrics.jvmGCTime();
            s.rowsRead += metrics.inputMetrics().recordsRead();
            s.bytesRead += metrics.inputMetrics().bytesRead();
            s.rowsWritten += metrics.outputMetrics().recordsWritten();
            s.bytesWritten += metrics.outputMetrics().bytesWritten();
            s.shuffleBytes += metrics.shuffleWriteMetrics().bytesWritten();
            s.spillBytes += metrics.diskBytesSpilled();
            s.peakMemory = Math.max(s.peakMemory, metrics.peakExecutionMemory());
        });
    }

    private void at(String description, java.util.function.Consumer<Sums> change) {
        Sums of = sums.computeIfAbsent(description, d -> new Sums());
        synchronized (of) {
            change.accept(of);
        }
    }
}
