package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;

/** The main western diagnosis of each settlement. */
final class MainDiagnoses {
    static final String CODE = "main_code";
    static final String COUNT = "main_count";
    static final String KNOWN = "main_known";

    private MainDiagnoses() {}

    static Dataset<Row> of(StageRun run, CodeLists codes) {
        Column valid = coalesce(SettlementHeaders.VALI_FLAG.col(), lit("1")).equalTo("1");
        Column western = coalesce(SettlementDiagnoses.DIAG_TYPE.col(), lit("1")).isin("1", "2");
        Column main = SettlementDiagnoses.MAINDIAG_FLAG.col().equalTo("1");
        Column written = SettlementDiagnoses.DIAG_CODE.col().isNotNull();
        return NationalTables.read(run.spark(), run.lists(), SettlementDiagnoses.TABLE)
                .filter(main.and(western).and(valid).and(written))
                .transform(RecordsStage::attachKey)
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        SettlementDiagnoses.ORDER.col(),
                        normalised(SettlementDiagnoses.DIAG_CODE.col()).as("code"))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(
                        min(struct(SettlementDiagnoses.ORDER.col(), col("code")))
                                .as("first"),
                        // Listed twice, one code is still one diagnosis.
                        when(min(col("code")).notEqual(max(col("code"))), lit(2))
                                .otherwise(lit(1))
                                .as(COUNT))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        col("first.code").as(CODE),
                        col(COUNT))
                .join(broadcast(codes.diagnoses()), col(CODE).equalTo(col(CodeLists.LISTED)), "left")
                .withColumn(KNOWN, col(CodeLists.LISTED).isNotNull())
                .drop(CodeLists.LISTED);
    }

    /**
     * A diagnosis code as the code list writes it: no blanks around, a capital letter first, a small x inside ({@code
     * i63.9} and {@code C73.X00} are seen). The extension and the asterisk part stay.
     */
    static Column normalised(Column code) {
        Column bare = trim(code);
        return concat(upper(substring(bare, 1, 1)), translate(bare.substr(lit(2), length(bare)), "X", "x"));
    }
}
