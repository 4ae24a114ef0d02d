package org.opendip.jobs.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Moments;
import org.opendip.jobs.tables.Signatures;
import org.opendip.jobs.tables.Table;

/**
 * A history as the cases stage leaves it, written down by combination instead of by case:
 *
 * <pre>new History().cases(14, "30000.00", "C54.100", "68.4902")</pre>
 */
public final class History implements Stage {
    private final List<Row> moments = new ArrayList<>();
    private final Set<List<Object>> signatures = new LinkedHashSet<>();
    private int year = 2025;
    private int level = 3;
    private int pool = 310;

    /** The year of the cases that follow. */
    public History in(int newYear) {
        year = newYear;
        return this;
    }

    /** The hospital level and pool of the cases that follow. */
    public History at(int newLevel, int newPool) {
        level = newLevel;
        pool = newPool;
        return this;
    }

    /** Cases that all cost the same. */
    public History cases(long count, String yuan, String diagnosis, String... procedures) {
        return add(count, yuan, yuan, false, diagnosis, procedures);
    }

    /** Cases half of which cost the one and half the other: a spread. */
    public History spread(long count, String yuan, String otherYuan, String diagnosis, String... procedures) {
        return add(count, yuan, otherYuan, false, diagnosis, procedures);
    }

    /** Cases paid by bed-day. */
    public History bedDays(long count, String yuan, String diagnosis) {
        return add(count, yuan, yuan, true, diagnosis);
    }

    private History add(
            long count, String yuan, String otherYuan, boolean bedDay, String diagnosis, String... procedures) {
        String listed = String.join(",", procedures);
        long signature = Objects.hash(diagnosis, listed, bedDay);
        signatures.add(List.of(signature, diagnosis, listed, bedDay));
        long half = count / 2;
        long fen = fen(yuan);
        long other = fen(otherYuan);
        long high = (count - half) * (fen * fen >>> 32) + half * (other * other >>> 32);
        long low = (count - half) * (fen * fen & 0xFFFFFFFFL) + half * (other * other & 0xFFFFFFFFL);
        long sum = (count - half) * fen + half * other;
        moments.add(
                RowFactory.create(signature, level, pool, year, count, sum, high, low, sum / 4, sum / 10, 7 * count));
        return this;
    }

    private static long fen(String yuan) {
        return new BigDecimal(yuan).movePointRight(2).longValueExact();
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Table> reads() {
        return List.of();
    }

    @Override
    public List<Table> writes() {
        return List.of(Signatures.TABLE, Moments.TABLE);
    }

    @Override
    public void run(StageRun run) {
        run.write(
                Signatures.TABLE,
                signatures.stream().map(s -> RowFactory.create(s.toArray())).toList());
        run.write(Moments.TABLE, moments);
    }
}
