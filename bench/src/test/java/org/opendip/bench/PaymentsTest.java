package org.opendip.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two settlements are compared by what they pay, to the fen. */
class PaymentsTest {
    private static final String HOSPITALS = "(hospital VARCHAR, pool INTEGER, gross_fen BIGINT, settlement_fen BIGINT,"
            + " final_fen BIGINT, paid_fen BIGINT)";
    private static final String CASES = "(case_id VARCHAR, hospital VARCHAR, pool INTEGER, payment_fen BIGINT)";

    @TempDir
    private Path folder;

    @Test
    void equalPaymentsOfCasesNamedOtherwiseAreEqual() throws SQLException {
        assertThat(differences(
                        "('1', 'H1', 310, 70), ('2', 'H1', 310, 30)", "('a', 'H1', 310, 30), ('b', 'H1', 310, 70)"))
                .isEmpty();
    }

    @Test
    void aFenMoreOrACaseLessIsTold() throws SQLException {
        assertThat(differences(
                        "('1', 'H1', 310, 70), ('2', 'H1', 310, 31)", "('1', 'H1', 310, 70), ('2', 'H1', 310, 30)"))
                .singleElement()
                .asString()
                .startsWith("H1, pool 310: OpenDIP")
                .contains("'case_fen': 101", "'case_fen': 100");
        assertThat(differences("('1', 'H1', 310, 100)", "('1', 'H1', 310, 70), ('2', 'H1', 310, 30)"))
                .hasSize(1);
    }

    @Test
    void aHospitalThatOnlyOneSidePaysIsTold() throws SQLException {
        assertThat(differences("('1', 'H2', 310, 100)", "('1', 'H1', 310, 100)"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("H1, pool 310: OpenDIP nothing"))
                .anySatisfy(line -> assertThat(line).startsWith("H2, pool 310").endsWith("DuckDB nothing"));
    }

    /** Of the hospitals of the cases, each with 100 fen. */
    private List<String> differences(String ofJobs, String ofSql) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            for (String cases : List.of(ofJobs, ofSql)) {
                execute(duck, "CREATE OR REPLACE TABLE case_settlements " + CASES);
                execute(duck, "INSERT INTO case_settlements VALUES " + cases);
                execute(duck, "CREATE OR REPLACE TABLE hospital_settlements " + HOSPITALS);
                execute(
                        duck,
                        "INSERT INTO hospital_settlements SELECT DISTINCT hospital, pool, 100, 95, 40, 55 FROM"
                                + " case_settlements");
                if (cases == ofJobs) {
                    write(duck, "hospital_settlements");
                    write(duck, "case_settlements");
                }
            }
            return new Payments(duck, folder).differences();
        }
    }

    private void write(Connection duck, String table) throws SQLException {
        Path place = folder.resolve(table);
        place.toFile().mkdirs();
        execute(duck, "COPY " + table + " TO '" + place.resolve("part-1.parquet") + "' (FORMAT parquet)");
        assertThat(Files.exists(place.resolve("part-1.parquet"))).isTrue();
    }

    private static void execute(Connection duck, String sql) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute(sql);
        }
    }
}
