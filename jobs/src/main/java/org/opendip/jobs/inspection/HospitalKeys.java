package org.opendip.jobs.inspection;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.tables.Records;

/** From the integer key of a hospital, by which cases are grouped, back to its code. */
final class HospitalKeys {
    /** Stands for a hospital that the register does not have. */
    static final String UNKNOWN = "-";

    private static final String CODE = "of_hospital";

    private HospitalKeys() {}

    /** Adds the code of {@code hospital_key} to grouped rows; see {@link #code}. */
    static Dataset<Row> named(Dataset<Row> grouped, Collection<String> register) {
        Dataset<Row> keys = grouped.sparkSession()
                .createDataFrame(
                        register.stream().map(RowFactory::create).toList(),
                        new StructType().add(CODE, DataTypes.StringType))
                .select(col(CODE), xxhash64(col(CODE)).as("of_key"));
        return grouped.join(broadcast(keys), Records.HOSPITAL_KEY.col().equalTo(col("of_key")), "left");
    }

    /** The hospital's code in such rows. */
    static Column code() {
        return coalesce(col(CODE), lit(UNKNOWN)).as(Records.HOSPITAL.name());
    }
}
