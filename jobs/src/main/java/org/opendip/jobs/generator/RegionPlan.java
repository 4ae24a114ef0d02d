package org.opendip.jobs.generator;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * What region to invent.
 *
 * @param seed the same seed gives the same rows
 * @param settlementYear the year to settle; the history is the three years before
 * @param casesPerYear discharges in the settlement year, and on average in a year of the history
 * @param groups core and comprehensive groups to plant
 * @param hospitals hospitals of the three levels together
 * @param meanCost mean cost of a case in the history, in yuan; 0 leaves the planted means as they are
 * @param incidentalShare share of cases with a procedure that an exclusion list would drop
 * @param readmissionShare share of the cases of a combination that are a second stay of the same person
 * @param catalog combinations given from outside; empty: the groups are invented
 */
public record RegionPlan(
        long seed,
        int settlementYear,
        long casesPerYear,
        int groups,
        int hospitals,
        double meanCost,
        double incidentalShare,
        double readmissionShare,
        List<Planted> catalog)
        implements Serializable {

    public RegionPlan {
        catalog = List.copyOf(catalog);
        if (casesPerYear < 1000) {
            throw new IllegalArgumentException("A region needs at least 1,000 cases a year, got " + casesPerYear + ".");
        }
        if (hospitals < 6) {
            throw new IllegalArgumentException("A region needs at least 6 hospitals, got " + hospitals + ".");
        }
    }

    /** A city of the given size; 620,000 cases a year is a prefecture with about 4,500 groups. */
    public static RegionPlan city(int settlementYear, long casesPerYear, long seed) {
        int groups = (int) Math.min(4500, Math.round(150 * StrictMath.pow(casesPerYear / 5000.0, 0.7056)));
        return new RegionPlan(
                seed, settlementYear, casesPerYear, groups, hospitalsFor(casesPerYear), 5700, 0.02, 0.08, List.of());
    }

    /**
     * A city with the groups, counts, means and spreads of a catalog file: a CSV with the columns group, diagnosis,
     * main_procedure, related (joined by +), attribute, cases, mean, cv and, if known, days; or a prefecture's measured
     * catalog with the columns DIP_CODE, BILL_COUNT, DIP_AVG_FEE, CV, AVG_IPT_DAYS.
     */
    public static RegionPlan fromCatalog(int settlementYear, Path file, long seed) throws IOException {
        List<Planted> catalog = CatalogFile.read(file);
        long casesPerYear = catalog.stream().mapToLong(Planted::cases).sum() / 3;
        return new RegionPlan(
                seed, settlementYear, casesPerYear, catalog.size(), hospitalsFor(casesPerYear), 0, 0, 0.08, catalog);
    }

    private static int hospitalsFor(long casesPerYear) {
        return (int) Math.max(8, Math.min(90, Math.round(60 * StrictMath.pow(casesPerYear / 200_000.0, 0.35))));
    }

    public RegionPlan withHospitals(int newHospitals) {
        return new RegionPlan(
                seed,
                settlementYear,
                casesPerYear,
                groups,
                newHospitals,
                meanCost,
                incidentalShare,
                readmissionShare,
                catalog);
    }

    public RegionPlan withGroups(int newGroups) {
        return new RegionPlan(
                seed,
                settlementYear,
                casesPerYear,
                newGroups,
                hospitals,
                meanCost,
                incidentalShare,
                readmissionShare,
                catalog);
    }
}
