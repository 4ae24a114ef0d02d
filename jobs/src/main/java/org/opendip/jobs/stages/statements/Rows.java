package org.opendip.jobs.stages.statements;

import java.math.BigDecimal;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Col;

/** Reads collected rows by declared column. */
final class Rows {
    static long whole(Row row, Col column) {
        return row.getLong(row.fieldIndex(column.name()));
    }

    static int number(Row row, Col column) {
        return row.getInt(row.fieldIndex(column.name()));
    }

    static BigDecimal decimal(Row row, Col column) {
        return row.getDecimal(row.fieldIndex(column.name()));
    }

    static String text(Row row, Col column) {
        return row.getString(row.fieldIndex(column.name()));
    }

    static boolean flag(Row row, Col column) {
        return row.getBoolean(row.fieldIndex(column.name()));
    }

    private Rows() {}
}
