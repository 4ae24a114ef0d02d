package org.opendip.jobs.inputs;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.upper;

import org.apache.spark.sql.Column;
import org.opendip.jobs.tables.national.SettlementDiagnoses;
import org.opendip.jobs.tables.national.SettlementHeaders;

/** How diagnosis codes of settlement lists are written. */
public final class DiagnosisCodes {
    private DiagnosisCodes() {}

    /** Whether a row of diagnoses counts: valid, western, with a code. */
    public static Column counts() {
        Column valid = coalesce(SettlementHeaders.VALI_FLAG.col(), lit("1")).equalTo("1");
        Column western = coalesce(SettlementDiagnoses.DIAG_TYPE.col(), lit("1")).isin("1", "2");
        return western.and(valid).and(SettlementDiagnoses.DIAG_CODE.col().isNotNull());
    }

    /**
     * A diagnosis code as the code list writes it: in plain characters, no blanks around, a capital letter first, a small x
     * inside ({@code i63.9} and {@code C73.X00} are seen). The extension and the asterisk part stay.
     */
    public static Column normalised(Column code) {
        Column bare = trim(CodeLetters.plain(code));
        return concat(upper(substring(bare, 1, 1)), translate(bare.substr(lit(2), length(bare)), "X", "x"));
    }
}
