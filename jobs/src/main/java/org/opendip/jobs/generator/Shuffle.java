package org.opendip.jobs.generator;

/**
 * A permutation of 0 .. size-1 that needs no memory: four Feistel rounds over the next even number of bits, walked until
 * the value falls into the range. Cases are dealt to combinations through it, so that counts are exact and rows come in no
 * order.
 */
final class Shuffle {
    private Shuffle() {}

    static long at(long key, long index, long size) {
        if (size <= 1) {
            return 0;
        }
        int half = Math.max(1, (65 - Long.numberOfLeadingZeros(size - 1)) / 2);
        long mask = (1L << half) - 1;
        long value = index;
        do {
            long left = value >>> half;
            long right = value & mask;
            for (int round = 0; round < 4; round++) {
                long next = left ^ (Draw.bits(key + round, right) & mask);
                left = right;
                right = next;
            }
            value = (left << half) | right;
        } while (value >= size);
        return value;
    }
}
