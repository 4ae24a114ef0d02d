package org.opendip.jobs.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.opendip.jobs.identifiers.IdentifierKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dip keys}. */
@Command(
        name = "keys",
        description = {"密钥: keys by which identifiers become keyed hashes (docs/privacy.md)."},
        subcommands = {KeysCommand.New.class})
final class KeysCommand extends HelpfulCommand.Folder {

    /** {@code dip keys new}. */
    @Command(
            name = "new",
            description = {"新建密钥: writes a random key of 256 bits into a new file, readable by its owner only."})
    static final class New extends HelpfulCommand implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "File that does not exist yet.")
        private Path file;

        @Override
        public Integer call() {
            IdentifierKey.create(file);
            out().println("密钥 key  " + file);
            out().println("  Name it in the run file:  identifiers: {key-file: " + file + "}");
            out().println("  Keep a copy where it is safe: without it no case can be linked to its settlement again.");
            out().flush();
            return 0;
        }
    }
}
