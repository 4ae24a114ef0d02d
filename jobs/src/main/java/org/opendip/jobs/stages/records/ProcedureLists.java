package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.inputs.CodeLetters;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementProcedures;

/** The procedures of each settlement in one text: main one first, then as listed. */
final class ProcedureLists {
    static final String CODES = "procedure_codes";
    static final String UNKNOWN = "procedure_unknown";
    static final String WITHOUT_ATTRIBUTE = "procedure_without_attribute";
    /** With a map: procedures that it has several codes for, joined by comma. */
    static final String AMBIGUOUS = "procedure_ambiguous";
    /** With a map: what it replaced, each as written>target, joined by comma. */
    static final String MAPPED = "procedure_mapped";

    /** What was repaired of them, each as written>code, joined by comma. */
    static final String REPAIRED = "procedure_repaired";

    private ProcedureLists() {}

    /** The rows of procedures that are looked at. */
    static Column looked() {
        return coalesce(SettlementHeaders.VALI_FLAG.col(), lit("1"))
                .equalTo("1")
                .and(SettlementProcedures.OPRN_OPRT_CODE.col().isNotNull());
    }

    static Dataset<Row> of(Delivery delivery, CodeLists codes) {
        Column known = col(CodeLists.KNOWN);
        Column place = when(SettlementProcedures.MAIN_OPRN_FLAG.col().equalTo("1"), lit(0))
                .otherwise(lit(1));
        Column entry = struct(place.as("place"), SettlementDiagnoses.ORDER.col().as("rank"), col(CodeLists.CODE));
        boolean map = CodeLists.hasMap(codes.procedures());
        Column how = col(CodeLists.HOW);
        Column ambiguous = map ? coalesce(how.equalTo(CodeLists.AMBIGUOUS), lit(false)) : lit(false);
        Column unknown = map ? not(known).and(not(ambiguous)) : not(known);
        Column repaired = struct(
                place.as("place"),
                SettlementDiagnoses.ORDER.col().as("rank"),
                concat_ws(">", col(CodeLists.REPAIRED), col(map ? CodeLists.WRITTEN : CodeLists.CODE))
                        .as(CodeLists.CODE));
        List<Column> lists = new ArrayList<>(List.of(
                collect_list(when(unknown, entry)).as("unknown"),
                collect_list(when(col(CodeLists.REPAIRED).isNotNull(), repaired))
                        .as("repaired"),
                sum(when(col(CodeLists.HAS_ATTRIBUTE).equalTo(false), lit(1L)).otherwise(lit(0L)))
                        .as(WITHOUT_ATTRIBUTE)));
        List<Column> said = new ArrayList<>(List.of(
                col(RecordsStage.KEY),
                col(RecordsStage.CHECK),
                inOrder("known", CODES),
                inOrder("unknown", UNKNOWN),
                inOrder("repaired", REPAIRED),
                col(WITHOUT_ATTRIBUTE)));
        if (map) {
            Column replaced = struct(
                    place.as("place"),
                    SettlementDiagnoses.ORDER.col().as("rank"),
                    concat_ws(">", col(CodeLists.WRITTEN), col(CodeLists.CODE)).as(CodeLists.CODE));
            lists.add(collect_list(when(ambiguous, entry)).as("ambiguous"));
            lists.add(
                    collect_list(when(how.equalTo(CodeLists.MAPPED), replaced)).as("mapped"));
            said.add(inOrder("ambiguous", AMBIGUOUS));
            said.add(inOrder("mapped", MAPPED));
        }
        return delivery.read(SettlementProcedures.TABLE)
                .filter(looked())
                .transform(RecordsStage::attachKey)
                .transform(rows -> CodeLists.lookUp(
                        rows,
                        SettlementProcedures.OPRN_OPRT_CODE.col(),
                        codes.procedures(),
                        written -> translate(trim(CodeLetters.plain(written)), "X", "x")))
                .groupBy(RecordsStage.KEY, RecordsStage.CHECK)
                .agg(collect_list(when(known, entry)).as("known"), lists.toArray(Column[]::new))
                .select(said.toArray(Column[]::new));
    }

    private static Column inOrder(String entries, String name) {
        return array_join(sort_array(col(entries)).getField(CodeLists.CODE), ",")
                .as(name);
    }
}
