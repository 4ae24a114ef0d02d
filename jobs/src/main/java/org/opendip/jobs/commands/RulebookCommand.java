package org.opendip.jobs.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;
import org.opendip.policy.rulebook.Rulebook;
import org.opendip.policy.rulebook.RulebookLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dip rulebook}. */
@Command(
        name = "rulebook",
        description = "规则书: checks rulebooks, or shows one as it is resolved.",
        subcommands = {RulebookCommand.Check.class, RulebookCommand.Show.class})
final class RulebookCommand extends HelpfulCommand.Folder {

    /** {@code dip rulebook check}. */
    @Command(
            name = "check",
            description = {
                "Checks a rulebook, or all of a folder, and tells every problem at once.",
                "Ends with 2 if any is wrong."
            })
    static final class Check extends HelpfulCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE|FOLDER", description = "A rulebook, or a folder of them.")
        private Path place;

        @Override
        public Integer call() {
            PrintWriter out = out();
            List<Path> books = Files.isDirectory(place) ? books(place) : List.of(place);
            if (books.isEmpty()) {
                throw DipErrors.rulebookMissing(place + "/<region>/<year>.yaml", List.of());
            }
            int code = 0;
            for (Path book : books) {
                try {
                    Rulebook rules = RulebookLoader.load(book);
                    out.println("ok  " + book + "  " + rules.name() + "  version " + rules.ruleVersion() + "  hash "
                            + rules.hash().substring(0, 16));
                } catch (DipException e) {
                    if (books.size() == 1) {
                        throw e;
                    }
                    out.println(e.what());
                    code = e.kind().exitCode();
                }
            }
            out.flush();
            return code;
        }

        private static List<Path> books(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .filter(f -> f.getFileName().toString().matches("[0-9]{4}\\.ya?ml"))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code dip rulebook show}. */
    @Command(
            name = "show",
            description = "Prints a rulebook as it is resolved, each section with the file it came from.")
    static final class Show extends HelpfulCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "A rulebook.")
        private Path file;

        @Override
        public Integer call() {
            PrintWriter out = out();
            out.print(RulebookLoader.load(file).render());
            out.flush();
            return 0;
        }
    }
}
