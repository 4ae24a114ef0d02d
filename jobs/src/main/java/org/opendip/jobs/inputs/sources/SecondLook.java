package org.opendip.jobs.inputs.sources;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Looks a second time at the files that hold headers somebody asks for, to say where in the file they stand. One task
 * goes through one file from its beginning and lets pass only rows whose id is asked for; nothing is counted while the
 * lists are read, where most files hold nothing that anybody will ask for.
 */
final class SecondLook {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SecondLook() {}

    /** Goes through a file: the rows that may be meant, each as the columns of the schema. */
    interface Reading extends Serializable {
        Iterator<Row> rows(Configuration hadoop, String file);
    }

    /** Opens a file before its heading. */
    interface Opening extends Serializable {
        NumberedRows open(Configuration hadoop, String file);
    }

    /**
     * How the id of a header is read from what stands there, as {@link Conversion} reads it.
     *
     * @param nothing words that say that there is none
     * @param plain whether it is taken as it stands; else any row may be meant
     */
    record Id(Set<String> nothing, boolean plain) implements Serializable {
        private static final Pattern BLANKS =
                Pattern.compile("^[" + Conversion.BLANKS + "]+|[" + Conversion.BLANKS + "]+$");
        private static final Pattern NUMBER = Pattern.compile(Conversion.SCIENTIFIC);

        static Id of(SourceFile source, SourceFile.Value value) {
            return new Id(
                    Set.copyOf(source.notation().nullWords()),
                    value.field() != null && value.words().isEmpty());
        }

        boolean mayBe(Sought sought, String file, String written) {
            if (!plain) {
                return true;
            }
            String id = written == null ? "" : BLANKS.matcher(written).replaceAll("");
            boolean none = nothing.contains(id) || NUMBER.matcher(id).matches();
            return sought.mayBe(file, none ? "" : id);
        }
    }

    /** Files that are looked at, one task each. */
    static Dataset<Row> through(SparkSession spark, List<String> files, StructType schema, Reading reading) {
        if (files.isEmpty()) {
            return spark.createDataFrame(List.of(), schema);
        }
        SerializableConfiguration hadoop =
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        FlatMapFunction<String, Row> rows = file -> reading.rows(hadoop.value(), file);
        return spark.createDataset(files, Encoders.STRING())
                .repartition(files.size())
                .flatMap(rows, Encoders.row(schema));
    }

    /**
     * Rows of files with a heading: the fields as {@code c0, c1, ...}, then the file, the line, and the whole row as JSON.
     *
     * @param idField the field of the settlement id
     */
    static Reading rows(List<String> fields, String idField, Id id, Sought sought, Opening opening) {
        List<String> wanted = List.copyOf(fields);
        return (hadoop, file) -> {
            NumberedRows rows = opening.open(hadoop, file);
            closeWithTask(rows);
            String[] first = rows.next();
            List<String> heading = new ArrayList<>();
            for (String cell : first) {
                heading.add(cell == null ? "" : CsvHead.cleaned(cell));
            }
            Map<String, Integer> places = CsvHead.places(file, heading, wanted, List.of());
            List<String> names = names(heading);
            Integer idPlace = places.get(idField);
            String name = InputFiles.name(file);
            return chosen(
                    rows, cells -> idPlace == null || id.mayBe(sought, name, cell(cells, idPlace)), (cells, line) -> {
                        Object[] row = new Object[wanted.size() + 3];
                        for (int i = 0; i < wanted.size(); i++) {
                            row[i] = cell(cells, places.get(wanted.get(i)));
                        }
                        row[wanted.size()] = name;
                        row[wanted.size() + 1] = line;
                        row[wanted.size() + 2] = json(names, cells);
                        return RowFactory.create(row);
                    });
        };
    }

    private interface Made {
        Row row(String[] cells, long line);
    }

    private static Iterator<Row> chosen(NumberedRows rows, Predicate<String[]> meant, Made made) {
        return new Iterator<>() {
            private Row next = advance();

            private Row advance() {
                for (String[] cells = rows.next(); cells != null; cells = rows.next()) {
                    if (meant.test(cells)) {
                        return made.row(cells, rows.line());
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Row next() {
                Row row = next;
                next = advance();
                return row;
            }
        };
    }

    private static void closeWithTask(NumberedRows rows) {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) t -> {
                try {
                    rows.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static String cell(String[] cells, int place) {
        return place < cells.length ? cells[place] : null;
    }

    /** A name for each column: one that has none, or that of another, is called by its place. */
    private static List<String> names(List<String> heading) {
        List<String> names = new ArrayList<>();
        for (String name : heading) {
            names.add(name.isEmpty() || names.contains(name) ? "#" + (names.size() + 1) : name);
        }
        return names;
    }

    /** What stands in a row, by its columns; an empty cell is left out. */
    private static String json(List<String> names, String[] cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(names.size(), cells.length); i++) {
            if (cells[i] != null && !cells[i].isEmpty()) {
                row.put(names.get(i), cells[i]);
            }
        }
        return json(row);
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
