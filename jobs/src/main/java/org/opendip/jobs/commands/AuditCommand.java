package org.opendip.jobs.commands;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.opendip.jobs.inputs.RunFile;
import org.opendip.jobs.runs.AuditLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dip audit}. */
@Command(
        name = "audit",
        description = {"审计日志: who did what on the region's data, the oldest first; times are UTC."})
final class AuditCommand extends HelpfulCommand implements Callable<Integer> {
    @Mixin
    private RunFileOption runFile;

    @Override
    public Integer call() {
        RunFile inputs = runFile.load();
        String root = inputs.warehouse().replaceAll("/+$", "") + "/" + inputs.region();
        List<AuditLog.Entry> entries = AuditLog.of(new Configuration(), root).entries();
        if (entries.isEmpty()) {
            out().println("Nothing yet in the audit log of " + root + ".");
            return 0;
        }
        TextTable table = new TextTable("lllrlll");
        table.row("时间 began", "用户 user", "结果 outcome", "秒 seconds", "数据 data", "产出 made", "命令 command");
        for (AuditLog.Entry entry : entries) {
            AuditLog.Deed deed = entry.deed();
            table.row(
                    entry.began().toString(),
                    entry.user() + "@" + entry.host(),
                    entry.outcome() == null ? "no end heard of" : entry.outcome(),
                    entry.ended() == null
                            ? ""
                            : String.valueOf(Duration.between(entry.began(), entry.ended())
                                    .toSeconds()),
                    deed.read().isEmpty()
                            ? Figures.count(deed.files()) + " files, " + Figures.bytes(deed.bytes())
                            : deed.read(),
                    entry.made(),
                    deed.command());
        }
        table.print(out(), "");
        out().flush();
        return 0;
    }
}
