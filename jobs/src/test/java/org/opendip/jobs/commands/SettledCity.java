package org.opendip.jobs.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.opendip.jobs.Docs;

/**
 * A very small city that was invented, calibrated, priced and settled by {@code dip demo}: made once per fork, since it
 * costs most of a minute. Tests that write take a copy.
 */
public final class SettledCity {
    private static Path made;
    private static String said;

    private SettledCity() {}

    /** What a command line said and how it ended. */
    public record Said(int code, String out, String err) {}

    /** Runs a command line in this JVM. */
    public static Said dip(Object... args) {
        System.setProperty("opendip.home", Docs.root().toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Stream.of(args).map(String::valueOf).toArray(String[]::new);
        int code = Dip.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Said(code, out.toString(), err.toString());
    }

    /** The folder of the demo; not to be written to. */
    public static synchronized Path folder() {
        if (made == null) {
            try {
                Path parent = Files.createTempDirectory("dip-city-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(parent)));
                Path folder = parent.resolve("city");
                Said demo = dip("demo", "--out", folder, "--cases-per-year", 1000, "--seed", 7);
                if (demo.code() != 0) {
                    throw new IllegalStateException("The demo failed:\n" + demo.out() + demo.err());
                }
                said = demo.out();
                made = folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return made;
    }

    /** What the demo said. */
    public static String said() {
        folder();
        return said;
    }

    /** The run file of the demo; not to be run, only to be read with. */
    public static Path runFile() {
        return folder().resolve("example-city-2026.yaml");
    }

    /** A run file whose warehouse is a copy in the given folder, and whose inputs are the demo's. */
    public static Path copy(Path to) {
        Path from = folder();
        try (Stream<Path> files = Files.walk(from.resolve("warehouse"))) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
            String text = Files.readString(runFile())
                    .replace(
                            from.resolve("warehouse").toString(),
                            to.resolve("warehouse").toString())
                    .replace(
                            from.resolve("statements").toString(),
                            to.resolve("statements").toString());
            return Files.writeString(to.resolve("copy.yaml"), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // A temporary folder.
        }
    }
}
