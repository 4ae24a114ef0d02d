package org.opendip.jobs.identifiers;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendip.jobs.SparkTest;
import org.opendip.policy.errors.DipException;

class IdentifierKeyTest extends SparkTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SECRET = "a key of thirty-two bytes, or so".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final Random random = new Random(20260101);

    @Test
    void theColumnIsTheHmacOfJavaForKeysAndIdsOfEveryLength() throws Exception {
        List<String> ids = new ArrayList<>(List.of("", "S20260061979025", "结算-1", "x".repeat(300)));
        for (int i = 0; i < 200; i++) {
            byte[] text = new byte[random.nextInt(90)];
            random.nextBytes(text);
            ids.add(HEX.formatHex(text));
        }
        Dataset<Row> data =
                spark().createDataset(ids, Encoders.STRING()).toDF("id").coalesce(1);
        // One byte, below a block, a block, above a block: RFC 2104 treats them differently.
        int[] lengths = {1, 31, 32, 63, 64, 65, 128, 200};
        Column[] columns = new Column[lengths.length];
        byte[][] secrets = new byte[lengths.length][];
        for (int k = 0; k < lengths.length; k++) {
            secrets[k] = new byte[lengths[k]];
            random.nextBytes(secrets[k]);
            columns[k] = IdentifierKey.of(Algorithm.HMAC_SHA256, secrets[k]).hash(col("id"));
        }
        List<Row> rows = data.select(columns).collectAsList();
        for (int k = 0; k < lengths.length; k++) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secrets[k], "HmacSHA256"));
            for (int i = 0; i < ids.size(); i++) {
                String java = HEX.formatHex(mac.doFinal(ids.get(i).getBytes(StandardCharsets.UTF_8)))
                        .substring(0, IdentifierKey.DIGITS);
                assertThat(rows.get(i).getString(k)).isEqualTo(java);
                assertThat(IdentifierKey.of(Algorithm.HMAC_SHA256, secrets[k]).hash(ids.get(i)))
                        .isEqualTo(java);
            }
        }
    }

    /** Of RFC 4231 (case 2) and of GB/T 15852.2 as its users publish it: HMAC-SM3 with 32 bytes 01 to 20. */
    @Test
    void publishedValuesAreFound() {
        IdentifierKey sha = IdentifierKey.of(Algorithm.HMAC_SHA256, "Jefe".getBytes(StandardCharsets.US_ASCII));
        assertThat(sha.hash("what do ya want for nothing?")).isEqualTo("5bdcc146bf60754e6a042426089575c7");
        byte[] counted = new byte[32];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = (byte) (i + 1);
        }
        String message = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
        IdentifierKey sm3 = IdentifierKey.of(Algorithm.HMAC_SM3, counted);
        assertThat(sm3.hash(message)).isEqualTo("ca05e144ed05d1857840d1f318a4a866");
        List<String> column = spark().createDataset(Arrays.asList(message, null), Encoders.STRING())
                .select(sm3.hash(col("value")))
                .as(Encoders.STRING())
                .collectAsList();
        assertThat(column).containsExactly("ca05e144ed05d1857840d1f318a4a866", null);
        assertThat(sm3.id()).startsWith("hmac-sm3:").hasSize("hmac-sm3:".length() + 8);
    }

    @Test
    void theKeyShowsInNoPlanLogOrTable() {
        for (Algorithm algorithm : Algorithm.values()) {
            assertThat(shownBy(IdentifierKey.of(algorithm, SECRET).hash(col("id")), algorithm.name()))
                    .as(algorithm.name())
                    .isEmpty();
        }
        // What a plain literal would do, so that this test is known to see.
        assertThat(shownBy(sha2(concat(lit(SECRET), col("id").cast("binary")), 256), "literal"))
                .contains("plan", "log");
    }

    /** Where a key is found after a column made with it was written to a table. */
    private List<String> shownBy(Column hash, String name) {
        StringWriter log = new StringWriter();
        WriterAppender appender = WriterAppender.newBuilder()
                .setName("key-test")
                .setTarget(log)
                .setLayout(
                        PatternLayout.newBuilder().withPattern("%m%n%throwable").build())
                .build();
        appender.start();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        LoggerConfig root = context.getConfiguration().getRootLogger();
        LoggerConfig plans = new LoggerConfig("org.apache.spark.sql", Level.TRACE, false);
        plans.addAppender(appender, Level.TRACE, null);
        root.addAppender(appender, Level.ALL, null);
        context.getConfiguration().addLogger("org.apache.spark.sql", plans);
        context.updateLoggers();
        Path table = folder.resolve(name);
        StringBuilder plan = new StringBuilder();
        try {
            Dataset<Row> data = spark().range(50)
                    .repartition(2)
                    .select(concat(lit("S"), col("id").cast("string")).as("id"))
                    .select(hash.as("case_id"));
            for (String mode : List.of("extended", "codegen", "cost", "formatted")) {
                plan.append(data.queryExecution()
                        .explainString(org.apache.spark.sql.execution.ExplainMode.fromString(mode)));
            }
            plan.append(data.queryExecution().logical().toJSON());
            data.write().format("delta").save(table.toString());
        } finally {
            context.getConfiguration().removeLogger("org.apache.spark.sql");
            root.removeAppender("key-test");
            context.updateLoggers();
        }
        List<String> found = new ArrayList<>();
        if (shows(plan.toString())) {
            found.add("plan");
        }
        if (shows(log.toString())) {
            found.add("log");
        }
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (shows(Files.readString(file, StandardCharsets.ISO_8859_1))) {
                    found.add(file.getFileName().toString());
                }
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    /** The key as text, as digits, in base 64 or as numbers; or one of its two pads. */
    private static boolean shows(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace(" ", "");
        List<byte[]> forms = new ArrayList<>(List.of(SECRET));
        for (int pad : new int[] {0x36, 0x5c}) {
            byte[] padded = SECRET.clone();
            for (int i = 0; i < padded.length; i++) {
                padded[i] ^= (byte) pad;
            }
            forms.add(padded);
        }
        return forms.stream()
                .flatMap(bytes -> Stream.of(
                        HEX.formatHex(bytes),
                        new String(bytes, StandardCharsets.ISO_8859_1),
                        Base64.getEncoder().encodeToString(bytes).substring(0, 40),
                        Arrays.toString(bytes).replaceAll("[\\[\\]]", "")))
                .anyMatch(form -> lower.contains(form.toLowerCase(Locale.ROOT).replace(" ", "")));
    }

    @Test
    void aNewKeyIsRandomAndItsOwners() throws Exception {
        Path one = folder.resolve("keys/one.key");
        Path other = folder.resolve("keys/other.key");
        IdentifierKey.create(one);
        IdentifierKey.create(other);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                .isEqualTo("rw-------");
        assertThat(load(one).id()).isNotEqualTo(load(other).id()).matches("hmac-sha256:[0-9a-f]{8}");
        assertThat(load(one).toString()).doesNotContain(Files.readString(one).strip());
        assertThatThrownBy(() -> IdentifierKey.create(one))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void aKeyThatIsOpenShortMissingOrNoneIsRefusedAndNotShown() throws Exception {
        Path file = folder.resolve("region.key");
        assertThatThrownBy(() -> load(file)).isInstanceOf(DipException.class).hasMessageContaining("not there");
        IdentifierKey.create(file);
        for (String rights : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            assertThatThrownBy(() -> load(file))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("open to others: " + rights)
                    .hasMessageContaining("chmod 600 " + file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(load(file).id()).isNotEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (String text : List.of("ab".repeat(31), "a".repeat(65), "secret " + "ab".repeat(32), "")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> load(file))
                    .isInstanceOf(DipException.class)
                    .hasMessageContaining("hexadecimal")
                    .hasMessageContaining("dip keys new")
                    .extracting(Throwable::getMessage)
                    .asString()
                    .doesNotContain("abab", "aaaa", "secret");
        }
        assertThatThrownBy(() -> IdentifierKey.load("city", null)).hasMessageContaining("names no key");
        assertThatThrownBy(() ->
                        IdentifierKey.load("city", new KeySource(Algorithm.HMAC_SHA256, null, "DIP_NO_SUCH_KEY", null)))
                .hasMessageContaining("environment variable DIP_NO_SUCH_KEY");
    }

    @Test
    void aKeyThatEverybodyKnowsIsForInventedRegionsOnly() {
        assertThat(IdentifierKey.load("example-city", KeySource.example("x")).id())
                .isNotEmpty();
        assertThatThrownBy(() -> IdentifierKey.load("hangzhou", KeySource.example("x")))
                .isInstanceOf(DipException.class)
                .hasMessageContaining("only invented regions");
    }

    private static IdentifierKey load(Path file) {
        return IdentifierKey.load("city", KeySource.file(file));
    }
}
