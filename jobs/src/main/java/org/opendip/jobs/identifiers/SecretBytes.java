package org.opendip.jobs.identifiers;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Bytes that a plan uses and never shows. A literal would be printed by {@code explain}, Spark's pages, event logs and
 * messages of failed tasks; this one prints as a name. Generated code refers to the bytes and does not hold them, and
 * since they are no literal the optimizer computes nothing from them ahead.
 */
final class SecretBytes extends Expression implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String SHOWN = "secret";

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static Column column(byte[] bytes) {
        return ExpressionUtils.column(new SecretBytes(bytes.clone()));
    }

    @Override
    public boolean nullable() {
        return false;
    }

    @Override
    public DataType dataType() {
        return DataTypes.BinaryType;
    }

    @Override
    public Object eval(InternalRow row) {
        return bytes;
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        String reference = context.addReferenceObj(SHOWN, bytes, "byte[]");
        return ExprCode.forNonNullValue(JavaCode.expression(reference, DataTypes.BinaryType));
    }

    @Override
    public Seq<Expression> children() {
        return CollectionConverters.asScala(List.<Expression>of()).toSeq();
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
        return this;
    }

    @Override
    public Expression clone() {
        return this; // It never changes; the usual copy would ask for a constructor by its arguments.
    }

    @Override
    public String prettyName() {
        return SHOWN;
    }

    @Override
    public String toString() {
        return SHOWN;
    }

    @Override
    public String sql() {
        return SHOWN;
    }

    // Nothing to take apart: a plan that is printed or written down goes through these.

    @Override
    public int productArity() {
        return 0;
    }

    @Override
    public Object productElement(int place) {
        throw new IndexOutOfBoundsException(place);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SecretBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes same && Arrays.equals(bytes, same.bytes);
    }

    @Override
    public int hashCode() {
        return SHOWN.hashCode();
    }
}
