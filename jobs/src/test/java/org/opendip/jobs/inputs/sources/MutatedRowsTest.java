package org.opendip.jobs.inputs.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.Docs;
import org.opendip.jobs.SparkTest;
import org.opendip.jobs.inputs.SettlementLists;
import org.opendip.jobs.stages.records.RecordsStage;
import org.opendip.jobs.tables.Notices;
import org.opendip.jobs.tables.Records;
import org.opendip.jobs.tables.Table;
import org.opendip.jobs.testing.Rules;
import org.opendip.jobs.testing.TestRegion;
import org.opendip.policy.notices.Notice;
import org.opendip.policy.notices.Severity;

/**
 * Good settlements of every shape, one field of each damaged at random by a seed: none is lost, none stops the job, and each
 * is kept as it stands or left out with a reason. No amount is ever another than the one that is written.
 */
@Tag("full")
class MutatedRowsTest extends SparkTest {
    private static final Path SAMPLES = Docs.root().resolve("data-samples/sources");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ERRORS = new HashSet<>();

    static {
        for (Notice notice : Notice.values()) {
            if (notice.severity() == Severity.ERROR) {
                ERRORS.add(notice.code());
            }
        }
    }

    @TempDir
    private Path folder;

    /** What went in: total costs as written by settlement id (damage may make ids equal), and the ids of rows that nobody touched. */
    private final Map<String, Set<BigDecimal>> totals = new HashMap<>();

    private final Map<String, Set<String>> texts = new HashMap<>();
    private final Set<String> sound = new HashSet<>();

    @Test
    void sevenThousandWideRows() throws IOException {
        wide(7_000, 2);
    }

    @Test
    void sevenThousandNationalRows() throws IOException {
        int rows = 7_000;
        Random random = new Random(3);
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (Table table : TestRegion.NATIONAL) {
            tables.put(
                    table.name(),
                    Files.readAllLines(SAMPLES.resolve("national/" + table.name() + ".csv"), StandardCharsets.UTF_8));
        }
        Map<String, StringBuilder> files = new LinkedHashMap<>();
        tables.forEach((name, lines) -> files.put(name, new StringBuilder(lines.get(0)).append('\n')));
        List<String> names = List.copyOf(tables.keySet());
        for (int i = 0; i < rows; i++) {
            String old = "S2026000" + (1 + i % 6);
            String id = "S" + (100_000 + i);
            String damaged = i % 7 == 0 ? "" : names.get(random.nextInt(names.size()));
            boolean touched = false;
            for (String name : names) {
                List<String> lines = tables.get(name);
                List<String> heading = List.of(lines.get(0).split(",", -1));
                for (String line : lines.subList(1, lines.size())) {
                    String[] cells = line.split(",", -1);
                    if (!cells[heading.indexOf("setl_id")].equals(old)) {
                        continue;
                    }
                    cells[heading.indexOf("setl_id")] = id;
                    for (int c = 0; c < cells.length; c++) {
                        cells[c] = cells[c].replaceFirst("^2026-", "2025-");
                    }
                    if (heading.contains("mdtrt_id")) {
                        cells[heading.indexOf("mdtrt_id")] = "M" + i;
                    }
                    if (name.equals(damaged) && !touched) {
                        int at = random.nextInt(cells.length);
                        cells[at] = damaged(random, cells[at]);
                        touched = true;
                    }
                    if (name.equals("setl_d")) {
                        wrote(cells[heading.indexOf("setl_id")], cells[heading.indexOf("medfee_sumamt")]);
                    }
                    files.get(name).append(row(cells, ',')).append('\n');
                }
            }
            if (!touched) {
                sound.add(id);
            }
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey() + ".csv"), file.getValue(), StandardCharsets.UTF_8);
        }
        check(SettlementLists.in(folder.toString()), rows);
    }

    @Test
    void sevenThousandDocuments() throws IOException {
        int rows = 7_000;
        Random random = new Random(4);
        List<String> samples = Files.readAllLines(SAMPLES.resolve("documents/4101.jsonl"));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            ObjectNode document =
                    (ObjectNode) JSON.readTree(samples.get(i % samples.size()).replace("\"2026-", "\"2025-"));
            ObjectNode header = (ObjectNode) document.at("/input/setlinfo");
            header.put("setl_id", "S" + (100_000 + i)).put("mdtrt_id", "M" + i);
            if (i % 7 == 0) {
                sound.add("S" + (100_000 + i));
            } else {
                damage(random, document.get("input"));
            }
            text.append(JSON.writeValueAsString(document)).append('\n');
        }
        Files.writeString(folder.resolve("4101.jsonl"), text);
        check(new SettlementLists(folder.toString(), SourceFile.load(SourceShapesTest.conf("documents-4101"))), rows);
    }

    private void wide(int rows, int seed) throws IOException {
        Random random = new Random(seed);
        Charset gb = Charset.forName("GB18030");
        List<String> lines = Files.readAllLines(SAMPLES.resolve("wide-csv/discharges.csv"), gb);
        List<String> heading = List.of(lines.get(0).split("\\|", -1));
        StringBuilder text = new StringBuilder(lines.get(0)).append('\n');
        for (int i = 0; i < rows; i++) {
            String[] cells = lines.get(1 + i % (lines.size() - 1))
                    .replace("|2026-", "|2025-")
                    .split("\\|", -1);
            cells[0] = "S" + (100_000 + i);
            cells[1] = "M" + i;
            if (i % 7 == 0) {
                sound.add(cells[0]);
            } else {
                int at = random.nextInt(cells.length);
                cells[at] = damaged(random, cells[at]);
            }
            wrote(cells[0], cells[heading.indexOf("总费用")]);
            text.append(row(cells, '|')).append('\n');
        }
        Files.write(folder.resolve("discharges.csv"), text.toString().getBytes(gb));
        check(new SettlementLists(folder.toString(), SourceFile.load(SourceShapesTest.conf("wide-csv"))), rows);
    }

    /**
     * What a total says to somebody who reads it by our rules: digits, also wide ones, with nothing around them but what
     * nobody sees; thousands in the wide file only.
     */
    private void wrote(String id, String total) {
        String text = total.replaceAll("^[\\s\\p{Cntrl}\u00A0\uFEFF]+|[\\s\\p{Cntrl}\u00A0\uFEFF]+$", "")
                .codePoints()
                .map(c -> c >= '０' && c <= '９' ? c - '０' + '0' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        texts.computeIfAbsent(id.strip(), k -> new HashSet<>()).add(total);
        Set<BigDecimal> known = totals.computeIfAbsent(id.strip(), k -> new HashSet<>());
        if (text.matches("-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?")) {
            known.add(new BigDecimal(text.replace(",", "")).stripTrailingZeros());
        }
    }

    private void check(SettlementLists lists, int rows) {
        TestRegion region = TestRegion.in(spark(), folder.resolve("region"))
                .file(
                        "codes/diagnoses.csv",
                        "code,name",
                        "K35.800,",
                        "K35.801,",
                        "C54.100,",
                        "A09.900x001,",
                        "A01.000x005+J17.0*,",
                        "I10.x00,",
                        "K80.100,")
                .hospitals(
                        "H99010100001,县人民医院,2,,990101,",
                        "H99010100002,县中医院,2,,990101,",
                        "H99010100003,市中心医院,3,,990101,");
        TestRegion.Left left = region.stages(Rules.tiny().book(), lists, List.of(2025), new RecordsStage());
        List<Row> records = left.table(Records.TABLE).collectAsList();
        Map<String, Set<String>> notices = new HashMap<>();
        left.table(Notices.TABLE).collectAsList().forEach(n -> notices.computeIfAbsent(key(n), k -> new HashSet<>())
                .add(n.getAs(Notices.CODE.name())));
        assertThat(records).as("rows in").hasSize(rows);
        Map<String, Integer> fates = new TreeMap<>();
        Set<String> kept = new HashSet<>();
        for (Row record : records) {
            String id = record.getAs(Records.SETTLEMENT_ID.name());
            String disposition = record.getAs(Records.DISPOSITION.name());
            String reason = record.getAs(Records.REASON.name());
            fates.merge(disposition + " " + reason, 1, Integer::sum);
            switch (disposition) {
                case "kept" -> {
                    assertThat(reason).as(id).isNull();
                    kept.add(id);
                    if (totals.containsKey(id)) {
                        assertThat(totals.get(id))
                                .as("cost of %s, written %s", id, texts.get(id))
                                .contains(BigDecimal.valueOf(record.<Long>getAs(Records.COST_FEN.name()), 2)
                                        .stripTrailingZeros());
                    }
                }
                case "rejected" -> {
                    assertThat(ERRORS).as(id).contains(reason);
                    assertThat(notices.getOrDefault(key(record), Set.of()))
                            .as(id)
                            .contains(reason);
                }
                case "netted", "superseded" -> assertThat(reason).as(id).isNotNull();
                default -> throw new AssertionError(id + " is " + disposition);
            }
        }
        System.out.println("Mutated rows: " + rows + " " + fates);
        assertThat(kept).as("rows that nobody touched").containsAll(sound);
        assertThat(fates.keySet()).as("damage is found").anyMatch(f -> f.startsWith("rejected"));
    }

    private static String key(Row row) {
        return row.getAs(Records.SETTLEMENT_ID.name()) + "#" + row.getAs(Records.SEQUENCE.name());
    }

    private static String row(String[] cells, char delimiter) {
        return Arrays.stream(cells)
                .map(c -> c.indexOf('"') >= 0 || c.indexOf(delimiter) >= 0 || c.startsWith("#") || !c.equals(c.strip())
                        ? '"' + c.replace("\"", "\"\"") + '"'
                        : c)
                .reduce((a, b) -> a + delimiter + b)
                .orElseThrow();
    }

    /** One value of a document, wherever it stands: another text, number, truth, null, list or object, or no field at all. */
    private static void damage(Random random, JsonNode input) {
        List<ObjectNode> parts = new ArrayList<>();
        input.forEach(part -> {
            if (part instanceof ObjectNode object) {
                parts.add(object);
            } else {
                part.forEach(entry -> parts.add((ObjectNode) entry));
            }
        });
        ObjectNode part = parts.get(random.nextInt(parts.size()));
        List<String> names = new ArrayList<>();
        part.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> part.remove(name);
            case 1 -> part.putNull(name);
            case 2 -> part.put(name, random.nextBoolean());
            case 3 -> part.put(name, random.nextDouble() * Math.pow(10, random.nextInt(60) - 20));
            case 4 ->
                part.set(
                        name,
                        JSON.createObjectNode().put("value", part.get(name).asText()));
            case 5 -> {
                ArrayNode list = JSON.createArrayNode().add(part.get(name));
                part.set(name, list);
            }
            default -> part.put(name, damaged(random, part.get(name).asText()));
        }
    }

    /** Another text for a value, as exports, spreadsheets and people make it. */
    private static String damaged(Random random, String value) {
        String other =
                switch (random.nextInt(36)) {
                    case 0 -> "";
                    case 1 -> " ";
                    case 2 -> "NULL";
                    case 3 -> "\\N";
                    case 4 -> " " + value + " ";
                    case 5 -> value + value;
                    case 6 -> value.isEmpty() ? "x" : value.substring(0, value.length() - 1);
                    case 7 -> value.isEmpty() ? "0" : value.substring(1);
                    case 8 -> "-" + value;
                    case 9 -> "1E+05";
                    case 10 -> "1e400";
                    case 11 -> "9".repeat(40);
                    case 12 -> "NaN";
                    case 13 -> "Infinity";
                    case 14 -> value.replace('.', ',');
                    case 15 -> "1,234,567.89";
                    case 16 -> value + "元";
                    case 17 ->
                        value.chars()
                                .map(c -> c >= '0' && c <= '9' ? c - '0' + '０' : c)
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString();
                    case 18 -> "2025-02-30";
                    case 19 -> "0001-01-01";
                    case 20 -> "9999-12-31 23:59:59";
                    case 21 -> "2025/3/8";
                    case 22 -> "45000";
                    case 23 -> value.toUpperCase(java.util.Locale.ROOT);
                    case 24 -> value.toLowerCase(java.util.Locale.ROOT);
                    case 25 -> "'" + value;
                    case 26 -> "\"" + value + "\"";
                    case 27 -> value + "|" + value;
                    case 28 -> "#" + value;
                    case 29 -> "=1+1";
                    case 30 -> "\uFEFF" + value;
                    case 31 -> value + "\u00A0";
                    case 32 -> "\u0001" + value + "\u007F";
                    case 33 -> "龘𠮷😀" + value;
                    case 34 -> "x".repeat(10_000);
                    default -> value + ".005";
                };
        if (random.nextInt(4) == 0 && !other.isEmpty()) {
            int at = other.offsetByCodePoints(0, random.nextInt(other.codePointCount(0, other.length())));
            other = other.substring(0, at) + (char) (33 + random.nextInt(94)) + other.substring(at);
        }
        return other;
    }
}
