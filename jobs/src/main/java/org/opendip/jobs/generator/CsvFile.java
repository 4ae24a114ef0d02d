package org.opendip.jobs.generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small CSV files as RFC 4180 has them, UTF-8, LF, read and written on the driver. */
final class CsvFile {
    private CsvFile() {}

    static void write(Configuration conf, String file, List<String> header, List<List<String>> rows)
            throws IOException {
        Path path = new Path(file);
        try (Writer out = new OutputStreamWriter(path.getFileSystem(conf).create(path, true), StandardCharsets.UTF_8)) {
            line(out, header);
            for (List<String> row : rows) {
                line(out, row);
            }
        }
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            String cell = cells.get(i) == null ? "" : cells.get(i);
            if (cell.indexOf(',') >= 0
                    || cell.indexOf('"') >= 0
                    || cell.indexOf('\n') >= 0
                    || cell.indexOf('\r') >= 0) {
                out.write('"');
                out.write(cell.replace("\"", "\"\""));
                out.write('"');
            } else {
                out.write(cell);
            }
        }
        out.write('\n');
    }

    /** The rows by column name. */
    static List<Map<String, String>> read(Reader source) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        BufferedReader in = new BufferedReader(source);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (quoted) {
                if (c != '"') {
                    cell.append((char) c);
                } else {
                    in.mark(1);
                    if (in.read() == '"') {
                        cell.append('"');
                    } else {
                        in.reset();
                        quoted = false;
                    }
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (c != '\r' && c != '\uFEFF') {
                cell.append((char) c);
            }
        }
        if (cell.length() > 0 || !row.isEmpty()) {
            row.add(cell.toString());
            rows.add(row);
        }
        List<Map<String, String>> named = new ArrayList<>();
        List<String> header = rows.get(0);
        for (List<String> cells : rows.subList(1, rows.size())) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
                map.put(header.get(i), cells.get(i));
            }
            named.add(map);
        }
        return named;
    }
}
