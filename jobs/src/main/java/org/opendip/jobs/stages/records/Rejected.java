package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.opendip.jobs.inputs.NationalTables;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.inputs.sources.Sought;
import org.opendip.jobs.inputs.sources.SourceTables;
import org.opendip.jobs.stages.Intake;
import org.opendip.jobs.stages.StageRun;
import org.opendip.jobs.tables.Dispositions;
import org.opendip.jobs.tables.Quarantine;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipException;

/**
 * Rejected records with the place they have in what was delivered and the row itself, its personal values masked.
 *
 * <p>Nothing is numbered while the lists are read: the files that hold rejected rows are gone through a second time, and of
 * them only rows whose settlement was rejected come out. What the run before found is not looked for again.
 */
final class Rejected {
    private static final String FOUND_IN = "found_delivery";
    private static final String FOUND_FILE = "found_file";
    private static final String FOUND_CONTENT = "found_content";
    private static final String SOUGHT = "sought";
    private static final String PLACE = "place";
    private static final String RAW = "raw";

    /** Longer values show their beginning and their length. */
    private static final int SHOWN = 60;

    /** Numbers of identity documents and telephones, and Chinese words: personal wherever they stand. */
    private static final String LOOKS_PERSONAL = "\\p{IsHan}|[0-9]{15}|(?<![0-9.])1[3-9][0-9]{9}(?![0-9.])";

    private Rejected() {}

    /** Writes the rejected records of a run, if there are any, and keeps their rows where the run file says so. */
    static void write(StageRun run, Dataset<Row> records) {
        Dataset<Row> rejected = records.filter(Records.DISPOSITION.col().equalTo(Dispositions.REJECTED))
                .select(
                        Records.SETTLEMENT_ID.col(),
                        Records.SEQUENCE.col(),
                        rules(run),
                        Records.HOSPITAL.col(),
                        Records.DELIVERY.col(),
                        Records.SOURCE_FILE.col(),
                        Records.CONTENT.col());
        Map<String, Sought> all = sought(rejected);
        if (all.isEmpty()) {
            return;
        }
        Optional<Dataset<Row>> known = run.beforeIfWritten(Quarantine.TABLE)
                .map(before -> before.select(
                        Records.DELIVERY.col(),
                        Records.SOURCE_FILE.col(),
                        Records.CONTENT.col(),
                        struct(
                                        Quarantine.LINE.col(),
                                        Quarantine.AS_READ.col(),
                                        lit(null).cast("string").as(RAW))
                                .as(PLACE)));
        boolean keeps = run.inputs().quarantine() != null;
        Map<String, Sought> unknown = known.map(k -> sought(rejected.join(renamed(k), same(), "left_anti")))
                .orElse(all);
        Optional<Dataset<Row>> found = look(run, unknown).map(rows -> keeps ? rows.persist() : rows);
        try {
            Optional<Dataset<Row>> places =
                    found.map(f -> known.map(f::unionByName).orElse(f)).or(() -> known);
            run.write(Quarantine.TABLE, placed(rejected, places));
            if (keeps) {
                found.ifPresent(f -> run.quarantine(
                        Quarantine.TABLE, asDelivered(rejected, f).toLocalIterator()));
            }
        } finally {
            if (keeps) {
                found.ifPresent(Dataset::unpersist);
            }
        }
    }

    private static Column rules(StageRun run) {
        Object[] errors = Checks.errorCodes(run.rules());
        return array_join(filter(split(Records.TROUBLES.col(), ","), name -> name.isin(errors)), ",")
                .as(Quarantine.RULES.name());
    }

    private static Dataset<Row> placed(Dataset<Row> rejected, Optional<Dataset<Row>> places) {
        Dataset<Row> placed = places.map(p -> rejected.join(first(p), same(), "left"))
                .orElseGet(() -> rejected.withColumn(
                        PLACE, lit(null).cast("struct<line: bigint, as_read: string, raw: string>")));
        return placed.withColumns(Map.of(
                Quarantine.LINE.name(), col(PLACE).getField(Quarantine.LINE.name()),
                Quarantine.AS_READ.name(), col(PLACE).getField(Quarantine.AS_READ.name())));
    }

    /** The same row may stand in a file twice, and was taken in once: the first of them counts. */
    private static Dataset<Row> first(Dataset<Row> places) {
        return renamed(places)
                .groupBy(FOUND_IN, FOUND_FILE, FOUND_CONTENT)
                .agg(min(PLACE).as(PLACE));
    }

    /** Rows as they were delivered, each an object of JSON on a line, in the order of their files. */
    private static Dataset<String> asDelivered(Dataset<Row> rejected, Dataset<Row> found) {
        Column line = col(PLACE).getField(Quarantine.LINE.name());
        Column about = to_json(struct(
                Records.DELIVERY.col(),
                Records.SOURCE_FILE.col(),
                line.as(Quarantine.LINE.name()),
                lower(lpad(hex(Records.CONTENT.col()), 16, "0")).as(Records.CONTENT.name()),
                Records.HOSPITAL.col(),
                Quarantine.RULES.col()));
        // A document may go over several lines, and no text in it does.
        Column row = regexp_replace(col(PLACE).getField(RAW), lit("[\\r\\n]+"), lit(" "));
        return rejected.join(first(found), same())
                .orderBy(Records.DELIVERY.col(), Records.SOURCE_FILE.col(), line)
                .select(concat(regexp_replace(about, lit("\\}$"), lit("")), lit(",\"row\":"), row, lit("}")))
                .as(Encoders.STRING());
    }

    private static Column same() {
        return Records.DELIVERY
                .col()
                .eqNullSafe(col(FOUND_IN))
                .and(Records.SOURCE_FILE.col().equalTo(col(FOUND_FILE)))
                .and(Records.CONTENT.col().equalTo(col(FOUND_CONTENT)));
    }

    private static Dataset<Row> renamed(Dataset<Row> places) {
        return places.select(
                Records.DELIVERY.col().as(FOUND_IN),
                Records.SOURCE_FILE.col().as(FOUND_FILE),
                Records.CONTENT.col().as(FOUND_CONTENT),
                col(PLACE));
    }

    /** What the second look at the deliveries' files finds; none where nothing is looked for. */
    private static Optional<Dataset<Row>> look(StageRun run, Map<String, Sought> sought) {
        return run.intake().all().stream()
                .filter(lists -> sought.containsKey(name(lists)))
                .flatMap(lists -> look(run, lists, sought.get(name(lists))).stream())
                .reduce(Dataset::unionByName);
    }

    private static Optional<Dataset<Row>> look(StageRun run, SettlementLists lists, Sought sought) {
        Delivery delivery = new Delivery(run.spark(), lists);
        Dataset<Row> again;
        try {
            again = delivery.again(sought);
        } catch (DipException e) {
            if (run.intake().mode() == Intake.Mode.RESTATE) {
                // The lists may have been moved away since they were taken in.
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(Headers.attachKey(run, again)
                .select(
                        Records.DELIVERY.col(),
                        Records.SOURCE_FILE.col(),
                        Records.CONTENT.col(),
                        struct(
                                        col(SourceTables.LINE).as(Quarantine.LINE.name()),
                                        redacted(NationalTables.shown(lists)).as(Quarantine.AS_READ.name()),
                                        coalesce(col(SourceTables.DOCUMENT), col(SourceTables.AS_READ))
                                                .as(RAW))
                                .as(PLACE)));
    }

    private static String name(SettlementLists lists) {
        return lists.delivery() == null ? "" : lists.delivery();
    }

    /** What is looked for, by delivery. Eight bytes for each rejected record come to the driver. */
    private static Map<String, Sought> sought(Dataset<Row> rejected) {
        // A header without an id is looked for under the empty one.
        Column id = when(Records.SETTLEMENT_ID.col().startsWith(Headers.NAMELESS), lit(""))
                .otherwise(Records.SETTLEMENT_ID.col());
        Map<String, Map<String, long[]>> byDelivery = new HashMap<>();
        for (Row row : rejected.groupBy(
                        coalesce(Records.DELIVERY.col(), lit("")).as(Records.DELIVERY.name()),
                        Records.SOURCE_FILE.col())
                .agg(collect_list(xxhash64(id)).as(SOUGHT))
                .collectAsList()) {
            List<Long> hashes = row.getList(2);
            byDelivery
                    .computeIfAbsent(row.getString(0), d -> new HashMap<>())
                    .put(row.getString(1), hashes.stream().mapToLong(h -> h).toArray());
        }
        Map<String, Sought> sought = new HashMap<>();
        byDelivery.forEach((delivery, files) -> sought.put(delivery, new Sought(files)));
        return sought;
    }

    /** The row with the shape only of every value that is personal or may be. */
    static Column redacted(Set<String> shown) {
        Column row = from_json(
                col(SourceTables.AS_READ), DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));
        return to_json(transform_values(row, (field, value) -> when(
                        lower(field).isin(shown.toArray()).and(not(value.rlike(LOOKS_PERSONAL))), cut(value))
                .otherwise(cut(mask(value)))));
    }

    private static Column mask(Column value) {
        Column characters = regexp_replace(value, lit("\\p{IsHan}"), lit("汉"));
        Column letters = regexp_replace(characters, lit("[\\p{L}&&[^汉]]"), lit("A"));
        return regexp_replace(letters, lit("\\p{N}"), lit("9"));
    }

    private static Column cut(Column value) {
        return when(
                        length(value).gt(SHOWN),
                        concat(
                                substring(value, 1, SHOWN),
                                lit("...("),
                                length(value).cast("string"),
                                lit(")")))
                .otherwise(value);
    }
}
