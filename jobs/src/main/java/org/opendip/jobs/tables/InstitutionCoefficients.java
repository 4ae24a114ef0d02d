package org.opendip.jobs.tables;

/** Institution coefficients (医疗机构调节系数) by class. */
public final class InstitutionCoefficients {
    public static final Col COEFFICIENT =
            Col.required("coefficient", Kind.COEFFICIENT, "institution coefficient K (医疗机构调节系数)");

    public static final Table TABLE = Table.of(
            "institution_coefficients",
            "One row per hospital level.",
            Table.key(Records.LEVEL),
            Records.LEVEL,
            Moments.CASE_COUNT,
            Scores.WEIGHTED_MEAN,
            COEFFICIENT);

    private InstitutionCoefficients() {}
}
