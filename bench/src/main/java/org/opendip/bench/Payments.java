package org.opendip.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What two settlements pay, compared by hospital and pool: the gross amount, the settlement, what is still to be paid, and
 * number and sum of the payments of cases. All in fen.
 */
final class Payments {
    private static final String FIGURES = "SELECT h.hospital, h.pool, h.gross_fen, h.settlement_fen, h.final_fen,"
            + " coalesce(cases, 0) AS cases, coalesce(case_fen, 0) AS case_fen"
            + " FROM %s h LEFT JOIN (SELECT hospital, pool, count(*) AS cases, CAST(sum(payment_fen) AS BIGINT) AS case_fen"
            + " FROM %s GROUP BY ALL) c ON c.hospital = h.hospital AND c.pool = h.pool";

    private final Connection connection;

    /**
     * Payments to compare.
     *
     * @param connection to the database in which the SQL left {@code hospital_settlements} and {@code case_settlements}
     * @param tables folder in which the job left tables of these names, each written once
     */
    Payments(Connection connection, Path tables) throws SQLException {
        this.connection = connection;
        execute("CREATE OR REPLACE TEMP VIEW of_sql AS "
                + FIGURES.formatted("hospital_settlements", "case_settlements"));
        execute("CREATE OR REPLACE TEMP VIEW of_jobs AS "
                + FIGURES.formatted(parquet(tables, "hospital_settlements"), parquet(tables, "case_settlements")));
    }

    private static String parquet(Path tables, String table) {
        return "read_parquet('" + tables.resolve(table).toString().replace("'", "''") + "/*.parquet')";
    }

    /** One line for each hospital and pool that only one side pays, or that both pay differently; empty: all are equal. */
    List<String> differences() throws SQLException {
        String figures = "CASE WHEN %1$s.hospital IS NULL THEN 'nothing' ELSE CAST(struct_pack(%1$s.gross_fen,"
                + " %1$s.settlement_fen, %1$s.final_fen, %1$s.cases, %1$s.case_fen) AS VARCHAR) END";
        return rows("SELECT coalesce(j.hospital, s.hospital) || ', pool ' || coalesce(j.pool, s.pool)"
                + " || ': OpenDIP ' || " + figures.formatted("j") + " || ', DuckDB ' || " + figures.formatted("s")
                + " FROM of_jobs j FULL JOIN of_sql s ON j.hospital = s.hospital AND j.pool = s.pool"
                + " WHERE (j.gross_fen, j.settlement_fen, j.final_fen, j.cases, j.case_fen) IS DISTINCT FROM"
                + " (s.gross_fen, s.settlement_fen, s.final_fen, s.cases, s.case_fen) ORDER BY 1");
    }

    /** What the jobs paid in all. */
    String totals() throws SQLException {
        return rows("SELECT format('{:,} hospitals and pools, {:,} cases, {:,}.{:02d} yuan', count(*),"
                        + " CAST(sum(cases) AS BIGINT), CAST(sum(case_fen) // 100 AS BIGINT),"
                        + " CAST(sum(case_fen) % 100 AS BIGINT)) FROM of_jobs")
                .get(0);
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
