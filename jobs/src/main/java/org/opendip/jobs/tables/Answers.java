package org.opendip.jobs.tables;

/** Answers (分组问答): what rows of a catalog ask of a case beside its codes. Written where the rulebook asks for such rows. */
public final class Answers {
    public static final Col ANSWERS = Col.required(
            "answers",
            Kind.TEXT,
            "questions of the catalog that the case answers with yes, in order, joined by comma (docs/grouping.md)");

    public static final Table TABLE = Table.of(
            "answers", "One row per signature with an answer.", Table.key(Cases.SIGNATURE), Cases.SIGNATURE, ANSWERS);

    private Answers() {}
}
