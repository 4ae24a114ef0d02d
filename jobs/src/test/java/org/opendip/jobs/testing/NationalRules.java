package org.opendip.jobs.testing;

/** The rulebook of the example city under another rule version, as tests of grouping need it. */
public final class NationalRules {
    private static final String KINDS = "rule-kinds: [base, comprehensive]";

    private NationalRules() {}

    /** Version 3.0 with every kind of rule. */
    public static Rules version3() {
        return Rules.exampleCity()
                .with(
                        KINDS,
                        """
                        national-rows:
                            precedence: and-first
                            outside-scope: next
                            pre-order: row
                            newborn-diagnosis: any
                          rule-kinds: [exclusions, pre-groups, merges, assisted, base, comprehensive]""");
    }

    /** Version 1.0: all procedures are the key. */
    public static Rules version1() {
        return Rules.exampleCity().with(KINDS, "rule-kinds: [all-procedures, comprehensive]");
    }
}
