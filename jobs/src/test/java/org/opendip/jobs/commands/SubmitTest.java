package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import scala.jdk.javaapi.CollectionConverters;

/** conf/spark/submit makes a command line that Spark understands. */
class SubmitTest {

    @Test
    void sparkUnderstandsTheOptions(@TempDir Path folder) throws Exception {
        Path home = Files.createDirectories(folder.resolve("dip"));
        Files.createDirectories(home.resolve("conf/spark"));
        for (String file : List.of("conf/spark/submit", "conf/spark/cluster.conf")) {
            Files.copy(Docs.root().resolve(file), home.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(home.resolve("jobs/target/lib"));
        for (String jar :
                List.of("opendip-policy-0.1.0", "delta-spark_2.13-4.4.0", "picocli-4.7.7", "spark-sql-4.2.0")) {
            Files.writeString(home.resolve("jobs/target/lib").resolve(jar + ".jar"), jar);
        }
        Files.writeString(home.resolve("jobs/target/opendip-jobs-0.1.0.jar"), "jar");
        Path bin = Files.createDirectories(folder.resolve("spark/bin"));
        Path fake = Files.writeString(bin.resolve("spark-submit"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));

        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("conf/spark/submit").toString(), "settle-year", "--run-file", "city.yaml", "--dry-run");
        builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
        Process process = builder.redirectErrorStream(true).start();
        List<String> words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(words.toString()).isZero();

        SparkSubmitArguments parsed = new SparkSubmitArguments(
                CollectionConverters.asScala(words).toSeq(),
                scala.collection.immutable.Map$.MODULE$.<String, String>from(
                        CollectionConverters.asScala(Map.of("HADOOP_CONF_DIR", folder.toString()))));
        assertThat(parsed.mainClass()).isEqualTo(Dip.class.getName());
        assertThat(parsed.master()).isEqualTo("yarn");
        assertThat(parsed.executorMemory()).isEqualTo("5g");
        assertThat(parsed.jars())
                .contains("opendip-policy-0.1.0.jar", "delta-spark", "picocli")
                .doesNotContain("spark-sql");
        assertThat(parsed.primaryResource()).endsWith("opendip-jobs-0.1.0.jar");
        assertThat(CollectionConverters.asJava(parsed.childArgs()))
                .containsExactly("settle-year", "--run-file", "city.yaml", "--dry-run");
    }
}
