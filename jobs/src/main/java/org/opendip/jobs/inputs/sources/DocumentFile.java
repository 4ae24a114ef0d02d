package org.opendip.jobs.inputs.sources;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.opendip.policy.errors.DipErrors;

/**
 * The documents of one file as texts, each with its place: the line where one stands on each, else the element of the list
 * that the file is. A file of one list is held whole, as Spark holds it when it reads it.
 */
final class DocumentFile {
    static final StructType SCHEMA = new StructType()
            .add(SourceTables.SOURCE_FILE, DataTypes.StringType)
            .add(SourceTables.LINE, DataTypes.LongType)
            .add(SourceTables.AS_READ, DataTypes.StringType)
            .add(SourceTables.DOCUMENT, DataTypes.StringType);

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    private DocumentFile() {}

    /**
     * Where a header is in a document.
     *
     * @param steps from the document to its parts
     * @param header the part
     * @param id field of the settlement id; null: a constant
     */
    record Parts(List<String> steps, String header, String id) implements Serializable {
        private JsonNode header(JsonNode document) {
            JsonNode at = document;
            for (String step : steps) {
                at = at.path(step);
            }
            return at.path(header);
        }
    }

    private interface Seen {
        void document(long place, String text) throws IOException;
    }

    static SecondLook.Reading reading(Parts parts, boolean lines, SecondLook.Id id, Sought sought) {
        return (hadoop, file) -> rows(hadoop, file, parts, lines, id, sought);
    }

    private static Iterator<Row> rows(
            Configuration hadoop, String file, Parts parts, boolean lines, SecondLook.Id id, Sought sought) {
        String name = InputFiles.name(file);
        List<Row> rows = new ArrayList<>();
        Seen seen = (place, text) -> {
            JsonNode header = parts.header(JSON.readTree(text));
            JsonNode written = parts.id() == null ? null : header.path(parts.id());
            boolean aText = written == null || written.isTextual() || written.isMissingNode() || written.isNull();
            if (!aText || id.mayBe(sought, name, written == null ? null : written.textValue())) {
                rows.add(RowFactory.create(name, place, SecondLook.json(fields(header)), text));
            }
        };
        try (InputStream in = InputFiles.open(hadoop, file)) {
            if (lines) {
                eachLine(in, seen);
            } else {
                eachElement(new String(in.readAllBytes(), StandardCharsets.UTF_8), seen);
            }
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file, "JSON", e);
        }
        return rows.iterator();
    }

    private static void eachLine(InputStream in, Seen seen) throws IOException {
        LineReader lines = new LineReader(in);
        Text text = new Text();
        for (long line = 1; lines.readLine(text) > 0; line++) {
            String document = withoutMark(text.toString());
            if (!document.isBlank()) {
                seen.document(line, document);
            }
        }
    }

    /** Elements as they are written, since 1E+05 is not what a number would be written as. */
    private static void eachElement(String file, Seen seen) throws IOException {
        String text = withoutMark(file);
        try (JsonParser parser = JSON.getFactory().createParser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                seen.document(1, text);
                return;
            }
            for (long element = 1; parser.nextToken() == JsonToken.START_OBJECT; element++) {
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getCharOffset();
                seen.document(element, text.substring(from, to));
            }
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Map<String, String> fields(JsonNode header) {
        Map<String, String> fields = new LinkedHashMap<>();
        header.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.put(
                        field.getKey(),
                        field.getValue().isValueNode()
                                ? field.getValue().asText()
                                : field.getValue().toString());
            }
        });
        return fields;
    }
}
