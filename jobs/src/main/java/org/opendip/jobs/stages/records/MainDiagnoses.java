package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    /** With a map: whether it has several codes for it. */
    static final String AMBIGUOUS = "main_ambiguous";
    /** With a map: what it replaced, as written>target; null for none. */
    static final String MAPPED = "main_mapped";

    /** What was repaired of it, as written>code; null for nothing. */
    static final String REPAIRED = "main_repaired";

    private MainDiagnoses() {}

    /** The rows of diagnoses that are looked at. */
    static Column looked() {
        return SettlementDiagnoses.MAINDIAG_FLAG.col().equalTo("1").and(DiagnosisCodes.counts());
    }

    static Dataset<Row> of(Delivery delivery, CodeLists codes) {
        boolean map = CodeLists.hasMap(codes.diagnoses());
        List<Column> found =
                new ArrayList<>(List.of(SettlementDiagnoses.ORDER.col(), col(CodeLists.CODE), col(CodeLists.KNOWN)));
        List<Column> said = new ArrayList<>(List.of(
                col(RecordsStage.KEY),
                col(RecordsStage.CHECK),
                col("first." + CodeLists.CODE).as(CODE),
                col("first." + CodeLists.KNOWN).as(KNOWN),
                col(COUNT)));
        if (map) {
            found.addAll(List.of(col(CodeLists.HOW), col(CodeLists.WRITTEN)));
            Column how = col("first." + CodeLists.HOW);
            said.add(coalesce(how.equalTo(CodeLists.AMBIGUOUS), lit(false)).as(AMBIGUOUS));
            said.add(when(
                            how.equalTo(CodeLists.MAPPED),
                            concat_ws(">", col("first." + CodeLists.WRITTEN), col("first." + CodeLists.CODE)))
                    .as(MAPPED));
        }
        Column repaired = col("first." + CodeLists.REPAIRED);
        found.add(col(CodeLists.REPAIRED));
        said.add(when(
                        repaired.isNotNull(),
                        concat_ws(">", repaired, col("first." + (map ? CodeLists.WRITTEN : CodeLists.CODE))))
                .as(REPAIRED));
        return delivery.read(SettlementDiagnoses.TABLE)
                .filter(looked())
                .transform(RecordsStage::attachKey)
                .transform(rows -> CodeLists.lookUp(
                        rows, SettlementDiagnoses.DIAG_CODE.col(), codes.diagnoses(), DiagnosisCodes::normalised))
                .select(Stream.concat(Stream.of(col(RecordsStage.KEY), col(RecordsStage.CHECK)), found.stream())
                        .toArray(Column[]::new))
                // The aggregate sorts: once, behind the shuffle, where there is nothing to gain by adding up before it.
                .repartition(col(RecordsStage.KEY), col(RecordsStage.CHECK))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(
                        min(struct(found.toArray(Column[]::new))).as("first"),
                        // Listed twice, one code is still one diagnosis.
                        when(min(col(CodeLists.CODE)).notEqual(max(col(CodeLists.CODE))), lit(2))
                                .otherwise(lit(1))
                                .as(COUNT))
                .select(said.toArray(Column[]::new));
    }
}
