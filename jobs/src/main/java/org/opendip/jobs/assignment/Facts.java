package org.opendip.jobs.assignment;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.opendip.jobs.tables.Records;

/**
 * What a signature says: everything that a grouping rule asks of a case.
 *
 * @param mainDiagnosis full code
 * @param procedures full codes, main one first; empty: none
 * @param bedDay paid by bed-day
 * @param asked those of the {@link Questions} that the case answers with yes
 */
public record Facts(String mainDiagnosis, List<String> procedures, boolean bedDay, Set<String> asked) {
    public Facts {
        procedures = List.copyOf(procedures);
        asked = java.util.Collections.unmodifiableSet(new TreeSet<>(asked));
    }

    /** The facts of one row of the table {@code signatures}; lists are joined by comma. */
    public static Facts of(String mainDiagnosis, String procedures, boolean bedDay, String asked) {
        return new Facts(mainDiagnosis, parts(procedures), bedDay, Set.copyOf(parts(asked)));
    }

    /**
     * The hash of all that grouping looks at, of a row with the columns of {@code cases}. A case without an answer has the
     * same whether the catalog asks anything or not: what is null adds nothing to the hash.
     *
     * @param answers joined by comma
     */
    public static Column signature(Column bedDay, Column answers) {
        return xxhash64(Records.MAIN_DIAGNOSIS.col(), Records.PROCEDURES.col(), bedDay, nullif(answers, lit("")));
    }

    private static List<String> parts(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }
}
