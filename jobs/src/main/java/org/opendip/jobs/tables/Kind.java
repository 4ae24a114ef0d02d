package org.opendip.jobs.tables;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The short vocabulary of column types: each fixes a precision and a unit, so that a column says what it is. */
public enum Kind {
    /** Text: names, notes. */
    TEXT(DataTypes.StringType, "text"),
    /** A code of a code list, compared exactly, case kept. */
    CODE(DataTypes.StringType, "code"),
    /** An identifier of a row. */
    ID(DataTypes.StringType, "identifier"),
    /** A 64-bit hash of content, equal wherever and whenever it is computed. */
    HASH(DataTypes.LongType, "64-bit content hash"),
    /** Money: whole fen. Sums are exact and order-free. */
    FEN(DataTypes.LongType, "fen"),
    /** A part of an exact 128-bit sum, see {@link Moments}. */
    PART(DataTypes.LongType, "part of an exact sum"),
    /** Number of rows, cases, days over many cases. */
    COUNT(DataTypes.LongType, "count"),
    /** A small whole number: days of one stay, a level, a rank. */
    NUMBER(DataTypes.IntegerType, "number"),
    /** Calendar year. */
    YEAR(DataTypes.IntegerType, "year"),
    /** Calendar month as yyyymm. */
    MONTH(DataTypes.IntegerType, "yyyymm"),
    /** Calendar day. */
    DATE(DataTypes.DateType, "date"),
    /** Local date and time, without a zone. */
    TIME(DataTypes.TimestampNTZType, "local time"),
    /** Yes or no. */
    FLAG(DataTypes.BooleanType, "flag"),
    /** Yuan with the two decimals of a source document. */
    YUAN(DataTypes.createDecimalType(16, 2), "yuan"),
    /** A weight of a newborn as a source document has it. */
    GRAM(DataTypes.createDecimalType(10, 2), "gram"),
    /** A mean in yuan; not a payment. */
    MEAN(DataTypes.createDecimalType(24, 6), "yuan, mean"),
    /** Points: a disease score or a case score. */
    SCORE(DataTypes.createDecimalType(18, 6), "points"),
    /** A sum of points over many cases. */
    SCORE_SUM(DataTypes.createDecimalType(28, 6), "points, sum"),
    /** An institution coefficient and the like. */
    COEFFICIENT(DataTypes.createDecimalType(10, 6), "coefficient"),
    /** A ratio of two amounts. */
    RATIO(DataTypes.createDecimalType(20, 10), "ratio"),
    /** Yuan per point. */
    POINT_VALUE(DataTypes.createDecimalType(28, 15), "yuan per point");

    private final DataType type;
    private final String unit;

    Kind(DataType type, String unit) {
        this.type = type;
        this.unit = unit;
    }

    /** The Spark type. */
    public DataType type() {
        return type;
    }

    /** The unit, as the generated documentation prints it. */
    public String unit() {
        return unit;
    }
}
