package org.opendip.jobs.stages.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.opendip.jobs.SparkTest;

/** A file whose rows or fen are not all accounted for is named, with what became of those that are. */
class AccountsTest extends SparkTest {
    @Test
    void filesThatAddUpAreNotNamed() {
        assertThat(Accounts.differing(Accounts.before(records("")), records("")))
                .isEmpty();
    }

    @Test
    void aFileThatLostARowAFenOrEverythingIsNamedWithWhatBecameOfTheRest() {
        Dataset<Row> in = Accounts.before(records(""));
        assertThat(Accounts.differing(in, records("where not (source_file = 'a.csv' and cost_fen = 200)")))
                .containsExactly("jan/a.csv: read 2 rows of 300 fen, accounted for 1 rows of 100 fen "
                        + "(kept 1, netted 0, superseded 0, rejected 0)");
        assertThat(Accounts.differing(in, records("where source_file <> 'b.csv'")))
                .containsExactly("b.csv: read 1 rows of 500 fen, accounted for 0 rows of 0 fen "
                        + "(kept 0, netted 0, superseded 0, rejected 0)");
        Dataset<Row> shifted = Accounts.before(spark().sql("select 'jan' as delivery, 'a.csv' as source_file, "
                + "explode(array(100L, 201L)) as cost_fen union all select null, 'b.csv', 500L"));
        assertThat(Accounts.differing(shifted, records("")))
                .containsExactly("jan/a.csv: read 2 rows of 301 fen, accounted for 2 rows of 300 fen "
                        + "(kept 1, netted 0, superseded 0, rejected 1)");
    }

    private Dataset<Row> records(String where) {
        return spark().sql("select * from (select 'jan' as delivery, 'a.csv' as source_file, 100L as cost_fen, "
                + "'kept' as disposition union all select 'jan', 'a.csv', 200L, 'rejected' "
                + "union all select null, 'b.csv', 500L, 'superseded') " + where);
    }
}
