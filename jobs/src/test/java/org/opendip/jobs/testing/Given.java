package org.opendip.jobs.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;

/** Tables written down by a test, in the place of the stages that would have made them. */
public final class Given implements Stage {
    private final Map<Table, List<Row>> tables = new LinkedHashMap<>();

    /** A row of a table by its columns; those not named are absent. */
    public Given row(Table table, Map<Col, Object> cells) {
        tables.computeIfAbsent(table, t -> new ArrayList<>())
                .add(RowFactory.create(table.columns().stream().map(cells::get).toArray()));
        return this;
    }

    @Override
    public String name() {
        return "given";
    }

    @Override
    public List<Table> reads() {
        return List.of();
    }

    @Override
    public List<Table> writes() {
        return List.copyOf(tables.keySet());
    }

    @Override
    public void run(StageRun run) {
        tables.forEach(run::write);
    }
}
