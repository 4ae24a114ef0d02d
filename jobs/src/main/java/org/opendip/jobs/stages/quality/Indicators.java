package org.opendip.jobs.stages.quality;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.opendip.policy.money.Ratios;

/** Rows of the table {@code catalog_quality}. */
final class Indicators {
    private static final int RATIO_DECIMALS = 10;

    private final List<Row> rows = new ArrayList<>();

    /** A share with what it is made of; of nothing there is none. */
    void share(String name, long part, long whole) {
        BigDecimal value =
                whole == 0 ? null : Ratios.divide(BigDecimal.valueOf(part), BigDecimal.valueOf(whole), RATIO_DECIMALS);
        rows.add(RowFactory.create(name, value, part, whole));
    }

    /** A figure that is not a share. */
    void value(String name, Optional<BigDecimal> value) {
        rows.add(RowFactory.create(name, value.orElse(null), null, null));
    }

    List<Row> rows() {
        return rows;
    }
}
