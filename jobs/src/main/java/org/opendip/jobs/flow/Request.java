package org.opendip.jobs.flow;

/**
 * What a user asks for beside the job and its inputs.
 *
 * @param name name of the run; null: {@code <job>-<year>-<n>}, n counting the region's runs of that job and year
 * @param rekey whether another key for identifiers than that of earlier runs is meant
 * @param command the command line as it was typed, for the audit log
 */
public record Request(String name, boolean rekey, String command) {
    /** A job done by a program, without a command line. */
    public static Request of(Job job, String name) {
        return new Request(name, false, job.command());
    }
}
