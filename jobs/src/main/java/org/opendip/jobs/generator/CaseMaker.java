package org.opendip.jobs.generator;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.opendip.jobs.inputs.CodeNames;
import org.opendip.jobs.inputs.Specialties;
import org.opendip.policy.intake.Newborn;

/**
 * Computes the facts of a case from its number alone. Cases 0 .. H-1 are the history, H .. H+Y-1 the settlement year. A case
 * is dealt a place: combination after combination, the places of a combination side by side. An odd place may be the second
 * stay of the person of the place before it.
 */
final class CaseMaker {
    /** Spread of the stay around what the combination usually takes. */
    static final double STAY_SIGMA = 0.45;

    /** Purposes of draws. The order is part of the seed: append only. */
    private enum Draws {
        DEAL_HISTORY,
        DEAL_YEAR,
        YEAR,
        COST,
        COST_JITTER,
        LEVEL,
        HOSPITAL,
        SEVERITY,
        STAY,
        SETTLED,
        LAG,
        SECOND,
        UPLOAD,
        PERSON,
        SEX,
        AGE,
        BIRTH,
        PAYER,
        DIVISION,
        READMISSION,
        GAP,
        MEDICAL_TYPE,
        BLANK,
        OWN_PAID,
        ABOVE_LIMIT,
        PAID_FIRST,
        RATE,
        ACCOUNT,
        CODE,
        OTHERS,
        OTHER,
        CONDITION,
        INCIDENTAL,
        PROCEDURE_DAY,
        INTENSIVE,
        CHARGE,
        CLASS_A,
        BED_DAY,
        BIRTH_WEIGHT,
        VENTILATION,
        SPECIALTY,
        SPECIALTY_WRITTEN
    }

    private static final Map<String, CodeNames.Name> SPECIALTIES = Specialties.national();
    private static final long[] TEN_DIGITS = {7_368_787_019L, 3_267_000_013L, 9_182_736_457L};
    private static final long TEN_BILLION = 10_000_000_000L;

    private final RegionModel model;
    private final long[] keys = new long[Draws.values().length];
    private final double[] weights = new double[14];

    CaseMaker(RegionModel model) {
        this.model = model;
        for (Draws d : Draws.values()) {
            keys[d.ordinal()] = Draw.key(model.plan.seed(), d.ordinal());
        }
    }

    private double uniform(Draws purpose, long place) {
        return Draw.uniform(keys[purpose.ordinal()], place);
    }

    private double normal(Draws purpose, long place) {
        return Draw.quantile(uniform(purpose, place));
    }

    private int below(Draws purpose, long place, int bound) {
        return Draw.below(keys[purpose.ordinal()], place, bound);
    }

    /** Fills the facts of a case. */
    void make(long number, CaseFacts f) {
        boolean history = number < model.historyCases;
        long[] starts = history ? model.historyStart : model.yearStart;
        long size = history ? model.historyCases : model.yearCases;
        long index = history ? number : number - model.historyCases;
        long local = Shuffle.at(keys[(history ? Draws.DEAL_HISTORY : Draws.DEAL_YEAR).ordinal()], index, size);
        int found = Arrays.binarySearch(starts, local);
        int c = found >= 0 ? found : -found - 2;
        while (starts[c + 1] == local) {
            c++;
        }
        long rank = local - starts[c];
        long count = starts[c + 1] - starts[c];
        long offset = history ? 0 : model.historyCases;
        long place = local + offset;
        int d = model.diagnosisOf[c];
        char chapter = model.diagnoses[d].charAt(0);

        f.number = number;
        f.combination = c;
        boolean second = (rank & 1) == 1
                && chapter != 'P'
                && !model.bedDay[c]
                && uniform(Draws.READMISSION, place) < 2 * model.plan.readmissionShare();
        long person = second ? place - 1 : place;
        f.year = history ? historyYear(uniform(Draws.YEAR, person)) : model.plan.settlementYear();

        cost(f, c, rank, count, place, person, chapter);
        stay(f, c, place);
        dates(f, place, person, second);
        if (second && f.settleDay < 0) {
            // The second stay would end after the year: it is somebody else's first.
            person = place;
            f.year = history ? historyYear(uniform(Draws.YEAR, person)) : model.plan.settlementYear();
            cost(f, c, rank, count, place, person, chapter);
            stay(f, c, place);
            dates(f, place, person, false);
        }
        person(f, d, chapter, person);
        payments(f, place, person);
        lists(f, c, d, place);
        newborn(f, place);
        specialty(f, c, d, chapter, place);
        charges(f, c, place);
        identifiers(f, person);
    }

    private int historyYear(double u) {
        int first = model.plan.settlementYear() - 3;
        return u < RegionModel.HISTORY_SHARE[0]
                ? first
                : u < RegionModel.HISTORY_SHARE[0] + RegionModel.HISTORY_SHARE[1] ? first + 1 : first + 2;
    }

    /** Level and hospital follow the person, the cost the case: strata over the combination keep its mean and spread. */
    private void cost(CaseFacts f, int c, long rank, long count, long place, long person, char chapter) {
        double u = uniform(Draws.LEVEL, person);
        int level = u < model.level1[c] ? 1 : u < model.level12[c] ? 2 : 3;
        double[] shares = model.hospitalShares[level][chapter - 'A'];
        double v = uniform(Draws.HOSPITAL, person);
        int h = 0;
        while (h < shares.length - 1 && v >= shares[h]) {
            h++;
        }
        f.hospital = model.hospitalsFor[level][chapter - 'A'][h];
        long stratum = Shuffle.at(keys[Draws.COST.ordinal()] + 31L * c, rank, count);
        double z = Draw.quantile((stratum + uniform(Draws.COST_JITTER, place)) / count);
        double fen = StrictMath.exp(model.mu[c] + model.sigma[c] * z)
                * model.hospitals[f.hospital].costFactor()
                * model.drift(f.year);
        f.total = Math.max(6_000, Math.min(150_000_000, Math.round(fen)));
        f.severity = 0.5 * z + 0.866 * normal(Draws.SEVERITY, place);
    }

    private void stay(CaseFacts f, int c, long place) {
        double z = 0.6 * f.severity + 0.8 * normal(Draws.STAY, place);
        int most = model.bedDay[c] ? 300 : 120;
        f.days = (int) Math.max(1, Math.min(most, Math.round(StrictMath.exp(model.logDays[c] + STAY_SIGMA * z))));
        boolean dayCase = (model.attributeOf[c] == Attribute.SURGERY || model.attributeOf[c] == Attribute.DIAGNOSTIC)
                && f.days <= 3
                && uniform(Draws.MEDICAL_TYPE, place) < 0.55;
        char chapter = model.diagnoses[model.diagnosisOf[c]].charAt(0);
        if (model.bedDay[c]) {
            f.medicalType = "2105";
        } else if (dayCase) {
            f.medicalType = "28";
            f.days = 1;
        } else if (chapter == 'O' && uniform(Draws.MEDICAL_TYPE, place) < 0.6) {
            f.medicalType = "52";
        } else {
            f.medicalType = uniform(Draws.MEDICAL_TYPE, place) > 0.996 ? "26" : "21";
        }
        f.daysBlank = model.hospitals[f.hospital].blankStays() && uniform(Draws.BLANK, place) < 0.95;
    }

    private int firstDay(int year) {
        return (int) LocalDate.of(year, 1, 1).toEpochDay();
    }

    /** Day on which the stay of a place is settled; few hospitals settle on a Sunday. */
    private int settled(long place, int year) {
        int first = firstDay(year);
        int length = firstDay(year + 1) - first;
        int day = first + (int) (length * uniform(Draws.SETTLED, place));
        boolean sunday = Math.floorMod(day + 3, 7) == 6;
        boolean last = day == first + length - 1;
        return sunday && !last && uniform(Draws.SECOND, place) < 0.6 ? day + 1 : day;
    }

    private int lag(long place) {
        double u = uniform(Draws.LAG, place);
        return u < 0.85 ? 0 : u < 0.94 ? 1 : 2 + (int) ((u - 0.94) / 0.06 * 4.999);
    }

    private void dates(CaseFacts f, long place, long person, boolean second) {
        int within = f.medicalType.equals("28") ? (int) (Draw.bits(keys[Draws.BED_DAY.ordinal()], place) & 1) : f.days;
        int lag = lag(place);
        if (second) {
            double u = uniform(Draws.GAP, place);
            int gap = 1 + (int) (60 * u * u);
            int begin = settled(person, f.year) - lag(person) + gap;
            f.settleDay = begin + within + lag;
            if (f.settleDay >= firstDay(f.year + 1)) {
                f.settleDay = -1;
                return;
            }
        } else {
            f.settleDay = settled(place, f.year);
        }
        f.endDay = f.settleDay - lag;
        f.beginDay = f.endDay - within;
        f.settleSecond = 8 * 3600 + below(Draws.SECOND, place, 10 * 3600);
        f.uploadSecondsLater =
                3600 + (int) (uniform(Draws.UPLOAD, place) * ((7 - lag) * 86_400 - 3600 - f.settleSecond));
    }

    private void person(CaseFacts f, int d, char chapter, long person) {
        f.female = model.sexOf[d] == 'F' || model.sexOf[d] != 'M' && uniform(Draws.SEX, person) < 0.48;
        double u = uniform(Draws.AGE, person);
        double z = normal(Draws.AGE, person);
        if (chapter == 'P') {
            f.birthDay = f.beginDay - (int) (28 * u * u);
            f.age = 0;
            return;
        }
        int age;
        boolean pregnant = chapter == 'O' || chapter == 'Z' && model.sexOf[d] == 'F';
        if (pregnant) {
            age = (int) Math.max(18, Math.min(46, Math.round(29 + 5 * z)));
        } else if (chapter == 'Q') {
            age = (int) (15 * u * u);
        } else if ((chapter == 'A' || chapter == 'B' || chapter == 'J') && u < 0.38) {
            age = (int) (14 * (u / 0.38) * (u / 0.38));
        } else {
            double middle =
                    switch (chapter) {
                        case 'A', 'B', 'J' -> 66;
                        case 'S', 'T', 'L' -> 50;
                        case 'N', 'D' -> 52;
                        case 'F' -> 45;
                        case 'I', 'H' -> 67;
                        default -> 59;
                    };
            double w = chapter == 'A' || chapter == 'B' || chapter == 'J' ? Draw.quantile((u - 0.38) / 0.62) : z;
            age = (int) Math.max(chapter == 'S' || chapter == 'T' ? 2 : 15, Math.min(99, Math.round(middle + 14 * w)));
        }
        int settled = settled(person, f.year);
        int within = below(Draws.BIRTH, person, age == 0 ? 210 : 364);
        LocalDate birth = LocalDate.ofEpochDay(settled).minusYears(age).minusDays(age == 0 ? 140 + within : 1 + within);
        f.birthDay = (int) birth.toEpochDay();
        f.age = (int) ChronoUnit.YEARS.between(birth, LocalDate.ofEpochDay(f.beginDay));
    }

    private void payments(CaseFacts f, long place, long person) {
        Hospital hospital = model.hospitals[f.hospital];
        double u = uniform(Draws.PAYER, person);
        boolean adult = f.age >= 18;
        double employee = adult ? 0.155 + (hospital.level() == 3 ? 0.02 : hospital.level() == 1 ? -0.04 : 0) : 0;
        f.pool = u < 0.02 ? 'S' : u < 0.02 + employee ? 'E' : 'R';
        double v = uniform(Draws.DIVISION, person);
        f.elsewhere = f.pool != 'S' && v < 0.015;
        if (f.pool == 'S') {
            f.insuredDivision = null;
        } else if (f.elsewhere) {
            f.insuredDivision = v < 0.008 ? "990200" : v < 0.012 ? "980100" : "970500";
        } else {
            f.insuredDivision = v < 0.72
                    ? hospital.division()
                    : Hospital.DISTRICTS[(int) ((v - 0.72) / 0.28 * Hospital.DISTRICTS.length)];
        }
        if (f.pool == 'S') {
            f.ownPaid = f.total;
            f.aboveLimit = 0;
            f.paidFirst = 0;
            f.insured = 0;
            f.pooled = 0;
            f.funds = 0;
            f.account = 0;
            f.cash = f.total;
            return;
        }
        f.ownPaid = (long) (f.total * (0.02 + 0.10 * uniform(Draws.OWN_PAID, place)));
        f.aboveLimit = (long) (f.total * 0.01 * Math.max(0, uniform(Draws.ABOVE_LIMIT, place) - 0.5));
        f.paidFirst = (long) (f.total * (0.03 + 0.07 * uniform(Draws.PAID_FIRST, place)));
        f.insured = f.total - f.ownPaid - f.aboveLimit - f.paidFirst;
        double rate = (f.pool == 'E' ? 0.65 : 0.55)
                + 0.10 * uniform(Draws.RATE, place)
                + (hospital.level() == 1 ? 0.03 : hospital.level() == 3 ? -0.02 : 0)
                - (f.elsewhere ? 0.12 : 0);
        f.pooled = (long) (f.insured * rate);
        long heavy = f.total - f.ownPaid - f.aboveLimit - f.pooled - 1_400_000;
        f.funds = f.pooled + (heavy > 0 ? heavy * 3 / 5 : 0);
        long rest = f.total - f.funds;
        f.account = f.pool == 'E' ? (long) (rest * 0.6 * uniform(Draws.ACCOUNT, place)) : 0;
        f.cash = rest - f.account;
    }

    private void lists(CaseFacts f, int c, int d, long place) {
        int codes = model.fullCodes[d].length;
        double u = uniform(Draws.CODE, place);
        int k = u < 0.55 ? 0 : u < 0.80 ? 1 : u < 0.93 ? 2 : u < 0.985 ? 3 : 4;
        k = Math.min(k, codes - 1);
        f.diagnosisCode = model.fullCodes[d][k];
        f.diagnosisName = model.fullNames[d][k].zh();

        double wanted = 3.0 + 0.9 * f.severity + (f.age - 55) / 35.0 + (uniform(Draws.OTHERS, place) - 0.5) * 2;
        int count = (int) Math.max(1, Math.min(CaseFacts.MOST_OTHERS, Math.round(wanted)));
        long used = 0;
        f.others = 0;
        String own = model.diagnoses[d];
        for (int i = 0; f.others < count && i < 3 * count; i++) {
            boolean tumour = i == 0 && own.startsWith("Z51");
            boolean severe = !tumour && f.severity > 1.2 && i <= 1;
            int kind = tumour ? 2 : severe ? 1 : 0;
            int[] cumulative = model.otherWeights[kind];
            int lot = below(Draws.OTHER, place * 64 + i, cumulative[cumulative.length - 1]);
            int at = 0;
            while (cumulative[at] <= lot) {
                at++;
            }
            int other = model.otherPlaces[kind][at];
            boolean sexFits = model.otherSex[other] == ' ' || (model.otherSex[other] == 'F') == f.female;
            boolean ageFits = f.age >= 14 || kind == 1;
            if ((used >>> other & 1) != 0 || model.otherCodes[other].startsWith(own) || !sexFits || !ageFits) {
                continue;
            }
            used |= 1L << other;
            f.other[f.others] = other;
            double w = uniform(Draws.CONDITION, place * 64 + i);
            f.otherCondition[f.others] =
                    severe ? (w < 0.5 ? '4' : '1') : w < 0.94 ? '1' : w < 0.97 ? '2' : w < 0.99 ? '3' : '4';
            f.others++;
        }

        f.procedures = 0;
        if (model.mainOf[c] >= 0) {
            f.procedure[f.procedures++] = model.mainOf[c];
            for (int related : model.relatedOf[c]) {
                f.procedure[f.procedures++] = related;
            }
        }
        if (uniform(Draws.INCIDENTAL, place) < model.plan.incidentalShare()) {
            int first = below(Draws.INCIDENTAL, place + (1L << 50), model.incidental.length);
            f.procedure[f.procedures++] = model.incidental[first];
            if (uniform(Draws.INCIDENTAL, place + (1L << 51)) < 0.3) {
                f.procedure[f.procedures++] = model.incidental[(first + 1) % model.incidental.length];
            }
        }
        f.procedureDay = f.beginDay + (int) ((f.endDay - f.beginDay) * 0.6 * uniform(Draws.PROCEDURE_DAY, place));

        f.intensive = f.severity > 1.80
                && f.days >= 2
                && f.endDay > f.beginDay + 1
                && model.hospitals[f.hospital].level() >= 2
                && !model.bedDay[c];
        if (f.intensive) {
            int hours = (f.endDay - f.beginDay) * 24 - 24;
            double part = 0.15 + 0.6 * uniform(Draws.INTENSIVE, place);
            f.intensiveMinutes = Math.max(180, Math.min((int) (hours * 60 * part), 60 * 24 * 60));
            f.intensiveFromHour = 12 + (int) (0.2 * hours * uniform(Draws.INTENSIVE, place + (1L << 50)));
        }
    }

    /** What interface 4101 asks of those below one year, and how long a patient in intensive care was on a ventilator. */
    private void newborn(CaseFacts f, long place) {
        int days = f.beginDay - f.birthDay;
        f.ageDays = f.age == 0 && days >= 0 ? days : -1;
        f.birthWeight = -1;
        if (f.ageDays >= 0 && f.ageDays <= Newborn.LAST_DAY) {
            double u = uniform(Draws.BIRTH_WEIGHT, place);
            int from = 2500;
            int to = 4300;
            if (f.diagnosisCode.startsWith("P07")) {
                char sort = f.diagnosisCode.length() > 4 ? f.diagnosisCode.charAt(4) : '1';
                // Extremely low weight; extreme immaturity; the others.
                from = sort == '0' ? 500 : sort == '2' ? 600 : 1000;
                to = sort == '0' ? 999 : sort == '2' ? 1499 : 2499;
            }
            f.birthWeight = from + (int) (u * (to - from + 1));
        }
        f.ventilationMinutes = f.intensive && uniform(Draws.VENTILATION, place) < 0.4
                ? (int) (f.intensiveMinutes * (0.2 + 0.75 * uniform(Draws.VENTILATION, place + (1L << 50))))
                : -1;
    }

    /** The department that discharges, by chapter and treatment, and the ways in which hospitals write it. */
    private void specialty(CaseFacts f, int c, int d, char chapter, long place) {
        double u = uniform(Draws.SPECIALTY, place);
        String code = "A" + department(f, c, model.diagnoses[d], chapter, u);
        double w = uniform(Draws.SPECIALTY_WRITTEN, place);
        // The second level follows the same draw: a hospital has few wards of a specialty.
        String second = ".0" + (1 + (int) (u * 3));
        f.specialty = code;
        f.specialtyWritten = w < 0.55 ? code : code + second;
        if (w >= 0.98) {
            f.specialty = null;
            f.specialtyWritten = null;
        } else if (w >= 0.97) {
            f.specialtyWritten = " " + code.toLowerCase(Locale.ROOT) + second;
        } else if (w >= 0.96) {
            f.specialtyWritten = wide(code);
        } else if (w >= 0.95) {
            f.specialty = code.substring(1) + second;
            f.specialtyWritten = f.specialty;
        } else if (w >= 0.94) {
            f.specialty = SPECIALTIES.get(code).zh();
            f.specialtyWritten = f.specialty;
        }
    }

    private String department(CaseFacts f, int c, String diagnosis, char chapter, double u) {
        Attribute attribute = model.attributeOf[c];
        boolean operated = attribute == Attribute.SURGERY;
        if (model.hospitals[f.hospital].type().equals("tcm") && u < 0.5) {
            return "50";
        }
        if (chapter == 'O' || chapter == 'N' && diagnosis.compareTo("N70") >= 0) {
            return "05";
        }
        if (f.age < 14 && chapter != 'H') {
            return operated && chapter != 'P' ? "08" : "07";
        }
        return switch (chapter) {
            case 'A', 'B' ->
                diagnosis.compareTo("A15") >= 0 && diagnosis.compareTo("A20") < 0 ? "17" : u < 0.7 ? "16" : "03";
            case 'C' -> u < 0.5 ? "19" : operated ? "04" : "03";
            case 'F' -> "15";
            case 'H' -> diagnosis.compareTo("H60") < 0 ? "10" : "11";
            case 'K' -> diagnosis.compareTo("K15") < 0 ? "12" : operated ? "04" : "03";
            case 'L' -> operated ? "04" : "13";
            case 'M' -> operated || u < 0.6 ? "04" : u < 0.8 ? "21" : "03";
            case 'S', 'T' -> u < 0.95 ? "04" : "20";
            case 'Z' -> diagnosis.startsWith("Z51") ? "19" : operated ? "04" : "03";
            default -> operated ? "04" : u < 0.97 ? "03" : "28";
        };
    }

    private static String wide(String code) {
        StringBuilder wide = new StringBuilder();
        code.chars().forEach(c -> wide.append((char) (c - '!' + '\uFF01')));
        return wide.toString();
    }

    /** Splits the total over charge categories and those over payment classes: whole fen, nothing lost. */
    private void charges(CaseFacts f, int c, long place) {
        Attribute attribute = model.attributeOf[c];
        boolean tcm = model.hospitals[f.hospital].type().equals("tcm");
        double sum = 0;
        for (int k = 0; k < 14; k++) {
            long key = place * 16 + k;
            double u = uniform(Draws.CHARGE, key);
            int presence = attribute.chargePresence[k] + (tcm && (k == 9 || k == 10) ? 45 : 0);
            double share = attribute.chargeShare[k] * (tcm && (k == 9 || k == 10) ? 4 : 1);
            // The same draw says whether the category occurs and, by its finer digits, how heavy it is.
            double fine = u * 8191 - Math.floor(u * 8191);
            weights[k] = u * 100 < presence ? share * (0.35 + 1.3 * fine) : 0;
            sum += weights[k];
        }
        long left = f.total;
        double weightLeft = sum;
        int last = 13;
        while (weights[last] == 0) {
            last--;
        }
        for (int k = 0; k < 14; k++) {
            if (weights[k] == 0) {
                f.charge[k] = 0;
            } else if (k == last) {
                f.charge[k] = left;
            } else {
                f.charge[k] = Math.min(left, (long) (left * (weights[k] / weightLeft)));
            }
            left -= f.charge[k];
            weightLeft -= weights[k];
        }
        long cumulative = 0;
        long ownBefore = 0;
        long otherBefore = 0;
        long other = f.aboveLimit + f.paidFirst / 10;
        for (int k = 0; k < 14; k++) {
            cumulative += f.charge[k];
            long own = cumulative * f.ownPaid / f.total;
            f.chargeOwn[k] = own - ownBefore;
            ownBefore = own;
            long otherSoFar = (cumulative - own) * other / Math.max(1, f.total - f.ownPaid);
            f.chargeOther[k] = Math.max(0, Math.min(otherSoFar - otherBefore, f.charge[k] - f.chargeOwn[k]));
            otherBefore += f.chargeOther[k];
            long rest = f.charge[k] - f.chargeOwn[k] - f.chargeOther[k];
            double a = (k >= 7 && k <= 10 ? 0.35 : 0.65) + 0.25 * uniform(Draws.CLASS_A, place * 16 + k);
            f.chargeClassA[k] = (long) (rest * a);
        }
    }

    private void identifiers(CaseFacts f, long person) {
        f.settlementId = identifier('S', f.year, scatter(0, f.number));
        f.visitId = identifier('M', f.year, scatter(1, f.number));
        long p = scatter(2, person);
        char[] id = new char[13];
        id[0] = 'P';
        for (int i = 12; i >= 1; i--) {
            id[i] = (char) ('0' + p % 10);
            p /= 10;
        }
        f.personId = new String(id);
    }

    /** A bijection of 0 .. 10^10-1. */
    private static long scatter(int which, long number) {
        return Math.floorMod(number * TEN_DIGITS[which] + 1_234_567_891L, TEN_BILLION);
    }

    private static String identifier(char letter, int year, long number) {
        char[] id = new char[15];
        id[0] = letter;
        int y = year;
        for (int i = 4; i >= 1; i--) {
            id[i] = (char) ('0' + y % 10);
            y /= 10;
        }
        long n = number;
        for (int i = 14; i >= 5; i--) {
            id[i] = (char) ('0' + n % 10);
            n /= 10;
        }
        return new String(id);
    }
}
