package org.opendip.jobs.stages.cases;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.assignment.Facts;
import org.opendip.jobs.tables.Answers;
import org.opendip.jobs.tables.Cases;
import org.opendip.jobs.tables.Records;
import org.opendip.policy.errors.DipException;

class SignatureTest extends SparkTest {
    @Test
    void aCaseWithoutAnAnswerHasTheSignatureOfItsCodes() {
        Row one = one("");

        assertThat(one.getLong(1)).isEqualTo(one.getLong(0));
    }

    @Test
    void anAnswerIsPartOfTheSignature() {
        Row one = one("U84.300");

        assertThat(one.getLong(1))
                .isNotEqualTo(one.getLong(0))
                .isNotEqualTo(one("T31.0").getLong(1));
    }

    @Test
    void oneSignatureOfTwoAnswersStopsTheRun() {
        CaseTables.refuseCollisions(signed(1L, "", 2L, "U84.300"));

        assertThatThrownBy(() -> CaseTables.refuseCollisions(signed(1L, "", 1L, "U84.300")))
                .isInstanceOf(DipException.class);
    }

    private Row one(String answers) {
        return spark().range(1)
                .select(
                        lit("A41.900").as(Records.MAIN_DIAGNOSIS.name()),
                        lit("39.9500x007").as(Records.PROCEDURES.name()),
                        lit(answers).as(Answers.ANSWERS.name()))
                .select(
                        xxhash64(Records.MAIN_DIAGNOSIS.col(), Records.PROCEDURES.col(), lit(false)),
                        Facts.signature(lit(false), Answers.ANSWERS.col()))
                .first();
    }

    private Dataset<Row> signed(long a, String answersOfA, long b, String answersOfB) {
        return spark().createDataFrame(
                        List.of(RowFactory.create(a, answersOfA), RowFactory.create(b, answersOfB)),
                        new StructType()
                                .add(Cases.SIGNATURE.name(), DataTypes.LongType)
                                .add(Answers.ANSWERS.name(), DataTypes.StringType));
    }
}
