package org.opendip.jobs.stages.statements;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Runs where the cases are: one workbook after the other, as the hospitals follow each other in the partition. */
final class CaseBooks implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final String folder;
    private final Broadcast<Contents> contents;
    private final Broadcast<SerializableConfiguration> hadoop;

    /** What all tasks need. */
    record Contents(Statement.Region region, Map<String, Statement> statements) implements java.io.Serializable {}

    CaseBooks(String folder, Broadcast<Contents> contents, Broadcast<SerializableConfiguration> hadoop) {
        this.folder = folder;
        this.contents = contents;
        this.hadoop = hadoop;
    }

    /** Writes the workbooks of a partition; a row for each: hospital, cases. */
    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        Contents all = contents.value();
        Configuration configuration = hadoop.value().value();
        List<Row> written = new ArrayList<>();
        Lines lines = new Lines(rows);
        while (lines.nextHospital()) {
            Statement statement = all.statements().get(lines.hospital());
            if (statement == null) {
                throw new IllegalStateException("Hospital " + lines.hospital() + " has cases but no settlement.");
            }
            long cases = new HospitalWorkbook(statement, all.region()).write(new Path(folder), configuration, lines);
            written.add(RowFactory.create(statement.hospital(), cases));
        }
        return written.iterator();
    }

    /** The cases of one hospital after the other. */
    private static final class Lines implements Iterator<CaseLine> {
        private final Iterator<Row> rows;
        private CaseLine ahead;
        private String hospital;

        Lines(Iterator<Row> rows) {
            this.rows = rows;
            advance();
        }

        boolean nextHospital() {
            if (ahead == null) {
                return false;
            }
            hospital = ahead.hospital();
            return true;
        }

        String hospital() {
            return hospital;
        }

        @Override
        public boolean hasNext() {
            return ahead != null && ahead.hospital().equals(hospital);
        }

        @Override
        public CaseLine next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            CaseLine line = ahead;
            advance();
            return line;
        }

        private void advance() {
            ahead = rows.hasNext() ? CaseLine.of(rows.next()) : null;
        }
    }
}
