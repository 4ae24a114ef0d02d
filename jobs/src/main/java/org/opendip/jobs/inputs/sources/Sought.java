package org.opendip.jobs.inputs.sources;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/**
 * Headers that are looked for in the files they came from: by the hash of their settlement id, so that whoever looks needs
 * eight bytes for each and no id is sent around. A header without an id stands under that of an empty text; those who look
 * tell by its content which one it is.
 */
public final class Sought implements Serializable {
    private static final long serialVersionUID = 1L;
    /** The seed of Spark's {@code xxhash64}. */
    private static final long SEED = 42L;

    /** Sorted, by the name of the file. */
    private final Map<String, long[]> hashes;

    /** @param hashes {@code xxhash64} of the settlement ids, by the name of the file */
    public Sought(Map<String, long[]> hashes) {
        this.hashes = new HashMap<>();
        hashes.forEach((file, of) -> {
            long[] sorted = of.clone();
            Arrays.sort(sorted);
            this.hashes.put(file, sorted);
        });
    }

    /** Names of the files that hold any. */
    public Set<String> files() {
        return hashes.keySet();
    }

    /** All of them, whatever file they are in. */
    long[] all() {
        return hashes.values().stream().flatMapToLong(Arrays::stream).distinct().toArray();
    }

    /** Whether a header with that id may be one of them; an empty id is that of a header without one. */
    boolean mayBe(String file, String id) {
        long[] of = hashes.get(file);
        return of != null && Arrays.binarySearch(of, hash(id)) >= 0;
    }

    /** Spark's {@code xxhash64} of a text. */
    static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, SEED);
    }
}
