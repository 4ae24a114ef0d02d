package org.opendip.jobs.commands;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.opendip.policy.errors.DipException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code dip}: one subcommand for each task of a medical-insurance administration. */
@Command(
        name = "dip",
        mixinStandardHelpOptions = true,
        versionProvider = Dip.Version.class,
        description = {
            "按病种分值付费: catalogs, scores, point values and the year-end settlement.",
            "A run reads a run file (where things are) and a rulebook (what is decided)."
        },
        subcommands = {
            DemoCommand.class,
            CalibrateCatalogCommand.class,
            SetPointValueCommand.class,
            TakeInCommand.class,
            FeedbackCommand.class,
            QuarantineCommand.class,
            SettleYearCommand.class,
            RunsCommand.class,
            VerifyCommand.class,
            CatalogCommand.class,
            ExplainCommand.class,
            CasesCommand.class,
            KeysCommand.class,
            AuditCommand.class,
            RulebookCommand.class,
            SourcesCommand.class,
            CodesCommand.class,
            GenerateCommand.class,
            BenchCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 error, 2 wrong use (option, path, rulebook), 3 data not fit for money."})
public final class Dip implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = ExitCode.SOFTWARE;
        try {
            code = run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), err, args);
        } catch (Throwable e) {
            fault(e, err);
        } finally {
            System.exit(code);
        }
    }

    /** Runs the command line and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = commandLine()
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Dip::wrongUse)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
        return line.execute(args);
    }

    /** The command line as it is parsed. */
    static CommandLine commandLine() {
        return new CommandLine(new Dip()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Says in a line what was wrong, what would be right, and where to read more. */
    private static int wrongUse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("dip: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("  usage: " + command.getHelp().synopsis(0).trim().replaceAll("\\s+", " "));
        }
        err.println("  help:  " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** A trouble that the user can solve is told in words; anything else is a fault of ours, told with its trace. */
    private static int failed(Exception e, PrintWriter err) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DipException told) {
                err.println();
                err.println("dip: " + told.what());
                err.println("  why: " + told.why());
                err.println("  how to solve it: " + told.how());
                err.flush();
                return told.kind().exitCode();
            }
        }
        fault(e, err);
        return ExitCode.SOFTWARE;
    }

    private static void fault(Throwable e, PrintWriter err) {
        err.println();
        err.println("dip: this is a fault of the program; please report it with what follows.");
        e.printStackTrace(err);
        err.flush();
    }

    /** The version of this software and of the Java it runs on. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "dip " + Release.SOFTWARE, "Java " + Runtime.version(),
            };
        }
    }
}
