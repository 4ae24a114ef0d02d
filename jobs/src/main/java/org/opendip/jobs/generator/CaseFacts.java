package org.opendip.jobs.generator;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.opendip.jobs.tables.Col;
import org.opendip.jobs.tables.national.SettlementHeaders;

/** What is known of one invented case; reused from case to case. */
final class CaseFacts {
    static final int MOST_OTHERS = 8;

    /** The amounts of a settlement header, in fen. */
    static final Map<Col, ToLongFunction<CaseFacts>> FEN = Map.of(
            SettlementHeaders.MEDFEE_SUMAMT, f -> f.total,
            SettlementHeaders.FULAMT_OWNPAY_AMT, f -> f.ownPaid,
            SettlementHeaders.OVERLMT_SELFPAY, f -> f.aboveLimit,
            SettlementHeaders.PRESELFPAY_AMT, f -> f.paidFirst,
            SettlementHeaders.INSCP_AMT, f -> f.insured,
            SettlementHeaders.HIFP_PAY, f -> f.pooled,
            SettlementHeaders.FUND_PAY_SUMAMT, f -> f.funds,
            SettlementHeaders.ACCT_PAY, f -> f.account,
            SettlementHeaders.PSN_CASH_PAY, f -> f.cash);

    long number;
    int year;
    int combination;
    int hospital;
    char pool;
    boolean elsewhere;
    String insuredDivision;
    String settlementId;
    String visitId;
    String personId;
    boolean female;
    int birthDay;
    int age;
    /** Age at admission in days; -1: a year or older. */
    int ageDays;
    /** Birth weight in grams; -1: no newborn. */
    int birthWeight;
    /** Minutes on a ventilator; -1: none. */
    int ventilationMinutes;

    int beginDay;
    int endDay;
    int days;
    boolean daysBlank;
    int settleDay;
    int settleSecond;
    int uploadSecondsLater;
    String medicalType;
    /** Specialty as a record will have it, and as the hospital wrote it; null: not given. */
    String specialty;

    String specialtyWritten;

    double severity;
    long total;
    long ownPaid;
    long aboveLimit;
    long paidFirst;
    long insured;
    long pooled;
    long funds;
    long account;
    long cash;

    String diagnosisCode;
    String diagnosisName;
    int others;
    final int[] other = new int[MOST_OTHERS];
    final char[] otherCondition = new char[MOST_OTHERS];
    int procedures;
    final int[] procedure = new int[12];
    int procedureDay;

    boolean intensive;
    int intensiveFromHour;
    int intensiveMinutes;

    final long[] charge = new long[14];
    final long[] chargeOwn = new long[14];
    final long[] chargeClassA = new long[14];
    final long[] chargeOther = new long[14];

    /** Code of the insurance type; null: self-paying. */
    String insuranceType() {
        return pool == 'E' ? "310" : pool == 'R' ? "390" : null;
    }
}
