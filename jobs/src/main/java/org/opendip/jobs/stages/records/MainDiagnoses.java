package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.DiagnosisCodes;
import org.opendip.jobs.tables.national.SettlementDiagnoses;

/** The main western diagnosis of each settlement. */
final class MainDiagnoses {
    static final String CODE = "main_code";
    static final String COUNT = "main_count";
    static final String KNOWN = "main_known";

    private MainDiagnoses() {}

    static Dataset<Row> of(Delivery delivery, CodeLists codes) {
        Column main = SettlementDiagnoses.MAINDIAG_FLAG.col().equalTo("1");
        return delivery.read(SettlementDiagnoses.TABLE)
                .filter(main.and(DiagnosisCodes.counts()))
                .transform(RecordsStage::attachKey)
                .transform(rows -> CodeLists.lookUp(
                        rows, SettlementDiagnoses.DIAG_CODE.col(), codes.diagnoses(), DiagnosisCodes::normalised))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        SettlementDiagnoses.ORDER.col(),
                        col(CodeLists.CODE),
                        col(CodeLists.KNOWN))
                // The aggregate sorts: once, behind the shuffle, where there is nothing to gain by adding up before it.
                .repartition(col(RecordsStage.KEY), col(RecordsStage.CHECK))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(
                        min(struct(SettlementDiagnoses.ORDER.col(), col(CodeLists.CODE), col(CodeLists.KNOWN)))
                                .as("first"),
                        // Listed twice, one code is still one diagnosis.
                        when(min(col(CodeLists.CODE)).notEqual(max(col(CodeLists.CODE))), lit(2))
                                .otherwise(lit(1))
                                .as(COUNT))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        col("first." + CodeLists.CODE).as(CODE),
                        col("first." + CodeLists.KNOWN).as(KNOWN),
                        col(COUNT));
    }
}
