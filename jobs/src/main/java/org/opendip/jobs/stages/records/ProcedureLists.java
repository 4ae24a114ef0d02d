package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementProcedures;

/** The procedures of each settlement in one text: main one first, then as listed. */
final class ProcedureLists {
    static final String CODES = "procedure_codes";
    static final String UNKNOWN = "procedure_unknown";
    static final String WITHOUT_ATTRIBUTE = "procedure_without_attribute";

    private ProcedureLists() {}

    static Dataset<Row> of(Delivery delivery, CodeLists codes) {
        Column valid = coalesce(SettlementHeaders.VALI_FLAG.col(), lit("1")).equalTo("1");
        Column known = col(CodeLists.KNOWN);
        Column place = when(SettlementProcedures.MAIN_OPRN_FLAG.col().equalTo("1"), lit(0))
                .otherwise(lit(1));
        Column entry = struct(place.as("place"), SettlementDiagnoses.ORDER.col().as("rank"), col(CodeLists.CODE));
        return delivery.read(SettlementProcedures.TABLE)
                .filter(valid.and(SettlementProcedures.OPRN_OPRT_CODE.col().isNotNull()))
                .transform(RecordsStage::attachKey)
                .transform(rows -> CodeLists.lookUp(
                        rows,
                        SettlementProcedures.OPRN_OPRT_CODE.col(),
                        codes.procedures(),
                        written -> translate(trim(written), "X", "x")))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(
                        collect_list(when(known, entry)).as("known"),
                        collect_list(when(not(known), entry)).as("unknown"),
                        sum(when(col(CodeLists.HAS_ATTRIBUTE).equalTo(false), lit(1L))
                                        .otherwise(lit(0L)))
                                .as(WITHOUT_ATTRIBUTE))
                .select(
                        col(RecordsStage.KEY),
                        col(RecordsStage.CHECK),
                        array_join(sort_array(col("known")).getField(CodeLists.CODE), ",")
                                .as(CODES),
                        array_join(sort_array(col("unknown")).getField(CodeLists.CODE), ",")
                                .as(UNKNOWN),
                        col(WITHOUT_ATTRIBUTE));
    }
}
