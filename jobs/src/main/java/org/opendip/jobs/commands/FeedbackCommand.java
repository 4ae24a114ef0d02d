package org.opendip.jobs.commands;

import java.util.concurrent.Callable;
import org.opendip.jobs.inputs.RunFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dip feedback}. */
@Command(
        name = "feedback",
        description = {
            "数据质量反馈: what is wrong with each hospital's lists, as a workbook to send back,",
            "and a page for the region, which needs no network."
        })
final class FeedbackCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "Run that took the lists in (default: the newest of take-in and settle-year).")
    private String run;

    @Option(
            names = "--since",
            paramLabel = "RUN",
            description = "An earlier run: tells which of its rejected lists have been corrected.")
    private String since;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "200",
            description = "Lists shown of each hospital and finding (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where feedback.html and the workbooks go (default: feedback in the statements folder).")
    private String folder;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        String to = folder == null ? inputs.statements() + "/feedback" : folder;
        new FeedbackBook(inputs, runFile.rules(inputs), line(), out()).write(run, since, examples, to);
        return 0;
    }
}
