package org.opendip.jobs.tables;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table: a name, what one row is, the key and the columns in order. Stages meet in tables and nowhere else.
 *
 * @param name snake case, plural
 * @param grain what one row is
 * @param key the columns that tell rows apart
 * @param columns all columns in order, the key first
 */
public record Table(String name, String grain, List<Col> key, List<Col> columns) {

    public Table {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        if (!columns.containsAll(key)) {
            throw new IllegalArgumentException("The key of " + name + " names a column that the table lacks.");
        }
    }

    /** The key of a table, for reading at the place of declaration. */
    public static List<Col> key(Col... columns) {
        return List.of(columns);
    }

    /** Declares a table. */
    public static Table of(String name, String grain, List<Col> key, Col... columns) {
        return new Table(name, grain, key, List.of(columns));
    }

    /** The declared schema. Every field is nullable for Spark; {@link Col#nullable} is the contract. */
    public StructType schema() {
        return new StructType(columns.stream().map(Col::field).toArray(StructField[]::new));
    }

    /** The declared columns in the declared order, cast to the declared types, with their comments. */
    public Dataset<Row> select(Dataset<Row> data) {
        Column[] selected = columns.stream()
                .map(c -> c.col()
                        .cast(c.kind().type())
                        .as(
                                c.name(),
                                new org.apache.spark.sql.types.MetadataBuilder()
                                        .putString("comment", c.doc())
                                        .build()))
                .toArray(Column[]::new);
        return data.select(selected);
    }

    /** The key as Spark columns. */
    public Column[] keyColumns() {
        return key.stream().map(Col::col).toArray(Column[]::new);
    }
}
