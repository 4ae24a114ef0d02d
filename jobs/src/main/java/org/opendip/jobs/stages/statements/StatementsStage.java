package org.opendip.jobs.stages.statements;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.jobs.inputs.ReferenceFiles;
import org.opendip.jobs.stages.Stage;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.CaseSettlements;
import org.opendip.jobs.tables.Grouping;
import org.opendip.jobs.tables.HospitalSettlements;
import org.opendip.jobs.tables.PointValues;
import org.opendip.jobs.tables.Reconciliations;
import org.opendip.jobs.tables.Scores;
import org.opendip.jobs.tables.Statements;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.pools.InsurancePool;

/** 清算单: a workbook for each hospital and a page for the region, in the run file's statements folder. */
public final class StatementsStage implements Stage {
    @Override
    public String name() {
        return "statements";
    }

    @Override
    public List<Table> reads() {
        return List.of(
                Grouping.TABLE,
                CaseSettlements.TABLE,
                HospitalSettlements.TABLE,
                PointValues.TABLE,
                Reconciliations.TABLE,
                Scores.TABLE);
    }

    @Override
    public List<Table> writes() {
        return List.of(Statements.TABLE);
    }

    @Override
    public void run(StageRun run) {
        ReferenceFiles files = run.reference();
        Map<Integer, String> pools = new TreeMap<>();
        for (InsurancePool pool : run.rules().pools().pools()) {
            pools.put(pool.code(), pool.code() + " " + pool.name());
        }
        Map<String, String> names = new TreeMap<>();
        files.hospitals().forEach(h -> names.put(h.hospital(), h.name()));

        StatementFiles statements = new StatementFiles(
                run.spark(),
                run.inputs().statements(),
                run.year(),
                run.rules().name(),
                run.rules().clearing(),
                run.rules().pointValue().shared(),
                pools,
                names,
                files.auditDeductions().stream()
                        .map(d -> new StatementFiles.AuditDeduction(d.hospital(), d.pool(), d.fen(), d.reason()))
                        .toList());
        List<Row> written = statements
                .write(
                        run.read(Grouping.TABLE),
                        run.read(CaseSettlements.TABLE),
                        run.read(HospitalSettlements.TABLE),
                        run.read(PointValues.TABLE),
                        run.read(Reconciliations.TABLE),
                        run.read(Scores.TABLE))
                .stream()
                .map(s -> RowFactory.create(s.hospital(), s.file(), s.cases(), s.grossFen(), s.finalFen()))
                .toList();
        run.write(Statements.TABLE, written);
    }
}
