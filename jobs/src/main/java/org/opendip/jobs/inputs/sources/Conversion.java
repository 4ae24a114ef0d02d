package org.opendip.jobs.inputs.sources;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.instr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.rpad;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.opendip.jobs.inputs.sources.SourceFile.Value;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Kind;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;
import org.opendip.jobs.tables.national.SettlementProcedures;

/**
 * Raw values become typed ones. What cannot be read becomes null and is told in {@link #UNREADABLE}; nothing is guessed.
 * Amounts keep six decimals, so that reading does not round them before anyone has looked.
 */
final class Conversion {
    /** Text beginning what a row with undecodable characters stops the run with. */
    static final String DAMAGED = "dip: characters that the charset does not know";

    private static final DataType AMOUNT = DataTypes.createDecimalType(22, 6);
    static final String BLANKS = " \t\r\u00A0\u3000\uFEFF";
    private static final String ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    private static final String ISO_SECOND = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";
    /** What a spreadsheet makes of a long number or of a code such as 1E05. */
    static final String SCIENTIFIC = "^[0-9](\\.[0-9]+)?E\\+[0-9]+$";

    private static final String SHORT_DIAGNOSIS = "^[A-Za-z][0-9]{2}(\\.[0-9]{1,2})?$";
    private static final String SHORT_PROCEDURE = "^[0-9]{1,2}(\\.[0-9]{0,3})?$|^[0-9]\\.[0-9]+$";
    /** Values that are never shown: they name a patient or a stay. Names of patients are no column here and not read. */
    static final Set<Col> PERSONAL =
            Set.of(SettlementHeaders.MDTRT_ID, SettlementHeaders.PSN_NO, SettlementHeaders.BRDY);

    /** Columns of a header whose values name a person or a stay, or may do so since they are any text. */
    static boolean isPersonal(String header) {
        return SettlementHeaders.TABLE.columns().stream()
                .filter(c -> c.name().equals(header))
                .allMatch(c -> PERSONAL.contains(c) || c.kind() == Kind.ID || c.kind() == Kind.TEXT);
    }

    private static final int SHOWN = 60;

    private final SourceFile source;

    Conversion(SourceFile source) {
        this.source = source;
    }

    /** A raw column with its type, and what the source file says of it. */
    record Input(Column raw, DataType type, Value value) {}

    /**
     * The declared columns of a table, the name of the file, and {@link SourceTables#UNREADABLE}: {@code column=text} of
     * what could not be read, joined by {@code "; "}; null where everything could.
     *
     * @param data raw rows with {@link SourceTables#SOURCE_FILE}
     * @param inputs by our column; one that is not there is null
     */
    Dataset<Row> convert(Dataset<Row> data, Table table, Map<String, Input> inputs) {
        return convert(data, table, inputs, List.of());
    }

    /**
     * The same.
     *
     * @param carried raw columns that are left as they are and come last
     */
    Dataset<Row> convert(Dataset<Row> data, Table table, Map<String, Input> inputs, List<String> carried) {
        List<Column> raws = new ArrayList<>();
        List<Column> kept = new ArrayList<>();
        List<Column> values = new ArrayList<>();
        List<Column> troubles = new ArrayList<>();
        List<Column> written = new ArrayList<>();
        for (Col column : table.columns()) {
            String name = column.name();
            DataType type = column.kind() == Kind.YUAN ? AMOUNT : column.kind().type();
            Input input = inputs.get(name);
            if (input == null) {
                values.add(
                        column.omissible()
                                ? Omitted.column(name, type)
                                : lit(null).cast(type).as(name));
                continue;
            }
            Column raw = col("raw_" + name);
            boolean text = input.type() instanceof StringType;
            kept.add(raw);
            raws.add((text ? cleaned(input.raw()) : input.raw()).as("raw_" + name));
            values.add(opaque(converted(column, raw, input).cast(type)).as(name));
            if (mayFail(column, input)) {
                Column shown = PERSONAL.contains(column) ? lit("...") : substring(raw.cast("string"), 1, SHOWN);
                troubles.add(when(raw.isNotNull().and(column.col().isNull()), concat(lit(name + "="), shown)));
            }
            if (text) {
                written.add(raw);
            }
        }
        Column file = col(SourceTables.SOURCE_FILE);
        List<Column> told = new ArrayList<>();
        table.columns().stream().map(Col::col).forEach(told::add);
        told.add(file);
        if (!source.text().keepDamaged() && source.format().isText() && !written.isEmpty()) {
            Column broken = concat_ws("", written.toArray(Column[]::new)).contains("\uFFFD");
            // The key stands in every table and every query, so the check stands there.
            told.set(
                    0,
                    when(broken, raise_error(lit(DAMAGED)).cast("string"))
                            .otherwise(SettlementHeaders.SETL_ID.col())
                            .as(SettlementHeaders.SETL_ID.name()));
        }
        Column all = troubles.isEmpty() ? lit("") : concat_ws("; ", troubles.toArray(Column[]::new));
        told.add(when(all.notEqual(""), all).as(SourceTables.UNREADABLE));
        // In steps, and no column renamed where it is also used: the optimizer writes what it knows of a row in terms
        // of
        // every name a column has, which doubles with each.
        raws.add(file);
        values.addAll(kept);
        values.add(file);
        for (List<Column> step : List.of(raws, values, told)) {
            carried.forEach(column -> step.add(col(column)));
        }
        return data.select(raws.toArray(Column[]::new))
                .select(values.toArray(Column[]::new))
                .select(told.toArray(Column[]::new));
    }

    /**
     * A value that the optimizer takes as it is. It would else carry the whole reading of each column into every later
     * step, in terms of every name the column has there, and not come to an end.
     */
    private static Column opaque(Column value) {
        return when(spark_partition_id().geq(0), value);
    }

    private static boolean mayFail(Col column, Input input) {
        return column.kind() != Kind.TEXT
                || input.value().otherwise() == Value.Otherwise.UNREADABLE
                        && !input.value().words().isEmpty();
    }

    /** Without blanks around; null where it says that there is nothing. */
    Column cleaned(Column raw) {
        Column bare = trim(raw, lit(BLANKS));
        List<Object> nothing = new ArrayList<>(source.notation().nullWords());
        nothing.add("");
        return when(not(bare.isin(nothing.toArray())), bare);
    }

    private Column converted(Col column, Column raw, Input input) {
        boolean text = input.type() instanceof StringType;
        return switch (column.kind()) {
            case YUAN -> amount(text, raw, input);
            case NUMBER -> number(text, raw);
            case GRAM -> (text ? amount(raw) : raw).try_cast(column.kind().type());
            case DATE ->
                text || isNumber(input.type())
                        ? day(raw.cast("string"))
                        : moment(raw, input.type()).cast("date");
            case TIME ->
                text || isNumber(input.type())
                        ? time(raw.cast("string"), source.patterns(Kind.TIME))
                        : moment(raw, input.type());
            default -> code(column, asText(raw, input.type()), input.value());
        };
    }

    private static boolean isNumber(DataType type) {
        return type instanceof org.apache.spark.sql.types.NumericType;
    }

    /** Any value as a text; a whole number without decimals. */
    static Column asText(Column raw, DataType type) {
        if (type instanceof BooleanType) {
            return when(raw, lit("1")).when(not(raw), lit("0"));
        }
        if (type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType) {
            Column whole = raw.try_cast("decimal(38,0)");
            return when(whole.equalTo(raw), whole.cast("string")).otherwise(raw.cast("string"));
        }
        return raw.cast("string");
    }

    /** A timestamp that holds an instant is the local time of the source's zone. */
    private Column moment(Column raw, DataType type) {
        if (type instanceof TimestampType) {
            return from_utc_timestamp(raw, source.notation().zone()).cast("timestamp_ntz");
        }
        if (type instanceof TimestampNTZType || type instanceof DateType) {
            return raw.cast("timestamp_ntz");
        }
        return lit(null).cast("timestamp_ntz");
    }

    private Column amount(boolean text, Column raw, Input input) {
        Column yuan;
        if (text) {
            yuan = amount(raw);
        } else {
            yuan = raw.try_cast(AMOUNT);
        }
        return switch (input.value().unit()) {
            case YUAN -> yuan;
            case FEN -> yuan.multiply(lit(new BigDecimal("0.01"))).try_cast(AMOUNT);
            case WAN -> yuan.multiply(lit(new BigDecimal("10000"))).try_cast(AMOUNT);
        };
    }

    /**
     * A cleaned text as an amount, null where it is none. A separator between thousands counts where groups of three
     * digits follow it: 12,50 is no amount, since elsewhere its comma is a decimal point.
     */
    Column amount(Column text) {
        String thousands = source.notation().thousands();
        Column digits = thousands.isEmpty()
                ? text
                : when(not(text.contains(thousands)), text)
                        .when(
                                text.rlike("^[-+]?[0-9]{1,3}(" + thousands + "[0-9]{3})+(\\.[0-9]+)?$"),
                                translate(text, thousands, ""));
        Column point = instr(digits, ".");
        Column plain = not(digits.contains("E"))
                .and(not(digits.contains("e")))
                .and(point.equalTo(0).or(length(digits).minus(point).leq(6)));
        return when(plain, digits.try_cast(AMOUNT));
    }

    private static Column number(boolean text, Column raw) {
        Column exact = text
                ? when(not(raw.contains("E")).and(not(raw.contains("e"))), raw.try_cast(AMOUNT))
                : raw.try_cast(AMOUNT);
        Column whole = exact.try_cast("int");
        return when(whole.cast(AMOUNT).equalTo(exact), whole);
    }

    private Column day(Column text) {
        return time(text, source.patterns(Kind.DATE)).cast("date");
    }

    private static Column time(Column text, List<String> patterns) {
        List<Column> readings = new ArrayList<>();
        for (String pattern : patterns) {
            readings.add(
                    switch (pattern) {
                        // The usual ones by Spark's own casts, which are much faster than a pattern.
                        case "yyyy-MM-dd" -> when(text.rlike(ISO_DAY), text.try_cast("timestamp_ntz"));
                        case "yyyy-MM-dd HH:mm:ss" -> when(text.rlike(ISO_SECOND), text.try_cast("timestamp_ntz"));
                        default -> try_to_timestamp(text, lit(pattern)).cast("timestamp_ntz");
                    });
        }
        return coalesce(readings.toArray(Column[]::new));
    }

    private static Column code(Col column, Column text, Value value) {
        Column code = text;
        if (column.kind() == Kind.CODE || column.kind() == Kind.ID) {
            code = when(not(text.contains("E+").and(text.rlike(SCIENTIFIC))), text);
        }
        if (!value.words().isEmpty()) {
            Column mapped = null;
            for (Map.Entry<String, String> word : value.words().entrySet()) {
                Column is = code.equalTo(word.getKey());
                mapped = mapped == null ? when(is, word.getValue()) : mapped.when(is, word.getValue());
            }
            code = switch (value.otherwise()) {
                case KEEP -> mapped.otherwise(code);
                // An empty code is one that was read; what has no meaning for us is left out without a word.
                case ABSENT -> mapped.otherwise(when(code.isNotNull(), lit("")));
                case UNREADABLE -> mapped;
            };
        }
        if (column.equals(SettlementDiagnoses.DIAG_CODE)) {
            return whole(
                    code, value.shortCodes() == null ? Value.ShortCodes.KEEP : value.shortCodes(), SHORT_DIAGNOSIS);
        }
        if (column.equals(SettlementProcedures.OPRN_OPRT_CODE)) {
            return whole(
                    code, value.shortCodes() == null ? Value.ShortCodes.REJECT : value.shortCodes(), SHORT_PROCEDURE);
        }
        return code;
    }

    private static Column whole(Column code, Value.ShortCodes rule, String isShort) {
        return switch (rule) {
            case KEEP -> code;
            case REJECT -> when(not(code.rlike(isShort)), code);
            // I63.9 and 47.01 have seven characters when whole.
            case PAD ->
                when(code.rlike("^[A-Za-z0-9][0-9]{1,2}\\.[0-9]+$").and(code.rlike(isShort)), rpad(code, 7, "0"))
                        .otherwise(code);
        };
    }
}
