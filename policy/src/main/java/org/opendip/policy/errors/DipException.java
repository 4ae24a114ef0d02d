package org.opendip.policy.errors;

/**
 * The run cannot go on, and the user can do something about it. Says what happened, why, and how to solve it. Made only
 * in {@link DipErrors}; trouble with single records is a notice, anything else thrown is a fault of the program.
 */
public final class DipException extends RuntimeException {
    /** What kind of trouble it is, and the exit code a command ends with. */
    public enum Kind {
        /** The run began and could not go on. */
        ERROR(1),
        /** The command was called with something that cannot be used: an option, a path, a rulebook. */
        USAGE(2),
        /** The data are not good enough for money to be computed from them. */
        DATA_GATE(3);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;
    private final String what;
    private final String why;
    private final String how;

    DipException(Kind kind, String what, String why, String how, Throwable cause) {
        super(what + "\n  why: " + why + "\n  how to solve it: " + how, cause);
        this.kind = kind;
        this.what = what;
        this.why = why;
        this.how = how;
    }

    public Kind kind() {
        return kind;
    }

    public String what() {
        return what;
    }

    public String why() {
        return why;
    }

    public String how() {
        return how;
    }
}
