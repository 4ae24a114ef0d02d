package org.opendip.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.opendip.jobs.Docs;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;

/** The rulebook of the example city with some of its lines changed: a test shows the lines it is about. */
public final class Rules {
    private final String text;

    private Rules(String text) {
        this.text = text;
    }

    /** The rulebook as it stands. */
    public static Rules exampleCity() {
        try {
            return new Rules(Files.readString(
                    Docs.root().resolve("conf/rulebooks/example-city/2026.yaml"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same for tiny data: nothing is rejected by share, and two cases make a group. */
    public static Rules tiny() {
        return exampleCity()
                .with("rejected-share-limit: 0.10", "rejected-share-limit: 1")
                .with("{kind: fixed, cases: 15}", "{kind: fixed, cases: 2}");
    }

    /** One line's part replaced. */
    public Rules with(String old, String replacement) {
        if (!text.contains(old)) {
            throw new IllegalArgumentException("The rulebook does not say \"" + old + "\".");
        }
        return new Rules(text.replace(old, replacement));
    }

    /** As a file holds it. */
    public String text() {
        return text;
    }

    /** Loaded and checked. */
    public Rulebook book() {
        return RulebookLoader.parse("test", text);
    }
}
