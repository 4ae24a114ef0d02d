package org.opendip.jobs.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has: help, and the stream to write to. */
abstract class HelpfulCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** The command as it was called. */
    protected CommandSpec spec() {
        return spec;
    }

    /** Where results go. */
    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** The command line as it was typed, for the audit log. */
    protected String line() {
        return "dip "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }

    /** A command of commands: shows which there are. */
    abstract static class Folder extends HelpfulCommand implements Runnable {
        @Override
        public void run() {
            spec().commandLine().usage(out());
        }
    }
}
