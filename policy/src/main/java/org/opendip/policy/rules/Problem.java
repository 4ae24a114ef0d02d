package org.opendip.policy.rules;

/**
 * One thing wrong in a rulebook.
 *
 * @param file as the user named it
 * @param line in that file, from 1
 * @param path dotted: {@code deviation.low.edge}, {@code pools.pools[0].code}
 * @param message what it must be, and what it is
 */
public record Problem(String file, int line, String path, String message) {
    @Override
    public String toString() {
        return file + ", line " + line + ": " + path + " " + message;
    }
}
