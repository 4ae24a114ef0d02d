package org.opendip.jobs.generator;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that the loops over cases look up, in arrays: which combination a place in the deal belongs to, what its cases
 * cost and where they are treated. Built once on the driver from the plan, then broadcast.
 */
final class RegionModel implements Serializable {
    private static final long serialVersionUID = 1L;

    static final double DRIFT = 1.03;
    static final double[] HISTORY_SHARE = {0.323, 0.333, 0.344};
    private static final double[] LEVEL_SHARE = {0, 0.15, 0.40, 0.45};
    private static final double[] LEVEL_TILT = {0, -0.9, 0, 0.5};

    final RegionPlan plan;
    final List<Planted> planted;
    final Hospital[] hospitals;

    final long historyCases;
    final long yearCases;
    final long[] historyStart;
    final long[] yearStart;

    final int[] diagnosisOf;
    final int[] mainOf;
    final int[][] relatedOf;
    final Attribute[] attributeOf;
    final boolean[] bedDay;
    final double[] mu;
    final double[] sigma;
    final double[] logDays;
    final double[] level1;
    final double[] level12;

    final String[] diagnoses;
    final String[][] fullCodes;
    final Vocabulary.Name[][] fullNames;
    final char[] sexOf;
    final String[] procedures;
    final Vocabulary.Name[] procedureNames;
    final Attribute[] procedureAttributes;
    final int[] incidental;

    final String[] otherCodes;
    final Vocabulary.Name[] otherNames;
    final char[] otherSex;
    /** Cumulative weights of the usual, the severe and the tumour diagnoses, with their places in the list. */
    final int[][] otherWeights;

    final int[][] otherPlaces;

    /** Hospitals and cumulative shares by level and chapter letter. */
    final int[][][] hospitalsFor;

    final double[][][] hospitalShares;

    static RegionModel of(RegionPlan plan) {
        Vocabulary words = new Vocabulary();
        List<Planted> planted = plan.catalog().isEmpty() ? new CityBuilder(plan, words).build() : plan.catalog();
        return new RegionModel(plan, words, calibrated(plan, planted));
    }

    /** Means and stays scaled so that the region has the mean cost that the plan asks for and a mean stay of nine days. */
    private static List<Planted> calibrated(RegionPlan plan, List<Planted> planted) {
        if (plan.meanCost() <= 0) {
            return planted;
        }
        double n = 0;
        double cost = 0;
        double stay = 0;
        for (Planted p : planted) {
            n += p.cases();
            cost += p.cases() * p.mean();
            stay += p.cases() * p.days();
        }
        double costScale = plan.meanCost() * n / cost;
        double stayScale = 9 * n / stay;
        return planted.stream()
                .map(p -> p.kind().equals(Planted.BED_DAY) ? p : p.scaled(costScale, stayScale))
                .toList();
    }

    private RegionModel(RegionPlan plan, Vocabulary words, List<Planted> planted) {
        this.plan = plan;
        this.planted = planted;
        this.hospitals = Hospital.invent(plan).toArray(new Hospital[0]);
        int size = planted.size();
        historyStart = new long[size + 1];
        yearStart = new long[size + 1];
        long[] yearCounts = yearCounts(plan, planted);
        for (int i = 0; i < size; i++) {
            historyStart[i + 1] = historyStart[i] + planted.get(i).cases();
            yearStart[i + 1] = yearStart[i] + yearCounts[i];
        }
        historyCases = historyStart[size];
        yearCases = yearStart[size];

        Map<String, Integer> diagnosisIds = new LinkedHashMap<>();
        Map<String, Integer> procedureIds = new LinkedHashMap<>();
        diagnosisOf = new int[size];
        mainOf = new int[size];
        relatedOf = new int[size][];
        attributeOf = new Attribute[size];
        bedDay = new boolean[size];
        logDays = new double[size];
        for (int i = 0; i < size; i++) {
            Planted p = planted.get(i);
            diagnosisOf[i] = id(diagnosisIds, p.diagnosis());
            mainOf[i] = p.mainProcedure().isEmpty() ? -1 : id(procedureIds, p.mainProcedure());
            relatedOf[i] =
                    p.related().stream().mapToInt(r -> id(procedureIds, r)).toArray();
            attributeOf[i] = p.attribute();
            bedDay[i] = p.kind().equals(Planted.BED_DAY);
            logDays[i] = StrictMath.log(p.days()) - 0.5 * CaseMaker.STAY_SIGMA * CaseMaker.STAY_SIGMA;
        }
        incidental = words.incidental.stream()
                .mapToInt(p -> id(procedureIds, p.code()))
                .toArray();
        diagnoses = diagnosisIds.keySet().toArray(new String[0]);
        fullCodes = new String[diagnoses.length][];
        fullNames = new Vocabulary.Name[diagnoses.length][];
        sexOf = new char[diagnoses.length];
        for (int d = 0; d < diagnoses.length; d++) {
            fullCodes[d] = Vocabulary.fullCodes(diagnoses[d]).toArray(new String[0]);
            fullNames[d] = new Vocabulary.Name[fullCodes[d].length];
            Vocabulary.Name name = words.diagnosisName(diagnoses[d]);
            for (int k = 0; k < fullCodes[d].length; k++) {
                fullNames[d][k] = name.extended(k);
            }
            Vocabulary.Category category = words.categories.get(diagnoses[d].substring(0, 3));
            sexOf[d] = category != null ? category.sex() : Vocabulary.sexOf(diagnoses[d]);
        }
        procedures = procedureIds.keySet().toArray(new String[0]);
        procedureNames = new Vocabulary.Name[procedures.length];
        procedureAttributes = new Attribute[procedures.length];
        for (int p = 0; p < procedures.length; p++) {
            procedureNames[p] = words.procedureName(procedures[p]);
            procedureAttributes[p] = words.attributeOf(procedures[p]);
        }
        for (int i = 0; i < size; i++) {
            if (mainOf[i] >= 0) {
                procedureAttributes[mainOf[i]] = attributeOf[i];
            }
        }

        otherCodes = words.others.stream().map(Vocabulary.OtherDiagnosis::code).toArray(String[]::new);
        otherNames = words.others.stream().map(Vocabulary.OtherDiagnosis::name).toArray(Vocabulary.Name[]::new);
        otherSex = new char[otherCodes.length];
        String[] kinds = {"common", "severe", "tumour"};
        otherWeights = new int[3][];
        otherPlaces = new int[3][];
        for (int kind = 0; kind < 3; kind++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < otherCodes.length; i++) {
                otherSex[i] = Vocabulary.sexOf(otherCodes[i]);
                if (words.others.get(i).kind().equals(kinds[kind])) {
                    places.add(i);
                }
            }
            otherPlaces[kind] = places.stream().mapToInt(i -> i).toArray();
            otherWeights[kind] = new int[places.size()];
            int sum = 0;
            for (int i = 0; i < places.size(); i++) {
                sum += words.others.get(places.get(i)).weight();
                otherWeights[kind][i] = sum;
            }
        }

        hospitalsFor = new int[4][26][];
        hospitalShares = new double[4][26][];
        double[][] factor = new double[4][26];
        double[][] square = new double[4][26];
        for (int level = 1; level <= 3; level++) {
            for (int c = 0; c < 26; c++) {
                List<Integer> fitting = new ArrayList<>();
                double sum = 0;
                for (int h = 0; h < hospitals.length; h++) {
                    if (hospitals[h].level() == level && hospitals[h].admits((char) ('A' + c))) {
                        fitting.add(h);
                        sum += hospitals[h].weight();
                    }
                }
                hospitalsFor[level][c] = fitting.stream().mapToInt(h -> h).toArray();
                hospitalShares[level][c] = new double[fitting.size()];
                double running = 0;
                for (int i = 0; i < fitting.size(); i++) {
                    Hospital h = hospitals[fitting.get(i)];
                    double share = h.weight() / sum;
                    running += share;
                    hospitalShares[level][c][i] = running;
                    factor[level][c] += share * h.costFactor();
                    square[level][c] += share * h.costFactor() * h.costFactor();
                }
            }
        }
        double driftMean = 0;
        double driftSquare = 0;
        for (int k = 0; k < 3; k++) {
            double d = drift(plan.settlementYear() - 3 + k);
            driftMean += HISTORY_SHARE[k] * d;
            driftSquare += HISTORY_SHARE[k] * d * d;
        }
        double[][] levels = levelShares(planted, historyCases);
        level1 = new double[size];
        level12 = new double[size];
        mu = new double[size];
        sigma = new double[size];
        for (int i = 0; i < size; i++) {
            int c = diagnoses[diagnosisOf[i]].charAt(0) - 'A';
            level1[i] = levels[i][1];
            level12[i] = levels[i][1] + levels[i][2];
            double mean = 0;
            double meanSquare = 0;
            for (int level = 1; level <= 3; level++) {
                mean += levels[i][level] * factor[level][c];
                meanSquare += levels[i][level] * square[level][c];
            }
            mean *= driftMean;
            meanSquare *= driftSquare;
            Planted p = planted.get(i);
            double variance = Math.max(0.0025, StrictMath.log((1 + p.cv() * p.cv()) * mean * mean / meanSquare));
            sigma[i] = StrictMath.sqrt(variance);
            mu[i] = StrictMath.log(p.mean() * 100 / mean) - variance / 2;
        }
    }

    double drift(int year) {
        return StrictMath.pow(DRIFT, year - plan.settlementYear() + 2);
    }

    private static int id(Map<String, Integer> ids, String code) {
        return ids.computeIfAbsent(code, c -> ids.size());
    }

    /** A third of the history each, give or take; together exactly the cases of a year. */
    private static long[] yearCounts(RegionPlan plan, List<Planted> planted) {
        long key = Draw.key(plan.seed(), 1001);
        long[] counts = new long[planted.size()];
        double total = planted.stream().mapToLong(Planted::cases).sum();
        double scale = plan.casesPerYear() / total;
        long sum = 0;
        int largest = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = planted.get(i).cases() * scale * StrictMath.exp(0.06 * Draw.normal(key, i) - 0.0018);
            counts[i] = (long) Math.floor(expected + Draw.uniform(key + 1, i));
            sum += counts[i];
            if (counts[i] > counts[largest]) {
                largest = i;
            }
        }
        // The rest goes over the common combinations in proportion, the last cases to the largest.
        long rest = plan.casesPerYear() - sum;
        long given = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= 20) {
                long part = (long) (rest * (counts[i] / (double) sum));
                counts[i] += part;
                given += part;
            }
        }
        counts[largest] += rest - given;
        return counts;
    }

    /** Dear groups lie in the higher levels more often; over all cases the levels keep their shares. */
    private static double[][] levelShares(List<Planted> planted, long total) {
        double cost = planted.stream().mapToDouble(p -> p.cases() * p.mean()).sum() / total;
        double[] anchor = LEVEL_SHARE.clone();
        double[][] shares = new double[planted.size()][4];
        for (int round = 0; round < 25; round++) {
            double[] reached = new double[4];
            for (int i = 0; i < shares.length; i++) {
                Planted p = planted.get(i);
                double x = StrictMath.log(p.mean() / cost);
                double sum = 0;
                for (int level = 1; level <= 3; level++) {
                    shares[i][level] = anchor[level] * StrictMath.exp(LEVEL_TILT[level] * x);
                    sum += shares[i][level];
                }
                for (int level = 1; level <= 3; level++) {
                    shares[i][level] /= sum;
                    reached[level] += shares[i][level] * p.cases() / total;
                }
            }
            for (int level = 1; level <= 3; level++) {
                anchor[level] *= LEVEL_SHARE[level] / reached[level];
            }
        }
        return shares;
    }
}
