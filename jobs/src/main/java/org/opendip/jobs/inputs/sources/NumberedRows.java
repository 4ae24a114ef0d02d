package org.opendip.jobs.inputs.sources;

import java.io.Closeable;

/** Rows of one file in their order, the heading first, each with its place in the file. */
interface NumberedRows extends Closeable {
    /** The next row that holds anything; null after the last. */
    String[] next();

    /** The line or row of the file at which it begins, from 1. */
    long line();
}
