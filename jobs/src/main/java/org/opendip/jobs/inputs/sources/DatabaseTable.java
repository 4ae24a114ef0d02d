package org.opendip.jobs.inputs.sources;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.opendip.jobs.inputs.sources.SourceFile.Database;
import org.opendip.jobs.tables.Table;
import org.opendip.policy.errors.DipErrors;

/** A table or query of a database. The password comes from a variable or a file, never from the source file. */
final class DatabaseTable {
    private static final Pattern QUERY = Pattern.compile("\\s*(select|with)[\\s(*]", Pattern.CASE_INSENSITIVE);

    private DatabaseTable() {}

    static Dataset<Row> read(SparkSession spark, SourceFile source, Table table) {
        Database database = source.database();
        String query = source.table(table).query();
        String named = query == null ? table.name() : query;
        DataFrameReader reader = spark.read()
                .format("jdbc")
                .option("url", database.url())
                .option("user", database.user())
                .option("password", password(source))
                .option("fetchsize", String.valueOf(database.fetchRows()))
                .option("preferTimestampNTZ", "true")
                .option(isQuery(named) ? "query" : "dbtable", named);
        if (database.driver() != null) {
            reader = reader.option("driver", database.driver());
        }
        try {
            return reader.load();
        } catch (Exception e) {
            // Spark throws the driver's own exception, which it does not declare.
            throw DipErrors.databaseUnreadable(source.name(), named, e);
        }
    }

    /** Whether it is a query and not a table, such as selections. */
    static boolean isQuery(String named) {
        return QUERY.matcher(named).lookingAt();
    }

    private static String password(SourceFile source) {
        Database database = source.database();
        String variable = database.passwordVariable();
        if (variable != null) {
            String password = System.getenv(variable);
            if (password == null || password.isEmpty()) {
                throw DipErrors.secretMissing(source.name(), "the environment variable " + variable);
            }
            return password;
        }
        String file = database.passwordFile();
        try {
            String password =
                    Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            if (password.isEmpty()) {
                throw DipErrors.secretMissing(source.name(), "the file " + file);
            }
            return password;
        } catch (IOException e) {
            throw DipErrors.secretMissing(source.name(), "the file " + file);
        }
    }
}
