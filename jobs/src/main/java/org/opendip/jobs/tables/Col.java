package org.opendip.jobs.tables;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * One column, declared where it first appears and reused by every later table.
 *
 * @param name snake case, an English term of the glossary
 * @param kind type and unit
 * @param nullable whether a row may lack it
 * @param omissible whether the data of a source may lack it altogether: it is then absent on every row, and told
 * @param doc what it means, with the Chinese term in brackets; goes into the table's comment and docs/tables.md
 */
public record Col(String name, Kind kind, boolean nullable, boolean omissible, String doc) {

    /** A column that every row has. */
    public static Col required(String name, Kind kind, String doc) {
        return new Col(name, kind, false, false, doc);
    }

    /** A column that a row may lack; the doc says what its absence means. */
    public static Col optional(String name, Kind kind, String doc) {
        return new Col(name, kind, true, false, doc);
    }

    /** A column of what comes in that many sources do not have at all; the doc says what its absence means. */
    public static Col omissible(String name, Kind kind, String doc) {
        return new Col(name, kind, true, true, doc);
    }

    /** The column of the data set at hand. */
    public Column col() {
        return functions.col(name);
    }

    /** The same column of one side of a join. */
    public Column of(String alias) {
        return functions.col(alias + "." + name);
    }

    /** An expression as this column: cast to its declared type and named. */
    public Column as(Column expression) {
        return expression.cast(kind.type()).as(name);
    }

    /** The sum of this column over a group, as this column again. */
    public Column sum() {
        return as(functions.sum(col()));
    }

    StructField field() {
        return new StructField(
                name,
                kind.type(),
                true,
                new MetadataBuilder().putString("comment", doc).build());
    }
}
