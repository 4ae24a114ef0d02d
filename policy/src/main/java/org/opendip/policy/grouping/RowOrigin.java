package org.opendip.policy.grouping;

import java.io.Serializable;

/**
 * Where a row of a catalog stands.
 *
 * @param file name of the file or sheet
 * @param row of the sheet where the file says it, else of the file, the heading being 1
 * @param hash of the row's cells, the first 16 hexadecimal digits of their SHA-256
 */
public record RowOrigin(String file, int row, String hash) implements Serializable {
    @Override
    public String toString() {
        return file + " row " + row + " (" + hash + ")";
    }
}
