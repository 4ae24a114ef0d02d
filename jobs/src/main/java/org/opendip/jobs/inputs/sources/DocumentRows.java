package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.sources.SourceFile.Documents;
import org.opendip.jobs.inputs.sources.SourceFile.Value;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;

/**
 * Documents of interface 4101 or 4101A: one part is the header, the others are lists. Every value is read as the text it
 * is written as, so that 1E+05 is not taken for a number.
 */
final class DocumentRows {
    private static final String ID = SettlementHeaders.SETL_ID.name();

    /** Wider than an amount, so that a total that is none is told and does not stop the run. */
    private static final DataType TOTAL = DataTypes.createDecimalType(38, 6);

    private final SparkSession spark;
    private final SourceFile source;
    private final List<String> files;

    DocumentRows(SparkSession spark, SourceFile source, List<String> files) {
        this.spark = spark;
        this.source = source;
        this.files = files;
    }

    Dataset<Row> read(Table table) {
        Map<String, Value> values = SourceTables.values(source, table);
        String header = source.table(SettlementHeaders.TABLE).node();
        Value id = source.table(SettlementHeaders.TABLE)
                .value(SettlementHeaders.SETL_ID)
                .orElseThrow();
        Map<String, Set<String>> lists = new LinkedHashMap<>();
        Set<String> headerFields = new LinkedHashSet<>();
        boolean isHeader = table == SettlementHeaders.TABLE;
        String part = source.table(table).node();
        if (id.field() != null) {
            headerFields.add(id.field());
        }
        values.forEach((name, value) -> {
            if (value.sum() != null) {
                String[] path = value.sum().split("\\.");
                Set<String> fields = lists.computeIfAbsent(path[0], k -> new LinkedHashSet<>());
                fields.add(path[1]);
                fields.addAll(value.where().keySet());
            } else if (value.field() != null) {
                (isHeader ? headerFields : lists.computeIfAbsent(part, k -> new LinkedHashSet<>())).add(value.field());
            }
        });
        Dataset<Row> documents = documents(schema(header, headerFields, lists));
        Conversion conversion = new Conversion(source);
        Map<String, Conversion.Input> inputs = new LinkedHashMap<>();
        Dataset<Row> rows = documents;
        if (!isHeader) {
            rows = documents.select(
                    text(id, col("`" + header + "`")).as("id"),
                    col(SourceTables.SOURCE_FILE),
                    posexplode(col("`" + part + "`")).as(new String[] {"place", "row"}));
        }
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            Value value = entry.getValue();
            Column raw;
            DataType type = DataTypes.StringType;
            if (entry.getKey().equals(ID)) {
                raw = isHeader ? text(id, col("`" + header + "`")) : col("id");
            } else if (value.sum() != null) {
                raw = sum(conversion, value);
            } else if (!isHeader
                    && entry.getKey().equals(SettlementDiagnoses.ORDER.name())
                    && !source.table(table).columns().containsKey(entry.getKey())) {
                raw = col("place").plus(1);
                type = DataTypes.IntegerType;
            } else {
                raw = text(value, isHeader ? col("`" + header + "`") : col("row"));
            }
            inputs.put(entry.getKey(), new Conversion.Input(raw, type, value));
        }
        return conversion.convert(rows, table, inputs);
    }

    private static Column text(Value value, Column part) {
        return value.constant() == null ? part.getField(value.field()) : lit(value.constant());
    }

    private static StructType schema(String header, Set<String> headerFields, Map<String, Set<String>> lists) {
        StructType schema = new StructType().add(header, struct(headerFields));
        for (Map.Entry<String, Set<String>> list : lists.entrySet()) {
            schema = schema.add(list.getKey(), DataTypes.createArrayType(struct(list.getValue())));
        }
        return schema;
    }

    private static StructType struct(Set<String> fields) {
        StructType struct = new StructType();
        for (String field : fields) {
            struct = struct.add(field, DataTypes.StringType);
        }
        return struct;
    }

    private Dataset<Row> documents(StructType schema) {
        StructType whole = schema;
        String prefix = "";
        String root = source.documents().root();
        if (root != null) {
            String[] steps = root.split("\\.");
            for (int i = steps.length - 1; i >= 0; i--) {
                whole = new StructType().add(steps[i], whole);
                prefix = "`" + steps[i] + "`." + prefix;
            }
        }
        String path = prefix;
        Column[] parts = new Column[schema.size() + 1];
        for (int i = 0; i < schema.size(); i++) {
            String name = schema.fieldNames()[i];
            parts[i] = col(path + "`" + name + "`").as(name);
        }
        parts[schema.size()] = col("_metadata.file_name").as(SourceTables.SOURCE_FILE);
        return spark.read()
                .schema(whole)
                .option("mode", "FAILFAST")
                .option("multiLine", String.valueOf(source.documents().layout() == Documents.Layout.ONE_PER_FILE))
                .json(SourceTables.paths(files))
                .select(parts);
    }

    /**
     * The sum of a part's amounts as a text, each read as a single amount would be. Where one of them cannot be read, the
     * whole sum cannot: the text is then {@code <field>: <what stands there>}, which is no amount whatever stands there.
     * Null where the part has none.
     */
    private static Column sum(Conversion conversion, Value value) {
        String[] path = value.sum().split("\\.");
        Column all = col("`" + path[0] + "`");
        Column chosen = value.where().isEmpty()
                ? all
                : filter(all, entry -> value.where().entrySet().stream()
                        .map(w -> trim(entry.getField(w.getKey()))
                                .isin(w.getValue().toArray()))
                        .reduce(Column::and)
                        .orElseThrow());
        Column given =
                filter(transform(chosen, entry -> conversion.cleaned(entry.getField(path[1]))), Column::isNotNull);
        Column wrong = filter(given, text -> conversion.amount(text).isNull());
        Column sum = aggregate(
                given, lit(0).cast(TOTAL), (total, text) -> total.plus(coalesce(conversion.amount(text), lit(0)))
                        .cast(TOTAL));
        return when(size(wrong).gt(0), concat(lit(path[1] + ": "), get(wrong, lit(0))))
                .when(size(given).gt(0), sum.cast("string"));
    }
}
