package org.opendip.jobs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.Docs;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.policy.rulebook.Rulebook;
import picocli.CommandLine;

/** Commands that pages for people show are commands that exist; files they name are there. */
class DocumentedCommandsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    @Test
    void everyCommandShownParses() throws IOException {
        List<String> shown = new ArrayList<>();
        for (Path page : pages()) {
            for (String line : Files.readAllLines(page)) {
                String command =
                        line.replaceFirst("^\\$ ", "").replaceFirst(" +#.*", "").trim();
                if (command.startsWith("./dip ")) {
                    shown.add(command);
                    String[] words = command.substring("./dip ".length()).trim().split(" +");
                    assertThatCode(() -> Dip.commandLine().parseArgs(words))
                            .as(page.getFileName() + ": " + command)
                            .doesNotThrowAnyException();
                }
            }
        }
        assertThat(shown).hasSizeGreaterThan(5);
    }

    @Test
    void everyFileLinkedExists() throws IOException {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertThat(page.resolveSibling(link.group(1)))
                        .as("link in " + page)
                        .exists();
            }
        }
    }

    @Test
    void everyRunFileAndItsRulebookLoad() throws IOException {
        try (Stream<Path> files = Files.list(Docs.root().resolve("conf/runs"))) {
            List<Path> runFiles =
                    files.filter(f -> f.toString().endsWith(".yaml")).toList();
            assertThat(runFiles).isNotEmpty();
            for (Path file : runFiles) {
                RunFileOption option = new RunFileOption();
                new CommandLine(option).parseArgs("-f", file.toString());
                RunFile run = option.load();
                Rulebook rules = option.rules(run);
                assertThat(rules.region()).isEqualTo(run.region());
                assertThat(rules.year()).isEqualTo(run.year());
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(Docs.root());
                Stream<Path> docs = Files.list(Docs.root().resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(f -> f.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
