package org.opendip.jobs.flow;

import org.opendip.jobs.stages.Intake;

/**
 * What a user asks for beside the job and its inputs.
 *
 * @param name name of the run; null: {@code <job>-<year>-<n>}, n counting the region's runs of that job and year
 * @param mode how settlement lists are taken in, if the job takes in any
 * @param rekey whether another key for identifiers than that of earlier runs is meant
 * @param command the command line as it was typed, for the audit log
 */
public record Request(String name, Intake.Mode mode, boolean rekey, String command) {
    /** A job done in full by a program, without a command line. */
    public static Request of(Job job, String name) {
        return of(job, Intake.Mode.FULL, name);
    }

    /** The same, with lists taken in otherwise. */
    public static Request of(Job job, Intake.Mode mode, String name) {
        return new Request(name, mode, false, job.command());
    }
}
