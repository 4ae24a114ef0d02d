package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;

/** The launcher {@code dip}, with a stand-in for Java that says how it was started. */
class LauncherTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path java;

    private record Said(int code, String out, String err) {
        List<String> words() {
            return out.lines().toList();
        }

        String word(String start) {
            return words().stream().filter(w -> w.startsWith(start)).findFirst().orElse("");
        }
    }

    /** A home of OpenDIP with jars but without sources, so that nothing is built. */
    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("open dip");
        Files.createDirectories(home.resolve("jobs/target/lib"));
        Files.createDirectories(home.resolve("conf"));
        Files.copy(Docs.root().resolve("dip"), home.resolve("dip"));
        Files.copy(Docs.root().resolve("conf/jvm.options"), home.resolve("conf/jvm.options"));
        Files.writeString(home.resolve("jobs/target/opendip-jobs-0.1.0.jar"), "jar");
        Files.writeString(home.resolve("jobs/target/lib/spark.jar"), "lib");
        Files.setPosixFilePermissions(home.resolve("dip"), PosixFilePermissions.fromString("rwxr-xr-x"));
        java = jdk("jdk", "17.0.15");
    }

    @Test
    void theModuleOptionsAreThoseOfTheBuild() throws IOException {
        Matcher pom = Pattern.compile("<spark\\.jvm>(.*?)</spark\\.jvm>", Pattern.DOTALL)
                .matcher(Files.readString(Docs.root().resolve("pom.xml")));
        assertThat(pom.find()).isTrue();
        List<String> firstBlock = new ArrayList<>();
        for (String line : Files.readAllLines(Docs.root().resolve("conf/jvm.options"))) {
            if (line.isBlank()) {
                break;
            }
            if (!line.startsWith("#")) {
                firstBlock.add(line);
            }
        }
        assertThat(firstBlock)
                .containsExactlyElementsOf(Arrays.asList(pom.group(1).trim().split("\\s+")));
    }

    @Test
    void argumentsReachTheProgramUnchanged() throws Exception {
        Said said = dip(Map.of(), "runs", "--run-file", "a b.yaml", "it's $HOME * \"here\"");
        assertThat(said.err()).isEmpty();
        assertThat(said.words())
                .containsSubsequence(
                        "org.opendip.jobs.commands.Dip", "runs", "--run-file", "a b.yaml", "it's $HOME * \"here\"")
                .contains("@" + home.toRealPath() + "/conf/jvm.options")
                .contains("-Dopendip.home=" + home.toRealPath())
                .contains(home.toRealPath() + "/jobs/target/opendip-jobs-0.1.0.jar:" + home.toRealPath()
                        + "/jobs/target/lib/*");
    }

    @Test
    void itWorksThroughALinkAndFromAnotherFolder() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(elsewhere.resolve("dip"), Path.of("../open dip/dip"));
        Files.createSymbolicLink(folder.resolve("dip-link"), Path.of("bin/dip"));
        Said said = start(folder.resolve("dip-link"), Map.of(), "--version");
        assertThat(said.err()).isEmpty();
        assertThat(said.words()).contains("-Dopendip.home=" + home.toRealPath());
    }

    @Test
    void anOlderJavaIsRefused() throws Exception {
        java = jdk("old", "11.0.2");
        Said said = dip(Map.of(), "runs");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("is Java 11.0.2. OpenDIP needs a JDK 17 or later");
        java = folder.resolve("nowhere/bin/java");
        assertThat(dip(Map.of(), "runs").err()).contains("JAVA_HOME is ", "JDK 17 or later");
    }

    @Test
    void theMemoryCanBeChosenAndIsSharedOutBetweenHeapAndRows() throws Exception {
        assertThat(dip(Map.of(), "runs").word("-Xmx")).matches("-Xmx[0-9]+m");
        Said chosen = dip(Map.of("DIP_MEMORY", "8g"), "runs");
        assertThat(chosen.word("-Xmx")).isEqualTo("-Xmx5120m");
        assertThat(chosen.words()).contains("-Dspark.memory.offHeap.enabled=true", "-Dspark.memory.offHeap.size=3072m");
        assertThat(dip(Map.of("DIP_MEMORY", "4000m"), "runs").words())
                .contains("-Xmx2500m", "-Dspark.memory.offHeap.size=1500m");
        for (String wrong : List.of("8", "g", "8 gb", "-1g", "8t")) {
            Said refused = dip(Map.of("DIP_MEMORY", wrong), "runs");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("DIP_MEMORY is " + wrong + ": write it like 8g or 6000m.");
        }
    }

    @Test
    void aClassDataArchiveIsMadeOnceAndLeftWhenJarsChange() throws Exception {
        assertThat(dip(Map.of(), "runs").out()).doesNotContain("Archive");
        assertThat(dip(Map.of(), "demo", "--help").out()).doesNotContain("Archive");
        assertThat(dip(Map.of("FAKE_EXIT", "3"), "demo").code()).isEqualTo(3);
        assertThat(archives()).isEmpty();

        assertThat(dip(Map.of(), "demo").word("-XX:ArchiveClassesAtExit=")).isNotEmpty();
        List<String> made = archives();
        assertThat(made).hasSize(1);
        // What the program writes is for its owner only: here, what the stand-in for it wrote.
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        home.resolve("jobs/target").resolve(made.get(0)))))
                .isEqualTo("rw-------");
        assertThat(dip(Map.of(), "demo").word("-XX:SharedArchiveFile=")).endsWith(made.get(0));
        assertThat(dip(Map.of(), "runs").word("-XX:SharedArchiveFile=")).endsWith(made.get(0));

        Files.writeString(home.resolve("jobs/target/lib/spark.jar"), "another lib");
        assertThat(dip(Map.of(), "runs").out()).doesNotContain("Archive");
        assertThat(dip(Map.of(), "settle-year").word("-XX:ArchiveClassesAtExit="))
                .isNotEmpty();
        assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(made);
    }

    private List<String> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("jobs/target"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.contains(".jsa"))
                    .toList();
        }
    }

    /** A Java that prints its arguments, one a line, and makes the archive it is asked for. */
    private Path jdk(String name, String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
        Files.writeString(folder.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path file = Files.writeString(
                bin.resolve("java"),
                "#!/bin/sh\nfor a in \"$@\"; do printf '%s\\n' \"$a\"\n"
                        + "case $a in -XX:ArchiveClassesAtExit=*) echo x > \"${a#*=}\";; esac; done\nexit ${FAKE_EXIT:-0}\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private Said dip(Map<String, String> environment, String... args) throws Exception {
        return start(home.resolve("dip"), environment, args);
    }

    private Said start(Path launcher, Map<String, String> environment, String... args) throws Exception {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("DIP_") || k.equals("HADOOP_CONF_DIR"));
        builder.environment().put("JAVA_HOME", java.getParent().getParent().toString());
        builder.environment().putAll(environment);
        Path err = folder.resolve("err.txt");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(err));
    }
}
