package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ltrim;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.CodeUses;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Records;

/**
 * How often records kept or rejected use each code, and what became of it. One scan counts what the records say, one text
 * each; a mapped code stands in them beside its target, so it takes its uses from the target's.
 */
final class UsedCodes {
    private static final String DIAGNOSIS = "diagnosis";
    private static final String PROCEDURE = "procedure";
    private static final String ENTRY = "entry";
    private static final String TIMES = "times";

    private UsedCodes() {}

    static Dataset<Row> of(Dataset<Row> records, CodeLists codes) {
        // A main diagnosis is marked, since one that is damaged may look like a procedure.
        Column main = concat(lit("="), translate(Records.MAIN_DIAGNOSIS.col(), ",>", "  "));
        Column said = concat_ws(
                ",",
                main,
                nullif(Records.PROCEDURES.col(), lit("")),
                translate(Records.UNKNOWN_PROCEDURES.col(), ">", " "),
                Records.MAPPED_CODES.col());
        Column entry = col(ENTRY);
        Column from = get(split(entry, ">"), lit(0));
        Column target = get(split(entry, ">"), lit(1));
        Column diagnosis = entry.startsWith("=").or(target.isNotNull().and(entry.rlike("^[A-Z]")));
        Column none = lit(null).cast("string");
        Column how = col(CodeLists.HOW);
        return records.filter(Records.DISPOSITION.col().isin(Dispositions.KEPT, Dispositions.REJECTED))
                .select(explode(split(said, ",")).as(ENTRY))
                .filter(entry.notEqual(""))
                .groupBy(entry)
                .agg(count(lit(1)).as(TIMES))
                .select(
                        when(diagnosis, lit(DIAGNOSIS))
                                .otherwise(lit(PROCEDURE))
                                .as(CodeUses.CODE_KIND.name()),
                        explode(array(
                                        struct(
                                                ltrim(from, lit("=")).as(CodeUses.WRITTEN.name()),
                                                target.as(CodeUses.TARGET.name()),
                                                col(TIMES)),
                                        struct(
                                                target.as(CodeUses.WRITTEN.name()),
                                                none.as(CodeUses.TARGET.name()),
                                                col(TIMES).unary_$minus().as(TIMES))))
                                .as("use"))
                .select(col(CodeUses.CODE_KIND.name()), col("use.*"))
                .filter(CodeUses.WRITTEN.col().isNotNull())
                .groupBy(CodeUses.CODE_KIND.col(), CodeUses.WRITTEN.col(), CodeUses.TARGET.col())
                .agg(CodeUses.USE_COUNT.as(sum(TIMES)))
                .filter(CodeUses.USE_COUNT.col().gt(0))
                .join(
                        broadcast(listed(DIAGNOSIS, codes.diagnoses())
                                .unionByName(listed(PROCEDURE, codes.procedures()))),
                        CodeUses.CODE_KIND
                                .col()
                                .equalTo(col("listed_kind"))
                                .and(CodeUses.WRITTEN.col().equalTo(col(CodeLists.LISTED))),
                        "left")
                .withColumn(
                        CodeUses.OUTCOME.name(),
                        when(CodeUses.TARGET.col().isNotNull(), lit("mapped"))
                                .when(how.equalTo(CodeLists.DIRECT), lit("direct"))
                                .when(how.equalTo(CodeLists.AMBIGUOUS), lit("ambiguous"))
                                .when(CodeUses.WRITTEN.col().rlike(CodeLists.ANY_NUMBER), lit("damaged"))
                                .otherwise(lit("unmapped")));
    }

    /** What a list says of each code. */
    private static Dataset<Row> listed(String kind, Dataset<Row> list) {
        return list.select(
                lit(kind).as("listed_kind"),
                col(CodeLists.LISTED),
                (CodeLists.hasMap(list) ? coalesce(col(CodeLists.HOW), lit(CodeLists.DIRECT)) : lit(CodeLists.DIRECT))
                        .as(CodeLists.HOW));
    }
}
