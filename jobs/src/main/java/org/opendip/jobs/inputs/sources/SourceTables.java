package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.url_decode;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.sources.SourceFile.Format;
import org.opendip.jobs.inputs.sources.SourceFile.Repeat;
import org.opendip.jobs.inputs.sources.SourceFile.Shape;
import org.opendip.jobs.inputs.sources.SourceFile.TableSource;
import org.opendip.jobs.inputs.sources.SourceFile.TextRules;
import org.opendip.jobs.inputs.sources.SourceFile.Value;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/** Reads a bureau's data as its source file says: whatever the shape, national tables come out. */
public final class SourceTables {
    /** Name of the file a row came from. */
    public static final String SOURCE_FILE = "source_file";
    /** What of the row could not be read: {@code column=text}, joined by {@code "; "}; null: everything could. */
    public static final String UNREADABLE = "unreadable";

    /** Line or row of the file, from 1; null for a database. */
    public static final String LINE = "line";
    /** The row as it was read: an object of JSON with a text for each field. */
    public static final String AS_READ = "as_read";
    /** The document that the row is a part of, as it was written; null for other shapes. */
    public static final String DOCUMENT = "document";

    private static final List<String> PLACED = List.of(LINE, AS_READ, DOCUMENT);
    private static final Column DATABASE = lit("database").as(SOURCE_FILE);
    private static final Column FILE_NAME = fileName().as(SOURCE_FILE);

    private static final Pattern FILE =
            Pattern.compile("(?:reading file|footer for file:?|read file) ([^ \\n]+[^ .\\n])");

    private final SparkSession spark;
    private final Configuration hadoop;
    private final String folder;
    private final SourceFile source;

    /** @param folder where the files are; null for a database */
    public SourceTables(SparkSession spark, String folder, SourceFile source) {
        this.spark = spark;
        this.hadoop = spark.sparkContext().hadoopConfiguration();
        this.folder = folder;
        this.source = source;
    }

    /** A raw data set and its column for each field of the source. */
    record Raw(Dataset<Row> data, Map<String, Field> fields) {
        /** A column and its type. */
        record Field(Column column, org.apache.spark.sql.types.DataType type) {}

        Conversion.Input input(Value value) {
            if (value.constant() != null) {
                return new Conversion.Input(lit(value.constant()), DataTypes.StringType, value);
            }
            Field field = fields.get(value.field());
            return new Conversion.Input(field.column(), field.type(), value);
        }
    }

    /** The name of the file that a row is from. Spark has it as in an address, with %20 for a blank. */
    public static Column fileName() {
        Column address = col("_metadata.file_name");
        // In an address + is itself; only forms write blanks so.
        return when(address.contains("%"), url_decode(replace(address, lit("+"), lit("%2B"))))
                .otherwise(address);
    }

    /** The declared columns of a national table plus {@link #SOURCE_FILE} and {@link #UNREADABLE}. */
    public Dataset<Row> read(Table table) {
        if (source.shape() == Shape.DOCUMENTS) {
            return new DocumentRows(spark, source, files(table)).read(table);
        }
        TableSource from = source.table(table);
        if (source.shape() == Shape.WIDE && table != SettlementHeaders.TABLE) {
            return from.repeat() == null
                    ? spark.createDataFrame(List.of(), empty(table))
                    : new WideRows(source, this::open).read(table, from.repeat());
        }
        Map<String, Value> values = values(source, table);
        Raw raw = open(table, fields(values));
        return new Conversion(source).convert(raw.data(), table, inputs(values, raw));
    }

    /**
     * Headers once more, of those only that may be among the ones sought: the columns of {@link #read}, {@link #LINE}, {@link
     * #AS_READ} and {@link #DOCUMENT}.
     */
    public Dataset<Row> again(Sought sought) {
        Table table = SettlementHeaders.TABLE;
        Map<String, Value> values = values(source, table);
        SecondLook.Id id = SecondLook.Id.of(source, values.get(SettlementHeaders.SETL_ID.name()));
        if (source.shape() == Shape.DOCUMENTS) {
            return new DocumentRows(spark, source, files(table)).again(id, sought);
        }
        String idField = values.get(SettlementHeaders.SETL_ID.name()).field();
        List<Raw> raws = source.format().isText()
                ? List.of(textAgain(fields(values), idField, id, sought))
                : binaryAgain(fields(values), idField, id, sought);
        return raws.stream()
                .map(raw -> {
                    Dataset<Row> placed =
                            raw.data().withColumn(DOCUMENT, lit(null).cast("string"));
                    return new Conversion(source).convert(placed, table, inputs(values, raw), PLACED);
                })
                .reduce(Dataset::unionAll)
                .orElseThrow(() -> DipErrors.inputFilesMissing(
                        folder, String.join(", ", sought.files()), "the national settlement table " + table.name()));
    }

    private static Map<String, Conversion.Input> inputs(Map<String, Value> values, Raw raw) {
        Map<String, Conversion.Input> inputs = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value.field() == null || raw.fields().containsKey(value.field())) {
                inputs.put(name, raw.input(value));
            }
        });
        return inputs;
    }

    private Raw textAgain(Set<String> fields, String idField, SecondLook.Id id, Sought sought) {
        Table table = SettlementHeaders.TABLE;
        boolean workbook = source.format() == Format.XLSX;
        List<String> all = files(table);
        List<String> heading = workbook
                ? Spreadsheets.sample(hadoop, all.get(0), 0).get(0)
                : CsvHead.read(hadoop, all.get(0), source.text()).heading();
        List<String> lacking = Omitted.of(
                        all.get(0), heading, source.table(table).mayLack(table), fields)
                .stream()
                .map(Col::name)
                .toList();
        List<String> order = fields.stream().filter(f -> !lacking.contains(f)).toList();
        StructType schema = new StructType();
        Map<String, Raw.Field> columns = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            schema = schema.add("c" + i, DataTypes.StringType);
            columns.put(order.get(i), new Raw.Field(col("c" + i), DataTypes.StringType));
        }
        schema = schema.add(SOURCE_FILE, DataTypes.StringType)
                .add(LINE, DataTypes.LongType)
                .add(AS_READ, DataTypes.StringType);
        TextRules rules = source.text();
        SecondLook.Opening opening =
                workbook ? Spreadsheets::numbered : (hadoop, file) -> CsvRows.open(hadoop, file, rules);
        List<String> files = all.stream()
                .filter(file -> sought.files().contains(InputFiles.name(file)))
                .toList();
        return new Raw(
                SecondLook.through(spark, files, schema, SecondLook.rows(order, idField, id, sought, opening)),
                columns);
    }

    private List<Raw> binaryAgain(Set<String> fields, String idField, SecondLook.Id id, Sought sought) {
        Table table = SettlementHeaders.TABLE;
        List<Col> mayLack = source.table(table).mayLack(table);
        List<Raw> each = new ArrayList<>();
        if (source.format() == Format.JDBC) {
            List<Column> about = List.of(DATABASE, lit(null).cast("bigint").as(LINE));
            each.add(typed(DatabaseTable.read(spark, source, table), "the database", fields, mayLack, about));
        } else {
            List<Column> about = List.of(
                    col(NumberedFiles.FILE).as(SOURCE_FILE),
                    col(NumberedFiles.ROW).as(LINE));
            List<String> places = places(table);
            NumberedFiles.read(spark, source.format(), mayLack, places, sought.files())
                    .forEach(data -> each.add(typed(data, places.get(0), fields, mayLack, about)));
        }
        Conversion conversion = new Conversion(source);
        return each.stream()
                .map(raw -> {
                    Dataset<Row> data = raw.data();
                    if (id.plain()) {
                        Raw.Field at = raw.fields().get(idField);
                        Column text = at.type() == DataTypes.StringType
                                ? conversion.cleaned(at.column())
                                : Conversion.asText(at.column(), at.type());
                        data = among(spark, data, when(not(text.rlike(Conversion.SCIENTIFIC)), text), sought);
                    }
                    return new Raw(data.withColumn(AS_READ, asRead(raw)), raw.fields());
                })
                .toList();
    }

    /** Rows whose id is among those sought. */
    public static Dataset<Row> among(SparkSession spark, Dataset<Row> rows, Column id, Sought sought) {
        Dataset<Row> hashes = spark.createDataset(
                        Arrays.stream(sought.all()).boxed().toList(), Encoders.LONG())
                .toDF("_dip_sought");
        return rows.join(broadcast(hashes), xxhash64(coalesce(id, lit(""))).equalTo(col("_dip_sought")), "left_semi");
    }

    private static Column asRead(Raw raw) {
        return to_json(struct(raw.fields().entrySet().stream()
                .map(field -> field.getValue().column().as(field.getKey()))
                .toArray(Column[]::new)));
    }

    /**
     * Fields of a header that may be shown, in lower case: those that are read as a code, a number, an amount or a day. Ids
     * and the date of birth are personal; whatever is not read, or is any text, may be.
     */
    public static Set<String> shown(SourceFile source) {
        Set<String> shown = new HashSet<>();
        Set<String> hidden = new HashSet<>();
        values(source, SettlementHeaders.TABLE).forEach((name, value) -> {
            if (value.field() != null) {
                (Conversion.isPersonal(name) ? hidden : shown).add(value.field().toLowerCase(Locale.ROOT));
            }
        });
        if (source.shape() == Shape.WIDE) {
            for (Table table : SourceFile.NATIONAL) {
                Repeat repeat = source.table(table).repeat();
                if (repeat != null) {
                    WideRows.shown(repeat).forEach(field -> shown.add(field.toLowerCase(Locale.ROOT)));
                }
            }
        }
        shown.removeAll(hidden);
        return shown;
    }

    private static StructType empty(Table table) {
        return table.schema().add(SOURCE_FILE, DataTypes.StringType).add(UNREADABLE, DataTypes.StringType);
    }

    /** Where each column comes from, of those that the source has. */
    static Map<String, Value> values(SourceFile source, Table table) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Col column : table.columns()) {
            Optional<Value> value = source.table(table).value(column);
            value.ifPresent(v -> values.put(column.name(), v));
        }
        return values;
    }

    static Set<String> fields(Map<String, Value> values) {
        Set<String> fields = new LinkedHashSet<>();
        values.values().stream().map(Value::field).filter(f -> f != null).forEach(fields::add);
        return fields;
    }

    /** The files of a table, each there and no folder. */
    List<String> files(Table table) {
        String own = source.table(table).files();
        String pattern = source.files() != null ? source.files() : own != null ? own : table.name() + ".csv";
        return InputFiles.find(hadoop, folder, pattern, "the national settlement table " + table.name());
    }

    /** Files or folders of a table in a binary format. */
    private List<String> places(Table table) {
        String own = source.table(table).files();
        String pattern = source.files() != null ? source.files() : own != null ? own : table.name();
        return InputFiles.findAny(hadoop, folder, pattern, "the national settlement table " + table.name());
    }

    /**
     * The raw rows with these fields and {@link #SOURCE_FILE}; a field that is missing is refused, unless it is that of a
     * column that may be missing.
     */
    private Raw open(Table table, Set<String> fields) {
        List<Col> mayLack = source.table(table).mayLack(table);
        return switch (source.format()) {
            case CSV -> csv(files(table), fields, mayLack);
            case XLSX -> Spreadsheets.read(spark, files(table), List.copyOf(fields), mayLack);
            case JDBC ->
                typed(DatabaseTable.read(spark, source, table), "the database", fields, mayLack, List.of(DATABASE));
            default -> binary(table, fields, mayLack);
        };
    }

    private Raw csv(List<String> files, Set<String> fields, List<Col> mayLack) {
        TextRules rules = source.text();
        CsvHead head = CsvHead.read(hadoop, files.get(0), rules);
        Map<String, Integer> places = head.places(fields, mayLack);
        for (String file : files.subList(1, files.size())) {
            CsvHead other = CsvHead.read(hadoop, file, rules);
            if (!other.heading().equals(head.heading())) {
                throw DipErrors.inputDamaged(
                        file,
                        1,
                        "",
                        "has another heading than " + files.get(0),
                        "give both the same columns in the same order");
            }
        }
        StructType schema = new StructType();
        for (int i = 0; i < head.heading().size(); i++) {
            schema = schema.add("c" + i, DataTypes.StringType);
        }
        DataFrameReader reader = spark.read().schema(schema).options(csvOptions(rules));
        Dataset<Row> data = reader.csv(paths(files)).select(all(head.heading().size()));
        Map<String, Raw.Field> columns = new LinkedHashMap<>();
        places.forEach((field, place) -> columns.put(field, new Raw.Field(col("c" + place), DataTypes.StringType)));
        return new Raw(data, columns);
    }

    /** How a file written by these rules is read. */
    static Map<String, String> csvOptions(TextRules rules) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("header", "true");
        options.put("mode", "FAILFAST");
        // Without it, a row with fields too many or too few is not seen.
        options.put("columnPruning", "false");
        options.put("encoding", rules.charset());
        options.put("sep", String.valueOf(rules.delimiter()));
        options.put("quote", String.valueOf(rules.quote()));
        options.put("escape", String.valueOf(rules.escape() == null ? rules.quote() : rules.escape()));
        options.put("multiLine", String.valueOf(rules.multiLine()));
        options.put("maxColumns", String.valueOf(CsvHead.MOST_COLUMNS + 1));
        options.put("maxCharsPerColumn", String.valueOf(CsvHead.LONGEST_VALUE));
        return options;
    }

    private static Column[] all(int columns) {
        return IntStream.rangeClosed(0, columns)
                .mapToObj(i -> i == columns ? FILE_NAME : col("c" + i))
                .toArray(Column[]::new);
    }

    static String[] paths(List<String> files) {
        return files.stream().map(InputFiles::escaped).toArray(String[]::new);
    }

    /** Each place must have each field, in one type: Spark makes null of a field that only some have. */
    private Raw binary(Table table, Set<String> fields, List<Col> mayLack) {
        List<String> places = places(table);
        List<Raw> each = new ArrayList<>();
        for (String place : places) {
            Raw raw = typed(load(List.of(place), mayLack), place, fields, mayLack, List.of(FILE_NAME));
            each.add(raw);
            for (String field : fields) {
                if (raw.fields().containsKey(field) != each.get(0).fields().containsKey(field)) {
                    throw DipErrors.columnMissing(
                            raw.fields().containsKey(field) ? places.get(0) : place,
                            field,
                            "what another place has, and this one has not");
                }
                if (!raw.fields().containsKey(field)) {
                    continue;
                }
                String type = raw.fields().get(field).type().sql();
                String first = each.get(0).fields().get(field).type().sql();
                if (!type.equals(first)) {
                    throw DipErrors.inputDamaged(
                            place,
                            0,
                            field,
                            "is " + type + ", and in " + places.get(0) + " it is " + first,
                            "deliver both in one type, or name one of them");
                }
            }
        }
        if (places.size() == 1) {
            return each.get(0);
        }
        return source.format() == Format.DELTA
                ? union(each)
                : typed(load(places, mayLack), places.get(0), fields, mayLack, List.of(FILE_NAME));
    }

    private Dataset<Row> load(List<String> places, List<Col> mayLack) {
        return switch (source.format()) {
            case DELTA -> spark.read().format("delta").load(places.get(0));
            case ORC -> Omitted.files(spark, "orc", mayLack, paths(places));
            default -> Omitted.files(spark, "parquet", mayLack, paths(places));
        };
    }

    /** Tables one after the other; each has its {@link #SOURCE_FILE} already, which no union knows. */
    private static Raw union(List<Raw> tables) {
        List<String> order = List.copyOf(tables.get(0).fields().keySet());
        Map<String, Raw.Field> named = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            named.put(
                    order.get(i),
                    new Raw.Field(
                            col("f" + i),
                            tables.get(0).fields().get(order.get(i)).type()));
        }
        Dataset<Row> data = tables.stream()
                .map(table -> {
                    List<Column> columns = new ArrayList<>(List.of(col(SOURCE_FILE)));
                    for (int i = 0; i < order.size(); i++) {
                        columns.add(table.fields().get(order.get(i)).column().as("f" + i));
                    }
                    return table.data().select(columns.toArray(Column[]::new));
                })
                .reduce(Dataset::unionAll)
                .orElseThrow();
        return new Raw(data, named);
    }

    /** @param about columns about the row, beside those of the fields */
    private static Raw typed(
            Dataset<Row> data, String place, Set<String> fields, List<Col> mayLack, List<Column> about) {
        List<String> names = Arrays.asList(data.columns());
        Map<String, Integer> found = CsvHead.places(place, names, fields, mayLack);
        List<Column> columns = new ArrayList<>();
        Map<String, Raw.Field> raw = new LinkedHashMap<>();
        found.forEach((field, at) -> {
            columns.add(col("`" + names.get(at).replace("`", "``") + "`").as("c" + at));
            raw.put(
                    field,
                    new Raw.Field(col("c" + at), data.schema().fields()[at].dataType()));
        });
        columns.addAll(about);
        return new Raw(data.select(columns.stream().distinct().toArray(Column[]::new)), raw);
    }

    /** Whether reading failed because of what was read: not the fault of the program. */
    public static boolean isDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("FAILED_READ_FILE")
                    || message.contains("CANNOT_READ_FILE_FOOTER")
                    || message.contains("MALFORMED_RECORD_IN_PARSING")
                    || message.contains(Conversion.DAMAGED)) {
                return true;
            }
        }
        return false;
    }

    /** The file that Spark could not read, in words. */
    public static Optional<DipException> unreadableFile(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher file = FILE.matcher(String.valueOf(cause.getMessage()));
            if (file.find()) {
                Throwable root = cause;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                return Optional.of(DipErrors.inputDamaged(
                        file.group(1),
                        0,
                        "",
                        "cannot be read: " + CsvHead.shortened(String.valueOf(root.getMessage())),
                        "copy or export the file again"));
            }
        }
        return Optional.empty();
    }

    /** The file that Spark says it was reading when it failed. */
    public static Optional<Path> failedFile(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher file = FILE.matcher(String.valueOf(cause.getMessage()));
            if (file.find()) {
                try {
                    // Spark writes it as an address, with %20 for a blank.
                    return Optional.of(new Path(new URI(file.group(1))));
                } catch (URISyntaxException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Goes through text files of a table once more and throws what is wrong with the first that is damaged; returns if none
     * is.
     *
     * @param only the file to go through, if it is one of the table's; none: all of them, since the failure named none
     */
    public void findDamage(Table table, Optional<Path> only) {
        if (source.format() != Format.CSV && source.format() != Format.JSON) {
            // The readers of the other formats say themselves what is wrong with a file.
            return;
        }
        for (String file : files(table)) {
            String path = new Path(file).toUri().getPath();
            if (only.isPresent() && !only.get().toUri().getPath().equals(path)) {
                continue;
            }
            if (source.format() == Format.CSV) {
                CsvHead head = CsvHead.read(hadoop, file, source.text());
                Damage.findInCsv(hadoop, file, source.text(), head.heading());
            } else if (source.documents().layout() == SourceFile.Documents.Layout.ONE_PER_LINE) {
                Damage.findInDocuments(hadoop, file);
            } else {
                Damage.findInDocument(hadoop, file);
            }
        }
    }
}
