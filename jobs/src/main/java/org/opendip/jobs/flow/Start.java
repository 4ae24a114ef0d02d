package org.opendip.jobs.flow;

/** Where a job that reads settlement lists starts. */
public enum Start {
    /** At the settlement lists of the run file. */
    LISTS,
    /** At cases that were generated without lists: the newest that {@link Flow#readyCases} committed for the job. */
    READY_CASES
}
