package org.opendip.jobs.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Invents what a city's hospitals treat: core groups, related procedures, rare combinations, strays, bed-day stays. */
final class CityBuilder {
    /** Rank and cases of a region of 1.87 million cases in three years; between the points straight in the logarithms. */
    private static final double[][] CURVE = {
        {1, 150_000}, {2, 57_000}, {5, 36_000}, {10, 30_000}, {15, 20_000}, {25, 12_500}, {50, 5_500}, {100, 2_500},
        {200, 1_190}, {400, 500}, {800, 230}, {1600, 97}, {2250, 64}, {3000, 40}, {4000, 23}, {4500, 17}
    };

    private static final int CRITICAL = 15;
    /** Coders reach for unspecified, other and the first subcategories. */
    private static final double[] DIGIT_PULL = {0.8, 0.4, 0, -0.1, -0.3, -0.4, -0.5, -0.6, 0.7, 1.4};

    private final RegionPlan plan;
    private final Vocabulary words;
    private final SplittableRandom random;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, List<Vocabulary.Procedure>> fittingByPlace = new HashMap<>();
    private final Set<String> rareKeys = new HashSet<>();
    private final Map<String, Integer> rarePairs = new HashMap<>();

    CityBuilder(RegionPlan plan, Vocabulary words) {
        this.plan = plan;
        this.words = words;
        this.random = new SplittableRandom(Draw.mix(plan.seed() ^ 0x0D1BL));
    }

    private double normal() {
        return Draw.quantile((random.nextInt(1 << 30) + 0.5) / (1 << 30));
    }

    private double logNormal(double median, double sigma) {
        return median * StrictMath.exp(sigma * normal());
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    List<Planted> build() {
        words.fillUpTo(Math.min(820, Math.max(120, plan.groups() / 5)));
        int comprehensive = (int) Math.round(0.13 * plan.groups());
        int core = plan.groups() - comprehensive;
        List<Candidate> groups = conservative((int) Math.round(0.45 * core));
        groups.addAll(withProcedure(groups, core - groups.size()));
        List<Planted> planted = new ArrayList<>(coreGroups(groups, 0.932 * 3 * plan.casesPerYear()));
        planted.addAll(rare(comprehensive, (long) (0.060 * 3 * plan.casesPerYear())));
        planted.addAll(strays((long) (0.003 * 3 * plan.casesPerYear())));
        planted.addAll(bedDay((long) (0.005 * 3 * plan.casesPerYear())));
        return settleTotals(planted);
    }

    private record Candidate(
            String diagnosis,
            String procedure,
            List<String> related,
            Attribute attribute,
            double popularity,
            double mean,
            double cv,
            double uplift) {}

    private List<Candidate> conservative(int count) {
        List<Candidate> all = new ArrayList<>();
        for (Vocabulary.Category c : words.categories.values()) {
            boolean childbirthOrPeriod = c.code().charAt(0) == 'O';
            int subcategories = c.undivided() ? 1 : 10;
            for (int digit = 0; digit < subcategories; digit++) {
                String diagnosis = c.code() + (c.undivided() ? ".x" : "." + digit);
                double popular = 1.35 * (c.frequency() - 1)
                        + DIGIT_PULL[digit]
                        + (childbirthOrPeriod ? -0.5 : 0)
                        + normal();
                double mean = logNormal(3600, 0.42) * chapterCost(c.code().charAt(0));
                all.add(new Candidate(
                        diagnosis,
                        "",
                        List.of(),
                        Attribute.CONSERVATIVE,
                        popular,
                        mean,
                        clamp(logNormal(0.51, 0.36), 0.15, 1.7),
                        0));
            }
        }
        all.sort(Comparator.comparingDouble(Candidate::popularity).reversed().thenComparing(Candidate::diagnosis));
        List<Candidate> chosen = new ArrayList<>(all.subList(0, Math.min(count, all.size())));
        chosen.forEach(c -> taken.add(c.diagnosis() + ":"));
        return chosen;
    }

    private static double chapterCost(char chapter) {
        return switch (chapter) {
            case 'C' -> 1.6;
            case 'D' -> 1.2;
            case 'I' -> 1.15;
            case 'P' -> 1.4;
            case 'J', 'O', 'R', 'H' -> 0.85;
            case 'L' -> 0.8;
            default -> 1.0;
        };
    }

    private List<Candidate> withProcedure(List<Candidate> conservative, int count) {
        List<String> diagnoses = new ArrayList<>();
        List<Vocabulary.Category> categories = new ArrayList<>(words.categories.values());
        conservative.forEach(c -> diagnoses.add(c.diagnosis()));
        List<Candidate> chosen = new ArrayList<>();
        List<Candidate> bases = new ArrayList<>();
        for (int attempt = 0; chosen.size() < count && attempt < count * 60; attempt++) {
            if (!bases.isEmpty() && random.nextDouble() < 0.22) {
                Candidate base = bases.get(random.nextInt(bases.size()));
                List<String> related = relatedTo(base.diagnosis(), base.procedure());
                if (!related.isEmpty()
                        && taken.add(base.diagnosis() + ":" + base.procedure() + "_" + String.join("+", related))) {
                    double uplift = between(0.15, 0.60);
                    chosen.add(new Candidate(
                            base.diagnosis(),
                            base.procedure(),
                            related,
                            base.attribute(),
                            base.popularity() - 0.4,
                            base.mean() * (1 + uplift),
                            base.cv(),
                            uplift));
                }
                continue;
            }
            String diagnosis;
            if (random.nextDouble() < 0.6) {
                diagnosis = diagnoses.get((int) (diagnoses.size() * StrictMath.pow(random.nextDouble(), 1.6)));
            } else {
                Vocabulary.Category c = categories.get(random.nextInt(categories.size()));
                diagnosis = c.code() + (c.undivided() ? ".x" : "." + random.nextInt(10));
            }
            double lot = random.nextDouble();
            Attribute attribute = lot < 0.60
                    ? Attribute.SURGERY
                    : lot < 0.80 ? Attribute.THERAPEUTIC : lot < 0.92 ? Attribute.DIAGNOSTIC : Attribute.INTERVENTIONAL;
            Vocabulary.Procedure procedure = procedureFor(diagnosis.substring(0, 3), attribute);
            if (procedure == null || !taken.add(diagnosis + ":" + procedure.code())) {
                continue;
            }
            Vocabulary.Category category = words.categories.get(diagnosis.substring(0, 3));
            double mean = logNormal(4900, 0.33) * procedure.weight();
            Candidate base = new Candidate(
                    diagnosis,
                    procedure.code(),
                    List.of(),
                    attribute,
                    0.35 + 0.55 * category.frequency() - 0.5 * procedure.weight() / 3 + 0.9 * normal(),
                    mean,
                    clamp(logNormal(0.39, 0.42), 0.10, 1.5),
                    0);
            chosen.add(base);
            bases.add(base);
        }
        return chosen;
    }

    private Vocabulary.Procedure procedureFor(String category, Attribute attribute) {
        List<Vocabulary.Procedure> fitting =
                fittingByPlace.computeIfAbsent(category + attribute, place -> words.procedures.stream()
                        .filter(p -> p.attribute() == attribute && p.fits(category))
                        .toList());
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }

    private List<String> relatedTo(String diagnosis, String main) {
        List<String> related = new ArrayList<>();
        int count = random.nextDouble() < 0.75 ? 1 : random.nextDouble() < 0.8 ? 2 : 3;
        Attribute[] attributes = {Attribute.SURGERY, Attribute.THERAPEUTIC, Attribute.DIAGNOSTIC, Attribute.SURGERY};
        for (int i = 0; i < count; i++) {
            Vocabulary.Procedure p =
                    procedureFor(diagnosis.substring(0, 3), attributes[random.nextInt(attributes.length)]);
            if (p != null && !p.code().equals(main) && !related.contains(p.code())) {
                related.add(p.code());
            }
        }
        related.sort(Comparator.naturalOrder());
        return related;
    }

    private List<Planted> coreGroups(List<Candidate> groups, double total) {
        List<Candidate> ranked = new ArrayList<>(groups);
        ranked.sort(Comparator.comparingDouble(Candidate::popularity)
                .reversed()
                .thenComparing(Candidate::diagnosis)
                .thenComparing(Candidate::procedure)
                .thenComparing(c -> String.join("+", c.related())));
        double sum = 0;
        for (int i = 0; i < ranked.size(); i++) {
            sum += curve(i + 1);
        }
        List<Planted> planted = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            Candidate c = ranked.get(i);
            long cases = Math.max(CRITICAL + 2, Math.round(curve(i + 1) * total / sum));
            // The commonest illnesses are cheap and quick: without this a single draw would move the regional mean.
            double pull = i < 40 && c.procedure().isEmpty() ? 0.55 : 1;
            double mean = c.procedure().isEmpty() ? 3600 * StrictMath.pow(c.mean() / 3600, pull) : c.mean();
            String group = c.diagnosis()
                    + (c.procedure().isEmpty() ? "" : ":" + c.procedure())
                    + (c.related().isEmpty() ? "" : "_" + String.join("+", c.related()));
            double days = stay(mean, c.attribute());
            long plain = cases;
            if (!c.procedure().isEmpty() && c.related().isEmpty() && cases >= 40 && random.nextDouble() < 0.25) {
                List<String> related = relatedTo(c.diagnosis(), c.procedure());
                long with = Math.round(cases * between(0.15, 0.35));
                if (!related.isEmpty()
                        && taken.add(c.diagnosis() + ":" + c.procedure() + "_" + String.join("+", related))) {
                    double uplift = between(0, 0.06);
                    plain = cases - with;
                    planted.add(new Planted(
                            group,
                            Planted.CORE,
                            c.diagnosis(),
                            c.procedure(),
                            related,
                            c.attribute(),
                            with,
                            mean * (1 + uplift),
                            c.cv(),
                            days,
                            uplift,
                            false));
                }
            }
            planted.add(new Planted(
                    group,
                    Planted.CORE,
                    c.diagnosis(),
                    c.procedure(),
                    c.related(),
                    c.attribute(),
                    plain,
                    mean,
                    c.cv(),
                    days,
                    c.uplift(),
                    c.uplift() >= 0.10));
        }
        return planted;
    }

    private double stay(double mean, Attribute attribute) {
        double typical = attribute == Attribute.CONSERVATIVE ? 3600 : 8700;
        double middle = attribute == Attribute.CONSERVATIVE ? 7.4 : 8.1;
        return clamp(middle * StrictMath.pow(mean / typical, 0.5) * StrictMath.exp(0.28 * normal()), 1.3, 45);
    }

    static double curve(double rank) {
        for (int i = 1; i < CURVE.length; i++) {
            if (rank <= CURVE[i][0] || i == CURVE.length - 1) {
                double t = StrictMath.log(rank / CURVE[i - 1][0]) / StrictMath.log(CURVE[i][0] / CURVE[i - 1][0]);
                return CURVE[i - 1][1] * StrictMath.pow(CURVE[i][1] / CURVE[i - 1][1], t);
            }
        }
        throw new IllegalStateException("The curve has no points.");
    }

    private List<Planted> rare(int groups, long total) {
        List<Planted> planted = new ArrayList<>();
        List<Vocabulary.Category> categories = new ArrayList<>(words.categories.values());
        Set<String> used = new HashSet<>();
        long left = total;
        for (int attempt = 0; used.size() < groups && left > 0 && attempt < groups * 40; attempt++) {
            Vocabulary.Category category = categories.get(random.nextInt(categories.size()));
            double lot = random.nextDouble();
            Attribute attribute = lot < 0.51
                    ? Attribute.SURGERY
                    : lot < 0.75 ? Attribute.THERAPEUTIC : lot < 0.93 ? Attribute.DIAGNOSTIC : Attribute.CONSERVATIVE;
            String group = category.code() + ":" + attribute.word();
            if (used.contains(group)) {
                continue;
            }
            double share = (double) total / groups;
            long wanted = (long) Math.min(left, clamp(logNormal(0.68 * share, 0.88), 24, 6 * share));
            double mean = attribute == Attribute.CONSERVATIVE ? logNormal(4200, 0.5) : logNormal(8800, 0.6);
            List<Planted> made = rareOf(category, attribute, group, wanted, mean);
            long cases = made.stream().mapToLong(Planted::cases).sum();
            if (cases < 20) {
                continue;
            }
            used.add(group);
            left -= cases;
            planted.addAll(made);
        }
        return planted;
    }

    private List<Planted> rareOf(
            Vocabulary.Category category, Attribute attribute, String group, long wanted, double mean) {
        List<Planted> made = new ArrayList<>();
        long cases = 0;
        for (int attempt = 0; cases < wanted && attempt < 40 + wanted; attempt++) {
            String diagnosis = category.code() + (category.undivided() ? ".x" : "." + random.nextInt(10));
            String main = "";
            List<String> related = List.of();
            if (attribute != Attribute.CONSERVATIVE) {
                Vocabulary.Procedure p = procedureFor(category.code(), attribute);
                if (p == null) {
                    return List.of();
                }
                main = p.code();
                if (taken.contains(diagnosis + ":" + main)) {
                    continue;
                }
                if (random.nextDouble() < 0.25) {
                    related = relatedTo(diagnosis, main);
                }
            }
            String key = diagnosis + ":" + main + "_" + String.join("+", related);
            if (attribute == Attribute.CONSERVATIVE && taken.contains(diagnosis + ":") || !rareKeys.add(key)) {
                continue;
            }
            if (rarePairs.merge(diagnosis + ":" + main, 1, Integer::sum) > 2) {
                continue;
            }
            int most = related.isEmpty() ? 10 : 4;
            long n = Math.min(wanted - cases, 1 + (long) (most * random.nextDouble() * random.nextDouble()));
            double own = mean * StrictMath.exp(0.30 * normal());
            made.add(new Planted(
                    group,
                    Planted.RARE,
                    diagnosis,
                    main,
                    related,
                    attribute,
                    n,
                    own,
                    clamp(logNormal(0.45, 0.3), 0.2, 1.2),
                    stay(own, attribute),
                    0,
                    false));
            cases += n;
        }
        return made;
    }

    private List<Planted> strays(long total) {
        List<Planted> planted = new ArrayList<>();
        long left = total;
        for (int attempt = 0; left > 0 && attempt < 20 * total + 100; attempt++) {
            String code = String.format("%c%02d", "EHLQT".charAt(random.nextInt(5)), random.nextInt(99));
            String diagnosis = code + "." + random.nextInt(10);
            if (words.categories.containsKey(code) || !taken.add(diagnosis + ":")) {
                continue;
            }
            long n = Math.min(left, 1 + random.nextInt(4));
            double mean = logNormal(4500, 0.6);
            planted.add(new Planted(
                    "",
                    Planted.STRAY,
                    diagnosis,
                    "",
                    List.of(),
                    Attribute.CONSERVATIVE,
                    n,
                    mean,
                    0.5,
                    stay(mean, Attribute.CONSERVATIVE),
                    0,
                    false));
            left -= n;
        }
        return planted;
    }

    private List<Planted> bedDay(long total) {
        List<Planted> planted = new ArrayList<>();
        String[] diagnoses = {"F20.9", "F20.0", "F31.9", "F00.9", "F20.5", "Z50.8"};
        double[] shares = {0.45, 0.2, 0.1, 0.1, 0.1, 0.05};
        for (int i = 0; i < diagnoses.length; i++) {
            planted.add(new Planted(
                    "",
                    Planted.BED_DAY,
                    diagnoses[i],
                    "",
                    List.of(),
                    Attribute.CONSERVATIVE,
                    Math.max(1, Math.round(total * shares[i])),
                    7000 + 400 * i,
                    0.45,
                    42 - 3 * i,
                    0,
                    false));
        }
        return planted;
    }

    private static double clamp(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }

    /** Brings the history to exactly three times the cases of a year: the commonest groups give or take. */
    private List<Planted> settleTotals(List<Planted> planted) {
        List<Planted> all = new ArrayList<>(planted);
        long surplus = all.stream().mapToLong(Planted::cases).sum() - 3 * plan.casesPerYear();
        List<Integer> common = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).kind().equals(Planted.CORE) && all.get(i).cases() >= 4 * CRITICAL) {
                common.add(i);
            }
        }
        double weight = common.stream().mapToDouble(i -> all.get(i).cases()).sum();
        long given = 0;
        for (int i : common) {
            long share = (long) (surplus * (all.get(i).cases() / weight));
            share = Math.min(share, all.get(i).cases() - 2 * CRITICAL);
            all.set(i, all.get(i).withCases(all.get(i).cases() - share));
            given += share;
        }
        int largest = common.stream()
                .max(Comparator.comparingLong(i -> all.get(i).cases()))
                .orElseThrow();
        all.set(largest, all.get(largest).withCases(all.get(largest).cases() - (surplus - given)));
        return all;
    }
}
