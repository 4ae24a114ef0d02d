package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.opendip.jobs.inputs.sources.SourceFile.Repeat;
import org.opendip.jobs.inputs.sources.SourceFile.Value;
import org.opendip.jobs.inputs.sources.SourceTables.Raw;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementIcuStays;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;

/** One wide row becomes many: numbered columns, lists in one column, and fees by charge category. */
final class WideRows {
    private static final String ID = SettlementHeaders.SETL_ID.name();
    private static final String ORDER = SettlementDiagnoses.ORDER.name();

    private final SourceFile source;
    private final BiFunction<Table, Set<String>, Raw> open;

    WideRows(SourceFile source, BiFunction<Table, Set<String>, Raw> open) {
        this.source = source;
        this.open = open;
    }

    Dataset<Row> read(Table table, Repeat repeat) {
        Value id = source.table(SettlementHeaders.TABLE)
                .value(SettlementHeaders.SETL_ID)
                .orElseThrow();
        Set<String> fields = new LinkedHashSet<>();
        fields.add(id.field());
        fields.addAll(repeat.fees().values());
        fields.addAll(repeat.first().values());
        repeat.numbered().values().stream().filter(v -> v.field() != null).forEach(v -> numbers(repeat)
                .forEach(n -> fields.add(numbered(v.field(), n))));
        Raw raw = open.apply(table, fields);
        Map<String, Value> values = new LinkedHashMap<>();
        values.put(ID, id);
        Dataset<Row> rows;
        if (table == SettlementItems.TABLE) {
            rows = fees(raw, repeat, text(raw, id.field()));
            values.put(SettlementItems.MED_CHRGITM.name(), Value.field(""));
            values.put(SettlementItems.AMT.name(), Value.amount("", repeat.unit()));
        } else {
            rows = repeat.separator() == null
                    ? numbered(raw, table, repeat, text(raw, id.field()))
                    : lists(raw, table, repeat, text(raw, id.field()));
            values.putAll(repeat.numbered());
            for (String made : made(table)) {
                values.putIfAbsent(made, Value.field(""));
            }
        }
        Map<String, Conversion.Input> inputs = new LinkedHashMap<>();
        values.forEach((column, value) -> inputs.put(
                column,
                new Conversion.Input(
                        value.constant() == null ? col(column) : lit(value.constant()), DataTypes.StringType, value)));
        Dataset<Row> converted = new Conversion(source).convert(rows, table, inputs);
        return table == SettlementItems.TABLE
                ? converted.filter(SettlementItems.AMT
                        .col()
                        .notEqual(0)
                        .or(col(SourceTables.UNREADABLE).isNotNull()))
                : converted;
    }

    /** Fields that hold codes and amounts, of which nothing names a person; names of diagnoses and the like are any text. */
    static List<String> shown(Repeat repeat) {
        List<String> shown = new ArrayList<>(repeat.fees().values());
        repeat.numbered().forEach((column, value) -> {
            if (value.field() != null && column.endsWith("_code")) {
                numbers(repeat).forEach(n -> shown.add(numbered(value.field(), n)));
                if (repeat.first().get(column) != null) {
                    shown.add(repeat.first().get(column));
                }
            }
        });
        return shown;
    }

    /** Columns that a place in the row says, unless the source file takes them from a field. */
    private static List<String> made(Table table) {
        if (table == SettlementIcuStays.TABLE) {
            return List.of();
        }
        return table == SettlementProcedures.TABLE
                ? List.of(SettlementProcedures.MAIN_OPRN_FLAG.name(), ORDER)
                : List.of(SettlementDiagnoses.DIAG_TYPE.name(), SettlementDiagnoses.MAINDIAG_FLAG.name(), ORDER);
    }

    /** The field without which there is no row. */
    private static String leading(Table table, Repeat repeat) {
        if (table == SettlementProcedures.TABLE) {
            return SettlementProcedures.OPRN_OPRT_CODE.name();
        }
        return table == SettlementIcuStays.TABLE
                ? repeat.numbered().keySet().iterator().next()
                : SettlementDiagnoses.DIAG_CODE.name();
    }

    private static List<Integer> numbers(Repeat repeat) {
        return repeat.separator() != null
                ? List.of(0)
                : java.util.stream.IntStream.rangeClosed(repeat.from(), repeat.to())
                        .boxed()
                        .toList();
    }

    private static String numbered(String field, int n) {
        return field.replace("{n}", Integer.toString(n));
    }

    private static Column text(Raw raw, String field) {
        Raw.Field at = raw.fields().get(field);
        return Conversion.asText(at.column(), at.type());
    }

    private static Dataset<Row> fees(Raw raw, Repeat repeat, Column id) {
        Column[] charges = repeat.fees().entrySet().stream()
                .map(fee -> struct(
                        lit(fee.getKey()).as(SettlementItems.MED_CHRGITM.name()),
                        text(raw, fee.getValue()).as(SettlementItems.AMT.name())))
                .toArray(Column[]::new);
        return raw.data()
                .select(
                        id.as(ID),
                        col(SourceTables.SOURCE_FILE),
                        explode(array(charges)).as("row"))
                .select(col(ID), col(SourceTables.SOURCE_FILE), col("row.*"));
    }

    private static Dataset<Row> numbered(Raw raw, Table table, Repeat repeat, Column id) {
        List<Column> rows = new ArrayList<>();
        if (!repeat.first().isEmpty()) {
            List<Column> fields = place(table, 1);
            repeat.numbered().forEach((column, value) -> {
                String field = repeat.first().get(column);
                if (value.constant() == null) {
                    fields.add((field == null ? lit(null).cast("string") : text(raw, field)).as(column));
                }
            });
            rows.add(struct(fields.toArray(Column[]::new)));
        }
        for (int n : numbers(repeat)) {
            List<Column> fields = place(table, rows.size() + 1);
            repeat.numbered().forEach((column, value) -> {
                if (value.constant() == null) {
                    fields.add(text(raw, numbered(value.field(), n)).as(column));
                }
            });
            rows.add(struct(fields.toArray(Column[]::new)));
        }
        Column[] inside = withMade(table, repeat);
        return raw.data()
                .select(
                        id.as(ID),
                        col(SourceTables.SOURCE_FILE),
                        explode(array(rows.toArray(Column[]::new))).as("row"))
                .select(inside)
                .filter(trim(col(leading(table, repeat))).notEqual(""));
    }

    /** What the place of an entry says; a column that a field gives as well is left to the field. */
    private static List<Column> place(Table table, int place) {
        List<Column> columns = new ArrayList<>();
        columns.add(lit(Integer.toString(place)).as("made_" + ORDER));
        columns.add(lit(place == 1 ? "1" : "0").as("made_flag"));
        columns.add(lit(place == 1 ? "1" : "2").as("made_type"));
        return columns;
    }

    private static Column[] withMade(Table table, Repeat repeat) {
        List<Column> columns = new ArrayList<>(List.of(col(ID), col(SourceTables.SOURCE_FILE)));
        repeat.numbered().forEach((column, value) -> {
            if (value.constant() == null) {
                columns.add(col("row." + column).as(column));
            }
        });
        for (String made : made(table)) {
            if (!repeat.numbered().containsKey(made)) {
                String from = made.equals(ORDER)
                        ? ORDER
                        : made.equals(SettlementDiagnoses.DIAG_TYPE.name()) ? "type" : "flag";
                columns.add(col("row.made_" + from).as(made));
            }
        }
        return columns.toArray(Column[]::new);
    }

    /** Entries of a list in one field; a second field's list goes along with it, entry by entry. */
    private static Dataset<Row> lists(Raw raw, Table table, Repeat repeat, Column id) {
        String lead = leading(table, repeat);
        String separator = Pattern.quote(repeat.separator());
        List<Column> columns = new ArrayList<>(List.of(id.as(ID), col(SourceTables.SOURCE_FILE)));
        repeat.numbered().forEach((column, value) -> {
            if (value.constant() == null) {
                columns.add(split(text(raw, value.field()), separator, -1).as("list_" + column));
            }
        });
        int shift = repeat.first().isEmpty() ? 1 : 2;
        List<Column> exploded = new ArrayList<>(List.of(col(ID), col(SourceTables.SOURCE_FILE)));
        repeat.numbered().forEach((column, value) -> {
            if (value.constant() == null && !column.equals(lead)) {
                exploded.add(col("list_" + column));
            }
        });
        exploded.add(posexplode(col("list_" + lead)).as(new String[] {"place", lead}));
        List<Column> ended = new ArrayList<>(List.of(col(ID), col(SourceTables.SOURCE_FILE), col(lead)));
        repeat.numbered().forEach((column, value) -> {
            if (value.constant() == null && !column.equals(lead)) {
                ended.add(get(col("list_" + column), col("place")).as(column));
            }
        });
        Column place = col("place").plus(shift);
        for (String made : made(table)) {
            if (!repeat.numbered().containsKey(made)) {
                Column main = place.equalTo(1);
                Column value = made.equals(ORDER)
                        ? place.cast("string")
                        : org.apache
                                .spark
                                .sql
                                .functions
                                .when(main, "1")
                                .otherwise(made.equals(SettlementDiagnoses.DIAG_TYPE.name()) ? "2" : "0");
                ended.add(value.as(made));
            }
        }
        Dataset<Row> others = raw.data()
                .select(columns.toArray(Column[]::new))
                .select(exploded.toArray(Column[]::new))
                .select(ended.toArray(Column[]::new));
        if (!repeat.first().isEmpty()) {
            Map<String, Value> main = new LinkedHashMap<>(repeat.numbered());
            Repeat first = new Repeat(repeat.first(), main, 1, 0, null, Map.of(), repeat.unit());
            others = others.unionByName(numbered(raw, table, first, id));
        }
        return others.filter(trim(col(lead)).notEqual(""));
    }
}
