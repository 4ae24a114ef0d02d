package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
        return read(table, this::documents, List.of());
    }

    /** Headers of documents that may be sought, with their places. */
    Dataset<Row> again(SecondLook.Id id, Sought sought) {
        return read(
                SettlementHeaders.TABLE,
                schema -> documentsAgain(schema, id, sought),
                List.of(SourceTables.LINE, SourceTables.AS_READ, SourceTables.DOCUMENT));
    }

    private Dataset<Row> read(Table table, Function<StructType, Dataset<Row>> documented, List<String> carried) {
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
        Dataset<Row> documents = documented.apply(schema(header, headerFields, lists));
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
        return conversion.convert(rows, table, inputs, carried);
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
        List<Column> columns = parts(schema, "");
        columns.add(SourceTables.fileName().as(SourceTables.SOURCE_FILE));
        return spark.read()
                .schema(whole(schema))
                .option("mode", "FAILFAST")
                .option("multiLine", String.valueOf(source.documents().layout() == Documents.Layout.ONE_PER_FILE))
                .json(SourceTables.paths(files))
                .select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> documentsAgain(StructType schema, SecondLook.Id id, Sought sought) {
        List<String> looked = files.stream()
                .filter(file -> sought.files().contains(InputFiles.name(file)))
                .toList();
        Value idValue = source.table(SettlementHeaders.TABLE)
                .value(SettlementHeaders.SETL_ID)
                .orElseThrow();
        DocumentFile.Parts at = new DocumentFile.Parts(
                steps(), source.table(SettlementHeaders.TABLE).node(), idValue.field());
        boolean lines = source.documents().layout() == Documents.Layout.ONE_PER_LINE;
        List<Column> columns = parts(schema, "`parsed`.");
        columns.add(col(SourceTables.SOURCE_FILE));
        columns.add(col(SourceTables.LINE));
        columns.add(col(SourceTables.AS_READ));
        columns.add(col(SourceTables.DOCUMENT));
        return SecondLook.through(spark, looked, DocumentFile.SCHEMA, DocumentFile.reading(at, lines, id, sought))
                .withColumn("parsed", from_json(col(SourceTables.DOCUMENT), whole(schema)))
                .select(columns.toArray(Column[]::new));
    }

    private List<String> steps() {
        String root = source.documents().root();
        return root == null ? List.of() : List.of(root.split("\\."));
    }

    /** The parts below the root. */
    private StructType whole(StructType schema) {
        StructType whole = schema;
        List<String> steps = steps();
        for (int i = steps.size() - 1; i >= 0; i--) {
            whole = new StructType().add(steps.get(i), whole);
        }
        return whole;
    }

    private List<Column> parts(StructType schema, String above) {
        StringBuilder path = new StringBuilder(above);
        steps().forEach(step -> path.append('`').append(step).append("`."));
        List<Column> parts = new ArrayList<>();
        for (String name : schema.fieldNames()) {
            parts.add(col(path + "`" + name + "`").as(name));
        }
        return parts;
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
