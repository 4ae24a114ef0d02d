package org.opendip.jobs.stages.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.jobs.inputs.ReferenceFiles;

/**
 * Code lists and register as small tables to join with.
 *
 * @param diagnoses listed_code
 * @param procedures listed_code, has_attribute
 * @param hospitals register_code, register_key, register_level, register_division
 */
record CodeLists(Dataset<Row> diagnoses, Dataset<Row> procedures, Dataset<Row> hospitals) {
    static final String LISTED = "listed_code";
    static final String HAS_ATTRIBUTE = "has_attribute";

    static CodeLists load(SparkSession spark, ReferenceFiles reference) {
        List<Row> diagnoses = reference.diagnoses().stream()
                .map(d -> RowFactory.create(d.code()))
                .toList();
        List<Row> procedures = reference.procedures().stream()
                .map(p -> RowFactory.create(p.code(), !p.attribute().isEmpty()))
                .toList();
        List<Row> hospitals = reference.hospitals().stream()
                .map(h ->
                        RowFactory.create(h.hospital(), h.level(), h.division().isEmpty() ? null : h.division()))
                .toList();
        return new CodeLists(
                spark.createDataFrame(diagnoses, new StructType().add(LISTED, DataTypes.StringType)),
                spark.createDataFrame(
                        procedures,
                        new StructType().add(LISTED, DataTypes.StringType).add(HAS_ATTRIBUTE, DataTypes.BooleanType)),
                spark.createDataFrame(
                                hospitals,
                                new StructType()
                                        .add("register_code", DataTypes.StringType)
                                        .add("register_level", DataTypes.IntegerType)
                                        .add("register_division", DataTypes.StringType))
                        .withColumn("register_key", xxhash64(col("register_code"))));
    }
}
