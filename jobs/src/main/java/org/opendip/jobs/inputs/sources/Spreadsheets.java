package org.opendip.jobs.inputs.sources;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.opendip.jobs.tables.Col;
import org.opendip.policy.errors.DipErrors;
import org.opendip.policy.errors.DipException;

/**
 * The first sheet of each workbook, streamed: one task reads one file, and holds one row and the table of texts. Further
 * sheets must be empty, since their rows would be lost. A workbook comes from outside, so its parts are measured before anything is made of them.
 */
public final class Spreadsheets {
    /** Texts are held in memory while a sheet is read. */
    private static final long LARGEST_TEXTS = 256L << 20;

    private static final long LARGEST_SHEET = 16L << 30;
    /** No sheet packs better than this; a part below the size is not worth a suspicion. */
    private static final long HIGHEST_RATIO = 200;

    private static final long UNSUSPICIOUS = 32L << 20;
    private static final int MOST_PARTS = 10_000;
    /** A spreadsheet knows no more digits of a number. */
    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_UP);

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd");

    private Spreadsheets() {}

    /** The fields as texts: a number as it is shown with 15 digits, a date in ISO. */
    static SourceTables.Raw read(SparkSession spark, List<String> files, List<String> fields, List<Col> mayLack) {
        StructType schema = new StructType();
        Map<String, SourceTables.Raw.Field> columns = new LinkedHashMap<>();
        Set<String> lacking = lacking(spark, files, fields, mayLack);
        List<String> wanted = fields.stream().filter(f -> !lacking.contains(f)).toList();
        for (int i = 0; i < wanted.size(); i++) {
            schema = schema.add("c" + i, DataTypes.StringType);
            columns.put(wanted.get(i), new SourceTables.Raw.Field(functions.col("c" + i), DataTypes.StringType));
        }
        schema = schema.add(SourceTables.SOURCE_FILE, DataTypes.StringType);
        SerializableConfiguration hadoop =
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        FlatMapFunction<String, org.apache.spark.sql.Row> rows = file -> rows(hadoop.value(), file, wanted, lacking);
        Dataset<org.apache.spark.sql.Row> data = spark.createDataset(files, Encoders.STRING())
                .repartition(files.size())
                .flatMap(rows, Encoders.row(schema));
        return new SourceTables.Raw(data, columns);
    }

    /** Fields of columns that may be missing and that the first workbook lacks. */
    private static Set<String> lacking(SparkSession spark, List<String> files, List<String> fields, List<Col> mayLack) {
        if (mayLack.isEmpty()) {
            return Set.of();
        }
        List<List<String>> first = sample(spark.sparkContext().hadoopConfiguration(), files.get(0), 0);
        List<String> heading = first.isEmpty() ? List.of() : first.get(0);
        return Omitted.of(files.get(0), heading, mayLack, fields).stream()
                .map(Col::name)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Iterator<org.apache.spark.sql.Row> rows(
            Configuration hadoop, String file, List<String> fields, Set<String> lacking) {
        Opened opened = Opened.of(hadoop, file);
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) t -> opened.close());
        }
        Iterator<Row> rows = opened.rows();
        List<String> heading = heading(file, rows);
        Map<String, Integer> places = CsvHead.places(file, heading, fields, List.of());
        heading.stream()
                .filter(field -> lacking.contains(field.toLowerCase(Locale.ROOT)))
                .findFirst()
                .ifPresent(field -> {
                    throw DipErrors.inputDamaged(
                            file, 1, field, "is a column that the first workbook lacks", "give all the same columns");
                });
        String name = new Path(file).getName();
        return new Iterator<>() {
            private Object[] next = advance();

            private Object[] advance() {
                while (true) {
                    Row row = following(file, rows);
                    if (row == null) {
                        opened.close();
                        return null;
                    }
                    Object[] cells = new Object[fields.size() + 1];
                    boolean any = false;
                    for (int i = 0; i < fields.size(); i++) {
                        int at = places.get(fields.get(i));
                        cells[i] = at < row.getCellCount() ? text(row.getCell(at)) : null;
                        any |= cells[i] != null;
                    }
                    if (any) {
                        cells[fields.size()] = name;
                        return cells;
                    }
                }
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public org.apache.spark.sql.Row next() {
                Object[] row = next;
                next = advance();
                return RowFactory.create(row);
            }
        };
    }

    /** The rows of the first sheet with their numbers, the heading first. */
    static NumberedRows numbered(Configuration hadoop, String file) {
        Opened opened = Opened.of(hadoop, file);
        Iterator<Row> rows = opened.rows();
        return new NumberedRows() {
            private boolean inside;
            private long line = 1;

            @Override
            public String[] next() {
                if (!inside) {
                    inside = true;
                    return heading(file, rows).toArray(String[]::new);
                }
                Row row = following(file, rows);
                if (row == null) {
                    return null;
                }
                line = row.getRowNum();
                String[] cells = new String[row.getCellCount()];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = text(row.getCell(i));
                }
                return cells;
            }

            @Override
            public long line() {
                return line;
            }

            @Override
            public void close() {
                opened.close();
            }
        };
    }

    /** Every row of the only sheet with rows, the heading being the first; an empty cell is an empty text. */
    public static List<List<String>> onlySheet(Configuration hadoop, String file) {
        try (Opened opened = Opened.of(hadoop, file)) {
            return grid(file, opened.rows());
        }
    }

    /** Every row of every sheet, by the name of the sheet; an empty cell is an empty text. */
    public static Map<String, List<List<String>>> sheets(Configuration hadoop, String file) {
        Map<String, List<List<String>>> sheets = new LinkedHashMap<>();
        try (Opened opened = Opened.of(hadoop, file)) {
            for (Sheet sheet : opened.workbook.getSheets().toList()) {
                try (Stream<Row> rows = sheet.openStream()) {
                    sheets.put(sheet.getName(), grid(file, rows.iterator()));
                } catch (IOException e) {
                    throw broken(file, e);
                }
            }
        }
        return sheets;
    }

    /** Rows in their places: a row that the file leaves out is there without cells. */
    private static List<List<String>> grid(String file, Iterator<Row> rows) {
        List<List<String>> grid = new ArrayList<>();
        for (Row row = following(file, rows); row != null; row = following(file, rows)) {
            List<String> cells = new ArrayList<>();
            boolean any = false;
            for (int i = 0; i < row.getCellCount(); i++) {
                String text = text(row.getCell(i));
                any |= text != null;
                cells.add(text == null ? "" : text);
            }
            if (any) {
                while (grid.size() < row.getRowNum() - 1) {
                    grid.add(List.of());
                }
                grid.add(cells);
            }
        }
        return grid;
    }

    /** The first rows as texts, the heading being the first. */
    static List<List<String>> sample(Configuration hadoop, String file, int count) {
        List<List<String>> sample = new ArrayList<>();
        try (Opened opened = Opened.of(hadoop, file)) {
            Iterator<Row> rows = opened.rows();
            sample.add(heading(file, rows));
            for (Row row = following(file, rows); row != null && sample.size() <= count; row = following(file, rows)) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < row.getCellCount(); i++) {
                    cells.add(text(row.getCell(i)));
                }
                sample.add(cells);
            }
        }
        return sample;
    }

    /**
     * All rows of a sheet as texts, the heading first, empty rows left out: for a list that is read whole.
     *
     * @param name of the sheet; null: the first, and no other may have rows
     */
    static List<ListFile.Line> lines(Configuration hadoop, String file, String name) {
        List<ListFile.Line> lines = new ArrayList<>();
        try (Opened opened = Opened.of(hadoop, file)) {
            Iterator<Row> rows = name == null ? opened.rows() : opened.rows(name);
            lines.add(new ListFile.Line(1, heading(file, rows)));
            for (Row row = following(file, rows); row != null; row = following(file, rows)) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < Math.min(row.getCellCount(), CsvHead.MOST_COLUMNS); i++) {
                    cells.add(text(row.getCell(i)));
                }
                if (cells.stream().anyMatch(cell -> cell != null && !cell.isBlank())) {
                    lines.add(new ListFile.Line(row.getRowNum(), cells));
                }
            }
        }
        return lines;
    }

    private static List<String> heading(String file, Iterator<Row> rows) {
        Row first = following(file, rows);
        List<String> heading = new ArrayList<>();
        if (first != null) {
            if (first.getCellCount() > CsvHead.MOST_COLUMNS) {
                throw DipErrors.inputDamaged(
                        file,
                        1,
                        "",
                        "has " + first.getCellCount() + " columns, more than " + CsvHead.MOST_COLUMNS,
                        "split the sheet");
            }
            for (int i = 0; i < first.getCellCount(); i++) {
                String text = text(first.getCell(i));
                heading.add(text == null ? "" : CsvHead.cleaned(text));
            }
        }
        if (heading.stream().allMatch(String::isEmpty)) {
            throw DipErrors.inputDamaged(
                    file, 1, "", "has no heading in its first sheet", "put the heading in the first row");
        }
        return heading;
    }

    private static Row following(String file, Iterator<Row> rows) {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (RuntimeException e) {
            throw broken(file, e);
        }
    }

    private static DipException broken(String file, Exception e) {
        return DipErrors.inputDamaged(
                file,
                0,
                "",
                "is no workbook that can be read: " + CsvHead.shortened(String.valueOf(e.getMessage())),
                "save it again as .xlsx");
    }

    private static String text(Cell cell) {
        if (cell == null || cell.getType() == CellType.EMPTY) {
            return null;
        }
        String raw = cell.getRawValue();
        if (cell.getType() == CellType.BOOLEAN) {
            return "1".equals(raw) || "true".equalsIgnoreCase(raw) ? "1" : "0";
        }
        if (cell.getType() == CellType.STRING) {
            return cell.asString();
        }
        if (raw == null || !raw.matches("-?[0-9.]+(E[+-]?[0-9]{1,3})?")) {
            return raw;
        }
        if (isDate(cell)) {
            LocalDateTime time = cell.asDate();
            return time.toLocalTime().equals(LocalTime.MIDNIGHT) ? time.format(DAY) : time.format(SECOND);
        }
        BigDecimal number = new BigDecimal(raw);
        if (number.precision() - number.scale() > 15) {
            // Its last digits are lost; shown as a spreadsheet shows it, so that no one takes it for a number of a
            // record.
            return raw.contains("E+")
                    ? raw
                    : number.round(DIGITS).unscaledValue().toString().charAt(0) + "E+"
                            + (number.precision() - number.scale() - 1);
        }
        String plain = number.round(DIGITS).stripTrailingZeros().toPlainString();
        return plain;
    }

    private static boolean isDate(Cell cell) {
        if (cell.getType() != CellType.NUMBER) {
            return false;
        }
        Integer id = cell.getDataFormatId();
        String format = cell.getDataFormatString();
        if (id != null
                && (id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58)) {
            return true;
        }
        if (format == null) {
            return false;
        }
        String bare = format.replaceAll("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "").toLowerCase(java.util.Locale.ROOT);
        return bare.contains("y") && (bare.contains("m") || bare.contains("d"));
    }

    /** A workbook copied here, measured and opened. */
    private static final class Opened implements AutoCloseable {
        private final String file;
        private final File copy;
        private final ReadableWorkbook workbook;

        private Opened(String file, File copy, ReadableWorkbook workbook) {
            this.file = file;
            this.copy = copy;
            this.workbook = workbook;
        }

        static Opened of(Configuration hadoop, String file) {
            File copy = null;
            try {
                copy = Files.createTempFile("dip-", ".xlsx").toFile();
                Path path = new Path(file);
                try (InputStream in = path.getFileSystem(hadoop).open(path)) {
                    Files.copy(in, copy.toPath(), StandardCopyOption.REPLACE_EXISTING);
                }
                measure(file, copy);
                return new Opened(file, copy, new ReadableWorkbook(copy, new ReadingOptions(true, false)));
            } catch (DipException e) {
                delete(copy);
                throw e;
            } catch (IOException | RuntimeException e) {
                delete(copy);
                throw broken(file, e);
            }
        }

        Iterator<Row> rows() {
            Sheet sheet = workbook.getFirstSheet();
            workbook.getSheets()
                    .filter(other -> other.getIndex() != sheet.getIndex())
                    .forEach(this::refuseRows);
            try {
                return sheet.openStream().iterator();
            } catch (IOException e) {
                throw broken(file, e);
            }
        }

        Iterator<Row> rows(String name) {
            try {
                return workbook.findSheet(name)
                        .orElseThrow(() -> DipErrors.inputDamaged(
                                file,
                                0,
                                "",
                                "has no sheet " + name,
                                "name one of these: "
                                        + workbook.getSheets()
                                                .map(Sheet::getName)
                                                .collect(Collectors.joining(", "))))
                        .openStream()
                        .iterator();
            } catch (IOException e) {
                throw broken(file, e);
            }
        }

        private void refuseRows(Sheet sheet) {
            boolean any;
            try (Stream<Row> rows = sheet.openStream()) {
                any = rows.anyMatch(row -> row.stream().anyMatch(cell -> text(cell) != null));
            } catch (IOException | RuntimeException e) {
                throw broken(file, e);
            }
            if (any) {
                throw DipErrors.inputDamaged(
                        file,
                        0,
                        "",
                        "has rows on the sheet " + sheet.getName() + " also, and only the first sheet is read",
                        "save each sheet with data as a workbook of its own, and leave out the others");
            }
        }

        @Override
        public void close() {
            try {
                workbook.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                delete(copy);
            }
        }

        private static void delete(File copy) {
            if (copy != null && copy.exists() && !copy.delete()) {
                copy.deleteOnExit();
            }
        }

        /** Unpacks every part once, keeping nothing, and refuses one that is larger than any true one. */
        private static void measure(String file, File copy) throws IOException {
            byte[] head = new byte[8];
            try (InputStream in = Files.newInputStream(copy.toPath())) {
                int n = in.readNBytes(head, 0, 8);
                if (n < 4 || head[0] != 'P' || head[1] != 'K') {
                    throw DipErrors.inputDamaged(
                            file,
                            0,
                            "",
                            n >= 2 && (head[0] & 0xFF) == 0xD0 && (head[1] & 0xFF) == 0xCF
                                    ? "is an old .xls workbook, or one with a password"
                                    : "is no .xlsx workbook",
                            "save it as .xlsx without a password");
                }
            }
            try (ZipFile zip = new ZipFile(copy)) {
                if (zip.size() > MOST_PARTS) {
                    throw bomb(file, zip.size() + " parts");
                }
                byte[] buffer = new byte[1 << 16];
                for (Enumeration<? extends ZipEntry> parts = zip.entries(); parts.hasMoreElements(); ) {
                    ZipEntry part = parts.nextElement();
                    boolean sheet = part.getName().startsWith("xl/worksheets/");
                    boolean texts = !sheet && part.getName().endsWith(".xml");
                    if (!sheet && !texts) {
                        continue;
                    }
                    long packed = Math.max(1, part.getCompressedSize());
                    long size = 0;
                    try (InputStream in = zip.getInputStream(part)) {
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            if (size == 0) {
                                refuseDeclarations(file, part.getName(), buffer, n);
                            }
                            size += n;
                            if (size > (texts ? LARGEST_TEXTS : LARGEST_SHEET)
                                    || size > UNSUSPICIOUS && size / packed > HIGHEST_RATIO) {
                                throw bomb(file, part.getName() + " unpacks to more than " + (size >> 20) + " MiB");
                            }
                        }
                    }
                }
            }
        }

        private static DipException bomb(String file, String what) {
            return DipErrors.inputDamaged(
                    file, 0, "", "is larger than any true workbook: " + what, "export the data as CSV");
        }

        /** A part of a workbook declares no entities; one that does wants to have files read. */
        private static void refuseDeclarations(String file, String part, byte[] buffer, int n) {
            String start = new String(buffer, 0, n, StandardCharsets.ISO_8859_1).replace("\0", "");
            if (start.contains("<!DOCTYPE") || start.contains("<!ENTITY")) {
                throw DipErrors.inputDamaged(
                        file,
                        0,
                        "",
                        "declares entities in " + part + ", which no spreadsheet does",
                        "do not use this file");
            }
        }
    }
}
