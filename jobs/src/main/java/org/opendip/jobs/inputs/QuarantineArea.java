package org.opendip.jobs.inputs;

/**
 * Where rejected rows are kept as they were delivered (隔离区), for those who may see them.
 *
 * @param path a folder outside the warehouse and the statements
 * @param keepDays days that a run's rows are kept
 */
public record QuarantineArea(String path, int keepDays) {}
