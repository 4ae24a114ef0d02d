package org.opendip.jobs.inputs.sources;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementIcuStays;
import org.opendip.jobs.tables.national.SettlementItems;
import org.opendip.jobs.tables.national.SettlementProcedures;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.rules.Node;
import org.opendip.policy.rules.Problem;

/**
 * A source file: how one bureau's data are to be read. It names formats, files (relative to the folder of the run file)
 * and fields, and never a rate or a place. docs/sources.md describes every key.
 *
 * @param name the file it was read from
 * @param shape what one row of it is
 * @param format how it is stored
 * @param text how a text file is written
 * @param notation how values are written
 * @param files files of a shape with one kind of file; null for national tables
 * @param documents how documents stand in a file; null for other shapes
 * @param database where a database is; null for files
 * @param tables what becomes of each national table, by its name
 */
public record SourceFile(
        String name,
        Shape shape,
        Format format,
        TextRules text,
        Notation notation,
        String files,
        Documents documents,
        Database database,
        Map<String, TableSource> tables) {

    /** What one row is. */
    public enum Shape {
        /** A national table each: headers, diagnoses, procedures, charges. */
        NATIONAL_TABLES,
        /** A discharge with all that belongs to it, in columns. */
        WIDE,
        /** A document of interface 4101 or 4101A. */
        DOCUMENTS
    }

    /** How it is stored. */
    public enum Format {
        CSV,
        PARQUET,
        ORC,
        DELTA,
        JDBC,
        XLSX,
        JSON;

        /** Whether every value comes as a text. */
        boolean isText() {
            return this == CSV || this == XLSX || this == JSON;
        }
    }

    /**
     * How a text file is written.
     *
     * @param quote what may stand around a value; doubled inside it, unless there is an escape
     * @param escape what makes the quote after it a part of the value; null: the quote itself does
     * @param multiLine whether a value in quotes may go over several lines
     * @param keepDamaged whether characters that the charset cannot hold are kept as U+FFFD
     */
    public record TextRules(
            String charset, char delimiter, char quote, Character escape, boolean multiLine, boolean keepDamaged)
            implements Serializable {
        Charset decoder() {
            return Charset.forName(charset);
        }
    }

    /**
     * How values are written.
     *
     * @param nullWords words that say that there is nothing
     * @param thousands what stands between thousands; empty: nothing
     * @param dates patterns of a date, tried in order
     * @param times patterns of a date and time, tried in order
     * @param zone zone of the timestamps of a binary format that hold an instant
     */
    public record Notation(
            List<String> nullWords, String thousands, List<String> dates, List<String> times, String zone) {}

    /** How documents stand in a file. */
    public record Documents(Layout layout, String root) {
        /** One document a line, or one a file. */
        public enum Layout {
            ONE_PER_LINE,
            ONE_PER_FILE
        }
    }

    /** Where a database is; the password is in a variable or a file. */
    public record Database(
            String url, String driver, String user, String passwordVariable, String passwordFile, int fetchRows) {}

    /**
     * What becomes of one national table.
     *
     * @param files its files; null: {@code <table>.csv} or {@code <table>/}
     * @param query a table, or a query that begins with {@code select} or {@code with}
     * @param node the part of a document that it is made from
     * @param columns where our columns come from; one that is not named comes from the field of its own name
     * @param absent our columns that the source does not have
     * @param repeat how the rows stand in a wide row; null for national tables and for the header
     */
    public record TableSource(
            String files, String query, String node, Map<String, Value> columns, Set<String> absent, Repeat repeat) {

        /** The columns that are missing where the data lack the field of their name: those that the file says nothing of. */
        List<Col> mayLack(Table table) {
            return Omitted.mayLack(table).stream()
                    .filter(c -> !columns.containsKey(c.name()) && !absent.contains(c.name()))
                    .toList();
        }

        /** Where a column comes from; none when the source does not have it. */
        Optional<Value> value(Col column) {
            Value value = columns.get(column.name());
            if (value != null) {
                return Optional.of(value);
            }
            return absent.contains(column.name()) ? Optional.empty() : Optional.of(Value.field(column.name()));
        }
    }

    /**
     * Several rows in one.
     *
     * @param first fields of the first row, by our column
     * @param numbered fields of the others, with {@code {n}} for the number; or of lists, with a separator
     * @param separator what stands between the entries of a list; null: fields are numbered
     * @param fees field of each charge category; empty for other tables
     * @param unit what fees are counted in
     */
    public record Repeat(
            Map<String, String> first,
            Map<String, Value> numbered,
            int from,
            int to,
            String separator,
            Map<String, String> fees,
            Value.Unit unit) {}

    /**
     * Where a value comes from and what is done to it.
     *
     * @param field the raw field; null for a constant or a sum
     * @param sum {@code <node>.<field>} of a document, added up; null for others
     * @param where fields of that node with the words they must have
     * @param words what the source's words mean; empty: they are ours already
     */
    public record Value(
            String field,
            String constant,
            String sum,
            Map<String, List<String>> where,
            Map<String, String> words,
            Otherwise otherwise,
            ShortCodes shortCodes,
            Unit unit) {

        /** What becomes of a word that is not among those named. */
        public enum Otherwise {
            UNREADABLE,
            KEEP,
            ABSENT
        }

        /** What becomes of a code that has lost zeros at its end, such as 47.01 for 47.0100. */
        public enum ShortCodes {
            REJECT,
            KEEP,
            PAD
        }

        /** What an amount is counted in. */
        public enum Unit {
            YUAN,
            FEN,
            WAN
        }

        static Value field(String field) {
            return amount(field, Unit.YUAN);
        }

        static Value amount(String field, Unit unit) {
            return new Value(field, null, null, Map.of(), Map.of(), Otherwise.UNREADABLE, null, unit);
        }

        Value of(String other) {
            return new Value(other, constant, sum, where, words, otherwise, shortCodes, unit);
        }
    }

    /** The tables that a source fills. */
    public static final List<Table> NATIONAL = List.of(
            SettlementHeaders.TABLE,
            SettlementDiagnoses.TABLE,
            SettlementProcedures.TABLE,
            SettlementItems.TABLE,
            SettlementIcuStays.TABLE);

    /** Those of them that a run reads. */
    public static final List<Table> READ = NATIONAL.subList(0, 4);

    static final List<String> CHARSETS = List.of("UTF-8", "GBK", "GB18030");
    private static final List<String> ISO_DATES = List.of("yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss");
    private static final List<String> ISO_TIMES = List.of(
            "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.S", "yyyy-MM-dd HH:mm", "yyyy-MM-dd");
    /** Relative, below the folder, without any way out of it. */
    private static final Pattern FILES =
            Pattern.compile("(?!.*(^|/)\\.{1,2}(/|$))[^/\\\\:~$\\p{Cntrl}][^\\\\:~$\\p{Cntrl}]*");

    private static final Pattern FIELD = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final Pattern COLUMN_PATH = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");
    private static final Pattern CHARGE = Pattern.compile("[0-9]{2}");

    /** How the plain folder of national tables is written: CSV in UTF-8 with the national names. */
    public static SourceFile plain() {
        Map<String, TableSource> tables = new LinkedHashMap<>();
        // Codes stay as they are delivered: whether a short one is a damaged one, only a source file can say.
        String code = SettlementProcedures.OPRN_OPRT_CODE.name();
        Value kept = new Value(
                code,
                null,
                null,
                Map.of(),
                Map.of(),
                Value.Otherwise.UNREADABLE,
                Value.ShortCodes.KEEP,
                Value.Unit.YUAN);
        for (Table table : NATIONAL) {
            Map<String, Value> columns = table == SettlementProcedures.TABLE ? Map.of(code, kept) : Map.of();
            tables.put(table.name(), new TableSource(null, null, null, columns, Set.of(), null));
        }
        return new SourceFile(
                "(national tables)",
                Shape.NATIONAL_TABLES,
                Format.CSV,
                new TextRules("UTF-8", ',', '"', null, false, false),
                new Notation(List.of(), "", ISO_DATES, ISO_TIMES, "UTC"),
                null,
                null,
                null,
                tables);
    }

    /** Reads a source file; every problem of it is told at once. */
    public static SourceFile load(Path file) {
        String text;
        try {
            if (Files.size(file) > 1 << 20) {
                throw DipErrors.sourceFileInvalid(
                        file.toString(), List.of(new Problem(file.toString(), 1, "(text)", "is larger than 1 MiB")));
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException e) {
            throw DipErrors.fileMissing(file.toString(), "source file");
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file.toString(), "source file", e);
        }
        return parse(file.toString(), text);
    }

    static SourceFile parse(String name, String text) {
        List<Problem> problems = new ArrayList<>();
        Node root = Node.parse(name, text, problems);
        SourceFile source = new Reader(name, root).read();
        root.refuseOtherKeys();
        if (!problems.isEmpty()) {
            throw DipErrors.sourceFileInvalid(name, problems);
        }
        return source;
    }

    /** Whether files are read, and so a folder is needed. */
    public boolean readsFiles() {
        return format != Format.JDBC;
    }

    /** Patterns of a date or time; a binary format or a spreadsheet also gives its own in ISO. */
    List<String> patterns(Kind kind) {
        Set<String> patterns = new LinkedHashSet<>(kind == Kind.DATE ? notation.dates() : notation.times());
        if (format != Format.CSV && format != Format.JSON) {
            patterns.addAll(kind == Kind.DATE ? ISO_DATES : ISO_TIMES);
        }
        return List.copyOf(patterns);
    }

    TableSource table(Table table) {
        return tables.get(table.name());
    }

    /** Reads the keys in the order of the record. */
    private static final class Reader {
        private final String name;
        private final Node root;
        private Shape shape;
        private Format format;
        /** What the bill of a header is counted in, and so its fees; the header is read before them. */
        private Value.Unit total = Value.Unit.YUAN;

        Reader(String name, Node root) {
            this.name = name;
            this.root = root;
        }

        SourceFile read() {
            shape = root.choice("shape", Shape.class);
            format = root.choice("format", Format.class);
            if (shape == null || format == null) {
                root.keys().forEach(root::know);
                return null;
            }
            boolean fits =
                    switch (format) {
                        case JSON -> shape == Shape.DOCUMENTS;
                        case XLSX -> shape == Shape.WIDE;
                        default -> shape != Shape.DOCUMENTS;
                    };
            if (!fits) {
                root.problem(
                        "format",
                        "does not fit: national-tables are csv, parquet, orc, delta or jdbc; wide is one of these or "
                                + "xlsx; documents are json");
            }
            TextRules text = text();
            Notation notation = notation();
            boolean ownFiles = shape != Shape.NATIONAL_TABLES && format != Format.JDBC;
            root.know("files");
            root.onlyWith("files", ownFiles, "shape wide or documents");
            String files = root.has("files") ? files(root) : null;
            Documents documents = documents();
            Database database = database();
            String query = null;
            if (format == Format.JDBC && shape == Shape.WIDE) {
                query = root.text("query");
            }
            Map<String, TableSource> tables = tables(query);
            return new SourceFile(name, shape, format, text, notation, files, documents, database, tables);
        }

        private TextRules text() {
            if (format != Format.CSV) {
                for (String key : List.of("charset", "delimiter", "quote", "escape", "multi-line")) {
                    root.know(key);
                    root.onlyWith(key, false, "format csv");
                }
            }
            String charset = "UTF-8";
            if (format == Format.CSV) {
                charset = root.text("charset");
                if (charset != null && !CHARSETS.contains(charset)) {
                    root.problem("charset", "must be one of " + String.join(", ", CHARSETS) + ", is " + charset);
                }
            }
            boolean csv = format == Format.CSV;
            Character delimiter = csv ? character("delimiter", ',') : Character.valueOf(',');
            Character quote = csv ? character("quote", '"') : Character.valueOf('"');
            Character escape = csv ? character("escape", null) : null;
            if (csv && delimiter != null && delimiter.equals(quote)) {
                root.problem("quote", "must not be the delimiter");
            }
            root.know("multi-line");
            boolean multiLine = csv && root.has("multi-line") && root.flag("multi-line");
            root.know("damaged-characters");
            boolean keep = false;
            if (root.has("damaged-characters")) {
                String word = root.text("damaged-characters", Pattern.compile("refuse|keep"), "refuse or keep");
                keep = "keep".equals(word);
            }
            return new TextRules(
                    charset, delimiter == null ? ',' : delimiter, quote == null ? '"' : quote, escape, multiLine, keep);
        }

        /** One character, or the word tab. */
        private Character character(String key, Character otherwise) {
            Optional<String> text = root.optionalText(key);
            if (!root.has(key)) {
                return otherwise;
            }
            if (text.isEmpty()) {
                return null;
            }
            String given = text.get().equals("tab") ? "\t" : text.get();
            if (given.length() != 1 || Character.isLetterOrDigit(given.charAt(0)) || given.charAt(0) > 0x7E) {
                root.problem(
                        key, "must be one character that is no letter or digit, or the word tab; is '" + given + "'");
                return null;
            }
            return given.charAt(0);
        }

        private Notation notation() {
            List<String> nulls = root.optionalTexts("null-words");
            String thousands = "";
            if (root.optionalText("thousands").isPresent()) {
                thousands = root.text("thousands", Pattern.compile("[,' _]"), "one of , ' _ or a blank");
            }
            List<String> dates = patterns("dates", ISO_DATES);
            List<String> times = patterns("times", ISO_TIMES);
            String zone = root.optionalText("zone").orElse("UTC");
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                root.problem("zone", "must be a time zone like Asia/Shanghai, is " + zone);
            }
            return new Notation(nulls, thousands == null ? "" : thousands, dates, times, zone);
        }

        private List<String> patterns(String key, List<String> otherwise) {
            List<String> patterns = root.optionalTexts(key);
            Set<String> orders = new TreeSet<>();
            for (String pattern : patterns) {
                try {
                    java.time.format.DateTimeFormatter.ofPattern(pattern, java.util.Locale.ROOT);
                } catch (IllegalArgumentException e) {
                    root.problem(key, "must be patterns like yyyy-MM-dd, " + pattern + " is none");
                }
                if (!pattern.contains("y") || !pattern.contains("M") || !pattern.contains("d")) {
                    root.problem(key, "must have year (yyyy), month (MM) and day (dd), " + pattern + " has not");
                }
                if (pattern.indexOf('M') < pattern.indexOf('y') || pattern.indexOf('d') < pattern.indexOf('y')) {
                    orders.add(pattern.indexOf('d') < pattern.indexOf('M') ? "day first" : "month first");
                }
            }
            if (orders.size() > 1) {
                root.problem(
                        key, "has patterns with the day first and others with the month first: 03/04 would be guessed");
            }
            return patterns.isEmpty() ? otherwise : patterns;
        }

        private String files(Node node) {
            return node.text("files", FILES, "a name or pattern below the folder, without .. or / in front");
        }

        private Documents documents() {
            boolean documents = shape == Shape.DOCUMENTS;
            for (String key : List.of("documents", "root")) {
                root.know(key);
                if (!documents && root.has(key)) {
                    root.problem(key, "belongs to shape documents only");
                }
            }
            if (!documents) {
                return null;
            }
            Documents.Layout layout = root.choice("documents", Documents.Layout.class);
            String path = root.has("root") ? root.text("root", COLUMN_PATH, "a path like input") : null;
            return new Documents(layout, path);
        }

        private Database database() {
            root.know("database");
            root.onlyWith("database", format == Format.JDBC, "format jdbc");
            if (!root.has("database") || format != Format.JDBC) {
                return null;
            }
            Node node = root.child("database");
            String url = node.text("url", Pattern.compile("jdbc:[a-z0-9]+:.+"), "a JDBC url");
            if (url != null
                    && (url.toLowerCase(java.util.Locale.ROOT).matches(".*(password|pwd)\\s*=.*")
                            || url.matches(".*//[^/@]*:[^/@]*@.*"))) {
                node.problem("url", "must not hold a password: name password-variable or password-file");
            }
            String driver = node.optionalText("driver").orElse(null);
            String user = node.text("user");
            String variable = node.has("password-variable")
                    ? node.text(
                            "password-variable", Pattern.compile("[A-Za-z_][A-Za-z0-9_]*"), "an environment variable")
                    : null;
            String file = node.optionalText("password-file").orElse(null);
            node.know("password-variable");
            if (node.has("password-variable") == node.has("password-file")) {
                node.problem("password-variable", "must be given, or password-file, and not both");
            }
            int rows = node.optionalInteger("fetch-rows", 1, 1_000_000).orElse(10_000);
            return new Database(url, driver, user, variable, file, rows);
        }

        private Map<String, TableSource> tables(String query) {
            Map<String, TableSource> tables = new LinkedHashMap<>();
            root.know("tables");
            Node all = root.has("tables") || shape != Shape.NATIONAL_TABLES ? root.child("tables") : null;
            for (Table table : NATIONAL) {
                boolean given = all != null && all.has(table.name());
                if (!given && shape != Shape.NATIONAL_TABLES && table != SettlementIcuStays.TABLE) {
                    all.problem(table.name(), "missing: say where it comes from");
                }
                tables.put(
                        table.name(),
                        given && all.isMap(table.name())
                                ? table(all.child(table.name()), table, query)
                                : new TableSource(null, query, node(table), Map.of(), Set.of(), null));
                if (given && !all.isMap(table.name())) {
                    all.child(table.name());
                }
            }
            return tables;
        }

        private static String node(Table table) {
            return switch (table.name()) {
                case "setl_d" -> "setlinfo";
                case "setl_list_diag_d" -> "diseinfo";
                case "setl_list_oprn_d" -> "oprninfo";
                case "setl_list_item_d" -> "iteminfo";
                default -> "icuinfo";
            };
        }

        private TableSource table(Node node, Table table, String query) {
            boolean files = shape == Shape.NATIONAL_TABLES && format != Format.JDBC;
            node.know("files");
            if (!files && node.has("files")) {
                node.problem("files", "belongs to national tables in files only");
            }
            String pattern = files && node.has("files") ? files(node) : null;
            boolean own = shape == Shape.NATIONAL_TABLES && format == Format.JDBC;
            node.know("query");
            if (!own && node.has("query")) {
                node.problem("query", "belongs to national tables in a database only");
            }
            String ownQuery = own ? node.optionalText("query").orElse(null) : query;
            node.know("node");
            if (shape != Shape.DOCUMENTS && node.has("node")) {
                node.problem("node", "belongs to shape documents only");
            }
            String part = shape == Shape.DOCUMENTS && node.has("node")
                    ? node.text("node", COLUMN_PATH, "the name of a part, like diseinfo")
                    : node(table);
            boolean wideRows = shape == Shape.WIDE && table != SettlementHeaders.TABLE;
            if (wideRows) {
                return new TableSource(pattern, ownQuery, part, Map.of(), Set.of(), repeat(node, table));
            }
            Map<String, Value> columns = node.has("columns") ? columns(node.child("columns"), table) : Map.of();
            node.know("columns");
            if (columns.containsKey(SettlementHeaders.MEDFEE_SUMAMT.name())) {
                total = columns.get(SettlementHeaders.MEDFEE_SUMAMT.name()).unit();
            }
            Set<String> absent = new LinkedHashSet<>(node.optionalTexts("absent"));
            for (String column : absent) {
                Optional<Col> known = column(table, column);
                if (known.isEmpty()) {
                    node.problem("absent", "names " + column + ", which is no column of " + table.name());
                } else if (columns.containsKey(column)) {
                    node.problem("absent", "names " + column + ", which columns maps");
                }
            }
            if (absent.contains("setl_id")) {
                node.problem("absent", "must not name setl_id: nothing could be joined");
            }
            return new TableSource(pattern, ownQuery, part, columns, absent, null);
        }

        private static Optional<Col> column(Table table, String name) {
            return table.columns().stream().filter(c -> c.name().equals(name)).findFirst();
        }

        private Map<String, Value> columns(Node node, Table table) {
            Map<String, Value> columns = new LinkedHashMap<>();
            for (String key : node.keys()) {
                Optional<Col> column = column(table, key);
                if (column.isEmpty()) {
                    // Read by nobody, so told with the names that are known.
                    table.columns().forEach(c -> node.know(c.name()));
                    continue;
                }
                Value value = value(node, key, column.get());
                if (value != null) {
                    columns.put(key, value);
                }
            }
            return columns;
        }

        private Value value(Node node, String key, Col column) {
            if (!node.isMap(key)) {
                String field = node.text(key, FIELD, "the name of a field");
                return field == null ? null : Value.field(field);
            }
            Node map = node.child(key);
            int ways = 0;
            for (String way : List.of("field", "constant", "sum")) {
                map.know(way);
                ways += map.has(way) ? 1 : 0;
            }
            if (ways != 1) {
                node.problem(key, "must have one of field, constant" + (shape == Shape.DOCUMENTS ? ", sum" : ""));
            }
            String field = map.has("field") ? map.text("field", FIELD, "the name of a field") : null;
            String constant = map.has("constant") ? map.text("constant") : null;
            boolean amount = column.kind() == Kind.YUAN;
            String sum = null;
            if (map.has("sum")) {
                sum = map.text(
                        "sum", Pattern.compile("[A-Za-z0-9_]+\\.[A-Za-z0-9_]+"), "<part>.<field>, like iteminfo.amt");
                if (shape != Shape.DOCUMENTS || !amount) {
                    map.problem("sum", "belongs to amounts of documents only");
                }
            }
            Map<String, List<String>> where = new LinkedHashMap<>();
            map.know("where");
            if (map.has("where")) {
                Node conditions = map.child("where");
                if (sum == null) {
                    map.problem("where", "belongs to sum only");
                }
                conditions.keys().forEach(k -> where.put(k, conditions.texts(k)));
            }
            Map<String, String> words = new LinkedHashMap<>();
            map.know("values");
            if (map.has("values")) {
                Node mapped = map.child("values");
                mapped.keys().forEach(k -> words.put(k, mapped.text(k)));
                if (amount || column.kind() == Kind.DATE || column.kind() == Kind.TIME) {
                    map.problem("values", "belongs to codes and words only");
                }
            }
            Value.Otherwise otherwise =
                    map.optionalChoice("otherwise", Value.Otherwise.class).orElse(Value.Otherwise.UNREADABLE);
            if (map.has("otherwise") && words.isEmpty()) {
                map.problem("otherwise", "belongs to values only");
            }
            boolean code =
                    column.equals(SettlementDiagnoses.DIAG_CODE) || column.equals(SettlementProcedures.OPRN_OPRT_CODE);
            Value.ShortCodes shortCodes =
                    map.optionalChoice("short-codes", Value.ShortCodes.class).orElse(null);
            if (shortCodes != null && !code) {
                map.problem("short-codes", "belongs to diag_code and oprn_oprt_code only");
            }
            Value.Unit unit = map.optionalChoice("unit", Value.Unit.class).orElse(Value.Unit.YUAN);
            if (map.has("unit") && !amount) {
                map.problem("unit", "belongs to amounts only");
            }
            return new Value(field, constant, sum, where, words, otherwise, shortCodes, unit);
        }

        private Repeat repeat(Node node, Table table) {
            Map<String, String> fees = new LinkedHashMap<>();
            if (table == SettlementItems.TABLE) {
                Node map = node.child("fees");
                for (String charge : map.keys()) {
                    String field = map.text(charge, FIELD, "the name of a field");
                    if (!CHARGE.matcher(charge).matches()) {
                        map.problem(charge, "must be a charge category of two digits, in quotes");
                    }
                    fees.put(charge, field);
                }
                Value.Unit unit = node.optionalChoice("unit", Value.Unit.class).orElse(total);
                return new Repeat(Map.of(), Map.of(), 1, 0, null, fees, unit);
            }
            Map<String, String> first = new LinkedHashMap<>();
            node.know("first");
            if (node.has("first")) {
                Node map = node.child("first");
                for (String key : map.keys()) {
                    if (column(table, key).isPresent()) {
                        first.put(key, map.text(key, FIELD, "the name of a field"));
                    }
                }
            }
            node.know("numbered");
            node.know("list");
            boolean list = node.has("list");
            if (list == node.has("numbered")) {
                node.problem("numbered", "must be given, or list, and not both");
                return null;
            }
            Map<String, Value> entries = columns(node.child(list ? "list" : "numbered"), table);
            String separator = null;
            int from = 1;
            int to = 0;
            for (String key : List.of("from", "to", "separator")) {
                node.know(key);
            }
            if (list) {
                separator = node.text("separator");
            } else {
                from = node.optionalInteger("from", 0, 999).orElse(1);
                to = node.integer("to", 1, 999);
                if (to < from) {
                    node.problem("to", "must not be below from");
                }
                entries.forEach((column, value) -> {
                    if (value.field() != null && !value.field().contains("{n}")) {
                        node.problem("numbered", "must have {n} in the field of " + column + ": " + value.field());
                    }
                });
            }
            for (String column : first.keySet()) {
                if (!entries.containsKey(column)) {
                    node.problem("first", "names " + column + ", which " + (list ? "list" : "numbered") + " does not");
                }
            }
            return new Repeat(first, entries, from, to, separator, fees, total);
        }
    }
}
