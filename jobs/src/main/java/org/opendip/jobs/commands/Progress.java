package org.opendip.jobs.commands;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.opendip.jobs.runs.Run;
import org.opendip.jobs.stages.RunListener;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.tables.Table;

/**
 * How a run gets on: one line per table as it is written. On a terminal a last line counts the seconds of what is under
 * way, so that a long wait shows life.
 */
final class Progress implements RunListener, AutoCloseable {
    private static final String LINE = "  %-21s %-24s %14s %10s";

    private final PrintWriter out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long last = start;
    private String under = "";
    private boolean shown;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            Thread life = new Thread(this::showLife, "dip-progress");
            life.setDaemon(true);
            life.start();
        }
    }

    /** A terminal is at the other end, not a file. */
    static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Something that takes long and is no stage, such as the start. */
    synchronized void begin(String what) {
        under = what;
        last = System.nanoTime();
    }

    /** What was begun is done; not worth a line if it took no time. */
    synchronized void done(String what, String detail) {
        if (System.nanoTime() - last > 100_000_000L) {
            line(what, "", detail);
        }
        under = "";
    }

    @Override
    public synchronized void stageStarted(Stage stage) {
        begin(stage.name());
    }

    @Override
    public synchronized void tableWritten(Stage stage, Table table, long rows) {
        line(stage.name(), table.name(), Figures.count(rows) + " rows");
        last = System.nanoTime();
    }

    @Override
    public synchronized void columnsOmitted(Stage stage, Table table, List<String> columns) {
        clear();
        out.println(String.format(Locale.ROOT, "  %-21s %-24s ", stage.name(), table.name())
                + "没有，按空值处理 absent, taken as empty: " + String.join(", ", columns));
    }

    @Override
    public synchronized void stageFinished(Stage stage, double seconds) {
        begin("");
    }

    @Override
    public synchronized void committed(Run run) {
        clear();
        out.println(String.format(
                Locale.ROOT, LINE, "committed", run.run(), "", Figures.seconds((System.nanoTime() - start) / 1e9)));
    }

    @Override
    public synchronized void close() {
        under = "";
        clear();
    }

    private void line(String stage, String table, String detail) {
        clear();
        String seconds = Figures.seconds((System.nanoTime() - last) / 1e9);
        out.println(
                String.format(Locale.ROOT, LINE, stage, table, detail, seconds).stripTrailing());
    }

    private void clear() {
        if (shown) {
            out.print("\r\033[K");
            out.flush();
            shown = false;
        }
    }

    private void showLife() {
        try {
            while (true) {
                Thread.sleep(500);
                synchronized (this) {
                    long seconds = (System.nanoTime() - last) / 1_000_000_000L;
                    if (!under.isEmpty() && seconds >= 1) {
                        out.print("\r\033[K  " + under + " ... " + seconds + " s");
                        out.flush();
                        shown = true;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
