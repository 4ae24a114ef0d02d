package org.opendip.jobs.identifiers;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unhex;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.opendip.jobs.files.PrivateFiles;
import org.opendip.policy.errors.DipErrors;

/**
 * The key by which identifiers become keyed hashes, and the hash itself: the first {@value #DIGITS} hexadecimal digits of
 * the HMAC of the identifier in UTF-8. 128 bits are enough: among the thousand million settlements of the nation two share
 * a hash with a chance of 10⁻²¹, and who lacks the key learns as little from 128 bits as from 256.
 *
 * <p>No part of the key is ever printed: see {@link SecretBytes}.
 */
public final class IdentifierKey {
    /** Hexadecimal digits of a keyed identifier. */
    public static final int DIGITS = 32;

    /** A key has at least as many bytes as the hash functions give. */
    private static final int LEAST_BYTES = 32;

    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    private static final String ID_OF = "opendip identifier key";
    private static final String EXAMPLE_REGION = "example-";
    private static final HexFormat HEX = HexFormat.of();

    private final Algorithm algorithm;
    private final byte[] secret;

    private IdentifierKey(Algorithm algorithm, byte[] secret) {
        this.algorithm = algorithm;
        this.secret = secret.clone();
    }

    /** A key of at least one byte. */
    static IdentifierKey of(Algorithm algorithm, byte[] secret) {
        return new IdentifierKey(algorithm, secret);
    }

    /**
     * The key that a run file names.
     *
     * @param region a key for invented data is taken for a region {@code example-...} only
     * @param source null: the run file names none
     */
    public static IdentifierKey load(String region, KeySource source) {
        if (source == null) {
            throw DipErrors.identifierKeyNotNamed();
        }
        if (source.example() != null) {
            if (!region.startsWith(EXAMPLE_REGION)) {
                throw DipErrors.exampleKeyOfARealRegion(region);
            }
            return of(source.algorithm(), example(source.example()));
        }
        if (source.variable() != null) {
            String place = "environment variable " + source.variable();
            String text = System.getenv(source.variable());
            if (text == null) {
                throw DipErrors.identifierKeyMissing(place);
            }
            return of(source.algorithm(), parse(text, place));
        }
        return of(source.algorithm(), read(source.file()));
    }

    /**
     * The key that a run was made with, as the run file names it; another one is refused.
     *
     * @param recorded what the run recorded of its key; null: nothing
     */
    public static IdentifierKey of(String run, String recorded, String region, KeySource source) {
        IdentifierKey key = load(region, source);
        if (!key.id().equals(recorded)) {
            throw DipErrors.identifierKeyOfAnotherRun(key.id(), run, recorded);
        }
        return key;
    }

    private static byte[] read(Path file) {
        String place = "file " + file;
        if (!Files.isRegularFile(file)) {
            throw DipErrors.identifierKeyMissing(place);
        }
        try {
            Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
            if (PrivateFiles.hasRights(file)) {
                rights.addAll(Files.getPosixFilePermissions(file));
            }
            String shown = PosixFilePermissions.toString(rights);
            rights.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!rights.isEmpty()) {
                throw DipErrors.identifierKeyOpen(file.toString(), shown);
            }
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1), place);
        } catch (IOException e) {
            throw DipErrors.fileUnreadable(file.toString(), "the key of the identifiers", e);
        }
    }

    private static byte[] parse(String text, String place) {
        String digits = text.strip();
        if (digits.length() < 2 * LEAST_BYTES || !digits.matches("([0-9a-fA-F]{2})+")) {
            throw DipErrors.identifierKeyInvalid(place, 2 * LEAST_BYTES);
        }
        return HEX.parseHex(digits);
    }

    private static byte[] example(String text) {
        return DigestUtils.sha256("opendip example key " + text);
    }

    /** Writes a new random key, readable by its owner only; a file that exists is refused. */
    public static void create(Path file) {
        byte[] secret = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(secret);
        write(file, secret);
    }

    /** Writes a key for invented data: the same text gives the same key, so that an example gives the same tables. */
    public static void createExample(Path file, String text) {
        write(file, example(text));
    }

    private static void write(Path file, byte[] secret) {
        try {
            PrivateFiles.write(file, HEX.formatHex(secret) + "\n");
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw DipErrors.fileThere(
                    file.toString(), "it may hold a key that runs were made with, which nothing could bring back");
        } catch (IOException e) {
            throw DipErrors.fileUnwritable(file.toString(), e);
        }
    }

    /** What runs record of the key: its algorithm, and the first digits of the keyed hash of a fixed text. */
    public String id() {
        return algorithm.word() + ":" + hash(ID_OF).substring(0, 8);
    }

    /** The keyed hash of one identifier. */
    public String hash(String identifier) {
        byte[] text = identifier.getBytes(StandardCharsets.UTF_8);
        byte[] full;
        if (algorithm == Algorithm.HMAC_SM3) {
            full = sm3(secret, text);
        } else {
            full = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmac(text);
        }
        return HEX.formatHex(full).substring(0, DIGITS);
    }

    /** The keyed hash of a column of identifiers; null of null. */
    public Column hash(Column identifier) {
        if (algorithm == Algorithm.HMAC_SM3) {
            byte[] key = secret;
            UDF1<String, String> hash =
                    text -> text == null ? null : new IdentifierKey(Algorithm.HMAC_SM3, key).hash(text);
            return udf(hash, DataTypes.StringType).apply(identifier);
        }
        Column inner = sha2(concat(SecretBytes.column(pad(INNER)), identifier.cast("binary")), 256);
        Column outer = sha2(concat(SecretBytes.column(pad(OUTER)), unhex(inner)), 256);
        return substring(outer, 1, DIGITS);
    }

    /** The key filled up to a block with zeros, or its hash if it is longer, each byte changed by the pad (RFC 2104). */
    private byte[] pad(byte with) {
        byte[] block = Arrays.copyOf(secret.length > BLOCK ? DigestUtils.sha256(secret) : secret, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= with;
        }
        return block;
    }

    private static byte[] sm3(byte[] key, byte[] text) {
        HMac mac = new HMac(new SM3Digest());
        mac.init(new KeyParameter(key));
        mac.update(text, 0, text.length);
        byte[] hash = new byte[mac.getMacSize()];
        mac.doFinal(hash, 0);
        return hash;
    }

    /** Never the key. */
    @Override
    public String toString() {
        return id();
    }
}
