package org.opendip.policy.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's own files stand. */
public final class Project {
    private Project() {}

    /** The folder that holds conf/ and data-samples/. */
    public static Path root() {
        Path folder = Path.of(System.getProperty("project.root", "")).toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("conf/rulebooks"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("run the tests inside the project");
        }
        return folder;
    }
}
