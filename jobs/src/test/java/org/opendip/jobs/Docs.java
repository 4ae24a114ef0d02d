package org.opendip.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page made from the code: equal to the committed one, or written with {@code -Ddocs.write}. */
public final class Docs {
    private Docs() {}

    /** The root of the sources. */
    public static Path root() {
        return Path.of(System.getProperty("project.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** Fails when the committed page is another; {@code -Ddocs.write} writes it instead. */
    public static void check(String page, String text) {
        Path file = root().resolve(page);
        try {
            if (System.getProperty("docs.write") != null) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text, StandardCharsets.UTF_8);
            }
            assertThat(Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "")
                    .as("%s is made from the code: renew it with mvn test -Ddocs.write and commit it", page)
                    .isEqualTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
