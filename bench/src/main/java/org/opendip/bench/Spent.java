package org.opendip.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a piece of work took.
 *
 * @param seconds time that passed
 * @param cpuSeconds what the whole process spent on processors meanwhile
 */
record Spent(double seconds, double cpuSeconds) {
    /** Work that can fail as SQL does. */
    interface Work<E extends Exception> {
        void run() throws E;
    }

    static <E extends Exception> Spent on(Work<E> work) throws E {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = System.nanoTime();
        long cpu = process.getProcessCpuTime();
        work.run();
        return new Spent((System.nanoTime() - start) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
    }

    Spent plus(Spent other) {
        return new Spent(seconds + other.seconds, cpuSeconds + other.cpuSeconds);
    }

    /** Medians of both, each for itself. */
    static Spent median(List<Spent> repetitions) {
        return new Spent(median(repetitions, Spent::seconds), median(repetitions, Spent::cpuSeconds));
    }

    private static double median(List<Spent> of, ToDoubleFunction<Spent> figure) {
        return of.stream()
                .sorted(Comparator.comparingDouble(figure))
                .mapToDouble(figure)
                .skip(of.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
