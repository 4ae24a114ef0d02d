package org.opendip.jobs.tables;

import java.util.List;

/** All tables that runs publish, in the order of the path. */
public final class Tables {
    public static final List<Table> ALL = List.of(
            Records.TABLE,
            Notices.TABLE,
            Quarantine.TABLE,
            CodeUses.TABLE,
            Cases.TABLE,
            Signatures.TABLE,
            Answers.TABLE,
            Moments.TABLE,
            RelatedProcedures.TABLE,
            Combinations.TABLE,
            Catalog.TABLE,
            RuleRows.TABLE,
            PrimaryCareGroups.TABLE,
            CatalogReviews.TABLE,
            ReviewedGroups.TABLE,
            Assignments.TABLE,
            GroupMoments.TABLE,
            Scores.TABLE,
            ScoreBases.TABLE,
            InstitutionCoefficients.TABLE,
            ReferenceCosts.TABLE,
            GroupQuality.TABLE,
            GroupYears.TABLE,
            CostBands.TABLE,
            CatalogQuality.TABLE,
            SubgroupMoments.TABLE,
            UngroupedCategories.TABLE,
            UngroupedSpecialties.TABLE,
            TestMoments.TABLE,
            GroupTests.TABLE,
            SizeTests.TABLE,
            YearStartPointValues.TABLE,
            Grouping.TABLE,
            PointValues.TABLE,
            CaseSettlements.TABLE,
            HospitalSettlements.TABLE,
            Reconciliations.TABLE,
            Statements.TABLE);

    private Tables() {}
}
