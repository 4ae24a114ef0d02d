package org.opendip.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendip.policy.testing.Project;

class EveryRulebookLoadsTest {
    @ParameterizedTest
    @MethodSource("rulebooks")
    void rulebookLoadsAndIsNamedAsItsRegionAndYear(Path path) {
        Rulebook book = RulebookLoader.load(path);

        assertThat(path.endsWith(Path.of(book.region(), book.year() + ".yaml"))).isTrue();
    }

    @Test
    void thereIsARulebook() throws IOException {
        assertThat(rulebooks()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("rulebooks")
    void renderedTextLoadsAgainAsTheSameRules(Path path) {
        Rulebook book = RulebookLoader.load(path);

        Rulebook again = RulebookLoader.parse("rendered", book.render());

        assertThat(again.hash()).isEqualTo(book.hash());
        assertThat(again.deviation()).isEqualTo(book.deviation());
        assertThat(again.pools()).isEqualTo(book.pools());
        assertThat(again.catalog()).isEqualTo(book.catalog());
        assertThat(again.name()).isEqualTo(book.name());
    }

    static List<Path> rulebooks() throws IOException {
        try (Stream<Path> files = Files.walk(Project.root().resolve("conf/rulebooks"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
