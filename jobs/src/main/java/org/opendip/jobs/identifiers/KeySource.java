package org.opendip.jobs.identifiers;

import java.nio.file.Path;

/**
 * Where the key of the identifiers is: what a run file says under {@code identifiers}. Of the three places exactly one is
 * named.
 *
 * @param algorithm keyed hash function
 * @param file file with the key in hexadecimal digits, readable by its owner only; or null
 * @param variable environment variable with the same; or null
 * @param example text that a key for invented data is made of, which everybody may know; or null
 */
public record KeySource(Algorithm algorithm, Path file, String variable, String example) {
    /** A key file, with HMAC-SHA-256. */
    public static KeySource file(Path file) {
        return new KeySource(Algorithm.HMAC_SHA256, file, null, null);
    }

    /** A key for invented data, with HMAC-SHA-256. */
    public static KeySource example(String text) {
        return new KeySource(Algorithm.HMAC_SHA256, null, null, text);
    }
}
