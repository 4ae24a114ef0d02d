package org.opendip.jobs.runs;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.Table;

/**
 * Canonical digest of a table: equal rows give an equal digest, in any order, from any number of files.
 *
 * <p>Each row is hashed twice (64 bits each, differently salted, with the pattern of absent values); the halves of the
 * hashes are summed, and name, columns, row count and sums are hashed with SHA-256. Sums do not depend on order, and
 * unlike an exclusive-or they see a row that stands twice.
 *
 * @param rows number of rows
 * @param value 32 hexadecimal digits
 */
public record Digest(long rows, String value) {
    private static final long LOW = 0xFFFFFFFFL;

    /** The digest of the declared columns of a table. */
    public static Digest of(Table table, Dataset<Row> data) {
        List<Column> sums = sums(table);
        Row row = data.agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .first();
        return of(table, IntStream.range(0, row.size()).mapToLong(row::getLong).toArray());
    }

    /** The sums that a digest consists of, named {@code d0}, {@code d1}, ...: for an aggregate, or to observe a write. */
    static List<Column> sums(Table table) {
        List<Column> all = new ArrayList<>();
        Column absent = lit(0L);
        long bit = 1;
        for (Col column : table.columns()) {
            all.add(column.col());
            if (column.nullable()) {
                absent = absent.plus(when(column.col().isNull(), lit(bit)).otherwise(lit(0L)));
                bit <<= 1;
            }
        }
        all.add(absent);
        Column first = xxhash64(all.toArray(Column[]::new));
        all.add(0, lit(table.name()));
        Column second = xxhash64(all.toArray(Column[]::new));
        List<Column> sums = List.of(count(lit(1)), low(first), high(first), low(second), high(second));
        return IntStream.range(0, sums.size())
                .mapToObj(i -> sums.get(i).as("d" + i))
                .toList();
    }

    /** The digest that the sums make. */
    static Digest of(Table table, long[] sums) {
        StringBuilder text = new StringBuilder(table.name());
        table.columns().forEach(c -> text.append('|')
                .append(c.name())
                .append(' ')
                .append(c.kind().type().sql()));
        for (long sum : sums) {
            text.append('|').append(sum);
        }
        return new Digest(sums[0], DigestUtils.sha256Hex(text.toString()).substring(0, 32));
    }

    private static Column low(Column hash) {
        return coalesce(sum(hash.bitwiseAND(lit(LOW))), lit(0L));
    }

    private static Column high(Column hash) {
        return coalesce(sum(shiftrightunsigned(hash, 32)), lit(0L));
    }
}
